"""Windows cut at the ends of enrollment and coverage."""

import random
from datetime import date, timedelta

import pytest

from apps.patients.domain.stretches import CoverageSpan, Span, Stretch, running_stretch, stretches
from apps.rules.periods import CALENDAR_MONTH, ROLLING_30

OPEN = Span()
ENROLLED = date(2026, 1, 15)


def monthly(*, key: int = 1, starts_on: date | None = None, ends_on: date | None = None) -> CoverageSpan:
    return CoverageSpan(key, Span(starts_on, ends_on), CALENDAR_MONTH)


def rolling(*, key: int = 2, starts_on: date | None = None, ends_on: date | None = None) -> CoverageSpan:
    return CoverageSpan(key, Span(starts_on, ends_on), ROLLING_30)


def dates(cut: list[Stretch]) -> list[tuple[date, date]]:
    return [(each.starts_on, each.ends_on) for each in cut]


def test_thirty_day_windows_run_from_the_enrollment_through_the_one_that_holds_today() -> None:
    cut = stretches(Span(ENROLLED), coverages=[rolling()], today=date(2026, 3, 16))
    assert dates(cut) == [
        (date(2026, 1, 15), date(2026, 2, 13)),
        (date(2026, 2, 14), date(2026, 3, 15)),
        (date(2026, 3, 16), date(2026, 4, 14)),
    ]
    assert [each.due_on for each in cut] == [date(2026, 2, 14), date(2026, 3, 16), date(2026, 4, 15)]


def test_the_first_calendar_month_begins_at_the_enrollment() -> None:
    cut = stretches(Span(ENROLLED), coverages=[monthly()], today=date(2026, 2, 1))
    assert dates(cut) == [(ENROLLED, date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))]


def test_an_ended_enrollment_is_cut_to_its_end_and_due_with_the_window() -> None:
    cut = stretches(Span(ENROLLED, date(2026, 2, 10)), coverages=[monthly()], today=date(2026, 6, 1))
    assert dates(cut)[-1] == (date(2026, 2, 1), date(2026, 2, 10))
    assert cut[-1].due_on == date(2026, 3, 1)


def test_an_enrollment_in_the_future_gets_its_first_stretch() -> None:
    cut = stretches(Span(ENROLLED), coverages=[monthly()], today=date(2025, 12, 1))
    assert dates(cut) == [(ENROLLED, date(2026, 1, 31))]


def test_a_change_of_payer_cuts_the_window_and_each_side_keeps_its_own_basis() -> None:
    before, after = rolling(ends_on=date(2026, 3, 20)), monthly(starts_on=date(2026, 3, 21))
    cut = stretches(Span(ENROLLED), coverages=[before, after], today=date(2026, 3, 25))
    assert [(each.coverage, each.starts_on, each.ends_on) for each in cut[2:]] == [
        (2, date(2026, 3, 16), date(2026, 3, 20)),
        (1, date(2026, 3, 21), date(2026, 3, 31)),
    ]
    assert (cut[2].window_ends_on, cut[3].window_starts_on) == (date(2026, 4, 14), date(2026, 3, 1))


def test_dates_without_a_coverage_are_kept_in_a_stretch_that_nobody_pays() -> None:
    cut = stretches(Span(ENROLLED), coverages=[monthly(starts_on=date(2026, 2, 10))], today=date(2026, 2, 10))
    assert [(each.coverage, each.starts_on, each.ends_on) for each in cut] == [
        (None, ENROLLED, date(2026, 1, 31)),
        (None, date(2026, 2, 1), date(2026, 2, 9)),
        (1, date(2026, 2, 10), date(2026, 2, 28)),
    ]


def test_the_first_of_two_overlapping_coverages_counts() -> None:
    cut = stretches(Span(ENROLLED), coverages=[monthly(), rolling()], today=ENROLLED)
    assert [each.coverage for each in cut] == [1]


def test_closed_dates_stand_and_the_rest_is_cut_around_them() -> None:
    closed = [Span(date(2026, 2, 14), date(2026, 3, 15))]
    cut = stretches(Span(ENROLLED), coverages=[monthly()], closed=closed, today=date(2026, 3, 31))
    assert dates(cut) == [
        (ENROLLED, date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 13)),
        (date(2026, 3, 16), date(2026, 3, 31)),
    ]


@pytest.mark.parametrize("today", [date(2026, 2, 13), date(2026, 5, 1), date(2027, 12, 31)])
def test_stretches_tile_the_dates_without_gap_or_overlap(today: date) -> None:
    coverages = [rolling(ends_on=date(2026, 4, 9)), monthly(starts_on=date(2026, 5, 2))]
    cut = stretches(Span(ENROLLED), coverages=coverages, today=today)
    days = [
        each.starts_on.toordinal() + i
        for each in cut
        for i in range((each.ends_on - each.starts_on).days + 1)
    ]
    assert days == list(range(ENROLLED.toordinal(), cut[-1].ends_on.toordinal() + 1))
    assert cut[-1].starts_on <= today <= cut[-1].ends_on


@pytest.mark.parametrize("ends_on", [None, date(2026, 2, 10), date(2026, 4, 20)])
@pytest.mark.parametrize(
    "today", [date(2025, 12, 1), ENROLLED, *(date(2026, month, 9) for month in range(2, 8))]
)
def test_the_running_stretch_is_the_last_one(today: date, ends_on: date | None) -> None:
    coverages = [
        rolling(starts_on=date(2026, 1, 20), ends_on=date(2026, 4, 9)),
        monthly(starts_on=date(2026, 5, 2)),
    ]
    enrollment = Span(ENROLLED, ends_on)
    running = running_stretch(enrollment, coverages=coverages, today=today)
    assert running == stretches(enrollment, coverages=coverages, today=today)[-1]


@pytest.mark.parametrize("seed", range(200))
def test_the_running_stretch_is_the_last_one_however_coverages_lie(seed: int) -> None:
    rng = random.Random(seed)

    def day() -> date | None:
        return None if rng.random() < 0.2 else ENROLLED + timedelta(days=rng.randrange(-40, 160))

    coverages = []
    for key in range(rng.randrange(5)):
        days = sorted(filter(None, (day(), day())))
        starts_on, ends_on = days if len(days) == 2 else (*days, None) if days else (None, None)
        coverages.append(rng.choice((monthly, rolling))(key=key, starts_on=starts_on, ends_on=ends_on))
    enrollment = Span(ENROLLED, rng.choice((None, ENROLLED + timedelta(days=rng.randrange(150)))))
    for after in range(-5, 150, 7):
        today = ENROLLED + timedelta(days=after)
        running = running_stretch(enrollment, coverages=coverages, today=today)
        assert running == stretches(enrollment, coverages=coverages, today=today)[-1]
