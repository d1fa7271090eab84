"""The doors by which files come in without a page: two commands and a folder; what they say and how they end."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.billing.inbox import look_into
from apps.billing.models import AcknowledgementFile, Claim, ClaimPayment, Posting, RemittanceFile
from apps.practice.models import Practice
from tests.billing.closing import NOW
from tests.billing.payers_answers import Answer, a_277ca, an_835
from tests.billing.sent import (
    ana,
    claim,
    dr_rivera,
    hilltop,
    jane,
    mia,
    prices,
    sent_stands,
    sent_story,
    sunrise,
)

__all__ = [
    "ana",
    "claim",
    "dr_rivera",
    "hilltop",
    "jane",
    "mia",
    "prices",
    "sent_stands",
    "sent_story",
    "sunrise",
]


def run(name: str, *paths: Path, **options: Any) -> str:
    output = StringIO()
    call_command(name, *map(str, paths), stdout=output, **options)
    return output.getvalue()


def refused(name: str, *paths: Path, **options: Any) -> tuple[str, str]:
    """Return what a command said and how it ended, for one that has to fail."""
    output = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(name, *map(str, paths), stdout=output, **options)
    return output.getvalue(), str(error.value)


@pytest.fixture
def era(tmp_path: Path, claim: Claim) -> Path:
    file = tmp_path / "june.835"
    file.write_bytes(
        an_835(
            Answer(claim.patient_control_number),
            Answer("NOBODYS", paid="20", reasons=(("CO", "45", "105.50"),)),
        )
    )
    return file


def test_a_file_is_posted_and_a_second_time_only_said(era: Path, claim: Claim) -> None:
    said = run("post_remittance", era)
    assert "june.835: 2 claims, 120.40 paid; 1 posted (100.40), 1 wait." in said
    assert "NOBODYS, 20.00: No claim of the practice has this number, and no line either." in said
    again = run("post_remittance", era)
    assert "posted already on" in again
    assert "nothing was changed" in again
    assert Posting.objects.count() == 1


def test_a_dry_run_says_the_same_and_keeps_nothing(era: Path, claim: Claim) -> None:
    said = run("post_remittance", era, dry_run=True)
    assert "1 would be posted (100.40)" in said
    assert not RemittanceFile.objects.exists()
    claim.refresh_from_db()
    assert claim.state == "sent"


def test_the_json_holds_every_claim_and_amounts_as_strings(era: Path, claim: Claim) -> None:
    said = json.loads(run("post_remittance", era, json=True, dry_run=True))
    assert said["dry_run"] is True
    [file] = said["files"]
    assert (file["file"], file["claim_count"], file["claims_paid"]) == ("june.835", 2, "120.40")
    [advice] = file["remittances"]
    first, second = advice["claims"]
    assert (first["state"], first["matched_claim"]) == ("posted", claim.patient_control_number)
    assert first["services"][0]["adjustments"] == [
        {"group": "PR", "reason_code": "2", "amount": "25.10", "quantity": ""}
    ]
    assert (second["state"], second["wait_code"], second["paid"]) == ("waiting", "no_such_claim", "20.00")


def test_every_file_that_is_refused_is_named_and_the_others_are_posted(era: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear practice")
    said, end = refused("post_remittance", tmp_path / "missing.835", letter, era)
    assert "missing.835: refused." in said
    assert "No such file or directory. Check the name of the file." in said
    assert "letter.txt: refused." in said
    assert "holds no remittance advice" in said
    assert "june.835: 2 claims" in said
    assert end == "2 of 3 files were refused; nothing of them was kept."
    assert RemittanceFile.objects.get().file_name == "june.835"


def test_refused_files_stand_in_the_json_too(era: Path, tmp_path: Path) -> None:
    said, _ = refused("post_remittance", tmp_path / "missing.835", era, json=True)
    first, second = json.loads(said)["files"]
    assert first["problems"]
    assert set(first) == {"file", "is_new", "problems"}
    assert second["state"] == "posted"


def test_a_folder_stands_for_the_files_in_it(era: Path) -> None:
    (era.parent / ".half-written").write_bytes(b"ISA*")
    assert "june.835: 2 claims" in run("post_remittance", era.parent)
    assert RemittanceFile.objects.count() == 1


def test_with_several_practices_one_has_to_be_named(era: Path, hilltop: Practice, lakeside: Practice) -> None:
    with pytest.raises(CommandError, match=r"There are several practices\. Choose one with --practice"):
        call_command("post_remittance", str(era))
    with pytest.raises(CommandError, match="There is no practice 0"):
        call_command("post_remittance", str(era), practice=0)
    assert "june.835" in run("post_remittance", era, practice=hilltop.pk)


def test_answers_are_imported_once_and_what_is_none_is_refused(claim: Claim, tmp_path: Path) -> None:
    answers = tmp_path / "answers.277"
    answers.write_bytes(a_277ca((claim.patient_control_number, "A2:20", "WQ"), ("NOBODYS", "A7:562:85", "U")))
    assert "1 of them rejections, 1 to nothing of ours." in run("import_acknowledgements", answers)
    assert "nothing changed" in run("import_acknowledgements", answers)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear practice")
    said, end = refused("import_acknowledgements", letter, tmp_path / "missing.999", answers)
    assert "holds no TA1, 999 or 277CA" in said
    assert "missing.999: No such file" in said
    assert end == "2 files were refused; the lines above say why."


def test_a_file_in_the_inbox_that_no_memory_holds_is_refused_unread(
    hilltop: Practice, tmp_path: Path
) -> None:
    folder = tmp_path / str(hilltop.pk)
    folder.mkdir()
    with (folder / "june.835").open("wb") as file:
        file.truncate(1 << 40)
    assert look_into(str(tmp_path), now=NOW) == 0
    assert (folder / "refused/june.835").exists()


def test_the_inbox_takes_in_what_lies_there_and_moves_it_away(
    claim: Claim, hilltop: Practice, tmp_path: Path
) -> None:
    folder = tmp_path / str(hilltop.pk)
    folder.mkdir()
    number = claim.patient_control_number
    (folder / "b.835").write_bytes(an_835(Answer(number)))
    (folder / "a.277").write_bytes(a_277ca((number, "A2:20", "WQ")))
    (folder / "c.txt").write_text("Dear practice")
    (folder / ".d.835").write_bytes(b"ISA*")
    assert look_into(str(tmp_path), now=NOW) == 2
    assert {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()} == {
        ".d.835", "done/a.277", "done/b.835", "refused/c.txt",
    }  # fmt: skip
    claim.refresh_from_db()
    assert claim.state == "paid"
    assert AcknowledgementFile.objects.count() == 1
    assert ClaimPayment.objects.get().paid == Decimal("100.40")
    (folder / "b.835").write_bytes(an_835(Answer(number)))  # dropped once more
    assert look_into(str(tmp_path), now=NOW) == 1
    assert (folder / "done" / "1-b.835").exists()
    assert Posting.objects.count() == 1


def test_without_a_folder_nothing_is_looked_into() -> None:
    assert look_into("", now=NOW) == 0
