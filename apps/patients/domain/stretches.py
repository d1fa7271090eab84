"""The stretches over which one enrollment's minutes are added up: the payer's windows, cut at every change."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from apps.rules.periods import CALENDAR_MONTH, Window, window_holding

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Dates from `starts_on` through `ends_on`, both inclusive, open where `None`."""

    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether `day` lies in the span."""
        return (self.starts_on or day) <= day <= (self.ends_on or day)


class CoverageSpan(NamedTuple):
    """The dates of one coverage, and the period basis (see `apps.rules.periods`) that its payer asks for."""

    key: int
    span: Span
    basis: str


class Stretch(NamedTuple):
    """The part of a payer's window inside enrollment and coverage; `coverage` is None where nobody pays.

    `window_starts_on` and `window_ends_on` are the whole window, `due_on` the day after it.
    """

    coverage: int | None
    window_starts_on: date
    window_ends_on: date
    starts_on: date
    ends_on: date

    @property
    def due_on(self) -> date:
        """The first day on which the stretch may be closed."""
        return self.window_ends_on + ONE_DAY


def stretches(
    enrollment: Span, *, coverages: Sequence[CoverageSpan], closed: Sequence[Span] = (), today: date
) -> list[Stretch]:
    """Cut the dates of `enrollment` that are not `closed` into stretches, through the one that holds `today`.

    They tile the dates without gap or overlap, in order. Where coverages overlap the first one given counts. An
    enrollment that begins after `today` gets its first stretch; one that ended is cut to its end. Dates without a
    coverage are cut by calendar month, so that their minutes are shown and not lost.
    """
    anchor = enrollment.starts_on
    if anchor is None:
        raise ValueError("An enrollment without a first day has no windows.")
    horizon = max(today, anchor)
    cut: list[Stretch] = []
    for first, last, coverage in _days_by_coverage(anchor, enrollment.ends_on, coverages, closed):
        if first > horizon:
            break
        cut.extend(_windows(first, last, coverage, anchor, horizon))
    return cut


def running_stretch(enrollment: Span, *, coverages: Sequence[CoverageSpan], today: date) -> Stretch | None:
    """Return the last of the `stretches` without making those before it; None where there is none."""
    anchor, end = enrollment.starts_on, enrollment.ends_on
    if anchor is None:
        raise ValueError("An enrollment without a first day has no windows.")
    horizon = max(today, anchor)
    day = horizon if end is None else min(horizon, end)
    if day < anchor:
        return None
    first, last, coverage = _piece(day, anchor, end, coverages)
    window = _window(day, coverage, anchor)
    return Stretch(
        coverage.key if coverage else None,
        window.starts_on,
        window.ends_on,
        max(first, window.starts_on),
        window.ends_on if last is None else min(window.ends_on, last),
    )


def _piece(day: date, anchor: date, end: date | None, coverages: Sequence[CoverageSpan]) -> "_Piece":
    """Give the piece that holds `day`: between the last change of coverage until then and the next one."""
    first, last, chosen = anchor, end, None
    for each in coverages:
        begins, ends = each.span.starts_on, each.span.ends_on
        if chosen is None and (begins is None or begins <= day) and (ends is None or day <= ends):
            chosen = each
        if begins is not None:
            if begins > day:
                last = begins - ONE_DAY if last is None else min(last, begins - ONE_DAY)
            elif begins > first:
                first = begins
        if ends is not None:
            if ends >= day:
                last = ends if last is None else min(last, ends)
            elif ends >= first:
                first = ends + ONE_DAY
    return first, last, chosen


_Piece = tuple[date, date | None, CoverageSpan | None]


def _days_by_coverage(
    anchor: date, end: date | None, coverages: Sequence[CoverageSpan], closed: Sequence[Span]
) -> Iterator[_Piece]:
    """Give the open dates in pieces in which neither the coverage nor being closed changes."""
    starts = _changes(anchor, end, [each.span for each in coverages] + list(closed))
    lasts: list[date | None] = [following - ONE_DAY for _, following in pairwise(starts)]
    for first, last in zip(starts, [*lasts, end], strict=True):
        if not any(span.holds(first) for span in closed):
            yield first, last, next((each for each in coverages if each.span.holds(first)), None)


def _changes(anchor: date, end: date | None, spans: Sequence[Span]) -> list[date]:
    """Give the first days of all pieces, in order."""
    days = {anchor}
    for span in spans:
        if span.starts_on:
            days.add(span.starts_on)
        if span.ends_on and span.ends_on < date.max:
            days.add(span.ends_on + ONE_DAY)
    return sorted(day for day in days if day >= anchor and (end is None or day <= end))


def _windows(
    first: date, last: date | None, coverage: CoverageSpan | None, anchor: date, horizon: date
) -> Iterator[Stretch]:
    day = first
    while day <= horizon and (last is None or day <= last):
        window = _window(day, coverage, anchor)
        ends_on = min(window.ends_on, last or window.ends_on)
        yield Stretch(coverage.key if coverage else None, window.starts_on, window.ends_on, day, ends_on)
        day = ends_on + ONE_DAY


def _window(day: date, coverage: CoverageSpan | None, anchor: date) -> Window:
    window = window_holding(day, basis=coverage.basis if coverage else CALENDAR_MONTH, anchor=anchor)
    assert window is not None  # no piece begins before the anchor
    return window
