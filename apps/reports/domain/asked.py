"""What somebody asked a report for: its dates, whether to compare, and what it is narrowed to."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from apps.reports.domain.slices import Slice, Source

DIMENSIONS = ("provider", "payer", "setting", "agency", "code", "program")


@dataclass(frozen=True, slots=True)
class Asked:
    """Dates are inclusive. `narrowed` holds conditions by dimension; `by` is what a breakdown divides by.

    `known` keeps the rows that a dimension divides into once they are read, for whoever answers next.
    """

    starts_on: date
    ends_on: date
    today: date
    compares: bool = False
    by: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()
    known: dict[str, list[Any]] = field(default_factory=dict, compare=False, repr=False)

    def slice(self, source: Source) -> Slice:
        """Return the rows of a source on the dates, narrowed as asked."""
        return Slice(source).narrowed(since=self.starts_on, until=self.ends_on, **dict(self.narrowed))

    def of_provider(self, provider_id: int) -> "Asked":
        """Return the same of one provider alone, whoever was asked for."""
        kept = tuple(pair for pair in self.narrowed if pair[0] != "provider")
        return replace(self, narrowed=tuple(sorted((*kept, ("provider", str(provider_id))))))

    @property
    def months(self) -> list[date]:
        """The first days of the months that the dates touch, oldest first."""
        first, last = month_of(self.starts_on), month_of(self.ends_on)
        found = [first]
        while found[-1] < last:
            found.append(next_month(found[-1]))
        return found

    @property
    def begun(self) -> int:
        """How many of the months have begun."""
        return sum(month <= self.today for month in self.months)

    @property
    def is_open(self) -> bool:
        """Say whether the dates have begun and are not over."""
        return self.starts_on <= self.today <= self.ends_on

    def before(self) -> "Asked":
        """Return the period before: as many whole months where the dates are whole months, else as many days."""
        last = self.starts_on - timedelta(days=1)
        if self.starts_on.day == 1 and (self.ends_on + timedelta(days=1)).day == 1:
            first = self.starts_on
            for _ in self.months:
                first = month_of(first - timedelta(days=1))
            return replace(self, starts_on=first, ends_on=last)
        length = self.ends_on - self.starts_on
        return replace(self, starts_on=last - length, ends_on=last)

    @property
    def words(self) -> str:
        """The dates as people say them."""
        first, last = self.starts_on, self.ends_on
        if first == month_of(first) and last == last_of_month(last):
            if first == month_of(last):
                return f"{first:%B %Y}"
            return f"{first:%B %Y} to {last:%B %Y}"
        return f"{first:%-d %b %Y} to {last:%-d %b %Y}"


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """Return the first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_of_month(day: date) -> date:
    """Return the last day of the month."""
    return next_month(month_of(day)) - timedelta(days=1)


def months_ago(first: date, count: int) -> date:
    """Return the first day of the month `count` months before."""
    number = first.year * 12 + first.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def month_name(first: date) -> str:
    """Return a month as tables head it."""
    return f"{first:%b %Y}"


def within_month(month: date, asked: Asked) -> dict[str, date]:
    """Return the dates of a month as far as they were asked for."""
    return {"since": max(month, asked.starts_on), "until": min(last_of_month(month), asked.ends_on)}


def named_dates(today: date) -> dict[str, tuple[date, date]]:
    """Return the same by the word that an address has for them."""
    return {word_of(label): (first, last) for label, first, last in usual_dates(today)}


def word_of(label: str) -> str:
    """Return the word that an address has for a stretch."""
    return label.lower().replace(" ", "-")


def usual_dates(today: date) -> tuple[tuple[str, date, date], ...]:
    """Return the stretches that people ask for most, by name: they move on with the day, also in a saved view."""
    this = month_of(today)
    last = months_ago(this, 1)
    quarter = date(this.year, (this.month - 1) // 3 * 3 + 1, 1)
    return (
        ("This month", this, last_of_month(this)),
        ("Last month", last, last_of_month(last)),
        ("This quarter", quarter, last_of_month(months_ago(quarter, -2))),
        ("Last quarter", months_ago(quarter, 3), last_of_month(months_ago(quarter, 1))),
        ("Twelve months", months_ago(this, 11), last_of_month(this)),
        ("This year", date(today.year, 1, 1), date(today.year, 12, 31)),
        ("Last year", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    )
