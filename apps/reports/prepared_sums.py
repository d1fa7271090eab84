"""Sums whose statement is put together once a process: what a report groups by and narrows to is soon known.

Building such a queryset takes the processor longer than many of them take the database. A condition that compares with
one value, as those of dates and providers do, has a place in the statement; any other is part of it. What looks at who
asks is put together each time.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from apps.practice.access import Actor
from apps.practice.prepared import Question, Slot
from apps.practice.prepared_lists import Among
from apps.reports.conditions import CONDITIONS, Anyones
from apps.reports.domain.slices import Slice, Source
from apps.reports.sliced import Rows, rows_behind

# Statements kept in one process, those asked for last.
MOST_KEPT = 256
# Of so many days each is looked up by itself.
MOST_DAYS = 366
_ANYBODY: Any = Slot("practice")


class Shape(NamedTuple):
    """What two statements have in common that differ in values alone: `places` have one, `where` is said in it."""

    source: Source
    where: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    by: tuple[str, ...]
    measures: tuple[str, ...]


def rows_added_up(
    actor: Actor, wanted: Slice, by: tuple[str, ...], measures: tuple[str, ...], *, add: Callable[..., Rows]
) -> Sequence[tuple[Any, ...]]:
    """Return what `add` makes of the rows of a slice; it is given them, what they are grouped by and the measures."""
    values = _values(wanted)
    if values is None:
        return list(add(rows_behind(actor, wanted), wanted.source, by, measures))
    where = tuple(pair for pair in wanted.where if pair[0] not in values)
    if _goes_by_day(wanted.source, values):
        values["days"] = _days(values.pop("since"), values.pop("until"))
    question = _question(Shape(wanted.source, where, tuple(values), by, measures), add)
    return question.all(**values, practice=actor.practice.pk)


def _values(wanted: Slice) -> dict[str, Any] | None:
    """Return the values that have a place in the statement; None where a condition looks at who asks."""
    known, values = CONDITIONS[wanted.source], {}
    for name, value in wanted.where:
        condition = known.get(name)
        if not isinstance(condition, Anyones):
            return None
        if (read := condition.read(value)) is not None:
            values[name] = read
    return values


def _goes_by_day(source: Source, values: Mapping[str, Any]) -> bool:
    """Say whether each day is looked up by itself: one provider's entries on SQLite.

    The index of the sums begins with the day; by the dates alone SQLite would read the versions themselves.
    """
    if connection.vendor != "sqlite" or source is not Source.ENTRIES:
        return False
    is_narrow = {"provider", "since", "until"} <= values.keys()
    return is_narrow and (values["until"] - values["since"]).days < MOST_DAYS


def _days(first: date, last: date) -> list[str]:
    return [(first + timedelta(days=after)).isoformat() for after in range((last - first).days + 1)]


@lru_cache(maxsize=MOST_KEPT)
def _question(shape: Shape, add: Callable[..., Rows]) -> Question:
    return Question(lambda: add(_rows(shape), shape.source, shape.by, shape.measures), is_planned=False)


def _rows(shape: Shape) -> Rows:
    """Return the rows, with slots where values differ, the practice's among them."""
    anybody = Actor(user=None, practice=_ANYBODY, roles=frozenset())
    rows = rows_behind(anybody, Slice(shape.source, shape.where))
    for name in shape.places:
        if name == "days":
            rows = rows.filter(Among("performed_on", "days"))
        else:
            condition: Any = CONDITIONS[shape.source][name]
            rows = rows.filter(**{condition.path: Slot(name)})
    return rows
