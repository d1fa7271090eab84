"""Audit packets: everything behind a claim, in a form that proves itself."""

import ast
import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.billing.models import Claim, Packet, PacketRun
from apps.billing.operations.packets import ask_for_packets, keep_packets
from apps.patients.models import Patient
from apps.patients.operations_documents import Upload, attach_document
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.reports import verify_packet
from apps.reports.packets import claims_for_packets
from apps.reports.packing import packets, zip_of
from apps.reports.tasks import go_on_with_packets
from apps.reports.verify_packet import (
    HASHES,
    LEDGER,
    MANIFEST,
    PACKET,
    PAPER,
    archive_problems,
    hash_list,
    manifest_of,
    problems,
    unzipped,
)
from tests import builders as make
from tests.billing.closing import NOW
from tests.papers import a_pdf, a_picture
from tests.reports.paid import ana, dr_rivera, hilltop, jane, mark, mia, packet, paid, paid_stands, stands

__all__ = ["ana", "dr_rivera", "hilltop", "jane", "mark", "mia", "packet", "paid", "paid_stands", "stands"]


@pytest.mark.once
def test_a_packet_holds_by_itself_with_nothing_of_ours(packet: bytes, tmp_path: Path) -> None:
    where = tmp_path / "packet.zip"
    where.write_bytes(packet)
    alone = tmp_path / "alone"
    alone.mkdir()
    for name, content in unzipped(packet):
        (alone / name).write_bytes(content)
    for named in ([str(where)], []):
        ran = subprocess.run(
            [sys.executable, "-I", "-S", str(alone / "verify_packet.py"), *named],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "Everything holds.")


@pytest.fixture
def with_papers(paid: Claim, jane: Patient, mia: User, dr_rivera: Provider, hilltop: Practice) -> list[str]:
    """Attach what Jane's claim rests on, and a consent of later days that it does not."""
    mias = make.actor(mia, hilltop)
    episode, later = jane.episodes.get(), make.consent(jane, date(2026, 6, 15))
    visit = make.face_to_face(jane, date(2026, 2, 1), dr_rivera)
    for proves, content in (
        (episode, a_pdf("The plan as signed", "Second page", field="Ana Rivera MD")),
        (visit, a_picture("TIFF", pages=2)),
        (later, a_picture("PNG")),
    ):
        attach_document(mias, patient=jane, upload=Upload("Doe Jane.x", content), proves=proves, now=NOW)
    return ["document-1.pdf", "document-2.tif"]


def test_the_papers_that_a_claim_rests_on_lie_in_its_packet_and_are_proven(
    with_papers: list[str], paid: Claim, otto_acts: Actor
) -> None:
    claims = list(claims_for_packets(otto_acts, [paid.pk]))
    (packet,) = packets(otto_acts, claims, now=NOW)
    files = dict(unzipped(packet))
    assert list(archive_problems(packet)) == []
    assert [name for name in files if name.startswith("document-")] == with_papers
    with pdfplumber.open(io.BytesIO(files[PAPER])) as paper:
        pages = [page.extract_text() for page in paper.pages]
        pictured = [page for page in paper.pages if page.images]
        assert all((page.width, page.height) == (612, 792) for page in paper.pages)
    assert "The plan as signed" in pages[-4] and "Ana Rivera MD" in pages[-4]
    assert [text.splitlines()[0] for text in pages[-4:]] == [
        "Document 1 document-1.pdf, page 1 of 2",
        "Document 1 document-1.pdf, page 2 of 2",
        "Document 2 document-2.tif, page 1 of 2",
        "Document 2 document-2.tif, page 2 of 2",
    ]
    assert [text.splitlines()[-1].replace(" ", "") for text in pages] == [
        f"Claim{paid.patient_control_number}Page{page}of{len(pages)}" for page in range(1, len(pages) + 1)
    ]
    assert len(pictured) == 2
    assert any("H/R)" in text and "R (read in the source)" in text for text in pages), "what the marks mean"
    assert "(document 1)" in pages[0] and "(document 2)" in pages[0]
    assert b"/JavaScript" not in files[PAPER] and b"/Annots" not in files[PAPER]

    def again(**changed: bytes | None) -> list[str]:
        forged = {name: content for name, content in files.items() if name != HASHES}
        for name, content in changed.items():
            where = name.replace("_", ".").replace("document.", "document-")
            forged.pop(where, None)
            if content is not None:
                forged[where] = content
        old = sha256(forged[MANIFEST]).hexdigest()
        forged[MANIFEST] = manifest_of(forged)
        new = sha256(forged[MANIFEST]).hexdigest()
        forged[PAPER] = forged[PAPER].replace(old.encode(), new.encode())
        return list(problems({**forged, HASHES: hash_list(forged)}))

    assert again(document_1_pdf=a_pdf("Another plan")) == [
        "document-1.pdf is not the document that was attached"
    ]
    assert again(document_2_tif=None) == ["document-2.tif is listed in packet.json and is not there"]
    assert again(document_3_png=a_picture()) == [
        "document-3.png is none of the documents that packet.json lists"
    ]


