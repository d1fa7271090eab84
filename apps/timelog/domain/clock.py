"""Clock time: instants, local days, and how a stretch of time is cut. Durations come from UTC instants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.problems import Problem

SECONDS_IN_A_DAY = 86_400
ONE_DAY = timedelta(days=1)
# Half-open: the start belongs to it, the end does not.
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an entry that lies inside one local date: whole seconds, clock times in UTC or both None."""

    performed_on: date
    seconds: int
    started_at: datetime | None = None
    ended_at: datetime | None = None


def whole_second(instant: datetime) -> datetime:
    """Return `instant` in UTC, its fraction of a second cut off."""
    return instant.astimezone(UTC).replace(microsecond=0)


def seconds_between(started_at: datetime, ended_at: datetime) -> int:
    """Return the elapsed whole seconds; negative when the end is before the start."""
    return int((ended_at.astimezone(UTC) - started_at.astimezone(UTC)).total_seconds())


def split_at_midnight(started_at: datetime, ended_at: datetime, *, time_zone: ZoneInfo) -> list[Piece]:
    """Cut the half-open [start, end) at each local midnight of `time_zone`; the seconds of the pieces add up.

    Nothing when the end is not after the start.
    """
    pieces: list[Piece] = []
    start, end = whole_second(started_at), whole_second(ended_at)
    while start < end:
        day = start.astimezone(time_zone).date()
        until = min(end, _midnight_after(day, time_zone))
        pieces.append(Piece(day, seconds_between(start, until), start, until))
        start = until
    return pieces


def outside(started_at: datetime, ended_at: datetime, breaks: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of the half-open [start, end) without `breaks`, which come in order."""
    left: list[Stretch] = []
    start, end = whole_second(started_at), whole_second(ended_at)
    for break_start, break_end in breaks:
        if start < break_start:
            left.append((start, min(break_start, end)))
        start = max(start, break_end)
    return [*left, (start, end)] if start < end else left


def overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Say whether two half-open stretches share an instant: [10:00, 10:05) and [10:05, 10:10) do not."""
    return one[0] < other[1] and other[0] < one[1]


def share_conference(piece: Piece, *, among: int) -> list[Piece]:
    """Share the time of a conference over `among` patients: consecutive parts whose seconds add up to the whole.

    Whole minutes are shared first, the odd ones go to the first patients (31 minutes over 3 are 11, 10 and 10), odd
    seconds to the first. Less than a minute each is shared in seconds; less than a second each is refused.
    """
    if among < 1 or piece.seconds < among:
        raise ValueError(f"{piece.seconds} seconds cannot be shared among {among} patients.")
    start = piece.started_at
    parts: list[Piece] = []
    for seconds in _shares(piece.seconds, among):
        until = start + timedelta(seconds=seconds) if start else None
        parts.append(Piece(piece.performed_on, seconds, start, until))
        start = until
    return parts


def instant_on(
    day: date, at: time, *, time_zone: ZoneInfo, after: datetime | None = None
) -> datetime | Problem:
    """Return the UTC instant of a wall clock time, or why there is none.

    A time that the clocks show twice (end of summer time) is the first one, unless that is not after `after`. A time
    that they skip does not exist.
    """
    first, second = (datetime.combine(day, at, time_zone).replace(fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(time_zone).replace(tzinfo=None, fold=0) != datetime.combine(day, at):
        return Problem(
            "time_does_not_exist",
            f"{at:%H:%M} does not exist on {on_day(day)}: the clocks were put forward. Give the time they showed.",
        )
    if after is not None and first.astimezone(UTC) <= after < second.astimezone(UTC):
        return second.astimezone(UTC)
    return first.astimezone(UTC)


def day_bounds(day: date, *, time_zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first instant of a local date and the first one after it, in UTC."""
    return _midnight(day, time_zone), _midnight_after(day, time_zone)


def on_day(day: date) -> str:
    """Write a date for a sentence: "4 Mar 2026"."""
    return f"{day.day} {day:%b %Y}"


def in_words(seconds: int) -> str:
    """Write a duration for a sentence: "2,000 min", "12 min 30 s", "45 s"."""
    minutes, rest = divmod(abs(seconds), 60)
    sign = "−" if seconds < 0 else ""
    if not rest:
        return f"{sign}{minutes:,} min"
    return f"{sign}{minutes:,} min {rest} s" if minutes else f"{sign}{rest} s"


def _shares(seconds: int, among: int) -> Iterator[int]:
    unit = 60 if seconds >= 60 * among else 1
    units, odd_seconds = divmod(seconds, unit)
    each, odd = divmod(units, among)
    for place in range(among):
        yield (each + (place < odd)) * unit + (odd_seconds if place == 0 else 0)


def _midnight(day: date, time_zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), time_zone).astimezone(UTC)


def _midnight_after(day: date, time_zone: ZoneInfo) -> datetime:
    return _midnight(day + ONE_DAY, time_zone)
