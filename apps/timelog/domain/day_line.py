"""A day drawn as a line: where each sitting stands, what is free between them, and where two overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.timelog.domain.clock import ONE_DAY, day_bounds, seconds_between

# The hours that are drawn even when nothing happened in them, by the wall clock.
FIRST_HOUR, LAST_HOUR = 8, 18
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Time with a start and an end (aware), half-open; `key` is the caller's."""

    key: int
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """A sitting on the line; `x` and `width` are percent of it. One that overlaps an earlier one says so."""

    key: int
    x: float
    width: float
    overlaps: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """A full hour on the line, as the wall clock shows it."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """The drawing; `from_minute` and `until_minute` are its ends in minutes of the wall clock (24:00 is 1440)."""

    hours: tuple[Hour, ...]
    marks: tuple[Mark, ...]
    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Free time between two sittings, in whole seconds."""

    started_at: datetime
    ended_at: datetime

    @property
    def seconds(self) -> int:
        return seconds_between(self.started_at, self.ended_at)


def day_line(sittings: Sequence[Sitting], *, day: date, time_zone: ZoneInfo) -> DayLine:
    """Draw the sittings of the local date `day`, in order of their start."""
    start, end = _ends(sittings, day, time_zone)
    return DayLine(
        hours=tuple(_hours(start, end, time_zone)),
        marks=tuple(_marks(sittings, start, end)),
        from_minute=_minute(start, day, time_zone),
        until_minute=_minute(end, day, time_zone),
    )


def gaps_before(sittings: Sequence[Sitting], *, at_least: int = 60) -> dict[int, Gap]:
    """Return the free time before each sitting since everything before it ended, by its key; seconds `at_least`."""
    found: dict[int, Gap] = {}
    busy_until: datetime | None = None
    for each in sittings:
        if busy_until is not None and seconds_between(busy_until, each.started_at) >= at_least:
            found[each.key] = Gap(busy_until, each.started_at)
        busy_until = max(busy_until, each.ended_at) if busy_until else each.ended_at
    return found


def _ends(sittings: Sequence[Sitting], day: date, time_zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight, next_midnight = day_bounds(day, time_zone=time_zone)
    start, end = midnight + FIRST_HOUR * ONE_HOUR, midnight + LAST_HOUR * ONE_HOUR
    for each in sittings:
        while each.started_at < start:
            start -= ONE_HOUR
        while each.ended_at > end:
            end += ONE_HOUR
    return max(start, midnight), min(end, next_midnight)


def _marks(sittings: Sequence[Sitting], start: datetime, end: datetime) -> Iterator[Mark]:
    busy_until: datetime | None = None
    for each in sittings:
        x = _percent(each.started_at, start, end)
        width = max(0.3, _percent(each.ended_at, start, end) - x)
        yield Mark(each.key, x, round(width, 3), busy_until is not None and each.started_at < busy_until)
        busy_until = max(busy_until, each.ended_at) if busy_until else each.ended_at


def _hours(start: datetime, end: datetime, time_zone: ZoneInfo) -> Iterator[Hour]:
    at = start
    while at < end:
        yield Hour(_percent(at, start, end), f"{at.astimezone(time_zone):%H}")
        at += ONE_HOUR


def _percent(at: datetime, start: datetime, end: datetime) -> float:
    return round(100 * seconds_between(start, at) / seconds_between(start, end), 3)


def _minute(at: datetime, day: date, time_zone: ZoneInfo) -> int:
    local = at.astimezone(time_zone)
    return (1440 if local.date() >= day + ONE_DAY else 0) + local.hour * 60 + local.minute