def test_the_program_is_written_for_python_3_9() -> None:
    ast.parse(Path(verify_packet.__file__).read_text("utf-8"), feature_version=(3, 9))


@pytest.mark.once
def test_a_thousand_of_a_thousand_single_changes_are_found_and_named(packet: bytes) -> None:
    dice = random.Random(20260601)
    members = unzipped(packet)
    begins = {name: packet.index(content) for name, content in members}
    for _ in range(1000):
        place = dice.randrange(len(packet))
        changed = bytearray(packet)
        changed[place] ^= 1 << dice.randrange(8)
        found = list(archive_problems(bytes(changed)))
        inside = [name for name, content in members if begins[name] <= place < begins[name] + len(content)]
        assert found, f"the change of byte {place} was not found"
        assert all(any(name in said for said in found) for name in inside), (place, inside, found)


@pytest.mark.once
def test_bytes_added_to_the_archive_or_cut_off_are_found(packet: bytes) -> None:
    assert list(archive_problems(packet + b" "))
    assert list(archive_problems(packet[:-1]))


def _sealed(change: Callable[[list[Any]], None]) -> Callable[[Any, Any], None]:
    def forge(_: Any, ledger: Any) -> None:
        row = next(each for each in ledger["versions"] if "sealed" in each)
        said = json.loads(row["sealed"])
        change(said)
        row["sealed"] = json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    return forge


def _longer(said: list[Any]) -> None:
    said[verify_packet.SAYS["seconds"]] += 60


def _a_shorter_book(_: Any, ledger: Any) -> None:
    ledger["versions"].pop()


def _more_minutes(packet: Any, _: Any) -> None:
    packet["decision"]["minutes"] += 1


def _another_code(packet: Any, _: Any) -> None:
    packet["claim"]["document"] = packet["claim"]["document"].replace("G0181", "G0182")


def _another_fact(packet: Any, _: Any) -> None:
    facts = json.loads(packet["decision"]["facts"])
    facts["entries"][0]["seconds"] += 60
    packet["decision"]["facts"] = json.dumps(facts)


def _an_earlier_anchor(_: Any, ledger: Any) -> None:
    ledger["anchors"][0]["anchored_on"] = "2026-05-01"


def _another_signature(packet: Any, _: Any) -> None:
    packet["signatures"][0]["content"] += " "


@pytest.mark.once
@pytest.mark.parametrize(
    ("forge", "said"),
    [
        pytest.param(_sealed(_longer), "does not say what was sealed", id="a longer entry"),
        pytest.param(_a_shorter_book, "ledger.json: the book ends", id="a version left out at the end"),
        pytest.param(_more_minutes, "34 min, its entries make 33 min", id="a minute more in the decision"),
        pytest.param(_another_code, "not the document that was approved", id="another code on the claim"),
        pytest.param(_another_fact, "the decision saw seconds 2040, sealed is 1980", id="a longer fact"),
        pytest.param(_an_earlier_anchor, "does not say what was sealed", id="an anchor dated back"),
        pytest.param(_another_signature, "the signature does not cover", id="another signed text"),
    ],
)
def test_a_forger_who_writes_all_hashes_anew_is_found_by_the_seals_and_sums(
    packet: bytes, forge: Callable[[Any, Any], None], said: str
) -> None:
    files = dict(unzipped(packet))
    data, ledger = json.loads(files[PACKET]), json.loads(files[LEDGER])
    forge(data, ledger)
    files[PACKET], files[LEDGER] = json.dumps(data).encode(), json.dumps(ledger).encode()
    old = sha256(files[MANIFEST]).hexdigest().encode()
    files[MANIFEST] = manifest_of(files)
    files[PAPER] = files[PAPER].replace(old, sha256(files[MANIFEST]).hexdigest().encode())
    files[HASHES] = hash_list(files)
    assert any(said in each for each in problems(files)), list(problems(files))
    assert list(archive_problems(zip_of(files))) == list(problems(files))


@pytest.mark.once
def test_a_file_that_was_laid_beside_a_packet_is_not_said_to_be_a_changed_one(packet: bytes) -> None:
    files = {**dict(unzipped(packet)), "notes.txt": b"of the auditor"}
    assert list(problems(files)) == [
        "notes.txt is not listed in hashes.txt: it is no file of the packet, or its line was changed"
    ]


def test_a_packet_tells_nothing_of_other_patients_or_other_dates(
    packet: bytes, mark: Patient, paid: Claim
) -> None:
    text = b"".join(content for name, content in unzipped(packet) if name.endswith(".json")).decode()
    assert mark.last_name not in text
    others = [row for row in json.loads(dict(unzipped(packet))[LEDGER])["versions"] if "sealed" not in row]
    assert (
        len(others) == 1
    )  # April's entry: its hash is a link of the chain, its words are not May's business
    assert "2026-04-14" not in text


