"""Recorded facts through the API: read with what was struck out, recorded all or none, decided again at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.patients.models import CarePlan, Consent, Patient, PlanCopy, Stay
from apps.practice.models import AuditEvent, Provider, User
from tests import builders as make
from tests.api.conftest import codes
from tests.api.world import NOW
from tests.billing.closing import drafted

MAY_4 = date(2026, 5, 4)


class Program:
    """Another program with somebody's session, for one patient."""

    def __init__(self, whose: User, patient: Patient) -> None:
        self.client = Client()
        self.client.force_login(whose)
        self.path = f"/api/patients/{patient.pk}/"

    def get(self, rest: str = "facts/") -> Any:
        return self.client.get(f"{self.path}{rest}")

    def post(self, body: Any, rest: str = "facts/", key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"{self.path}{rest}", body, content_type="application/json", headers=headers)


@pytest.fixture
def program(ana: User, jane: Patient) -> Iterator[Program]:
    """It is 2 June 2026, eleven in the morning in New York."""
    with time_machine.travel(NOW, tick=False):
        yield Program(ana, jane)


def test_what_was_struck_out_says_so_among_the_facts_and_is_no_part_of_the_record(
    program: Program, jane: Patient
) -> None:
    kept = make.consent(jane, date(2026, 1, 5), revoked_on=date(2026, 2, 1))
    wrong = make.consent(jane, MAY_4)
    sent = {"fact": "consent", "id": wrong.pk, "reason": "Of another patient"}
    answer = program.post(sent, "facts/strike-out/")
    assert answer.status_code == 200, answer.json()
    newest, oldest = answer.json()["facts"]["consents"]
    assert (newest["struck_out"]["by"]["name"], newest["struck_out"]["reason"]) == (
        "Ana Rivera",
        "Of another patient",
    )
    assert oldest["struck_out"] is None
    assert [row["id"] for row in program.get("record/").json()["consents"]] == [kept.pk]
    assert codes(program.post(sent, "facts/strike-out/")) == ["fact_struck_out"]


def test_facts_of_several_kinds_are_recorded_in_one_act(
    program: Program, jane: Patient, dr_rivera: Provider
) -> None:
    sent = {
        "consent": {"given_on": "2026-05-01", "note": "By phone"},
        "plan": {"made_on": "2026-05-02", "made_by": dr_rivera.pk},
        "copy": {"given_on": "2026-05-03", "way": "portal", "given_by": dr_rivera.pk},
        "decision_making": {"occurred_on": "2026-05-02", "provider": dr_rivera.pk, "level": "moderate"},
        "visit": {"occurred_on": "2026-05-01", "provider": dr_rivera.pk, "is_initiating_visit": True},
        "timed_service": {
            "kind": "certification", "provider": dr_rivera.pk, "occurred_on": "2026-05-02", "minutes": 9,
        },
        "stay": {"kind": "inpatient", "starts_on": "2026-04-01", "ends_on": "2026-04-03"},
        "status": {"kind": "dual_eligible", "starts_on": "2026-01-01"},
        "outside_service": {
            "code": "g0556", "biller": "Valley", "starts_on": "2026-04-01", "ends_on": "2026-04-30",
        },
    }  # fmt: skip
    answer = program.post(sent)
    assert answer.status_code == 201, answer.json()
    facts = program.get().json()
    assert facts == answer.json()["facts"]
    assert {name: len(rows) for name, rows in facts.items()} == {
        "consents": 1, "plans": 1, "copies": 1, "decision_making": 1, "visits": 2, "timed_services": 1, "stays": 1,
        "statuses": 1, "outside_services": 1,
    }  # fmt: skip
    assert facts["consents"][0]["recorded_by"]["name"] == "Ana Rivera"
    assert PlanCopy.objects.get(patient=jane).plan == CarePlan.objects.get(patient=jane)
    event = AuditEvent.objects.get(action="consent.added", patient_id=jane.pk)
    assert event.new is not None
    assert event.new["note"] == "By phone"


def test_a_stored_fact_is_corrected_by_its_id_and_keeps_its_other_values(
    program: Program, jane: Patient
) -> None:
    consent = make.consent(jane, MAY_4)
    answer = program.post({"consent": {"id": consent.pk, "revoked_on": "2026-06-01"}})
    assert answer.status_code == 201, answer.json()
    consent.refresh_from_db()
    assert (consent.given_on, consent.revoked_on) == (MAY_4, date(2026, 6, 1))
    event = AuditEvent.objects.get(action="consent.changed")
    assert (event.old, event.new) == ({"revoked_on": None}, {"revoked_on": "2026-06-01"})


def test_everything_wrong_with_all_facts_is_said_at_once_and_nothing_kept(program: Program) -> None:
    answer = program.post(
        {
            "consent": {"given_on": "2026-05-01"},
            "plan": {"made_on": "2027-05-01"},
            "stay": {},
            "outside_service": {"code": "9949", "starts_on": "2026-05-01", "ends_on": "2026-04-01"},
        }
    )
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["problems"]} == {
        "plan.made_by", "plan.made_on", "stay.kind", "stay.starts_on", "outside_service.code", "outside_service.biller",
        "outside_service.ends_on",
    }  # fmt: skip
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"consent": {"given": "2026-05-01"}}, "consent.given", id="a misspelled value"),
        pytest.param(
            {"stay": {"kind": "holiday", "starts_on": "2026-05-01"}}, "stay.kind", id="unknown word"
        ),
        pytest.param({"consent": {"given_on": "May"}}, "consent.given_on", id="no date"),
    ],
)
def test_what_cannot_be_read_is_named(program: Program, sent: dict[str, Any], field: str) -> None:
    answer = program.post(sent)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]


def test_nothing_of_another_practice_can_be_named(
    program: Program, dr_whitfield: Provider, lena: Patient
) -> None:
    sent = {"decision_making": {"occurred_on": "2026-05-01", "provider": dr_whitfield.pk, "level": "high"}}
    assert codes(program.post(sent)) == ["not_of_this_practice"]
    theirs = make.consent(lena, MAY_4)
    strike = {"fact": "consent", "id": theirs.pk, "reason": "Mine now"}
    assert program.post(strike, "facts/strike-out/").status_code == 404
    assert program.post({"consent": {"id": theirs.pk, "note": "Mine"}}).status_code == 404


def test_a_fact_of_a_closed_month_decides_it_again_and_only_once(
    program: Program, jane: Patient, dr_rivera: Provider
) -> None:
    drafted(jane, dr_rivera)
    sent = {"stay": {"kind": "inpatient", "starts_on": "2026-05-04", "ends_on": "2026-05-05"}}
    answer = program.post(sent, key="one")
    assert "Decided again: 1 May to 31 May 2026 has nothing to bill." in answer.json()["decided_again"]
    again = program.post(sent, key="one")
    assert (again.status_code, again.json(), Stay.objects.count()) == (201, answer.json(), 1)


def test_facts_are_read_with_as_many_queries_for_one_as_for_many(program: Program, jane: Patient) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert program.get().status_code == 200
        return len(caught)

    make.consent(jane, date(2026, 1, 1), revoked_on=date(2026, 1, 2))
    count()
    before = count()
    for month in (2, 3, 4):
        make.consent(jane, MAY_4.replace(month=month), revoked_on=MAY_4.replace(month=month))
    assert count() == before
