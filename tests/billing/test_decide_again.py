"""Deciding again: facts were put right, and drafts follow."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from apps.billing.domain.lifecycle import Move
from apps.billing.models import Claim, Correction, Decision, ServicePeriod
from apps.billing.operations import review
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.deciding import Redecided, decide_again
from apps.billing.operations.following import follow_facts
from apps.billing.operations.moves import move_claims
from apps.patients.models import Agency, CareEpisode, Coverage, Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, closed_may, drafted
from tests.billing.payers_answers import send


def again(person: User, *periods: ServicePeriod) -> Redecided:
    ids = [period.pk for period in periods]
    return decide_again(make.actor(person), period_ids=ids, now=NOW, today=JUNE)


def may_of(patient: Patient) -> ServicePeriod:
    return ServicePeriod.objects.get(patient=patient, starts_on=date(2026, 5, 1))


def test_a_blocked_period_becomes_a_draft_once_the_fact_is_put_right(
    jane: Patient, dr_rivera: Provider, sunrise: Agency, prices: None, mia: User
) -> None:
    Agency.objects.filter(pk=sunrise.pk).update(npi="")
    closed_may(jane, dr_rivera, 30)
    period = may_of(jane)
    assert again(mia, period).unchanged == (period.pk,)

    Agency.objects.filter(pk=sunrise.pk).update(npi=make.HOME_HEALTH_NPI)
    assert again(mia, period).changed == (period.pk,)

    rows = Decision.objects.filter(period=period).order_by("number")
    assert [(row.number, row.outcome, row.is_current) for row in rows] == [
        (1, "blocked", False),
        (2, "billable", True),
    ]
    claim = Claim.objects.get(patient=jane)
    assert (claim.decision, claim.problems) == (rows[1], [])


@pytest.mark.parametrize(
    ("first_day", "minutes"),
    [
        pytest.param(date(2026, 5, 5), 31, id="it began earlier"),
        pytest.param(date(2026, 5, 15), 11, id="it began later: time before it does not count"),
    ],
)
def test_a_closed_month_is_decided_again_after_the_first_day_of_the_enrollment_was_put_right(
    first_day: date, minutes: int, jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    jane.enrollments.update(starts_on=date(2026, 5, 10))
    make.logged(jane, dr_rivera, date(2026, 5, 14), 20)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 11)
    close(jane.practice)
    period = ServicePeriod.objects.get(patient=jane, starts_on=date(2026, 5, 10))
    jane.enrollments.update(starts_on=first_day)
    again(mia, period)
    assert Decision.objects.get(period=period, is_current=True).minutes == minutes


def test_deciding_again_counts_the_entries_pinned_at_the_close_only(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    make.logged(jane, dr_rivera, date(2026, 5, 12), 4, reason="Found in the phone log")
    assert again(mia, may_of(jane)).changed == ()
    assert not Claim.objects.exists()


def test_a_draft_that_nothing_supports_any_more_is_voided_and_its_number_never_used_again(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    claim = drafted(jane, dr_rivera)
    CareEpisode.objects.filter(patient=jane).update(plan_signed_on=None)
    assert again(mia, may_of(jane)).changed
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason) == ("voided", "Decided again: nothing to bill.")

    CareEpisode.objects.filter(patient=jane).update(plan_signed_on=date(2026, 1, 3))
    again(mia, may_of(jane))
    second = Claim.objects.get(patient=jane, state="draft")
    assert second.patient_control_number == claim.patient_control_number[:-1] + "2"


def test_a_draft_keeps_its_number_and_state_when_the_answer_changes(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    claim = drafted(jane, dr_rivera)
    review.hold(make.actor(mia), claim_ids=[claim.pk], reason="Ask", now=NOW)
    other = Agency.objects.create(
        practice=jane.practice, kind="home_health", name="Second Home Health", npi=make.NURSING_NPI
    )
    CareEpisode.objects.filter(patient=jane).update(agency=other)
    again(mia, may_of(jane))
    now = Claim.objects.get(patient=jane)
    assert (now.pk, now.state, now.care_plan_oversight_number) == (claim.pk, "held", make.NURSING_NPI)
    assert now.decision.number == 2
    assert [line.procedure_code for line in now.lines.all()] == ["G0181"]


def test_what_is_approved_is_never_touched(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    claim = drafted(jane, dr_rivera)
    review.approve(make.actor(mia), claim_ids=[claim.pk], now=NOW, today=JUNE)
    frozen = Claim.objects.values().get(pk=claim.pk)
    CareEpisode.objects.filter(patient=jane).update(plan_signed_on=None)

    found = again(mia, may_of(jane))

    assert [(pk, [each.code for each in problems]) for pk, problems in found.left_out] == [
        (may_of(jane).pk, ["claim_is_further"])
    ]
    assert Claim.objects.values().get(pk=claim.pk) == frozen
    assert Decision.objects.filter(period=may_of(jane)).count() == 1


def test_an_open_period_and_one_of_another_practice_are_left_alone(
    jane: Patient, lena: Patient, mia: User
) -> None:
    close(jane.practice)
    close(lena.practice)
    open_period = ServicePeriod.objects.get(patient=jane, state="open")
    found = dict(again(mia, open_period, may_of(lena)).left_out)
    assert {pk: problems[0].code for pk, problems in found.items()} == {
        open_period.pk: "period_open",
        may_of(lena).pk: "period_unknown",
    }


def test_a_coverage_recorded_after_the_close_pays_for_the_month(
    jane: Patient, dr_rivera: Provider, medicare: Payer, prices: None, mia: User
) -> None:
    jane.coverages.all().delete()
    closed_may(jane, dr_rivera, 30)
    assert Decision.objects.get(period=may_of(jane)).reasons == ["no_coverage"]

    coverage = make.coverage(jane, medicare)
    assert again(mia, may_of(jane)).changed == (may_of(jane).pk,)

    claim = Claim.objects.get(patient=jane)
    assert (claim.coverage, claim.payer, claim.problems) == (coverage, medicare, [])
    assert may_of(jane).coverage == coverage


def test_a_coverage_that_ended_before_the_month_pays_nothing_and_the_one_that_follows_pays_all(
    jane: Patient, dr_rivera: Provider, hilltop: Practice, prices: None, mia: User
) -> None:
    claim = drafted(jane, dr_rivera)
    jane.coverages.update(ends_on=date(2026, 4, 30))
    again(mia, may_of(jane))
    claim.refresh_from_db()
    assert (claim.state, may_of(jane).coverage) == ("voided", None)

    advantage = make.payer(hilltop, name="Silverline Advantage", profile="medicare_advantage")
    coverage = make.coverage(jane, advantage, member_id="S1", starts_on=date(2026, 5, 1))
    again(mia, may_of(jane))
    assert Claim.objects.get(patient=jane, state="draft").coverage == coverage


def test_a_draft_for_another_payer_keeps_no_authorization_of_the_first(
    jane: Patient, dr_rivera: Provider, hilltop: Practice, prices: None, mia: User
) -> None:
    claim = drafted(jane, dr_rivera)
    review.set_prior_authorization(make.actor(mia), claim_id=claim.pk, number="AUTH1", now=NOW)
    advantage = make.payer(hilltop, name="Silverline Advantage", profile="medicare_advantage")
    again(mia, may_of(jane))
    assert Claim.objects.get(pk=claim.pk).prior_authorization_number == "AUTH1"
    jane.coverages.update(payer=advantage)
    again(mia, may_of(jane))
    claim.refresh_from_db()
    assert (claim.payer, claim.prior_authorization_number) == (advantage, "")


def test_a_coverage_that_ended_inside_the_month_pays_for_the_time_until_then(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 20), 12)
    drafted(jane, dr_rivera)
    jane.coverages.update(ends_on=date(2026, 5, 15))
    again(mia, may_of(jane))
    rows = Decision.objects.filter(period=may_of(jane), is_current=True).order_by("stretch")
    assert [(row.minutes, row.outcome, row.reasons) for row in rows] == [
        (30, "billable", []),
        (0, "not_billable", ["no_coverage"]),
    ]
    assert Claim.objects.get(patient=jane).state == "draft"


def test_what_was_voided_with_one_payer_is_billed_to_the_one_that_covered_the_days(
    jane: Patient, dr_rivera: Provider, hilltop: Practice, medicare: Payer, prices: None, mia: User
) -> None:
    advantage = make.payer(hilltop, name="Silverline Advantage", profile="medicare_advantage")
    jane.coverages.update(payer=advantage)
    claim, manager = drafted(jane, dr_rivera), make.actor(mia)
    send(manager, claim)
    wanted = Wanted(Correction.Path.VOID, "Covered by another plan")
    void = open_correction(manager, claim_id=claim.pk, wanted=wanted, now=NOW, today=JUNE).new_claim
    assert void is not None
    Claim.objects.update(control_number_given="ICN1")
    Claim.objects.filter(pk=void.pk).update(payer_claim_control_number="ICN1")
    send(manager, void)
    jane.coverages.update(ends_on=date(2026, 4, 30))
    coverage = make.coverage(jane, medicare, starts_on=date(2026, 5, 1))
    assert (
        follow_facts(manager, patient_id=jane.pk, now=NOW, today=JUNE).answers == ()
    )  # the payer has not taken it

    move_claims(manager, Move.ACCEPT, claim_ids=[void.pk], now=NOW, reason="As the payer said")
    follow_facts(manager, patient_id=jane.pk, now=NOW, today=JUNE)

    new = Claim.objects.get(patient=jane, state="draft")
    assert (new.coverage, new.corrects, new.problems) == (coverage, None, [])


def test_a_period_that_the_rules_cannot_judge_holds_back_no_other(
    jane: Patient,
    dr_rivera: Provider,
    medicare: Payer,
    buckeye: Payer,
    sunrise: Agency,
    prices: None,
    mia: User,
) -> None:
    Agency.objects.filter(pk=sunrise.pk).update(npi="")
    pia = make.homebound_patient(dr_rivera, medicare, sunrise, last_name="Pia")
    for patient in (jane, pia):
        make.logged(patient, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    Agency.objects.filter(pk=sunrise.pk).update(npi=make.HOME_HEALTH_NPI)
    jane.coverages.update(payer=buckeye)

    found = again(mia, may_of(jane), may_of(pia))

    assert found.changed == (may_of(pia).pk,)
    assert [(pk, problems[0].code) for pk, problems in found.left_out] == [
        (may_of(jane).pk, "period_does_not_fit_payer")
    ]
    assert Decision.objects.filter(period=may_of(jane)).count() == 1
    followed = follow_facts(make.actor(mia), patient_id=jane.pk, now=NOW, today=JUNE)
    assert found.wrong_facts[0] in followed.wrong_facts


def test_a_new_member_id_reaches_the_draft_without_a_new_decision(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    Coverage.objects.filter(patient=jane).update(member_id="")
    claim = drafted(jane, dr_rivera)
    assert claim.problems
    Coverage.objects.filter(patient=jane).update(member_id=make.MBI)
    review.check_again(make.actor(mia), today=JUNE)
    claim.refresh_from_db()
    assert claim.problems == []


def test_a_physician_may_not_decide_again(jane: Patient, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        again(ana)
