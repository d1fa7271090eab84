"""Each fact that a decision may look at: recorded it counts, missing or struck out it does not."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.operations.cutting import cut_patient, cut_periods
from apps.billing.operations.following import follow_facts
from apps.billing.standings import standings_of
from apps.patients.models import (
    CareEpisode,
    CarePlan,
    Consent,
    Coverage,
    DecisionMaking,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    OutsideService,
    Patient,
    PatientStatus,
    PlanCopy,
    Stay,
    TimedService,
)
from apps.practice.access import schedule_of
from apps.practice.models import Provider, Supervision, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close
from tests.billing.test_facts import facts_of_may

Record = Callable[[Patient, Provider], Any]
MAY_4 = date(2026, 5, 4)


@pytest.fixture
def rosa(dr_rivera: Provider, medicare: Any) -> Patient:
    """In chronic care management with Dr Rivera since March, with everything it needs."""
    return make.chronic_care_patient(
        dr_rivera, medicare, last_name="Alvarez", first_name="Rosa", medical_record_number="H-9"
    )


def _own(whose: Patient) -> dict[str, Any]:
    return {"practice": whose.practice, "patient": whose}


FACTS: dict[str, tuple[Record, Callable[[Any], object], object, object]] = {
    "a comprehensive plan": (
        lambda p, by: make.care_plan(p, by, MAY_4), lambda f: f.comprehensive_plan, True, False,
    ),
    "decision-making": (
        lambda p, by: make.decision_making(p, by, MAY_4, "high"), lambda f: f.medical_decision_making, "high", "",
    ),
    "dialysis capitation": (
        lambda p, by: make.status(p, "esrd_capitation", MAY_4), lambda f: f.esrd_capitation, True, False,
    ),
    "Medicaid beside Medicare": (
        lambda p, by: make.status(p, "dual_eligible", MAY_4), lambda f: f.dual_eligible, True, False,
    ),
    "a global period": (
        lambda p, by: make.status(p, "surgical_global_period", MAY_4), lambda f: [b.kind for b in f.barred],
        ["surgical_global_period"], [],
    ),
    "a stay": (
        lambda p, by: Stay.objects.create(**_own(p), kind="part_a_nursing", starts_on=MAY_4),
        lambda f: [b.kind for b in f.barred], ["part_a_stay"], [],
    ),
    "a consent": (lambda p, by: make.consent(p, MAY_4), lambda f: f.consents_on, (MAY_4,), ()),
    "an initiating visit": (
        lambda p, by: make.face_to_face(p, MAY_4, by, is_initiating_visit=True), lambda f: f.initiating_visit,
        True, False,
    ),
    "a service billed elsewhere": (
        lambda p, by: OutsideService.objects.create(
            **_own(p), code="99495", biller="Valley", starts_on=MAY_4, ends_on=date(2026, 6, 2)
        ),
        lambda f: [(s.code, s.by) for s in f.other_services], [("99495", "outside")], [],
    ),
    "a certification's minutes": (
        lambda p, by: TimedService.objects.create(
            **_own(p), kind="certification", provider=by, occurred_on=MAY_4, minutes=10
        ),
        lambda f: [(e.activity, e.seconds) for e in f.entries], [("certification", 600)], [],
    ),
    "a visit's minutes": (
        lambda p, by: make.face_to_face(p, MAY_4, by, minutes=25, begins_at=time(9)),
        lambda f: [(e.activity, e.seconds, e.started_at) for e in f.entries],
        [("direct_care", 1500, datetime(2026, 5, 4, 13, 0, tzinfo=UTC))], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_counts_while_it_is_recorded_and_not_struck_out(
    name: str, mark: Patient, dr_rivera: Provider
) -> None:
    record, look, present, missing = FACTS[name]
    FaceToFaceVisit.objects.all().delete()
    Enrollment.objects.filter(patient=mark).update(program="ccm")
    assert look(facts_of_may(mark)) == missing
    fact = record(mark, dr_rivera)
    assert look(facts_of_may(mark)) == present
    type(fact).objects.filter(pk=fact.pk).update(struck_at=NOW, struck_reason="Wrong patient")
    assert look(facts_of_may(mark)) == missing


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        pytest.param({"made_on": date(2026, 5, 31)}, True, id="made on the last day"),
        pytest.param({"made_on": date(2026, 6, 1)}, False, id="made the day after"),
        pytest.param(
            {"made_on": date(2026, 1, 1), "ends_on": date(2026, 5, 1)}, True, id="ended on the first day"
        ),
        pytest.param(
            {"made_on": date(2026, 1, 1), "ends_on": date(2026, 4, 30)}, False, id="ended the day before"
        ),
    ],
)
def test_a_plan_counts_when_it_was_in_force_on_a_day_of_the_period(
    days: dict[str, date], counts: bool, jane: Patient, dr_rivera: Provider
) -> None:
    CarePlan.objects.create(**_own(jane), made_by=dr_rivera, **days)
    assert facts_of_may(jane).comprehensive_plan is counts


def test_a_copy_counts_only_with_the_plan_it_is_a_copy_of(jane: Patient, dr_rivera: Provider) -> None:
    plan = make.care_plan(jane, dr_rivera, date(2026, 2, 1))
    make.plan_copy(plan, date(2026, 2, 3), dr_rivera)
    assert facts_of_may(jane).plan_copy_given
    CarePlan.objects.update(struck_at=NOW)
    assert not facts_of_may(jane).plan_copy_given
    CarePlan.objects.update(struck_at=None)
    PlanCopy.objects.update(struck_at=NOW)
    assert not facts_of_may(jane).plan_copy_given


def test_the_highest_decision_making_of_the_month_is_the_billers_own(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider
) -> None:
    make.decision_making(jane, dr_rivera, MAY_4, "low")
    make.decision_making(jane, dr_rivera, date(2026, 5, 9), "moderate")
    make.decision_making(jane, dr_okafor, MAY_4, "high")
    make.decision_making(jane, dr_rivera, date(2026, 6, 1), "high")
    assert facts_of_may(jane).medical_decision_making == "moderate"


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        pytest.param({"kind": "general"}, True, id="general"),
        pytest.param({"kind": "direct"}, True, id="direct is more"),
        pytest.param({"kind": "none", "is_incident_to": False}, False, id="none"),
        pytest.param({"is_incident_to": False}, False, id="not incident to"),
        pytest.param({"ends_on": date(2026, 5, 3)}, False, id="ended the day before"),
        pytest.param({"ends_on": MAY_4}, True, id="ended on the day"),
    ],
)
def test_staff_time_asks_for_supervision_by_the_biller_on_its_day(
    terms: dict[str, Any], counts: bool, jane: Patient, dr_rivera: Provider, nurse_lindqvist: Provider
) -> None:
    make.logged(jane, nurse_lindqvist, MAY_4, 10)
    assert not facts_of_may(jane).staff_supervised
    make.supervision(nurse_lindqvist, dr_rivera, **terms)
    assert facts_of_may(jane).staff_supervised is counts
    Supervision.objects.all().delete()


def test_another_practitioners_supervision_is_not_the_billers(
    jane: Patient, dr_okafor: Provider, nurse_lindqvist: Provider
) -> None:
    make.logged(jane, nurse_lindqvist, MAY_4, 10)
    make.supervision(nurse_lindqvist, dr_okafor)
    assert not facts_of_may(jane).staff_supervised


@pytest.mark.parametrize("part", ["complexity", "necessity"])
def test_a_statement_needs_words_and_a_signature_of_its_own_or_of_the_plan(
    part: str, jane: Patient, dr_rivera: Provider
) -> None:
    fact = {"complexity": "complexity_documented", "necessity": "medical_necessity_documented"}[part]
    episode = CareEpisode.objects.filter(patient=jane)

    def documented() -> object:
        return getattr(facts_of_may(jane).episodes[0], fact)

    assert documented()
    episode.update(plan_signer=None, plan_signed_on=None)
    assert not documented()
    episode.update(**{f"{part}_signer": dr_rivera, f"{part}_signed_on": MAY_4})
    assert documented()
    episode.update(**{f"{part}_statement": " "})
    assert not documented()


def test_the_attending_is_named_and_not_taken_for_granted(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider
) -> None:
    episode = CareEpisode.objects.filter(patient=jane)
    episode.update(setting="hospice", attending=dr_okafor)
    assert not facts_of_may(jane).episodes[0].attending_of_record
    episode.update(attending=dr_rivera)
    assert facts_of_may(jane).episodes[0].attending_of_record


def test_one_serious_condition_is_told_apart_from_two_chronic_ones(jane: Patient) -> None:
    assert not facts_of_may(jane).serious_condition
    Diagnosis.objects.filter(patient=jane, code="I5022").update(is_serious=True)
    assert facts_of_may(jane).serious_condition


def test_overlapping_coverages_block_and_are_named(jane: Patient, dr_rivera: Provider, prices: None) -> None:
    second = make.payer(jane.practice, name="Silverline Advantage", profile="medicare_advantage")
    make.coverage(jane, second, member_id="S1", starts_on=date(2026, 5, 10))
    make.logged(jane, dr_rivera, date(2026, 5, 12), 31)
    close(jane.practice)
    decision = Decision.objects.get(period__patient=jane, counted_seconds=31 * 60)
    assert (decision.outcome, decision.reasons) == ("blocked", ["coverages_overlap"])
    assert "Silverline Advantage from 10 May 2026" in decision.result
    assert "Medicare Part B from the beginning" in decision.result
    left = {"payer__name": "Silverline Advantage"}
    if decision.period.coverage_id == Coverage.objects.get(**left).pk:
        left = {"payer__name": "Medicare Part B"}
    Coverage.objects.filter(patient=jane, **left).update(ends_on=date(2026, 5, 9), starts_on=date(2026, 5, 1))
    follow_facts(schedule_of(jane.practice), patient_id=jane.pk, now=NOW, today=JUNE)
    assert Claim.objects.get(patient=jane).decision.outcome == "billable"


def test_overlapping_time_of_a_visit_is_cut_from_what_was_logged(
    rosa: Patient, dr_rivera: Provider, nurse_lindqvist: Provider
) -> None:
    make.supervision(nurse_lindqvist, dr_rivera)
    make.logged(rosa, nurse_lindqvist, MAY_4, 21, activity="progress_tracking", counterpart="", channel="")
    make.face_to_face(rosa, MAY_4, dr_rivera, minutes=30)
    close(rosa.practice)
    decision = Decision.objects.get(period__patient=rosa, period__starts_on=date(2026, 5, 1))
    assert (decision.outcome, decision.minutes, decision.excluded_seconds) == ("billable", 21, 1800)


@pytest.mark.parametrize(
    ("staff", "own", "level", "lines"),
    [
        pytest.param(20, 0, "", [("99490", 1)], id="staff, 20 minutes"),
        pytest.param(60, 0, "", [("99490", 1), ("99439", 2)], id="staff, 60 minutes"),
        pytest.param(0, 60, "", [("99491", 1), ("99437", 1)], id="personal, 60 minutes"),
        pytest.param(90, 0, "moderate", [("99487", 1), ("99489", 1)], id="complex, 90 minutes"),
    ],
)
def test_a_month_of_chronic_care_becomes_its_codes_and_add_ons(
    staff: int, own: int, level: str, lines: list[tuple[str, int]],
    rosa: Patient, dr_rivera: Provider, nurse_lindqvist: Provider,
) -> None:  # fmt: skip
    make.supervision(nurse_lindqvist, dr_rivera)
    for provider, minutes in ((nurse_lindqvist, staff), (dr_rivera, own)):
        if minutes:
            make.logged(rosa, provider, MAY_4, minutes, counterpart="patient")
    if level:
        make.decision_making(rosa, dr_rivera, MAY_4, level)
    close(rosa.practice)
    claim = Claim.objects.get(patient=rosa)
    assert [(line.procedure_code, line.units) for line in claim.lines.order_by("number")] == lines


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (Consent, "no_consent"),
        (CarePlan, "no_comprehensive_plan"),
        (PlanCopy, "no_plan_copy"),
        (FaceToFaceVisit, "no_initiating_visit"),
    ],
)
def test_a_blocked_month_is_decided_again_as_soon_as_the_missing_fact_is_recorded(
    model: Any, reason: str, rosa: Patient, dr_rivera: Provider, nurse_lindqvist: Provider, ana: User
) -> None:
    make.supervision(nurse_lindqvist, dr_rivera)
    make.logged(rosa, nurse_lindqvist, MAY_4, 20, counterpart="patient")
    model.objects.update(struck_at=NOW)
    close(rosa.practice)
    period = ServicePeriod.objects.get(patient=rosa, starts_on=date(2026, 5, 1))
    assert reason in Decision.objects.get(period=period, is_current=True).reasons

    model.objects.update(struck_at=None)
    decision = follow_facts(make.actor(ana), patient_id=rosa.pk, now=NOW, today=JUNE).answers[-1]
    assert (decision.period, decision.outcome) == (period, "billable")
    assert Claim.objects.get(period=period).state == "draft"

    model.objects.update(struck_at=NOW)
    follow_facts(make.actor(ana), patient_id=rosa.pk, now=NOW, today=JUNE)
    assert Claim.objects.get(period=period).state == "voided"


def test_an_enrollment_is_cut_into_periods_as_soon_as_it_is_recorded(rosa: Patient) -> None:
    assert not ServicePeriod.objects.filter(patient=rosa).exists()
    follow_facts(schedule_of(rosa.practice), patient_id=rosa.pk, now=NOW, today=JUNE)
    assert ServicePeriod.objects.filter(patient=rosa).count() == 4
    assert not cut_periods(schedule_of(rosa.practice), today=JUNE)


def test_principal_care_bills_one_serious_condition(rosa: Patient, dr_rivera: Provider) -> None:
    Enrollment.objects.filter(patient=rosa).update(program="pcm")
    Diagnosis.objects.filter(patient=rosa, code="E119").delete()
    Diagnosis.objects.filter(patient=rosa).update(is_serious=True)
    make.logged(rosa, dr_rivera, MAY_4, 30, counterpart="patient")
    close(rosa.practice)
    claim = Claim.objects.get(patient=rosa)
    assert [line.procedure_code for line in claim.lines.all()] == ["99424"]


def test_the_month_of_somebody_elses_chronic_care_is_blocked(
    rosa: Patient, dr_rivera: Provider, nurse_lindqvist: Provider
) -> None:
    make.supervision(nurse_lindqvist, dr_rivera)
    make.logged(rosa, nurse_lindqvist, MAY_4, 20, counterpart="patient")
    span = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}
    OutsideService.objects.create(**_own(rosa), code="99490", biller="Valley Heart Group", **span)
    close(rosa.practice)
    decision = Decision.objects.get(period__patient=rosa, period__starts_on=date(2026, 5, 1))
    assert decision.reasons == ["one_biller_per_period"]
    assert DecisionMaking.objects.count() == PatientStatus.objects.count() == 0


def test_a_visit_is_missed_before_the_first_minute_is_logged(jane: Patient, ada: User) -> None:
    actor = make.actor(ada)
    with time_machine.travel(datetime(2026, 5, 4, 16, tzinfo=UTC), tick=False):
        cut_patient(actor, patient_id=jane.pk, today=actor.today)
        [standing] = standings_of(actor, jane, today=actor.today)
        assert standing.missing == ()
        jane.face_to_face_visits.all().delete()
        [standing] = standings_of(actor, jane, today=actor.today)
    assert [reason for reason, _ in standing.missing] == ["no_recent_face_to_face"]


def test_time_of_which_none_counts_is_told_beside_what_is_missing(
    client: Client, jane: Patient, ada: User, dr_rivera: Provider
) -> None:
    client.force_login(ada)
    with time_machine.travel(datetime(2026, 5, 5, 16, tzinfo=UTC), tick=False):
        cut_patient(make.actor(ada), patient_id=jane.pk, today=date(2026, 5, 5))
        page = reverse("billing:facts", args=[jane.pk])
        assert "Nothing but time is missing." in client.get(page).content.decode()
        make.logged(jane, dr_rivera, MAY_4, 40, counterpart="patient")
        text = client.get(page).content.decode()
        assert "40 min left out: Medicare does not count talk with the patient." in text
        assert "Nothing but time that counts is missing." in text
        assert "Nothing but time is missing." not in text
        Stay.objects.create(**_own(jane), kind="inpatient", starts_on=date(2026, 5, 5))
        assert "Time of today would be left out: " in client.get(page).content.decode()
