"""A packet of a claim whose period was closed again says what was rightly left out, and its verifier replays it."""

import io
import json
import re
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pdfplumber
import pytest

from apps.billing.models import Claim
from apps.billing.operations.deciding import decide_again
from apps.billing.operations.reclosing import leave_as_it_is
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.reports.packets import claims_for_packets
from apps.reports.packing import packets
from apps.reports.verify_packet import (
    HASHES,
    LEDGER,
    MANIFEST,
    PAPER,
    Files,
    archive_problems,
    hash_list,
    manifest_of,
    problems,
    unzipped,
)
from tests import builders as make
from tests.billing.closing import NOW, charges, close, closed_may
from tests.billing.test_after_the_close import TOO_LATE, again, amended, delta_of, late, may_of

AFTERWARDS = datetime(2026, 6, 20, 15, tzinfo=UTC)


def made(actor: Actor, patient: Patient) -> bytes:
    claim = Claim.objects.get(patient=patient, decision__is_current=True)
    return packets(actor, list(claims_for_packets(actor, [claim.pk])), now=NOW)[0]


def left(person: User, patient: Patient) -> None:
    leave_as_it_is(
        make.actor(person), period_id=may_of(patient).pk, based_on=delta_of(patient).length, reason="No proof",
        now=TOO_LATE, today=date(2026, 6, 15),
    )  # fmt: skip


@pytest.fixture
def left_out(jane: Patient, dr_rivera: Provider, mia: User) -> Patient:
    """Jane's May of 31 minutes: 5 added and left, then closed again with 2 more, without 10 that came too late."""
    charges(jane.practice)
    closed_may(jane, dr_rivera, 31)
    late(jane, dr_rivera, 5)
    left(mia, jane)
    late(jane, dr_rivera, 2)
    late(jane, dr_rivera, 10, at=TOO_LATE)
    again(mia, jane, now=AFTERWARDS)
    return jane


_kept: list[bytes] = []


@pytest.fixture
def files(request: pytest.FixtureRequest, db: None) -> Files:
    """What is in the packet of `left_out`; the first test that asks has it made, for it stands without its practice."""
    if not _kept:
        left_out, actor = request.getfixturevalue("left_out"), request.getfixturevalue("otto_acts")
        _kept.append(made(actor, left_out))
    assert list(archive_problems(_kept[0])) == []
    return dict(unzipped(_kept[0]))


def forged(files: Files, forge: Any) -> list[str]:
    """Return what is found when ledger.json is changed and all hashes, also that on the paper, are written anew."""
    data = json.loads(files[LEDGER])
    forge(data)
    new = {**files, LEDGER: json.dumps(data).encode()}
    old = sha256(new[MANIFEST]).hexdigest().encode()
    new[MANIFEST] = manifest_of(new)
    new[PAPER] = new[PAPER].replace(old, sha256(new[MANIFEST]).hexdigest().encode())
    new[HASHES] = hash_list(new)
    return list(problems(new))


def test_what_was_rightly_left_out_stands_in_the_packet(files: Files) -> None:
    first, second = json.loads(files[LEDGER])["answers"]
    assert (first["kind"], first["length"], first["new_pin"]) == ("left", 2, None)
    assert (second["kind"], second["last_day"]) == ("closed_again", "2026-06-14")
    assert second["answered_by_name"] == "Mia Castillo"


def test_the_paper_tells_each_change_after_the_close_and_its_answer(files: Files) -> None:
    with pdfplumber.open(io.BytesIO(files[PAPER])) as paper:
        text = " ".join(" ".join(page.extract_text().split()) for page in paper.pages)
    (told,) = re.findall(r"Changes after the close(.*?)Decision Decided", text)
    for said in (
        "Left as it was",
        "added, 5:00",
        "31:00 as before",
        "No proof",
        "Mia",
        "Closed again",
        "too late to add",
    ):
        assert said in told, (said, told)


def test_a_change_that_waits_for_its_answer_is_told(
    jane: Patient, dr_rivera: Provider, otto_acts: Actor
) -> None:
    charges(jane.practice)
    closed_may(jane, dr_rivera, 31)
    waits = "Nobody has answered it yet"
    for changes, is_told in ((False, False), (True, True)):
        if changes:
            late(jane, dr_rivera, 5)
        with pdfplumber.open(io.BytesIO(dict(unzipped(made(otto_acts, jane)))[PAPER])) as paper:
            text = "".join(page.extract_text() for page in paper.pages)
        assert (waits in text, "Changes after the close" in text) == (is_told, is_told)


def test_minutes_taken_away_and_left_may_be_missing_when_decided_again(
    jane: Patient, dr_rivera: Provider, mia: User, otto_acts: Actor
) -> None:
    charges(jane.practice)
    one = make.logged(jane, dr_rivera, date(2026, 5, 4), 25)
    make.logged(jane, dr_rivera, date(2026, 5, 2), 5)
    make.logged(jane, dr_rivera, date(2026, 5, 6), 15)
    close(jane.practice)
    amended(one, dr_rivera, minutes=20)
    left(mia, jane)
    jane.enrollments.update(starts_on=date(2026, 5, 3))
    decide_again(make.actor(mia), period_ids=[may_of(jane).pk], now=AFTERWARDS, today=date(2026, 6, 20))
    assert Claim.objects.get().decision.minutes == 35
    assert list(archive_problems(made(otto_acts, jane))) == []


def _no_answers(data: Any) -> None:
    data["answers"] = []


def _not_left(data: Any) -> None:
    del data["answers"][0]


def _never_late(data: Any) -> None:
    data["answers"][1]["last_day"] = None


def _sooner(data: Any) -> None:
    data["answers"][1]["last_day"] = "2026-06-01"


def _further(data: Any) -> None:
    data["answers"][0]["length"] = 3


def _further_with_entries(data: Any) -> None:
    data["answers"][0] |= {"length": 3, "entries": data["answers"][1]["entries"]}


def _other_kind(data: Any) -> None:
    data["answers"][1]["kind"] = "left"


def _other_pin(data: Any) -> None:
    data["answers"][1]["new_pin"] = data["answers"][1]["old_pin"]


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        pytest.param(_no_answers, "was left out of the close", id="no answers"),
        pytest.param(_not_left, "was left out of the close", id="nothing was left"),
        pytest.param(_never_late, "the rules say '2026-06-14'", id="never too late"),
        pytest.param(_sooner, "the rules say '2026-06-14'", id="too late sooner"),
        pytest.param(_further, "its entries do not end there", id="more was left"),
        pytest.param(_further_with_entries, "was not in force for the close", id="more was left, and named"),
        pytest.param(_other_kind, "is 'left', which its pins do not say", id="another kind"),
        pytest.param(_other_pin, "the answers do not lead to the close", id="another pin"),
    ],
)
def test_a_changed_answer_is_found_by_the_book_and_the_rules(files: Files, forge: Any, said: str) -> None:
    assert any(said in each for each in forged(files, forge)), forged(files, forge)
