"""Windows of thirty days and calendar months: they tile time, whatever the anchor."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.rules import periods
from apps.rules.periods import CALENDAR_MONTH, ROLLING_30, Window, add_months, ends_beside_another, fits

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
BASES = st.sampled_from(periods.BASES)


@given(DAYS, BASES, st.integers(1, 900))
def test_windows_tile_time_without_gap_or_overlap(anchor: date, basis: str, days: int) -> None:
    windows = list(periods.windows_until(anchor + timedelta(days=days), basis=basis, anchor=anchor))
    assert windows[0].starts_on == anchor
    assert windows[-1].holds(anchor + timedelta(days=days))
    for before, after in pairwise(windows):
        assert after.starts_on == before.due_on == before.ends_on + timedelta(days=1)


@given(DAYS, BASES, st.integers(0, 900))
def test_the_window_holding_a_day_holds_it(anchor: date, basis: str, days: int) -> None:
    window = periods.window_holding(anchor + timedelta(days=days), basis=basis, anchor=anchor)
    assert window is not None
    assert window.holds(anchor + timedelta(days=days))


@pytest.mark.parametrize(
    ("anchor", "number", "first", "last"),
    [
        (date(2026, 1, 15), 0, date(2026, 1, 15), date(2026, 2, 13)),
        (date(2026, 1, 15), 1, date(2026, 2, 14), date(2026, 3, 15)),
        (date(2026, 1, 15), 3, date(2026, 4, 15), date(2026, 5, 14)),
        (date(2024, 2, 15), 0, date(2024, 2, 15), date(2024, 3, 15)),
        (date(2026, 2, 15), 0, date(2026, 2, 15), date(2026, 3, 16)),
        (date(2024, 1, 31), 0, date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 1, 1), 1, date(2026, 1, 31), date(2026, 3, 1)),
        (date(2026, 1, 1), 2, date(2026, 3, 2), date(2026, 3, 31)),
    ],
)
def test_thirty_day_windows_from_their_anchor(anchor: date, number: int, first: date, last: date) -> None:
    day = anchor + timedelta(days=30 * number)
    assert periods.window_holding(day, basis=ROLLING_30, anchor=anchor) == Window(first, last)


def test_the_first_calendar_month_is_partial() -> None:
    window = periods.window_holding(date(2026, 5, 25), basis=CALENDAR_MONTH, anchor=date(2026, 5, 20))
    assert window == Window(date(2026, 5, 20), date(2026, 5, 31))
    assert periods.next_window(window, basis=CALENDAR_MONTH, anchor=date(2026, 5, 20)).days == 30


def test_no_window_holds_a_day_before_the_anchor() -> None:
    assert periods.window_holding(date(2026, 5, 19), basis=ROLLING_30, anchor=date(2026, 5, 20)) is None


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="weekly"):
        periods.window_holding(date(2026, 5, 19), basis="weekly", anchor=date(2026, 5, 1))


@pytest.mark.parametrize(
    ("visit", "through"),
    [
        (date(2025, 11, 10), date(2026, 5, 10)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2026, 6, 30)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_months_last(visit: date, through: date) -> None:
    assert add_months(visit, 6) == through


def test_a_window_clipped_to_nothing_is_none() -> None:
    window = Window(date(2026, 5, 1), date(2026, 5, 31))
    assert window.clipped(from_on=date(2026, 6, 1)) is None
    assert window.clipped(from_on=date(2026, 5, 31)) == Window(date(2026, 5, 31), date(2026, 5, 31))
    assert window.clipped(through_on=date(2026, 5, 1)) == Window(date(2026, 5, 1), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("first", "last", "basis", "anchor", "fitting"),
    [
        (date(2026, 5, 1), date(2026, 5, 31), CALENDAR_MONTH, None, True),
        (date(2026, 5, 20), date(2026, 5, 31), CALENDAR_MONTH, None, True),
        (date(2026, 5, 20), date(2026, 5, 31), CALENDAR_MONTH, date(2026, 5, 20), True),
        (date(2026, 5, 20), date(2026, 5, 31), CALENDAR_MONTH, date(2026, 3, 1), False),
        (date(2026, 5, 1), date(2026, 5, 30), CALENDAR_MONTH, None, False),
        (date(2026, 5, 3), date(2026, 6, 1), CALENDAR_MONTH, None, False),
        (date(2026, 5, 3), date(2026, 6, 1), ROLLING_30, None, True),
        (date(2026, 5, 1), date(2026, 5, 31), ROLLING_30, None, False),
        (date(2026, 5, 1), date(2026, 5, 29), ROLLING_30, None, False),
    ],
)
def test_a_period_fits_the_basis_of_its_payer(
    first: date,
    last: date,
    basis: str,
    anchor: date | None,
    fitting: bool,
) -> None:
    window = Window(first, last)
    assert fits(window, window, basis=basis, anchor=anchor) is fitting


def test_a_window_ends_beside_another_only_where_it_does() -> None:
    assert not ends_beside_another(Window(date(2026, 1, 15), date(2026, 2, 13)), anchor=None)
    assert ends_beside_another(Window(date(2026, 3, 2), date(2026, 3, 31)), anchor=date(2026, 1, 1))
    assert not ends_beside_another(Window(date(2026, 3, 2), date(2026, 3, 31)), anchor=date(2026, 3, 2))
