"""On which local dates time can lie: the practice's today, the patient's life and enrollment, closed periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from apps.problems import Problem
from apps.timelog.domain.clock import on_day


@dataclass(frozen=True, slots=True)
class Span:
    """Dates, both inclusive; an open end is None."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether `day` is one of these dates."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an entry is held against.

    `today` is the practice's date of `now`. `enrolled_from` is the first date of the patient's first enrollment, None
    when there is none; a record that `is_merged` stands for somebody who has another. `provider_dates` are those of the
    provider's work here. Programme time has no patient.
    """

    now: datetime
    today: date
    has_patient: bool = True
    is_merged: bool = False
    enrolled_from: date | None = None
    born_on: date | None = None
    died_on: date | None = None
    provider_dates: Span | None = None
    closed: tuple[Span, ...] = ()


def is_late(days: tuple[date, ...], *, closed: tuple[Span, ...]) -> bool:
    """Say whether one of `days` lies in a period that is closed already."""
    return any(span.holds(day) for span in closed for day in days)


def check_day(day: date, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with the local date of an entry."""
    if day > around.today:
        yield Problem(
            "in_the_future",
            f"{on_day(day)} is in the future. Log time once it was spent; today is {on_day(around.today)}.",
            "performed_on",
        )
    dates = around.provider_dates
    if dates is not None and not dates.holds(day):
        yield Problem(
            "provider_not_working_here",
            f"The provider did not work here on {on_day(day)} ({_span(dates)}). Correct the date, or ask an"
            " administrator to correct the provider's dates.",
            "performed_on",
        )
    if around.has_patient:
        yield from _check_patient_day(day, around)


def _check_patient_day(day: date, around: Surroundings) -> Iterator[Problem]:
    if around.born_on is not None and day < around.born_on:
        yield Problem(
            "before_birth",
            f"{on_day(day)} is before the patient was born ({on_day(around.born_on)}). Correct the date.",
            "performed_on",
        )
    elif around.enrolled_from is not None and day < around.enrolled_from:
        yield Problem(
            "before_enrollment",
            f"{on_day(day)} is before the patient's enrollment, which begins {on_day(around.enrolled_from)}. Correct"
            " the date, or ask for the enrollment to begin earlier.",
            "performed_on",
        )
    if around.died_on is not None and day > around.died_on:
        yield Problem(
            "after_death",
            f"{on_day(day)} is after the patient's death on {on_day(around.died_on)}. Correct the date.",
            "performed_on",
        )


def check_enrolled(around: Surroundings) -> list[Problem]:
    """Return the problem of a patient who is in no programme: there is nothing the time could belong to."""
    if not around.has_patient or around.enrolled_from is not None:
        return []
    return [
        Problem(
            "not_enrolled",
            "The patient is not enrolled in a programme. Ask an administrator for the enrollment, then log the time.",
            "patient",
        )
    ]


def check_closed(days: tuple[date, ...], *, reason: str, around: Surroundings) -> Iterator[Problem]:
    """Yield the problem of a date in a closed period when no reason is given."""
    if reason.strip():
        return
    for span in around.closed:
        if any(span.holds(day) for day in days):
            yield Problem(
                "period_closed",
                f"The period {_span(span)} is closed. Say why this comes late; the closed period stays as it is.",
                "reason",
            )
            return


def _span(span: Span) -> str:
    return f"{on_day(span.starts_on)} – {on_day(span.ends_on) if span.ends_on else 'today'}"
