"""What is refused in a month that a practice has locked, and how to go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from apps.problems import Problem


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked month: its first and last day, and who locked it on which day."""

    starts_on: date
    ends_on: date
    locked_by: str
    locked_on: date

    def holds(self, day: date) -> bool:
        """Say whether `day` is one of the month."""
        return self.starts_on <= day <= self.ends_on


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of `day`."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def check_days(
    days: Iterable[date], locked: Iterable[Locked], *, field: str = "performed_on"
) -> list[Problem]:
    """Return a problem for each locked month that one of the days lies in."""
    known = list(locked)
    found = {each.starts_on: each for day in days for each in known if each.holds(day)}
    return [month_is_locked(each, field=field) for _, each in sorted(found.items())]


def month_is_locked(month: Locked, *, field: str) -> Problem:
    """Say who locked a month and how to go on."""
    return Problem(
        "month_locked",
        f"{month.starts_on:%B %Y} was locked by {month.locked_by} on {month.locked_on:%-d %b %Y}; its time and its"
        " decisions stand. Ask billing to unlock it under Month end, for a reason, and do this again.",
        field,
    )
