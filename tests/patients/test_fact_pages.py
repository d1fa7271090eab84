"""Facts of a patient on their pages: recorded, corrected, struck out, and decisions that follow."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.patients.fact_kinds import KINDS
from apps.patients.models import (
    CarePlan,
    Consent,
    DecisionMaking,
    OutsideService,
    Patient,
    PatientStatus,
    PlanCopy,
    Stay,
    TimedService,
)
from apps.practice.models import AuditEvent, Provider, User
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_mia(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


def add(patient: Patient, kind: str) -> str:
    return reverse("patients:fact_add", args=[patient.pk, kind])


def edit(fact: Any, kind: str) -> str:
    return reverse("patients:fact_edit", args=[kind, fact.pk])


def strike(fact: Any, kind: str) -> str:
    return reverse("patients:fact_strike", args=[kind, fact.pk])


def facts_page(client: Client, patient: Patient) -> str:
    answer = client.get(reverse("billing:facts", args=[patient.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def typed(kind: str, provider: Provider, plan: CarePlan) -> dict[str, Any]:
    """What a person types for each kind of fact."""
    by = provider.pk
    values: dict[str, dict[str, Any]] = {
        "consent": {"given_on": "2026-01-05", "is_written": "on"},
        "plan": {"made_on": "2026-02-01", "made_by": by},
        "copy": {"plan": plan.pk, "given_on": "2026-01-12", "way": "portal", "given_to": "patient", "given_by": by},
        "decision-making": {"occurred_on": "2026-03-04", "level": "high", "provider": by},
        "visit": {"occurred_on": "2026-02-01", "kind": "office", "provider": by, "minutes": "25", "begins_at": "09:00"},
        "timed-service": {"kind": "certification", "provider": by, "occurred_on": "2026-02-01", "minutes": "10"},
        "stay": {"kind": "inpatient", "starts_on": "2026-02-01"},
        "status": {"kind": "dual_eligible", "starts_on": "2026-01-01"},
        "outside-service": {
            "code": "99495", "biller": "Valley Hospital", "starts_on": "2026-02-01", "ends_on": "2026-03-02",
        },
    }  # fmt: skip
    return values[kind]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_each_fact_is_recorded_with_its_proof_and_struck_out_with_a_reason(
    kind: Any, client: Client, mia: User, jane: Patient, dr_rivera: Provider
) -> None:
    plan = make.care_plan(jane, dr_rivera, date(2026, 1, 10), ends_on=date(2026, 1, 31))
    client.force_login(mia)
    before = kind.model.objects.count()
    sent = client.post(add(jane, kind.word), typed(kind.word, dr_rivera, plan))
    assert sent.status_code == 302, sent.context["form"].errors
    fact = kind.model.objects.latest("pk")
    assert (kind.model.objects.count(), fact.recorded_by) == (before + 1, mia)
    assert AuditEvent.objects.filter(action=f"{kind.noun}.added", patient_id=jane.pk).exists()

    refused = client.post(strike(fact, kind.word), {"reason": " "})
    assert refused.status_code == 422
    assert client.post(strike(fact, kind.word), {"reason": "Other patient's paper"}).status_code == 302
    fact.refresh_from_db()
    assert (fact.struck_by, fact.struck_reason) == (mia, "Other patient's paper")
    event = AuditEvent.objects.get(action=f"{kind.noun}.struck_out")
    assert event.old and event.new == {"struck_out_because": "Other patient's paper"}
    page = facts_page(client, jane)
    assert "struck out: Other patient&#x27;s paper" in page
    assert edit(fact, kind.word) not in page
    again = client.post(edit(fact, kind.word), typed(kind.word, dr_rivera, plan))
    assert again.status_code == 422
    assert "This was struck out" in again.content.decode()


def test_a_struck_fact_stands_in_the_way_of_no_new_one(as_mia: Client, jane: Patient) -> None:
    wrong = make.consent(jane, date(2026, 1, 5))
    as_mia.post(strike(wrong, "consent"), {"reason": "Never signed"})
    assert as_mia.post(add(jane, "consent"), {"given_on": "2026-01-05"}).status_code == 302
    assert Consent.objects.filter(struck_at__isnull=True).count() == 1


def test_a_consent_is_revoked(as_mia: Client, jane: Patient) -> None:
    consent = make.consent(jane, date(2026, 1, 5))
    as_mia.post(edit(consent, "consent"), {"given_on": "2026-01-05", "revoked_on": "2026-02-01"})
    assert Consent.objects.get().revoked_on == date(2026, 2, 1)


def test_a_physician_records_a_fact_and_an_auditor_only_looks(
    client: Client, ana: User, otto: User, jane: Patient, dr_rivera: Provider
) -> None:
    client.force_login(ana)
    values = {"occurred_on": "2026-03-04", "level": "moderate", "provider": dr_rivera.pk}
    assert client.post(add(jane, "decision-making"), values).status_code == 302
    assert DecisionMaking.objects.get().recorded_by == ana
    client.force_login(otto)
    assert "Moderate" in facts_page(client, jane)
    assert client.get(add(jane, "consent")).status_code == 403
    assert (
        client.post(strike(DecisionMaking.objects.get(), "decision-making"), {"reason": "x"}).status_code
        == 403
    )


def test_facts_of_another_practice_do_not_exist(as_mia: Client, lena: Patient) -> None:
    theirs = make.consent(lena, date(2026, 1, 5))
    assert as_mia.get(add(lena, "consent")).status_code == 404
    assert as_mia.get(edit(theirs, "consent")).status_code == 404
    assert as_mia.post(strike(theirs, "consent"), {"reason": "x"}).status_code == 404
    assert as_mia.get(reverse("billing:facts", args=[lena.pk])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("plan", {"made_on": "2030-01-01"}, "is in the future"),
        ("plan", {"made_on": "2026-02-01", "revised_on": "2026-01-01"}, "before it was made"),
        (
            "copy",
            {"given_on": "2026-01-01", "way": "paper", "given_to": "patient"},
            "Record the comprehensive plan",
        ),
        (
            "outside-service",
            {"code": "9949", "starts_on": "2026-01-01", "ends_on": "2026-01-31"},
            "is no procedure",
        ),
        (
            "outside-service",
            {"code": "99495", "starts_on": "2026-01-01", "ends_on": "2026-01-31"},
            "Nobody is named",
        ),
        (
            "status",
            {"kind": "esrd_capitation", "starts_on": "2026-02-01", "ends_on": "2026-01-01"},
            "ends on 1 Jan",
        ),
        (
            "timed-service",
            {"kind": "certification", "occurred_on": "2026-01-01", "minutes": "0"},
            "between 1 and",
        ),
        (
            "visit",
            {"occurred_on": "2026-01-01", "kind": "office", "begins_at": "09:00"},
            "not how long it took",
        ),
    ],
)
def test_a_fact_that_cannot_be_is_refused_in_words(
    kind: str, values: dict[str, str], said: str, as_mia: Client, jane: Patient, dr_rivera: Provider
) -> None:
    people = {"made_by": dr_rivera.pk, "given_by": dr_rivera.pk}
    if kind == "timed-service":
        people["provider"] = dr_rivera.pk
    answer = as_mia.post(add(jane, kind), {**people, **values})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    models: tuple[Any, ...] = (CarePlan, PlanCopy, OutsideService, PatientStatus, TimedService, Stay)
    assert not any(model.objects.exists() for model in models)


def test_the_facts_page_takes_as_many_queries_for_one_line_as_for_many(
    as_mia: Client, jane: Patient, dr_rivera: Provider, django_assert_max_num_queries: Any
) -> None:
    for day in range(1, 9):
        make.face_to_face(jane, date(2025, 1, day), dr_rivera)
        make.decision_making(jane, dr_rivera, date(2026, 1, day))
    with django_assert_max_num_queries(50):
        facts_page(as_mia, jane)


def test_planning_is_billed_once_and_a_deleted_code_never(
    as_mia: Client, jane: Patient, dr_rivera: Provider, dr_okafor: Provider
) -> None:
    def sent(code: str, day: str, by: Provider) -> Any:
        typed = {"code": code, "provider": by.pk, "starts_on": day, "ends_on": day}
        return as_mia.post(add(jane, "outside-service"), typed)

    assert sent("G0506", "2026-01-05", dr_rivera).status_code == 302
    again = sent("G0506", "2026-03-05", dr_rivera)
    assert again.status_code == 422
    assert "recorded for 5 Jan 2026 already and is billed once" in again.content.decode()
    assert sent("G0506", "2026-03-05", dr_okafor).status_code == 302
    assert sent("99495", "2026-01-05", dr_rivera).status_code == 302
    assert sent("99495", "2026-03-05", dr_rivera).status_code == 302
    assert "99376 was deleted in 1998" in sent("99376", "2026-03-05", dr_rivera).content.decode()
