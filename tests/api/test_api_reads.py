"""Reads: what is there, narrowed and in pages, with the same number of queries however many rows, each one recorded."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent
from tests import builders as make
from tests.api.conftest import As, codes
from tests.api.world import MAY_4, TODAY, Place


def test_a_patient_has_progress_with_the_next_threshold(hill: Place, as_: As) -> None:
    jane = hill.practice.patients.get(pk=hill.ids["patient"])
    make.logged(jane, hill.practice.providers.get(pk=hill.ids["provider"]), TODAY.replace(day=1), 10)
    found = as_(Role.AUDITOR).get(f"patients/{jane.pk}/").json()
    progress = found["progress"]
    assert (progress["counted_minutes"], progress["next_step"]["minutes"], progress["minutes_short"]) == (
        22,
        30,
        8,
    )
    assert (progress["days_left"], [goal["state"] for goal in found["goals"]]) == (28, ["stated"])


def test_patients_are_found_by_the_beginning_of_a_name(hill: Place, lake: Place, as_: As) -> None:
    found = as_(Role.AUDITOR).get("patients/", q="appr").json()["results"]
    assert [row["last_name"] for row in found] == ["Approved"]


def test_mine_are_those_enrolled_with_me(hill: Place, as_: As) -> None:
    assert len(as_(Role.PHYSICIAN).get("patients/", mine="true").json()["results"]) == 5
    assert as_(Role.AUDITOR).get("patients/", mine="true").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param({}, 7, id="all"),
        pytest.param({"starts_on": "2026-06-01"}, 2, id="from a date on"),
        pytest.param({"ends_on": "2026-05-31"}, 5, id="through a date"),
        pytest.param(
            {"starts_on": "2026-05-04", "ends_on": "2026-05-04"}, 5, id="one date, both ends inclusive"
        ),
        pytest.param({"starts_on": "2026-05-05", "ends_on": "2026-05-31"}, 0, id="between entries"),
        pytest.param({"provider": 10**15}, 0, id="an unknown provider"),
    ],
)
def test_entries_are_narrowed(hill: Place, lake: Place, as_: As, query: dict[str, Any], count: int) -> None:
    assert len(as_(Role.AUDITOR).get("time-entries/", **query).json()["results"]) == count


def test_pages_follow_each_other_without_a_gap(hill: Place, as_: As) -> None:
    jane = hill.practice.patients.get(pk=hill.ids["patient"])
    doctor = hill.practice.providers.get(pk=hill.ids["provider"])
    for _ in range(50):
        make.logged(jane, doctor, TODAY.replace(day=1), 1)
    auditor = as_(Role.AUDITOR)
    first = auditor.get("time-entries/", patient=jane.pk).json()
    second = auditor.client.get(first["next"]).json()
    seen = [row["id"] for page in (first, second) for row in page["results"]]
    assert (len(first["results"]), len(seen), len(set(seen)), second["next"]) == (50, 53, 53, None)
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("time-entries/", {"patient": "jane"}, "patient"),
        ("time-entries/", {"starts_on": "May"}, "starts_on"),
        ("claims/", {"stage": "lost"}, "stage"),
        ("claims/", {"month": "2026-13"}, "month"),
        ("claims/", {"after": 2**63}, "after"),
        ("service-periods/", {"status": "open"}, "status"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(as_: As, path: str, query: dict[str, Any], field: str) -> None:
    answer = as_(Role.BILLING_MANAGER).get(path, **query)
    assert (answer.status_code, [each["field"] for each in answer.json()["problems"]]) == (422, [field])


def test_a_claim_shows_its_document_and_its_history(hill: Place, as_: As) -> None:
    manager = as_(Role.BILLING_MANAGER)
    draft = manager.get(f"claims/{hill.ids['claim']}/").json()
    assert (draft["is_frozen"], draft["problems"]) == (False, [])
    frozen = manager.get(f"claims/{hill.ids['approved_claim']}/").json()
    assert (frozen["is_frozen"], frozen["document"]["lines"][0]["procedure_code"]) == (True, "G0181")
    assert [event["move"] for event in frozen["history"]][-1] == "approve"


@pytest.mark.parametrize(
    ("stage", "count"), [("ready", 1), ("approved", 1), ("batched", 1), ("sent", 1), ("paid", 0)]
)
def test_claims_are_listed_by_stage(hill: Place, lake: Place, as_: As, stage: str, count: int) -> None:
    found = as_(Role.AUDITOR).get("claims/", stage=stage, month="2026-05", payer=hill.ids["payer"])
    assert len(found.json()["results"]) == count


def test_a_decision_tells_its_reasons_rules_and_facts(hill: Place, as_: As) -> None:
    found = as_(Role.AUDITOR).get(f"decisions/{hill.ids['decision']}/").json()
    assert found["decision"]["procedure_code"] == "G0181"
    assert found["said"][0]["kind"] == "verdict"
    assert all(tried["rule"] for tried in found["trace"])
    assert [entry["counted_seconds"] for entry in found["entries"]] == [1800]
    assert found["facts"]
    assert found["result"]["outcome"] == "billable"


def test_a_file_with_findings_is_not_given(hill: Place, as_: As) -> None:
    hill.practice.submissions.filter(pk=hill.ids["submission"]).update(findings=[{"message": "Wrong"}])
    answer = as_(Role.BILLING_MANAGER).get(f"submissions/{hill.ids['submission']}/download/")
    assert (answer.status_code, codes(answer)) == (422, ["submission_has_findings"])


READS = {
    "patients/": "patients.listed",
    "patients/{patient}/": "patient.viewed",
    "patients/{patient}/record/": "patient.viewed",
    "time-entries/": "entries.listed",
    "time-entries/{entry}/": "entry.viewed",
    "conferences/": "conferences.listed",
    "conferences/{conference}/": "conference.viewed",
    "patients/{patient}/if-closed/": "patient.viewed",
    "service-periods/": "periods.listed",
    "service-periods/{period}/": "period.viewed",
    "decisions/": "decisions.listed",
    "decisions/{decision}/": "decision.viewed",
    "claims/": "claims.listed",
    "claims/{claim}/": "claim.viewed",
    "submissions/{submission}/download/": "submission.downloaded",
}


def test_every_read_of_patient_data_is_recorded(hill: Place, as_: As) -> None:
    manager, who = as_(Role.BILLING_MANAGER), hill.people[Role.BILLING_MANAGER].user
    for path, action in READS.items():
        before = AuditEvent.objects.filter(action=action, actor=who).count()
        assert manager.get(path.format(**hill.ids)).status_code == 200, path
        assert AuditEvent.objects.filter(action=action, actor=who).count() == before + 1, path


LISTS = (
    "patients/",
    "time-entries/",
    "service-periods/",
    "decisions/",
    "claims/",
    "submissions/",
    "close-runs/",
)


def test_lists_ask_the_same_number_of_queries_however_many_rows(hill: Place, as_: As) -> None:
    manager = as_(Role.BILLING_MANAGER)
    manager.get("me/")  # notes the use of the token
    few = {path: _queries(manager, path) for path in LISTS}
    doctor = hill.practice.providers.get(pk=hill.ids["provider"])
    payer, agency = hill.practice.payers.get(), hill.practice.agencies.get()
    for number in range(4):
        more = make.homebound_patient(doctor, payer, agency, last_name=f"More{number}")
        make.logged(more, doctor, MAY_4, 31)
    manager.post("close-runs/")
    many = {path: _queries(manager, path) for path in LISTS}
    assert many == few
    assert max(many.values()) <= 16, many


def _queries(program: Any, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = program.get(path)
    assert answer.json()["results"]
    return len(asked)
