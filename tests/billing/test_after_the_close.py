"""After a close: late time, amendments and voids make a visible change, and only a person acts on it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.billing.changes import changed_periods, deltas_of, with_needed
from apps.billing.delta import Delta
from apps.billing.domain.correcting import Way
from apps.billing.domain.lifecycle import Move
from apps.billing.models import ChangeAnswer, Claim, Correction, Decision, ServicePeriod
from apps.billing.operations import review
from apps.billing.operations.moves import move_claims
from apps.billing.operations.reclosing import close_again, leave_as_it_is
from apps.billing.operations.settling import PaidBack, record_refund
from apps.patients.models import Patient, Payer
from apps.practice.models import Practice, Provider, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import TimeEntry
from apps.timelog.operations import amend_entry, log_time, void_entry
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, closed_may
from tests.billing.payers_answers import Answer, an_835, post, send

IN_TIME = datetime(2026, 6, 10, 15, tzinfo=UTC)
LAST_MOMENT = datetime(2026, 6, 15, 3, 59, tzinfo=UTC)  # 14 June, one minute to midnight in New York
TOO_LATE = datetime(2026, 6, 15, 4, 1, tzinfo=UTC)


def may_of(patient: Patient) -> ServicePeriod:
    return with_needed(ServicePeriod.objects.all()).get(patient=patient, window_ends_on=date(2026, 5, 31))


def delta_of(patient: Patient) -> Delta:
    period = may_of(patient)
    return deltas_of(patient.practice, [period])[period.pk]


def late(patient: Patient, by: Provider, minutes: int, *, at: datetime = IN_TIME) -> TimeEntry:
    draft = Draft(
        activity="communication", counterpart="agency_staff", channel="phone",
        performed_on=date(2026, 5, 12), seconds=minutes * 60, reason="Found in the phone log",
    )  # fmt: skip
    actor = make.actor(by.user) if by.user else None
    assert actor is not None
    return log_time(draft, actor=actor, patient=patient, now=at)[0]


def amended(entry: TimeEntry, by: Provider, *, minutes: int, at: datetime = IN_TIME) -> None:
    draft = Draft(
        activity="communication", counterpart="agency_staff", channel="phone",
        performed_on=date(2026, 5, 4), seconds=minutes * 60, reason="Counted twice",
    )  # fmt: skip
    assert by.user is not None
    amend_entry(entry, actor=make.actor(by.user), draft=draft, now=at)


def voided(entry: TimeEntry, by: Provider, *, at: datetime = IN_TIME) -> None:
    assert by.user is not None
    void_entry(entry, actor=make.actor(by.user), reason="Belongs to somebody else", now=at)


def again(person: User, patient: Patient, *, based_on: int | None = None, **fields: Any) -> ChangeAnswer:
    length = delta_of(patient).length if based_on is None else based_on
    said = {"reason": "The phone log proves it", "now": IN_TIME, "today": date(2026, 6, 10), **fields}
    return close_again(make.actor(person), period_id=may_of(patient).pk, based_on=length, **said)


def advanced(person: User, claim: Claim, *moves: Move) -> None:
    actor = make.actor(person)
    if claim.state == "draft":
        review.approve(actor, claim_ids=[claim.pk], now=NOW, today=JUNE)
    for move in moves:
        moved = move_claims(actor, move, claim_ids=[claim.pk], now=NOW, reason="As the payer said")
        assert not moved.problems
    claim.refresh_from_db()


SENT = (Move.BATCH, Move.SEND)
PAID = (*SENT, Move.PAY)


def test_late_time_changes_nothing_that_is_closed_and_is_seen(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    before = list(Decision.objects.values())
    late(jane, dr_rivera, 4)

    assert list(Decision.objects.values()) == before
    assert not Claim.objects.exists()
    assert list(changed_periods(make.actor(mia))) == [may_of(jane)]
    delta = delta_of(jane)
    [change] = delta.changes
    assert (change.kind, change.seconds_before, change.seconds_after) == ("added", 0, 240)
    assert (delta.before.outcome, delta.before.seconds) == ("not_billable", 28 * 60)
    assert (delta.after.outcome, delta.after.codes, delta.after.seconds) == ("billable", ("G0181",), 32 * 60)
    assert delta.difference == Decimal("109.89")
    assert delta.last_day == date(2026, 6, 14)


def test_closing_again_makes_a_draft_with_a_new_pin_and_a_second_decision(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    first = may_of(jane).pin
    late(jane, dr_rivera, 4)

    answer = again(mia, jane)

    claim = Claim.objects.get()
    rows = Decision.objects.filter(period=may_of(jane)).order_by("number")
    assert [(row.number, row.outcome, row.is_current) for row in rows] == [
        (1, "not_billable", False),
        (2, "billable", True),
    ]
    assert (claim.state, claim.decision, claim.problems) == ("draft", rows[1], [])
    assert (answer.old_pin, answer.new_pin) == (first, may_of(jane).pin)
    assert answer.old_pin != answer.new_pin
    assert not changed_periods(make.actor(mia)).exists()


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        pytest.param(LAST_MOMENT, "billable", id="on the last day"),
        pytest.param(TOO_LATE, "not_billable", id="a day too late"),
    ],
)
def test_late_time_is_billed_only_when_written_down_within_the_payers_limit(
    jane: Patient, dr_rivera: Provider, prices: None, at: datetime, outcome: str
) -> None:
    closed_may(jane, dr_rivera, 28)
    late(jane, dr_rivera, 4, at=at)
    delta = delta_of(jane)
    assert delta.after.outcome == outcome
    assert [change.is_in_time for change in delta.changes] == [outcome == "billable"]


def test_time_taken_away_counts_however_late(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    entry = closed_may(jane, dr_rivera, 31)
    amended(entry, dr_rivera, minutes=28, at=TOO_LATE)
    delta = delta_of(jane)
    assert (delta.after.outcome, delta.is_less) == ("not_billable", True)


def test_a_too_late_addition_cannot_make_up_for_what_was_taken_away(
    jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    entry = closed_may(jane, dr_rivera, 31)
    amended(entry, dr_rivera, minutes=28, at=TOO_LATE)
    late(jane, dr_rivera, 10, at=TOO_LATE)
    assert delta_of(jane).after.minutes == 28


def test_an_approved_claim_is_withdrawn_and_drawn_anew(
    mark: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    ServicePeriod.objects.all().delete()
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    entry = make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim)
    amended(entry, dr_rivera, minutes=20)

    assert [each.way for each in delta_of(mark).claims] == [Way.REDRAW]
    again(mia, mark)

    claim.refresh_from_db()
    assert (claim.state, claim.document, claim.decision.number) == ("draft", "", 2)
    assert [line.procedure_code for line in claim.lines.all()] == ["99374"]
    assert [event.move for event in claim.events.all()] == ["draft", "approve", "withdraw_approval"]


def test_a_draft_that_nothing_supports_is_given_up(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    entry = closed_may(jane, dr_rivera, 31)
    voided(entry, dr_rivera)
    again(mia, jane)
    assert Claim.objects.get().state == "voided"


def test_a_claim_in_a_file_keeps_the_period_as_it_is_until_the_file_is_undone(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    entry = closed_may(jane, dr_rivera, 31)
    claim = Claim.objects.get()
    advanced(mia, claim, Move.BATCH)
    amended(entry, dr_rivera, minutes=28)
    with pytest.raises(Refused, match="Undo the file first"):
        again(mia, jane)
    assert Decision.objects.filter(period=may_of(jane)).count() == 1


def test_money_that_medicare_paid_without_support_is_owed_back_within_sixty_days(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    entry = closed_may(jane, dr_rivera, 31)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    amended(entry, dr_rivera, minutes=28, at=TOO_LATE)

    again(mia, jane, now=TOO_LATE, today=date(2026, 6, 15))

    case = Correction.objects.get()
    assert (case.path, case.state, case.claim) == ("refund", "open", claim)
    assert (case.amount, case.identified_on, case.due_on) == (
        Decimal("109.89"),
        date(2026, 6, 15),
        date(2026, 6, 15) + timedelta(days=60),
    )
    assert "60 days" in case.rule
    claim.refresh_from_db()
    assert claim.state == "paid"


def test_of_what_was_paid_for_two_codes_the_share_of_the_lost_one_is_owed_back(
    hilltop: Practice, dr_rivera: Provider, medicare: Payer, mia: User
) -> None:
    rosa = make.chronic_care_patient(dr_rivera, medicare)
    make.charge(hilltop, "99491", "100")
    make.charge(hilltop, "99437", "70")
    entry = make.logged(rosa, dr_rivera, date(2026, 5, 4), 61)
    close(hilltop)
    claim = Claim.objects.get()
    assert claim.decision.expected_amount == Decimal("89.18") + Decimal("63.13")
    send(make.actor(mia), claim)
    reasons = (("CO", "45", "17.69"), ("PR", "2", "30.46"))
    answer = Answer(claim.patient_control_number, charge="170", paid="121.85", owed="30.46", reasons=reasons)
    post(make.actor(mia), an_835(answer))
    amended(entry, dr_rivera, minutes=31)

    again(mia, rosa)

    # 80 percent of 63.13 for the further half hour, to the cent that the payer's own rounding leaves
    refund = Correction.objects.get()
    assert refund.amount == Decimal("50.50")

    on = date(2026, 6, 10)
    back = PaidBack(Decimal("50.50"), on, "Check 7")
    record_refund(make.actor(mia), correction_id=refund.pk, paid_back=back, now=IN_TIME, today=on)
    late(rosa, dr_rivera, 1)
    again(mia, rosa)
    assert list(Correction.objects.all()) == [refund]  # what went back is not owed twice

    voided(entry, dr_rivera)
    again(mia, rosa)
    assert Correction.objects.get(state="open").amount == Decimal("121.85") - Decimal("50.50")


@pytest.mark.parametrize(("minutes", "path", "frequency"), [(20, "replacement", "7"), (10, "void", "8")])
def test_a_payer_that_takes_corrections_gets_a_replacement_or_a_void(
    mark: Patient, dr_rivera: Provider, prices: None, mia: User, minutes: int, path: str, frequency: str
) -> None:
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    entry = make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    Claim.objects.update(control_number_given="ICN0001")
    amended(entry, dr_rivera, minutes=minutes)

    again(mia, mark)

    case = Correction.objects.get()
    new = case.new_claim
    assert new is not None
    assert (case.path, new.claim_frequency, new.corrects, new.stands) == (path, frequency, claim, False)
    assert (new.payer_claim_control_number, new.problems) == ("ICN0001", [])
    advanced(mia, new, Move.BATCH, Move.SEND, Move.ACCEPT)
    claim.refresh_from_db()
    case.refresh_from_db()
    assert claim.state == {"7": "replaced", "8": "voided"}[frequency]
    assert case.state == "settled"
    standing = Claim.objects.filter(stands=True).exclude(state__in=("voided", "replaced"))
    assert standing.count() == (1 if frequency == "7" else 0)


def test_a_rejected_claim_is_followed_by_a_new_original(
    mark: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    entry = make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *SENT, Move.REJECT)
    amended(entry, dr_rivera, minutes=20)
    again(mia, mark)
    claim.refresh_from_db()
    new = Claim.objects.exclude(pk=claim.pk).get()
    assert (claim.state, new.claim_frequency, new.corrects, new.stands) == ("replaced", "1", claim, True)


def test_what_is_billed_stays_when_the_code_does(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    closed_may(jane, dr_rivera, 31)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    late(jane, dr_rivera, 4)
    assert [each.way for each in delta_of(jane).claims] == [Way.KEEP]
    again(mia, jane)
    assert not Correction.objects.exists()
    claim.refresh_from_db()
    assert (claim.state, claim.decision.number) == ("paid", 1)


def test_a_change_left_as_it_is_does_not_come_back_with_the_next_one(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    late(jane, dr_rivera, 10)
    leave_as_it_is(
        make.actor(mia), period_id=may_of(jane).pk, based_on=delta_of(jane).length, reason="No proof",
        now=IN_TIME, today=date(2026, 6, 10),
    )  # fmt: skip
    assert not changed_periods(make.actor(mia)).exists()
    late(jane, dr_rivera, 1)
    delta = delta_of(jane)
    assert (len(delta.changes), delta.after.minutes) == (1, 29)


def test_time_taken_away_little_by_little_does_not_stay_billed(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    one, other = (
        make.logged(jane, dr_rivera, date(2026, 5, day), minutes) for day, minutes in ((4, 20), (6, 14))
    )
    close(jane.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    amended(one, dr_rivera, minutes=17)
    answer: dict[str, Any] = {"reason": "Still enough", "now": IN_TIME, "today": date(2026, 6, 10)}
    leave_as_it_is(make.actor(mia), period_id=may_of(jane).pk, based_on=delta_of(jane).length, **answer)
    assert not deltas_of(jane.practice, [may_of(jane)])

    amended(other, dr_rivera, minutes=12)
    delta = delta_of(jane)
    assert (delta.after.outcome, delta.after.minutes, delta.is_less) == ("not_billable", 29, True)
    with pytest.raises(Refused, match="Close the period again"):
        leave_as_it_is(make.actor(mia), period_id=may_of(jane).pk, based_on=delta.length, **answer)
    again(mia, jane)
    assert Correction.objects.get().claim == claim


def test_less_than_is_billed_cannot_be_left_as_it_is(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    entry = closed_may(jane, dr_rivera, 31)
    voided(entry, dr_rivera)
    with pytest.raises(Refused, match="Close the period again"):
        leave_as_it_is(
            make.actor(mia), period_id=may_of(jane).pk, based_on=delta_of(jane).length, reason="Small",
            now=IN_TIME, today=date(2026, 6, 10),
        )  # fmt: skip


def test_every_reason_against_closing_again_is_said_at_once(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    late(jane, dr_rivera, 4)
    with pytest.raises(Refused) as refused:
        again(mia, jane, based_on=1, reason=" ")
    assert [problem.code for problem in refused.value.problems] == ["reason_missing", "changed_meanwhile"]


def test_nothing_is_closed_again_without_a_change_or_in_another_practice(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User, carol: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    with pytest.raises(Refused, match="Nothing changed"):
        again(mia, jane, based_on=1)
    late(jane, dr_rivera, 4)
    with pytest.raises(Refused, match="no such period"):
        again(carol, jane)


def test_only_those_who_review_claims_close_again(
    jane: Patient, dr_rivera: Provider, prices: None, ana: User, ada: User
) -> None:
    closed_may(jane, dr_rivera, 28)
    late(jane, dr_rivera, 4)
    for person in (ana, ada):
        with pytest.raises(PermissionDenied):
            again(person, jane)


def test_an_entry_moved_to_another_month_changes_both_periods(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    entry = make.logged(jane, dr_rivera, date(2026, 5, 4), 31)
    close(jane.practice)
    draft = Draft(
        activity="communication", counterpart="agency_staff", channel="phone",
        performed_on=date(2026, 4, 4), seconds=31 * 60, reason="It was April",
    )  # fmt: skip
    amend_entry(entry, actor=make.actor(dr_rivera.user), draft=draft, now=IN_TIME)  # type: ignore[arg-type]
    months = [period.window_ends_on.month for period in changed_periods(make.actor(mia))]
    assert months == [4, 5]
    assert [change.kind for change in delta_of(jane).changes] == ["removed"]


def test_deltas_take_as_many_queries_for_many_periods_as_for_one(
    jane: Patient, dr_rivera: Provider, prices: None, django_assert_num_queries: Any
) -> None:
    for month in (2, 3, 4, 5):
        make.logged(jane, dr_rivera, date(2026, month, 4), 28)
    close(jane.practice)
    for month in (2, 3, 4, 5):
        draft = Draft(
            activity="communication", counterpart="agency_staff", channel="phone",
            performed_on=date(2026, month, 12), seconds=240, reason="Found in the phone log",
        )  # fmt: skip
        log_time(draft, actor=make.actor(dr_rivera.user), patient=jane, now=IN_TIME)  # type: ignore[arg-type]
    periods = list(with_needed(ServicePeriod.objects.filter(patient=jane, state="closed")))
    deltas_of(jane.practice, periods[:1])
    with CaptureQueriesContext(
        connection,
    ) as one:
        deltas_of(jane.practice, periods[-1:])
    with django_assert_num_queries(len(one)):
        assert len(deltas_of(jane.practice, periods)) == 4
