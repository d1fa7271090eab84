"""Dates and spans of dates, both ends inclusive: in order, inside a life, not in the future, not overlapping."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from apps.problems import Problem

OLDEST_PERSON_YEARS = 125


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_on` through `ends_on`; None is open at that end. `name` is how a sentence calls it."""

    starts_on: date | None
    ends_on: date | None
    name: str = ""

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two share a day."""
        return _not_after(self.starts_on, other.ends_on) and _not_after(other.starts_on, self.ends_on)

    def holds(self, day: date) -> bool:
        """Say whether `day` lies inside."""
        return _not_after(self.starts_on, day) and _not_after(day, self.ends_on)

    def __str__(self) -> str:
        start = f"from {in_words(self.starts_on)}" if self.starts_on else "from the beginning"
        return f"{start} {'through ' + in_words(self.ends_on) if self.ends_on else 'with no end'}"


def in_words(day: date) -> str:
    """Return a date as people read it without a doubt about day and month: "3 Jan 2026"."""
    return f"{day.day} {day:%b %Y}"


def zone_in_words(time_zone: str) -> str:
    """Return a time zone as people read it: "America/New York"."""
    return time_zone.replace("_", " ")


def local_day(at: datetime, time_zone: str) -> date:
    """Return the day that a moment is in, by the clocks of a time zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def check_order(span: Span, *, what: str, field: str = "ends_on") -> list[Problem]:
    """Return a problem when `what` ends before it begins."""
    if _not_after(span.starts_on, span.ends_on):
        return []
    message = (
        f"{what} ends on {in_words_or_blank(span.ends_on)}, before it begins on {in_words_or_blank(span.starts_on)}. "
        "Correct one of the two dates."
    )
    return [Problem("dates_out_of_order", message, field)]


def check_no_overlap(
    span: Span, others: Iterable[Span], *, what: str, field: str = "starts_on"
) -> list[Problem]:
    """Return a problem for each of `others` that shares a day with `span`."""
    if not _not_after(span.starts_on, span.ends_on):
        return []
    remedy = "End that one the day before, or choose other dates."
    return [
        Problem("dates_overlap", f"{what} {span} overlaps {other.name} {other}. {remedy}", field)
        for other in others
        if span.overlaps(other)
    ]


def check_not_future(day: date | None, *, today: date, what: str, field: str) -> list[Problem]:
    """Return a problem when something that has happened is dated after `today`."""
    if day is None or day <= today:
        return []
    message = f"{what} {in_words(day)} is in the future; today is {in_words(today)}. Correct the date."
    return [Problem("date_in_future", message, field)]


def check_within_life(
    day: date | None, *, born_on: date | None, died_on: date | None, what: str, field: str
) -> list[Problem]:
    """Return a problem when `day` lies before the patient's birth or after the death."""
    if day is None:
        return []
    if born_on and day < born_on:
        return [
            Problem(
                "before_birth",
                f"{what} {in_words(day)} is before the birth on {in_words(born_on)}. Correct one of the two dates.",
                field,
            )
        ]
    if died_on and day > died_on:
        return [
            Problem(
                "after_death",
                f"{what} {in_words(day)} is after the death on {in_words(died_on)}. Correct one of the two dates.",
                field,
            )
        ]
    return []


def check_birth(born_on: date | None, *, today: date, field: str = "born_on") -> list[Problem]:
    """Return what is wrong with a date of birth: in the future, or longer ago than anybody lives."""
    if born_on is None:
        return [Problem("born_on_missing", "The date of birth is missing. Fill it in.", field)]
    if born_on.year < today.year - OLDEST_PERSON_YEARS:
        years = today.year - born_on.year
        message = f"The date of birth {in_words(born_on)} is {years} years ago. Correct the year."
        return [Problem("born_too_long_ago", message, field)]
    return check_not_future(born_on, today=today, what="The date of birth", field=field)


def in_words_or_blank(day: date | None) -> str:
    """Return a date in words, nothing for none."""
    return in_words(day) if day else ""


def _not_after(first: date | None, second: date | None) -> bool:
    """Say whether `first` is on or before `second`; an open end is on the right side of everything."""
    return first is None or second is None or first <= second
