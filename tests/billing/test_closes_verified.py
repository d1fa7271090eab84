"""`manage.py verify_ledger` replays what was answered to changes after a close, and finds what nobody answered."""

from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.billing.models import ChangeAnswer, Decision
from apps.billing.operations.deciding import decide_again
from apps.billing.operations.reclosing import leave_as_it_is
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.timelog.models import ClosedSpan, EntryVersion
from tests import builders as make
from tests.billing.closing import close
from tests.billing.test_after_the_close import (
    IN_TIME,
    TOO_LATE,
    again,
    amended,
    delta_of,
    late,
    may_of,
    voided,
)

AFTERWARDS = datetime(2026, 6, 20, 15, tzinfo=UTC)


def verified() -> str:
    out = StringIO()
    try:
        call_command("verify_ledger", stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def left(person: User, patient: Patient) -> ChangeAnswer:
    return leave_as_it_is(
        make.actor(person), period_id=may_of(patient).pk, based_on=delta_of(patient).length, reason="No proof",
        now=IN_TIME, today=date(2026, 6, 10),
    )  # fmt: skip


def stands(patient: Patient) -> tuple[str, int]:
    row = Decision.objects.get(period=may_of(patient), is_current=True)
    return row.outcome, row.minutes


@pytest.fixture
def too_late(jane: Patient, dr_rivera: Provider, prices: None, mia: User) -> Patient:
    """Jane's May of 28 minutes, closed again over 2 in time and without 10 that came too late."""
    make.logged(jane, dr_rivera, date(2026, 5, 4), 28)
    close(jane.practice)
    late(jane, dr_rivera, 1)
    late(jane, dr_rivera, 10, at=TOO_LATE)
    again(mia, jane, now=AFTERWARDS)
    return jane


@pytest.fixture
def once_left(jane: Patient, dr_rivera: Provider, prices: None, mia: User) -> Patient:
    """Jane's May of 28 minutes: 10 left as they were, then closed again over 3 more."""
    make.logged(jane, dr_rivera, date(2026, 5, 4), 25)
    close(jane.practice)
    late(jane, dr_rivera, 10)
    left(mia, jane)
    late(jane, dr_rivera, 3)
    again(mia, jane)
    return jane


def test_time_that_came_too_late_is_rightly_left_out(too_late: Patient) -> None:
    assert stands(too_late) == ("not_billable", 29)
    assert "every one agrees" in verified()


def test_an_addition_that_was_left_is_rightly_left_out(once_left: Patient) -> None:
    assert stands(once_left) == ("not_billable", 28)
    assert "every one agrees" in verified()


def test_what_was_left_out_stays_so_over_several_closes(
    too_late: Patient, dr_rivera: Provider, mia: User
) -> None:
    gone = late(too_late, dr_rivera, 5, at=TOO_LATE)
    left(mia, too_late)
    voided(gone, dr_rivera, at=AFTERWARDS)
    late(too_late, dr_rivera, 1, at=IN_TIME)
    again(mia, too_late, now=AFTERWARDS)
    assert stands(too_late) == ("billable", 30)
    assert "every one agrees" in verified()


def test_deciding_again_bills_no_minute_that_was_taken_away_and_left(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    one = make.logged(jane, dr_rivera, date(2026, 5, 4), 20)
    make.logged(jane, dr_rivera, date(2026, 5, 2), 5)
    make.logged(jane, dr_rivera, date(2026, 5, 6), 10)
    close(jane.practice)
    amended(one, dr_rivera, minutes=17)
    late(jane, dr_rivera, 1)
    left(mia, jane)
    assert "every one agrees" in verified()
    amended(one, dr_rivera, minutes=20)  # waits for somebody to look at it

    jane.enrollments.update(starts_on=date(2026, 5, 3))
    decide_again(make.actor(mia), period_ids=[may_of(jane).pk], now=IN_TIME, today=date(2026, 6, 10))
    assert stands(jane) == ("not_billable", 27)
    assert "every one agrees" in verified()

    late(jane, dr_rivera, 2)
    again(mia, jane)
    assert stands(jane) == ("billable", 32)
    assert "every one agrees" in verified()


def _without_answer(patient: Patient) -> None:
    ChangeAnswer.objects.filter(period=may_of(patient), kind="left").delete()


def _longer_left(patient: Patient) -> None:
    ChangeAnswer.objects.filter(period=may_of(patient), kind="left").update(length=4)


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        pytest.param(_without_answer, "was left out of the close", id="no answer"),
        pytest.param(_longer_left, "to a change of its period does not end with that change", id="further"),
    ],
)
def test_what_no_answer_left_out_is_named(once_left: Patient, forge: Any, said: str) -> None:
    forge(once_left)
    assert said in verified()


def test_an_answer_that_was_made_up_does_not_stand_in_the_trail(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 25)
    close(jane.practice)
    late(jane, dr_rivera, 10)
    period, delta = may_of(jane), delta_of(jane)
    assert period.pin is not None
    answer = ChangeAnswer.objects.create(
        practice=jane.practice, patient=jane, period=period, kind="left", length=delta.length, old_pin=period.pin,
        decision_number=1, change=delta.as_kept(), reason="No proof", answered_by=mia, answered_at=IN_TIME,
    )  # fmt: skip
    assert f"answer {answer.pk} to a change of its period does not stand in the trail" in verified()


def test_a_version_that_was_in_time_cannot_be_left_out_without_trace(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 28)
    close(jane.practice)
    late(jane, dr_rivera, 10)
    hidden = EntryVersion.objects.latest("pk").pk
    again(mia, jane)
    row = Decision.objects.get(period=may_of(jane), is_current=True)
    earlier = Decision.objects.get(period=may_of(jane), is_current=False)
    Decision.objects.filter(pk=row.pk).update(
        **{name: getattr(earlier, name) for name in ("facts", "result", "minutes", "counted_seconds")}
    )
    assert f"version {hidden} was left out of the close" in verified()


def test_answers_that_do_not_lead_to_the_close_are_named(too_late: Patient) -> None:
    period = may_of(too_late)
    assert period.pin is not None
    other = ClosedSpan.objects.create(
        practice=period.practice, book=period.pin.book, starts_on=period.starts_on, ends_on=period.ends_on,
        length=period.pin.length, head=period.pin.head,
    )  # fmt: skip
    ChangeAnswer.objects.filter(period=period).update(old_pin=other)
    ChangeAnswer.objects.filter(period=period).update(new_pin=other)
    assert "the answers to its changes do not lead to its close" in verified()