def test_a_draft_has_a_packet_that_says_what_is_missing(mark: Patient, paid: Claim, otto_acts: Actor) -> None:
    draft = Claim.objects.filter(patient=mark).first()
    assert draft is not None
    (made,) = packets(otto_acts, list(claims_for_packets(otto_acts, [draft.pk])), now=NOW)
    assert list(archive_problems(made)) == []


def test_many_claims_are_read_with_as_many_queries_as_one(
    paid: Claim, otto_acts: Actor, django_assert_num_queries: Any
) -> None:
    packets(
        otto_acts, list(claims_for_packets(otto_acts, [paid.pk])), now=NOW
    )  # the rules are read once a process
    ids = [paid.pk]
    with CaptureQueriesContext(connection) as one:
        packets(otto_acts, list(claims_for_packets(otto_acts, ids)), now=NOW)
    approved = list(claims_for_packets(otto_acts, ids)) * 5
    with django_assert_num_queries(len(one) - 2):  # the claim and its lines were read before
        packets(otto_acts, approved, now=NOW)


def test_the_page_hands_out_the_packet_and_the_trail_says_so(
    client: Client, paid: Claim, otto: User, packet: bytes
) -> None:
    client.force_login(otto)
    answer = client.get(reverse("reports:packet", args=[paid.pk]))
    assert list(archive_problems(answer.content)) == []
    assert paid.patient.last_name not in answer["Content-Disposition"]
    event = AuditEvent.objects.get(action="claim.packet_exported")
    assert (event.patient_id, event.actor) == (paid.patient_id, otto)
    manifest = dict(unzipped(answer.content))[MANIFEST]
    assert event.new == {"manifest": sha256(manifest).hexdigest()}


def test_packets_of_many_are_made_in_the_background_and_downloaded_as_one(
    client: Client, paid: Claim, otto: User, otto_acts: Actor
) -> None:
    everything = list(Claim.objects.values_list("pk", flat=True))
    run = ask_for_packets(otto_acts, claim_ids=everything, now=NOW)
    client.force_login(otto)
    assert client.get(reverse("reports:packet_run_file", args=[run.pk])).status_code == 404
    go_on_with_packets()
    go_on_with_packets()
    run.refresh_from_db()
    assert (run.done, run.total) == (len(everything), len(everything))
    answer = client.get(reverse("reports:packet_run_file", args=[run.pk]))
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert list(archive_problems(whole)) == []
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    assert any("packet-C" in said for said in archive_problems(bytes(changed)))
    kept = AuditEvent.objects.filter(action="claim.packet_exported").values_list("new__manifest", flat=True)
    parts = [dict(unzipped(content)) for name, content in unzipped(whole) if name.endswith(".zip")]
    assert sorted(kept) == sorted(sha256(part[MANIFEST]).hexdigest() for part in parts)
    assert len(kept) == len(everything)


def test_each_packet_of_many_is_read_and_recorded_as_it_leaves(
    client: Client, paid: Claim, otto: User, otto_acts: Actor
) -> None:
    run = ask_for_packets(otto_acts, claim_ids=list(Claim.objects.values_list("pk", flat=True)[:2]), now=NOW)
    go_on_with_packets()
    client.force_login(otto)
    left = AuditEvent.objects.filter(action="claim.packet_exported")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("reports:packet_run_file", args=[run.pk]))
    assert not [each for each in asked if '"billing_packet"."content"' in each["sql"].partition(" FROM ")[0]]
    counts = [left.count() for _ in answer.streaming_content]  # type: ignore[attr-defined]
    assert counts[:4] == [1, 1, 2, 2], "a head and a content for each"


def test_a_packet_made_twice_is_kept_once(paid: Claim, otto_acts: Actor) -> None:
    run = ask_for_packets(otto_acts, claim_ids=[paid.pk], now=NOW)
    keep_packets(run.pk, made={paid.pk: b"first"}, failed={}, now=NOW)
    keep_packets(run.pk, made={paid.pk: b"second"}, failed={}, now=NOW)
    assert bytes(Packet.objects.get(run=run).content or b"") == b"first"


def test_no_packets_are_asked_for_without_a_claim_of_ours(
    carol: User, lakeside: Practice, paid: Claim
) -> None:
    with pytest.raises(Refused, match="No claim was chosen"):
        ask_for_packets(make.actor(carol, lakeside), claim_ids=[paid.pk], now=NOW)
    assert not PacketRun.objects.exists()


def test_the_command_writes_packets_or_nothing(paid: Claim, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No claim has the number NOBODYS"):
        call_command("audit_packet", paid.patient_control_number, "NOBODYS", out=tmp_path)
    assert not list(tmp_path.iterdir())
    call_command("audit_packet", paid.patient_control_number, out=tmp_path)
    (written,) = tmp_path.iterdir()
    assert verify_packet.main([str(written)]) == 0
