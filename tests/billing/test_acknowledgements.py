"""Answers to files: matched by the numbers we sent, moving each claim once, opening work on what was rejected."""

from datetime import date

import pytest
from django.test import Client

from apps.billing.models import Acknowledgement, AcknowledgementFile, Claim, ClaimTask, Submission
from apps.billing.operations.acknowledgements import Imported, import_acknowledgements
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import NOW, close
from tests.billing.payers_answers import JULY, a_277ca, interchange, send
from tests.billing.sent import (
    ana,
    claim,
    dr_rivera,
    hilltop,
    jane,
    manager,
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
    "manager",
    "mia",
    "prices",
    "sent_stands",
    "sent_story",
    "sunrise",
]


def take(actor: Actor, content: bytes) -> Imported:
    return import_acknowledgements(actor, content=content, file_name="answer.txt", now=NOW, today=JULY)


def state_of(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.state


def a_999(group: int, *errors: str, code: str = "R") -> bytes:
    rows = [
        f"AK1*HC*{group}*005010X222A1",
        f"AK2*837*{group:04}*005010X222A1",
        *errors,
        f"IK5*{code}",
        f"AK9*{code}*1*1*0",
    ]
    return interchange("FA", "005010X231A1", "999", rows)


def a_ta1(number: int, code: str, note: str = "000") -> bytes:
    return interchange("FA", "005010X231A1", "999", [], first=[f"TA1*{number:09}*260601*0000*{code}*{note}"])


def number_of(claim: Claim) -> int:
    assert claim.submission is not None
    return claim.submission.interchange_control_number or 0


def test_a_277ca_accepts_a_claim_and_keeps_the_payers_number(claim: Claim, manager: Actor) -> None:
    take(manager, a_277ca((claim.patient_control_number, "A2:20:PR", "WQ", "ICN5")))
    assert (state_of(claim), claim.control_number_given) == ("accepted", "ICN5")
    answer = claim.acknowledgements.get()
    assert (answer.codes, answer.segment.split("*")[:2]) == (["A2:20:PR"], ["STC", "A2:20:PR"])


def test_received_but_not_yet_looked_at_moves_nothing(claim: Claim, manager: Actor) -> None:
    take(manager, a_277ca((claim.patient_control_number, "A1:19", "WQ")))
    assert state_of(claim) == "sent"


def test_a_rejected_claim_opens_work_that_leads_to_the_field(claim: Claim, manager: Actor, mia: User) -> None:
    take(manager, a_277ca((claim.patient_control_number, "A7:562:85", "U")))
    assert state_of(claim) == "rejected"
    task = ClaimTask.objects.get()
    assert (task.kind, task.codes) == ("rejection", ["A7:562:85"])
    client = Client()
    client.force_login(mia)
    page = client.get(f"/money/work/{task.pk}/").content.decode()
    assert "information is wrong: the NPI (billing provider)" in page
    assert "/practice/details/" in page


@pytest.mark.parametrize(
    ("code", "state", "tasks"),
    [("A", "sent", 0), ("E", "sent", 0), ("R", "rejected", 1), ("X", "rejected", 1)],
)
def test_a_999_rejects_every_claim_of_its_set_or_none(
    code: str, state: str, tasks: int, claim: Claim, manager: Actor
) -> None:
    take(manager, a_999(number_of(claim), "IK3*DMG*19*2010BA*8", "IK4*2*1251*8*19381309", code=code))
    assert state_of(claim) == state
    assert ClaimTask.objects.count() == tasks
    answer = Acknowledgement.objects.get(level="set")
    assert answer.submission == claim.submission
    assert answer.errors[0]["bad_value"] == "19381309"
    assert set(ClaimTask.objects.values_list("acknowledgement", flat=True)) == (
        {answer.pk} if tasks else set()
    )


def test_a_999_that_rejects_the_group_without_naming_a_set_rejects_its_claims(
    claim: Claim, manager: Actor
) -> None:
    rows = [f"AK1*HC*{number_of(claim)}*005010X222A1", "AK9*R*1*1*0*1"]
    take(manager, interchange("FA", "005010X231A1", "999", rows))
    assert state_of(claim) == "rejected"


def test_a_rejected_file_says_which_claim_is_at_fault(
    claim: Claim, mark: Patient, dr_rivera: Provider, manager: Actor, mia: User, client: Client
) -> None:
    for month in (3, 4):
        make.logged(mark, dr_rivera, date(2026, month, 20), 30)
    close(mark.practice)
    other, third = Claim.objects.filter(patient=mark).order_by("pk")[:2]
    send(manager, other, third)
    file = bytes(other.submission.content).decode().split("~\n")  # type: ignore[union-attr]
    place = next(n for n, each in enumerate(file) if each.startswith(f"CLM*{third.patient_control_number}*"))
    take(manager, a_999(number_of(other), f"IK3*CLM*{place - 1}*2300*8", "IK4*1*1028*7*X"))
    client.force_login(mia)
    pages = {
        task.claim_id: client.get(f"/money/work/{task.pk}/").content.decode()
        for task in ClaimTask.objects.all()
    }
    assert pages.keys() == {other.pk, third.pk}
    said = f"The whole file was rejected for claim {third.patient_control_number}."
    assert (said in pages[other.pk], said in pages[third.pk]) == (True, False)


@pytest.mark.parametrize(("code", "state"), [("A", "sent"), ("E", "sent"), ("R", "rejected")])
def test_a_ta1_speaks_for_the_whole_file(code: str, state: str, claim: Claim, manager: Actor) -> None:
    take(manager, a_ta1(number_of(claim), code, "006"))
    assert state_of(claim) == state


def test_the_same_file_twice_changes_nothing(claim: Claim, manager: Actor) -> None:
    content = a_277ca((claim.patient_control_number, "A7:562:85", "U"))
    first, second = take(manager, content), take(manager, content)
    assert (first.is_new, second.is_new, first.file.pk) == (True, False, second.file.pk)
    assert (AcknowledgementFile.objects.count(), ClaimTask.objects.count()) == (1, 1)


def test_what_names_nothing_of_ours_waits_in_the_list(claim: Claim, manager: Actor, mia: User) -> None:
    file = take(manager, a_277ca(("NOBODYS", "A2:20", "WQ"), batch="999999999")).file
    assert file.unmatched == 2
    client = Client()
    client.force_login(mia)
    assert "NOBODYS" in client.get("/money/acknowledgements/").content.decode()
    assert Submission.objects.get().acknowledgements.count() == 0


def test_a_code_without_words_is_shown_as_it_is(claim: Claim, manager: Actor, mia: User) -> None:
    file = take(manager, a_277ca((claim.patient_control_number, "A7:99999", "U"))).file
    client = Client()
    client.force_login(mia)
    page = client.get(f"/money/acknowledgements/{file.pk}/").content.decode()
    assert "A7:99999" in page
    assert "no words for it" in page


@pytest.mark.parametrize("content", [b"", b"hello", b"ISA*00*"])
def test_what_acknowledges_nothing_is_refused(content: bytes, claim: Claim, manager: Actor) -> None:
    with pytest.raises(Refused, match="no TA1, 999 or 277CA"):
        take(manager, content)
    assert not AcknowledgementFile.objects.exists()
