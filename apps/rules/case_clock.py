"""Clock times of a case: wall-clock times of the practice, or times with an offset, by local date."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.problems import Problem

Piece = tuple[date, int, datetime | None]


def clocked(
    row: Mapping[str, Any], *, where: str, zone: ZoneInfo, longest: timedelta
) -> tuple[list[Piece], list[Problem]]:
    """The elapsed seconds of an entry with `start` and `end`, cut at each local midnight, or what is wrong.

    Elapsed time is taken between UTC instants, so that a change of clocks neither adds nor loses time. An
    end that the clocks show twice is the second one where the first lies before the start.
    """
    problems: list[Problem] = []
    start, end = (_moment(row, key, where, zone, problems) for key in ("start", "end"))
    if start is None or end is None:
        return [], problems
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if last <= first and end.tzinfo is zone and end.fold == 0:
        last = end.replace(fold=1).astimezone(UTC)
    if last <= first:
        said = f"{where}.end is {row['end']}, not after its start {row['start']}. Correct the times."
        return [], [Problem("end_before_start", said, f"{where}.end")]
    if last - first > longest:
        hours = longest // timedelta(hours=1)
        said = (
            f"{where} lasts from {row['start']} to {row['end']}. An entry is at most {hours} hours; split it."
        )
        return [], [Problem("too_long", said, f"{where}.end")]
    return _at_midnights(first, last, zone), []


def _moment(
    row: Mapping[str, Any], key: str, where: str, zone: ZoneInfo, problems: list[Problem]
) -> datetime | None:
    """A time of the practice's zone; one that the clocks skipped is a problem."""
    written = row.get(key)
    field = f"{where}.{key}"
    if written is None:
        problems.append(Problem("missing_key", f"{field} is missing. Add it.", field))
        return None
    try:
        found = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        said = f"{field} is {written!r}. It must be a time like 2026-03-08T01:50."
        problems.append(Problem("wrong_value", said, field))
        return None
    if found.tzinfo is not None:
        return found
    local = found.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != found:
        said = f"{field} is {written}, which the clocks of {zone.key} skipped. Correct it or give an offset."
        problems.append(Problem("skipped_by_clock", said, field))
        return None
    return local


def _at_midnights(first: datetime, last: datetime, zone: ZoneInfo) -> list[Piece]:
    """The seconds between two UTC instants by local date of the practice."""
    pieces: list[Piece] = []
    while first < last:
        on = first.astimezone(zone).date()
        midnight = datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
        until = min(last, midnight)
        seconds = int((until - first).total_seconds())
        if seconds:
            pieces.append((on, seconds, first))
        first = until
    return pieces
