"""The figures of a month: what was logged, what counted, what was billed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """Claims of one month in one stage: how many, and what they charge."""

    count: int = 0
    charge: Decimal = Decimal("0.00")

    def __add__(self, other: "ClaimFigures") -> "ClaimFigures":
        return ClaimFigures(self.count + other.count, self.charge + other.charge)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One calendar month, or several added up (`month` is then the first).

    Seconds are logged by the date they were performed on, counted and billed by the month in which the period's
    window ended; billed seconds are those behind a claim that was sent.
    """

    month: date
    logged_seconds: int = 0
    counted_seconds: int = 0
    billed_seconds: int = 0
    drafts: ClaimFigures = ClaimFigures()
    approved: ClaimFigures = ClaimFigures()
    sent: ClaimFigures = ClaimFigures()

    def __add__(self, other: "MonthFigures") -> "MonthFigures":
        return MonthFigures(
            month=min(self.month, other.month),
            logged_seconds=self.logged_seconds + other.logged_seconds,
            counted_seconds=self.counted_seconds + other.counted_seconds,
            billed_seconds=self.billed_seconds + other.billed_seconds,
            drafts=self.drafts + other.drafts,
            approved=self.approved + other.approved,
            sent=self.sent + other.sent,
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """A month as a bar: widths in percent of the fullest month, for drawing."""

    figures: MonthFigures
    logged_width: float
    counted_width: float
    billed_width: float


def months_back(today: date, *, count: int) -> list[date]:
    """Return the first days of the `count` months that end with today's, newest first."""
    numbers = range(today.year * 12 + today.month - 1, today.year * 12 + today.month - 1 - count, -1)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def total_of(months: Iterable[MonthFigures]) -> MonthFigures:
    """Return all `months` added up; at least one must be given."""
    first, *others = months
    return sum(others, first)


def bars(months: Iterable[MonthFigures]) -> list[Bar]:
    """Return each month with its widths; the month with most logged or counted time is 100 wide."""
    listed = list(months)
    fullest = max((max(row.logged_seconds, row.counted_seconds) for row in listed), default=0)
    return [
        Bar(
            row,
            *(
                _width(part, fullest)
                for part in (row.logged_seconds, row.counted_seconds, row.billed_seconds)
            ),
        )
        for row in listed
    ]


def _width(seconds: int, fullest: int) -> float:
    return round(100 * seconds / fullest, 2) if fullest else 0.0


def figures_of(
    months: Iterable[date],
    *,
    logged: Mapping[date, int],
    counted: Mapping[date, int],
    billed: Mapping[date, int],
    claims: Mapping[tuple[date, str], ClaimFigures],
) -> list[MonthFigures]:
    """Put the sums together by month; a month without any has zeros."""
    return [
        MonthFigures(
            month=month,
            logged_seconds=logged.get(month, 0),
            counted_seconds=counted.get(month, 0),
            billed_seconds=billed.get(month, 0),
            drafts=claims.get((month, "drafts"), ClaimFigures()),
            approved=claims.get((month, "approved"), ClaimFigures()),
            sent=claims.get((month, "sent"), ClaimFigures()),
        )
        for month in months
    ]
