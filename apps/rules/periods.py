"""Which service period holds a day: 30-day windows from an anchor, and calendar months.

All dates are civil dates of the practice, both ends inclusive; never elapsed hours.
Source: Care plan oversight descriptors and payer policies differ (30 days or calendar month),
so the basis is an attribute of the payer profile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

ROLLING_30, CALENDAR_MONTH = "rolling_30", "calendar_month"
BASES = (ROLLING_30, CALENDAR_MONTH)
WINDOW_DAYS = {ROLLING_30: 30}  # the name of the basis says it; not a rule that can change
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of a service period, both inclusive."""

    starts_on: date
    ends_on: date

    @property
    def due_on(self) -> date:
        """The first day after the window: when it may be closed."""
        return self.ends_on + ONE_DAY

    @property
    def days(self) -> int:
        """How many dates the window has."""
        return (self.ends_on - self.starts_on).days + 1

    def holds(self, day: date) -> bool:
        """Say whether `day` lies in the window."""
        return self.starts_on <= day <= self.ends_on

    def clipped(self, *, from_on: date | None = None, through_on: date | None = None) -> "Window | None":
        """The part of the window between two inclusive dates, open where `None`; `None` when no day is left."""
        if from_on is None and through_on is None:
            return self
        first = max(self.starts_on, from_on) if from_on else self.starts_on
        last = min(self.ends_on, through_on) if through_on else self.ends_on
        return Window(first, last) if first <= last else None


def window_holding(day: date, *, basis: str, anchor: date) -> Window | None:
    """The window of `basis` that holds `day`; `None` for a day before the anchor.

    The first calendar month begins at the anchor: a partial month, without proration of any threshold.
    """
    if day < anchor:
        return None
    if basis == ROLLING_30:
        length = WINDOW_DAYS[ROLLING_30]
        first = anchor + timedelta(days=(day - anchor).days // length * length)
        return Window(first, first + timedelta(days=length - 1))
    if basis == CALENDAR_MONTH:
        return Window(max(day.replace(day=1), anchor), month_end(day))
    raise ValueError(f"{basis!r} is not a period basis. Use one of {', '.join(BASES)}.")


def next_window(window: Window, *, basis: str, anchor: date) -> Window:
    """The window that begins on the day after `window`."""
    following = window_holding(window.due_on, basis=basis, anchor=anchor)
    assert following is not None  # the day after a window is never before the anchor
    return following


def windows_until(last_day: date, *, basis: str, anchor: date) -> Iterator[Window]:
    """Every window from the anchor on that begins on or before `last_day`: no gap, no overlap."""
    window = window_holding(anchor, basis=basis, anchor=anchor)
    while window is not None and window.starts_on <= last_day:
        yield window
        window = next_window(window, basis=basis, anchor=anchor)


@lru_cache(maxsize=1024)
def month_end(day: date) -> date:
    """The last date of the month of `day`."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def same_month(one: date, other: date) -> bool:
    """Say whether both dates lie in one calendar month."""
    return one.month == other.month and one.year == other.year


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def ends_beside_another(window: Window, *, anchor: date | None) -> bool:
    """Say whether the 30-day window before or after this one ends in the same calendar month.

    A payer that edits "once a month" on the date of service denies one of the two. `anchor`: `None`
    when it is not known whether a window went before.
    """
    following_end = window.ends_on + timedelta(days=WINDOW_DAYS[ROLLING_30])
    has_previous = anchor is None or anchor < window.starts_on
    previous_end = window.starts_on - ONE_DAY
    return same_month(window.ends_on, following_end) or (
        has_previous and same_month(previous_end, window.ends_on)
    )


def fits(window: Window, part: Window, *, basis: str, anchor: date | None) -> bool:
    """Say whether a payer of that basis can be asked about `window`, of which it covers `part`.

    A payer of the whole window needs a full 30-day window, or a month to its end that begins on the first
    or, partial, at the anchor (`None`: the window's first day). A payer of a part needs that part inside one.
    """
    is_whole = part is window or part == window
    if basis == ROLLING_30:
        whole = WINDOW_DAYS[ROLLING_30]
        return window.days == whole if is_whole else part.days <= whole
    if basis != CALENDAR_MONTH or not same_month(part.starts_on, part.ends_on):
        return False
    starts_well = window.starts_on.day == 1 or anchor is None or anchor == window.starts_on
    return not is_whole or (starts_well and (window.ends_on + ONE_DAY).day == 1)
