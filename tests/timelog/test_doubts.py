"""A day longer than the practice takes unasked: refused until confirmed, or kept waiting, and never counted before."""

from datetime import UTC, date, datetime

import pytest

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, Provider, User
from apps.problems import Refused
from apps.timelog.domain.plausibility import DayLength, check_length
from apps.timelog.models import Book, Doubt, EntryVersion
from apps.timelog.operations import amend_entry, confirm_entry, void_entry
from apps.timelog.progress import progress_of
from apps.timelog.verification import book_break
from apps.timelog.write_selectors import seconds_on_day
from tests import builders as make
from tests.timelog.test_log_time import by_clock, by_minutes, codes, log

LATER = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("before", "more", "is_confirmed", "reason", "expected"),
    [
        pytest.param(0, 719, False, "", [], id="one minute below"),
        pytest.param(0, 720, False, "", [], id="as long as is taken"),
        pytest.param(0, 721, False, "", ["day_too_long"], id="one minute above"),
        pytest.param(700, 21, False, "late", ["day_too_long"], id="together above"),
        pytest.param(700, 21, True, "  ", ["reason_missing"], id="confirmed without a reason"),
        pytest.param(700, 21, True, "Night on call", [], id="confirmed"),
    ],
)
def test_a_day_is_asked_about_above_the_limit_only(
    before: int, more: int, is_confirmed: bool, reason: str, expected: list[str]
) -> None:
    length = DayLength(DAY, held=before * 60, added=more * 60, longest=720 * 60)
    found = check_length(length, is_confirmed=is_confirmed, reason=reason)
    assert [problem.code for problem in found] == expected


def test_a_day_that_is_too_long_together_is_refused_until_confirmed(ana: User, jane: Patient) -> None:
    log(by_minutes(700), user=ana, patient=jane)
    with pytest.raises(Refused) as refused:
        log(by_minutes(21), user=ana, patient=jane)
    assert codes(refused) == ["day_too_long"]
    assert "721 min; the practice takes 720 min unasked" in str(refused.value)
    (entry,) = log(by_minutes(21, is_confirmed=True, reason="Night on call"), user=ana, patient=jane)
    version = entry.current_version
    assert version is not None
    assert (version.doubt, version.is_confirmed, version.confirmed_by) == (Doubt.LONG_DAY, True, ana)


def test_the_limit_is_the_practices_own_and_clock_times_fall_under_it(ana: User, jane: Patient) -> None:
    type(jane.practice).objects.update(longest_day_minutes=60)
    with pytest.raises(Refused) as refused:
        log(by_clock("2026-03-10T08:00:00-04:00", "2026-03-10T09:30:00-04:00"), user=ana, patient=jane)
    assert codes(refused) == ["day_too_long"]


def test_what_nobody_confirmed_counts_nowhere_until_somebody_does(
    ana: User, dr_rivera: Provider, jane: Patient
) -> None:
    (entry,) = log(by_minutes(800), user=ana, patient=jane, may_wait=True)
    actor = make.actor(ana)
    assert seconds_on_day(dr_rivera, DAY) == 0
    progress = progress_of(actor, [jane], today=DAY)[jane.pk]
    assert (progress.counted_seconds, progress.not_counted_seconds) == (0, 48_000)
    with pytest.raises(Refused) as refused:
        confirm_entry(entry, actor=actor, reason=" ", now=LATER)
    assert codes(refused) == ["reason_missing"]
    confirm_entry(entry, actor=actor, reason="Two shifts", now=LATER)
    assert progress_of(actor, [jane], today=DAY)[jane.pk].counted_seconds == 48_000
    assert AuditEvent.objects.filter(action="time.confirmed", patient_id=jane.pk).count() == 1
    assert book_break(Book.objects.get(patient=jane)) is None
    with pytest.raises(Refused) as refused:
        confirm_entry(entry, actor=actor, reason="Again", now=LATER)
    assert codes(refused) == ["confirmed_already"]


def test_confirming_keeps_what_was_said_of_how_it_was_measured(ana: User, jane: Patient) -> None:
    measured = "2 pauses, 9 min not counted"
    (entry,) = log(by_minutes(9), user=ana, patient=jane, doubt=Doubt.CLOCK, detail=measured)
    confirmed = confirm_entry(entry, actor=make.actor(ana), reason="It was nine", now=LATER)
    assert confirmed.capture_detail == measured


def test_only_the_person_whose_time_it_is_confirms_it(
    ana: User, ben: User, dr_okafor: Provider, jane: Patient
) -> None:
    (entry,) = log(by_minutes(10), user=ana, patient=jane, doubt=Doubt.CLOCK)
    with pytest.raises(Refused) as refused:
        confirm_entry(entry, actor=make.actor(ben), reason="Looks right", now=LATER)
    assert codes(refused) == ["not_your_time"]


def test_correcting_a_doubtful_length_confirms_it_and_voiding_it_does_not(ana: User, jane: Patient) -> None:
    actor = make.actor(ana)
    first, second = (log(by_minutes(10), user=ana, patient=jane, doubt=Doubt.CLOCK)[0] for _ in range(2))
    amended = amend_entry(first, actor=actor, draft=by_minutes(8, reason="Looked it up"), now=LATER)
    assert (amended.doubt, amended.is_confirmed, amended.confirmed_by) == (Doubt.CLOCK, True, ana)
    voided = void_entry(second, actor=actor, reason="Never happened", now=LATER)
    assert (voided.is_void, voided.is_confirmed) == (True, False)


def test_a_correction_is_asked_about_only_when_it_adds(ana: User, jane: Patient) -> None:
    actor = make.actor(ana)
    (entry,) = log(by_minutes(800, is_confirmed=True, reason="Two shifts"), user=ana, patient=jane)
    amend_entry(entry, actor=actor, draft=by_minutes(790, reason="Lunch"), now=LATER)
    with pytest.raises(Refused) as refused:
        amend_entry(entry, actor=actor, draft=by_minutes(791, reason="Short lunch"), now=LATER)
    assert codes(refused) == ["day_too_long"]
    last = amend_entry(entry, actor=actor, draft=by_minutes(600, reason="One shift only"), now=LATER)
    assert EntryVersion.objects.filter(entry=entry).count() == 3
    assert last.confirmed_by == ana
