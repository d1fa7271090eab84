"""Closing: what is due is decided and drafted, once, whatever happens."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.billing.models import Claim, ClaimEvent, CloseRun, Decision, RuleSetVersion, ServicePeriod
from apps.billing.operations.closing import close_due_periods
from apps.billing.rule_sets import keep_rule_set
from apps.patients.models import Agency, CareEpisode, Coverage, Enrollment, Patient, Payer
from apps.patients.rule_sets import keep_rules
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.ruleset import RuleSet
from apps.timelog.models import Book, ClosedSpan, EntryVersion
from apps.timelog.operations.entries import confirm_entry
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close

PERSON, COMMAND = CloseRun.Trigger.PERSON, CloseRun.Trigger.COMMAND


def may_of(patient: Patient) -> ServicePeriod:
    return ServicePeriod.objects.get(patient=patient, starts_on=date(2026, 5, 1))


def decision_of(period: ServicePeriod) -> Decision:
    return Decision.objects.get(period=period, is_current=True)


def stored(practice: Practice) -> dict[str, int]:
    """Count every row that a close writes."""
    models = (ServicePeriod, Decision, Claim, ClaimEvent, ClosedSpan, AuditEvent)
    return {model.__name__: model._default_manager.filter(practice=practice).count() for model in models}


def test_thirty_minutes_in_a_month_of_medicare_become_a_draft(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 18)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 12)

    run = close(jane.practice)

    claim = Claim.objects.get(patient=jane)
    assert (claim.state, claim.code_family, claim.period_starts_on) == ("draft", "cpo", date(2026, 5, 1))
    assert (claim.starts_on, claim.ends_on) == (date(2026, 5, 20), date(2026, 5, 20))
    assert [(line.procedure_code, line.units, line.charge) for line in claim.lines.all()] == [
        ("G0181", 1, Decimal("125.50"))
    ]
    assert claim.total_charge == Decimal("125.50")
    assert claim.problems == []
    assert claim.care_plan_oversight_number == make.HOME_HEALTH_NPI
    assert (run.closed, run.billable, run.not_billable, run.failed) == (5, 1, 4, 0)
    assert run.finished_at == NOW


@pytest.mark.parametrize(
    ("seconds", "outcome"),
    [
        pytest.param(1799, "not_billable", id="one second short of thirty minutes"),
        pytest.param(1800, "billable", id="exactly thirty minutes"),
        pytest.param(1801, "billable", id="one second over thirty minutes"),
    ],
)
def test_thirty_minutes_decide_to_the_second(
    seconds: int, outcome: str, jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), seconds=1000)
    make.logged(jane, dr_rivera, date(2026, 5, 20), seconds=seconds - 1000)
    close(jane.practice)
    assert decision_of(may_of(jane)).outcome == outcome
    assert Claim.objects.filter(patient=jane).exists() == (outcome == "billable")


@pytest.mark.parametrize(
    ("today", "is_closed"),
    [
        pytest.param(date(2026, 5, 31), False, id="on its last day"),
        pytest.param(date(2026, 6, 1), True, id="on the day after"),
        pytest.param(date(2026, 6, 9), True, id="after nights that were missed"),
    ],
)
def test_a_month_closes_on_the_day_after_it_ends(
    today: date, is_closed: bool, jane: Patient, dr_rivera: Provider
) -> None:
    close(jane.practice, today=today)
    assert (may_of(jane).state == "closed") == is_closed


@pytest.mark.parametrize(
    ("today", "is_closed"),
    [
        pytest.param(date(2026, 2, 13), False, id="on the thirtieth day"),
        pytest.param(date(2026, 2, 14), True, id="on the thirty-first day"),
    ],
)
def test_a_thirty_day_window_closes_on_the_day_after_it_ends(
    today: date, is_closed: bool, mark: Patient
) -> None:
    close(mark.practice, today=today)
    first = ServicePeriod.objects.get(patient=mark, starts_on=date(2026, 1, 15))
    assert (first.ends_on, first.state == "closed") == (date(2026, 2, 13), is_closed)


def test_missed_months_are_made_up_for_in_one_run_and_the_next_period_is_open(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    for month in (2, 3, 4, 5):
        make.logged(jane, dr_rivera, date(2026, month, 10), 31)
    close(jane.practice)
    periods = ServicePeriod.objects.filter(patient=jane).order_by("starts_on")
    assert [(row.starts_on.month, row.state) for row in periods] == [
        (1, "closed"), (2, "closed"), (3, "closed"), (4, "closed"), (5, "closed"), (6, "open"),
    ]  # fmt: skip
    assert [claim.starts_on.month for claim in Claim.objects.filter(patient=jane)] == [2, 3, 4, 5]


def test_every_closed_period_has_a_decision_also_without_a_minute(jane: Patient) -> None:
    close(jane.practice)
    decision = decision_of(may_of(jane))
    assert (decision.outcome, decision.minutes, decision.reasons) == ("not_billable", 0, ["below_threshold"])


def test_a_second_run_changes_nothing(
    jane: Patient, mark: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    before = stored(jane.practice)
    again = close(jane.practice)
    assert stored(jane.practice) == before
    assert again.closed == 5 + 4  # the schedule shows the run of that day, it makes no empty one


def test_a_quiet_day_has_one_run_that_says_so(hilltop: Practice) -> None:
    runs = [close(hilltop), close(hilltop), close(hilltop, today=JUNE + timedelta(days=1))]
    assert runs[0].pk == runs[1].pk
    assert [(run.today, run.closed) for run in CloseRun.objects.order_by("today")] == [
        (JUNE, 0),
        (JUNE + timedelta(days=1), 0),
    ]


def test_a_person_who_closes_by_hand_always_gets_a_run(hilltop: Practice, mia: User) -> None:
    close(hilltop)
    run = close_due_periods(make.actor(mia), today=JUNE, now=NOW, trigger=PERSON)
    assert (run.started_by, run.trigger, run.closed) == (mia, "person", 0)


def test_a_physician_may_not_close(ana: User, dr_rivera: Provider) -> None:
    with pytest.raises(PermissionDenied):
        close_due_periods(make.actor(ana), today=JUNE, now=NOW, trigger=PERSON)


def test_the_close_of_one_practice_leaves_the_other_alone(jane: Patient, lena: Patient) -> None:
    close(jane.practice)
    assert not ServicePeriod.objects.filter(patient=lena).exists()
    assert not CloseRun.objects.filter(practice=lena.practice).exists()


def test_a_missing_charge_is_a_problem_of_the_draft_and_no_amount_is_invented(
    jane: Patient, dr_rivera: Provider
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    claim = Claim.objects.get(patient=jane)
    assert (claim.total_charge, claim.lines.get().charge) == (None, None)
    assert [each["code"] for each in claim.problems] == ["charge_missing"]
    assert "G0181 on 4 May 2026" in claim.problems[0]["message"]


def test_a_charge_counts_by_the_date_of_service(
    jane: Patient, dr_rivera: Provider, hilltop: Practice
) -> None:
    make.charge(hilltop, "G0181", "100", ends_on=date(2026, 5, 4))
    make.charge(hilltop, "G0181", "110", starts_on=date(2026, 5, 5))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    assert Claim.objects.get(patient=jane).total_charge == Decimal("100")


def test_what_can_be_put_right_is_blocked_and_drafts_nothing(
    jane: Patient, dr_rivera: Provider, sunrise: Agency, prices: None
) -> None:
    Agency.objects.filter(pk=sunrise.pk).update(npi="1234567890")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    run = close(jane.practice)
    decision = decision_of(may_of(jane))
    assert (decision.outcome, decision.reasons) == ("blocked", ["agency_npi_invalid"])
    assert (decision.procedure_code, run.blocked) == ("G0181", 1)
    assert not Claim.objects.exists()


def test_a_change_of_payer_inside_a_month_is_two_accounts_of_minutes(
    jane: Patient, dr_rivera: Provider, buckeye: Payer, prices: None
) -> None:
    Coverage.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.coverage(jane, buckeye, starts_on=date(2026, 5, 16), member_id="BM-1")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 22)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 18)
    close(jane.practice, today=date(2026, 7, 1))
    first, second = Decision.objects.filter(patient=jane, period__starts_on__month=5)
    assert (first.minutes, first.outcome) == (22, "not_billable")
    assert (second.minutes, second.outcome, second.procedure_code) == (18, "billable", "99374")


def test_a_whole_day_of_time_that_the_book_took_is_judged(
    jane: Patient, dr_rivera: Provider, ana: User
) -> None:
    entry = make.logged(jane, dr_rivera, date(2026, 5, 4), 24 * 60, doubt="long_day")
    confirm_entry(entry, actor=make.actor(ana), reason="She was dying", now=NOW)
    assert close(jane.practice).failed == 0
    assert decision_of(may_of(jane)).minutes == 24 * 60


def test_minutes_of_dates_without_a_coverage_are_shown_and_not_billed(
    jane: Patient, dr_rivera: Provider
) -> None:
    Coverage.objects.filter(patient=jane).update(starts_on=date(2026, 6, 1))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 40)
    run = close(jane.practice)
    decision = decision_of(may_of(jane))
    assert (decision.outcome, decision.reasons, decision.excluded_seconds) == (
        "not_billable",
        ["no_coverage"],
        2400,
    )
    assert run.failed == 0


def test_a_move_to_hospice_inside_a_month_makes_a_decision_for_each_side(
    jane: Patient, dr_rivera: Provider, hilltop: Practice, prices: None
) -> None:
    CareEpisode.objects.filter(patient=jane).update(ends_on=date(2026, 5, 11))
    hospice = make.agency(hilltop, kind="hospice", name="Evening Star Hospice", npi=make.HOSPICE_NPI)
    make.episode(jane, hospice, dr_rivera, starts_on=date(2026, 5, 12))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 16)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 20)
    close(jane.practice)
    decisions = Decision.objects.filter(period=may_of(jane)).order_by("stretch")
    assert [(row.stretch, row.minutes, row.outcome) for row in decisions] == [
        (1, 16, "not_billable"),
        (2, 20, "not_billable"),
    ]


def test_a_changed_coverage_cuts_open_periods_anew_and_closed_ones_stand(
    jane: Patient, buckeye: Payer, dr_rivera: Provider
) -> None:
    close(jane.practice)
    closed = list(ServicePeriod.objects.filter(patient=jane, state="closed").values())
    Coverage.objects.filter(patient=jane).update(ends_on=date(2026, 5, 31))
    make.coverage(jane, buckeye, starts_on=date(2026, 6, 1), member_id="BM-1")
    Enrollment.objects.filter(patient=jane).update(periods_are_cut=False)

    close(jane.practice, today=date(2026, 6, 10))

    assert list(ServicePeriod.objects.filter(patient=jane, state="closed").values()) == closed
    open_period = ServicePeriod.objects.get(patient=jane, state="open")
    assert open_period.coverage is not None
    assert open_period.coverage.payer == buckeye
    assert (open_period.starts_on, open_period.ends_on) == (date(2026, 6, 1), date(2026, 6, 13))
    assert (open_period.window_starts_on, open_period.due_on) == (date(2026, 5, 15), date(2026, 6, 14))


def test_an_open_period_that_stays_the_same_keeps_its_row(jane: Patient) -> None:
    close(jane.practice)
    before = ServicePeriod.objects.get(patient=jane, state="open").pk
    Enrollment.objects.filter(patient=jane).update(periods_are_cut=False)
    close(jane.practice)
    assert ServicePeriod.objects.get(patient=jane, state="open").pk == before


def test_nothing_is_cut_after_a_death(jane: Patient) -> None:
    Patient.objects.filter(pk=jane.pk).update(died_on=date(2026, 3, 3))
    close(jane.practice)
    assert ServicePeriod.objects.filter(patient=jane).latest("starts_on").starts_on == date(2026, 3, 1)


def test_a_bad_row_holds_back_only_itself(
    jane: Patient, mark: Patient, dr_rivera: Provider, buckeye: Payer, prices: None
) -> None:
    Payer.objects.filter(pk=buckeye.pk).update(profile="no_such_profile")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)

    run = close(jane.practice)

    assert Claim.objects.filter(patient=jane).count() == 1
    held = ServicePeriod.objects.filter(patient=mark, due_on__lte=JUNE)
    assert {period.state for period in held} == {"open"}
    assert all("no_such_profile" in period.last_error for period in held)
    assert (run.closed, run.failed) == (5, held.count())


def test_the_schedule_tries_a_bad_row_once_a_day_and_a_person_at_once(
    mark: Patient, buckeye: Payer, mia: User
) -> None:
    Payer.objects.filter(pk=buckeye.pk).update(profile="no_such_profile")
    first = close(mark.practice)
    assert close(mark.practice).pk == first.pk
    assert close(mark.practice, today=JUNE + timedelta(days=1)).failed == first.failed > 0

    Payer.objects.filter(pk=buckeye.pk).update(profile="commercial_30_day")
    Enrollment.objects.update(periods_are_cut=False)
    run = close_due_periods(make.actor(mia), today=JUNE + timedelta(days=1), now=NOW, trigger=PERSON)
    assert (run.failed, run.closed) == (0, ServicePeriod.objects.filter(state="closed").count())
    assert not ServicePeriod.objects.exclude(last_error="").exists()


def test_an_error_that_nobody_foresaw_holds_back_its_period_and_names_no_patient(
    jane: Patient, mark: Patient, dr_rivera: Provider, prices: None
) -> None:
    """A live claim without lines stands where the draft has to go, which the database refuses."""
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    Claim.objects.update(period_starts_on=date(2026, 6, 1), period_ends_on=date(2026, 6, 30))
    Claim.objects.get().lines.all().delete()
    make.logged(jane, dr_rivera, date(2026, 6, 4), 30)

    run = close(jane.practice, today=date(2026, 7, 1))

    june = ServicePeriod.objects.get(patient=jane, starts_on=date(2026, 6, 1))
    assert (june.state, june.last_error) == ("open", "IntegrityError. The log says more.")
    assert run.failed == 1
    assert not ServicePeriod.objects.filter(patient=mark, due_on__lte=run.today, state="open").exists()
    assert not ClosedSpan.objects.filter(starts_on=june.starts_on, book__patient=jane).exists()


def test_an_enrollment_that_cannot_be_cut_holds_back_no_other(
    jane: Patient, mark: Patient, dr_rivera: Provider, prices: None, caplog: pytest.LogCaptureFixture
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    Enrollment.objects.filter(patient=mark).update(
        starts_on=date(9999, 12, 31)
    )  # there is no window after it
    run = close(jane.practice)
    assert Claim.objects.filter(patient=jane).count() == 1
    assert (run.closed, ServicePeriod.objects.filter(patient=mark).count()) == (5, 0)
    bad = Enrollment.objects.get(patient=mark)
    assert not bad.periods_are_cut
    assert f"Enrollment {bad.pk} could not be cut" in caplog.text


def test_a_close_pins_the_dates_and_the_state_of_the_book(jane: Patient, dr_rivera: Provider) -> None:
    entry = make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    period, book = may_of(jane), Book.objects.get(patient=jane)
    assert period.pin is not None
    assert (period.pin.starts_on, period.pin.ends_on) == (date(2026, 5, 1), date(2026, 5, 31))
    assert (period.pin.length, period.pin.head) == (1, book.head)
    facts = PeriodFacts.from_json(decision_of(period).facts)
    assert [each.key for each in facts.entries] == [str(entry.current_version_id)]


def test_a_late_entry_changes_nothing_that_is_closed(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 28)
    close(jane.practice)
    before = Decision.objects.filter(patient=jane).values_list("facts", "result", "is_current")
    kept = list(before)

    make.logged(jane, dr_rivera, date(2026, 5, 12), 4, reason="Found in the phone log")
    close(jane.practice, today=date(2026, 6, 2))

    assert list(before.all()) == kept
    assert not Claim.objects.exists()
    assert EntryVersion.objects.get(performed_on=date(2026, 5, 12)).is_late


def test_a_decision_replays_to_the_same_bytes_from_what_was_stored(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    decision = decision_of(may_of(jane))
    rule_set = RuleSet.from_json(RuleSetVersion.objects.get(pk=decision.rule_set_id).content)
    (answer,) = decide(PeriodFacts.from_json(decision.facts), rule_set)
    assert answer.to_json() == decision.result


def test_a_close_records_who_did_what(jane: Patient, dr_rivera: Provider, prices: None) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    claim, period = Claim.objects.get(patient=jane), may_of(jane)
    closed = AuditEvent.objects.get(action="period.closed", subject_id=period.pk)
    assert (closed.patient_id, closed.actor) == (jane.pk, None)
    assert closed.new == {"outcome": "billable", "minutes": 30, "reasons": []}
    assert AuditEvent.objects.get(action="claim.drafted").subject_id == claim.pk
    event = ClaimEvent.objects.get(claim=claim)
    assert (event.move, event.from_state, event.to_state) == ("draft", "", "draft")


def test_a_control_number_is_fourteen_letters_and_digits_of_the_period(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    number = Claim.objects.get(patient=jane).patient_control_number
    assert (len(number), number.isalnum(), number[0], number[-2:]) == (14, True, "C", "01")
    assert int(number[1:-2], 36) == may_of(jane).pk


def test_two_physicians_of_one_patient_month_bill_once(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider, prices: None
) -> None:
    Enrollment.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.enrollment(jane, dr_okafor, starts_on=date(2026, 5, 16))
    CareEpisode.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.episode(jane, Agency.objects.get(), dr_okafor, starts_on=date(2026, 5, 16))
    make.face_to_face(jane, date(2026, 4, 2), dr_okafor)
    make.logged(jane, dr_rivera, date(2026, 5, 4), 32)
    make.logged(jane, dr_okafor, date(2026, 5, 20), 31)

    close(jane.practice)

    assert [claim.rendering_provider for claim in Claim.objects.filter(patient=jane)] == [dr_rivera]
    second = Decision.objects.get(patient=jane, period__starts_on=date(2026, 5, 16))
    assert (second.outcome, second.reasons) == ("blocked", ["one_biller_per_period"])


def test_chronic_care_of_a_month_that_oversight_bills_is_excluded_and_its_minutes_are_spent(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.enrollment(jane, dr_rivera, program="ccm")
    make.consent(jane, date(2026, 1, 15))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 32)
    close(jane.practice)
    oversight, chronic = Decision.objects.filter(patient=jane, period__starts_on=date(2026, 5, 1)).order_by(
        "pk"
    )
    assert oversight.outcome == "billable"
    assert chronic.outcome != "billable"
    assert dict(Answer.from_json(chronic.result).excluded) != {}
    assert json.loads(chronic.facts)["entries"][0]["billed_under"] == "G0181"


def test_a_chunk_takes_as_many_queries_for_many_patients_as_for_one(
    dr_rivera: Provider, dr_whitfield: Provider, medicare: Payer, sunrise: Agency, lena: Patient, prices: None
) -> None:
    charges(lena.practice)
    many = [
        make.homebound_patient(dr_rivera, medicare, sunrise, medical_record_number=f"Q-{number}")
        for number in range(8)
    ]
    for patient in many:
        make.logged(patient, dr_rivera, date(2026, 5, 4), 30)
    make.logged(lena, dr_whitfield, date(2026, 5, 4), 30)
    keep_rule_set(RuleSet.shipped())
    keep_rules(RuleSet.shipped().to_json())
    counts = []
    for practice in (lena.practice, dr_rivera.practice):
        with CaptureQueriesContext(connection) as queries:
            close(practice)
        counts.append(len(queries))
    assert Claim.objects.count() == 9
    assert counts[0] == counts[1]
