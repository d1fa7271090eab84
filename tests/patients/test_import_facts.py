"""Facts of care management come in with the roster table, once, and never come back after they were struck out."""

from datetime import UTC, date, datetime

import pytest

from apps.patients.imports.committing import commit_roster
from apps.patients.imports.rosters import preview_roster
from apps.patients.models import (
    CarePlan,
    Consent,
    FaceToFaceVisit,
    Patient,
    PatientStatus,
    PlanCopy,
    RosterImport,
)
from apps.patients.operations_facts import strike_out
from apps.practice.models import Provider, User
from tests import builders as make

NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)
TODAY = date(2026, 6, 2)
FACTS = {
    "initiating_visit_on": "2026-02-20", "consent_on": "2026-02-20", "plan_made_on": "2026-02-24",
    "plan_copy_given_on": "2/25/2026", "plan_copy_way": "portal", "dual_eligible_on": "2026-01-01",
}  # fmt: skip


def looked_at(ada: User, provider: Provider, **facts: str) -> RosterImport:
    values = {
        "last_name": "Okeefe", "first_name": "Rose", "born_on": "1941-07-04", "sex": "F",
        "medical_record_number": "MR-1", "provider_npi": provider.npi, **facts,
    }  # fmt: skip
    content = f"{','.join(values)}\n{','.join(values.values())}\n".encode()
    return preview_roster(content, actor=make.actor(ada), file_name="roster.csv", now=NOW, today=TODAY)


def imported(ada: User, provider: Provider, **facts: str) -> None:
    roster = looked_at(ada, provider, **facts)
    commit_roster(roster, actor=make.actor(ada), accept_good_rows=False, now=NOW, today=TODAY)


def test_facts_come_in_once(ada: User, dr_rivera: Provider) -> None:
    imported(ada, dr_rivera, **FACTS)
    rose = Patient.objects.get()
    assert FaceToFaceVisit.objects.get(patient=rose).is_initiating_visit
    consent, plan, copy = Consent.objects.get(), CarePlan.objects.get(), PlanCopy.objects.get()
    assert (consent.given_on, consent.recorded_by) == (date(2026, 2, 20), ada)
    assert (plan.made_by, copy.plan, copy.way, copy.given_on) == (
        dr_rivera,
        plan,
        "portal",
        date(2026, 2, 25),
    )
    assert PatientStatus.objects.get().kind == "dual_eligible"
    assert looked_at(ada, dr_rivera, **FACTS).counts["same"] == 1


def test_a_visit_that_is_known_becomes_the_one_that_began_care(ada: User, dr_rivera: Provider) -> None:
    imported(ada, dr_rivera, face_to_face_on="2026-02-20")
    imported(ada, dr_rivera, initiating_visit_on="2026-02-20")
    assert FaceToFaceVisit.objects.get().is_initiating_visit


def test_what_was_struck_out_does_not_come_back(ada: User, dr_rivera: Provider) -> None:
    imported(ada, dr_rivera, consent_on="2026-02-20")
    consent = Consent.objects.get()
    strike_out(consent, actor=make.actor(ada), reason="Of another patient", noun="consent", now=NOW)
    assert looked_at(ada, dr_rivera, consent_on="2026-02-20").counts["same"] == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param({"consent_on": "2027-01-01"}, "date_in_future", id="a day to come"),
        pytest.param({"consent_on": "1931-01-01"}, "before_birth", id="before birth"),
        pytest.param({"plan_copy_given_on": "2026-02-25"}, "plan_copy_incomplete", id="a copy in no way"),
        pytest.param(
            {"plan_copy_given_on": "2026-02-25", "plan_copy_way": "mail"},
            "plan_missing",
            id="a copy of nothing",
        ),
        pytest.param(
            {"plan_copy_given_on": "2026-02-25", "plan_copy_way": "pigeon"},
            "way_unreadable",
            id="no known way",
        ),
        pytest.param(
            {"plan_made_on": "2026-02-24", "provider_npi": ""}, "provider_missing", id="nobody bills"
        ),
    ],
)
def test_what_cannot_be_is_refused(ada: User, dr_rivera: Provider, facts: dict[str, str], code: str) -> None:
    row = looked_at(ada, dr_rivera, **facts).rows.get()
    assert (row.state, code in {problem["code"] for problem in row.problems}) == ("refused", True), (
        row.problems
    )


def test_a_second_consent_beside_one_that_stands_is_refused(ada: User, dr_rivera: Provider) -> None:
    imported(ada, dr_rivera, consent_on="2026-02-20")
    row = looked_at(ada, dr_rivera, consent_on="2026-03-20").rows.get()
    assert [problem["code"] for problem in row.problems] == ["dates_overlap"]
