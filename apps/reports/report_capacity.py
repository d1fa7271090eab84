"""What each provider gives patients in a month, the most they gave, what is planned on them, and the room between."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Action
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked, last_of_month
from apps.reports.domain.report import (
    Cell,
    Column,
    Row,
    Section,
    Table,
    Tone,
    Unit,
    share,
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source, stretch
from apps.reports.named import names_of
from apps.reports.program_rows import active_on
from apps.reports.sums import IN_MONTH, Group, name_in

HEADS = (
    Column("Given a month", Unit.MINUTES), Column("Busiest month", Unit.MINUTES),
    Column("Planned", Unit.MINUTES, is_dated=False), Column("In use", Unit.SHARE),
    Column("Room", Unit.MINUTES), Column("More patients", Unit.COUNT),
)  # fmt: skip

NOBODY = "Nobody who works here has given patients any time in these months."


@dataclass(frozen=True, slots=True)
class Carried:
    """What one provider gave patients in whole months, seconds by month, and what is planned on them for one.

    `over` is how many months there are from the first in which they gave any on, at least one.
    """

    months: Mapping[date, int]
    over: int
    enrolled: int
    planned: int | None

    @property
    def each_month(self) -> int:
        """Seconds in a month, floored once to whole minutes: what is planned less these is what the page says."""
        return sum(self.months.values()) // (60 * self.over) * 60

    @property
    def busiest(self) -> date | None:
        """The month with most, the earlier of two."""
        return max(sorted(self.months), key=lambda month: self.months[month], default=None)

    @property
    def room(self) -> int | None:
        """Seconds left of what is planned for a month; below zero where more is given."""
        return None if self.planned is None else self.planned - self.each_month

    @property
    def room_for(self) -> int | None:
        """How many more patients fit, each with as much time as the enrolled get; below zero how many too many."""
        given = sum(self.months.values()) * bool(self.enrolled)
        if self.planned is None or not given:
            return None
        return (self.planned * self.over - given) * self.enrolled // given


def capacity(actor: Actor, asked: Asked, time: Sequence[Group], enrolled: Mapping[Any, int]) -> Section:
    """Return the section; `time` is grouped by month and provider, `enrolled` counts patients: one query."""
    months = [month for month in asked.months if _is_whole(month, asked)]
    planned = dict(
        rows_of(actor, Provider)
        .filter(active_on(asked.today, asked.today))
        .order_by()
        .values_list("pk", "capacity_minutes")
    )
    if not months:
        return Section(
            "Capacity",
            lede=_lede(actor, [max((each for each in planned.values() if each), default=None)]),
            empty="No whole month that is over lies in these dates.",
        )
    carried, given = _carried(months, time, enrolled, planned), _given(months, asked)
    said = [mine.planned for mine in carried.values()] or planned.values()
    names = names_of(actor, "provider", asked.known)
    rows = [_row(name_in(names, "provider", key), key, mine, given) for key, mine in carried.items()]
    rows.sort(key=lambda row: (-int(row.cells[0].value or 0), row.label))  # type: ignore[arg-type]
    total = _total(carried.values(), given, asked)
    table = Table(
        "Room by provider", "Provider", HEADS,
        with_bars([*rows, total], tones=(Tone.COUNTED, Tone.MUTED), columns=(0, 4)),
        ((Tone.COUNTED, "given a month"), (Tone.MUTED, "room")),
    ) if rows else None  # fmt: skip
    return Section("Capacity", table=table, lede=_lede(actor, said), empty="" if rows else NOBODY)


def _is_whole(month: date, asked: Asked) -> bool:
    last = last_of_month(month)
    return asked.starts_on <= month and last <= asked.ends_on and last < asked.today


def _carried(
    months: Sequence[date],
    time: Sequence[Group],
    enrolled: Mapping[Any, int],
    planned: Mapping[int, int | None],
) -> dict[int, Carried]:
    """Return those who work here today and give, carry or are to give anything."""
    given: dict[int, dict[date, int]] = defaultdict(dict)
    for group in time:
        month, seconds = group.keys[IN_MONTH], group["seconds"] - group["programme_time"]
        if month in months and seconds:
            mine = given[group.keys["provider"]]
            mine[month] = mine.get(month, 0) + seconds
    return {
        key: Carried(
            mine := given.get(key, {}),
            since_the_first(mine, months),
            enrolled.get(key, 0),
            None if minutes is None else minutes * 60,
        )
        for key, minutes in planned.items()
        if key in given or enrolled.get(key) or minutes is not None
    }


def since_the_first(given: Iterable[date], months: Sequence[date]) -> int:
    """Return how many of the months there are from the first in which anything was given on; at least one."""
    first = min(given, default=None)
    return max(1, sum(first is not None and month >= first for month in months))


def _row(label: str, key: int, mine: Carried, all_given: Slice) -> Row:
    given, planned = all_given.narrowed(provider=key), Slice(Source.PROVIDERS).narrowed(provider=key)
    busiest = mine.busiest
    return Row(
        label,
        (
            Cell(mine.each_month, given, is_derived=True),
            Cell(mine.months[busiest], given.narrowed(since=busiest, until=last_of_month(busiest)))
            if busiest
            else Cell(None),
            Cell(mine.planned, planned, is_derived=True),
            *_left(mine.planned, mine.each_month, mine.room, mine.room_for, given if busiest else planned),
        ),
    )


def _total(all_of_them: Iterable[Carried], given: Slice, asked: Asked) -> Row:
    """Add up; how much is in use looks at those alone on whom something is planned."""
    rows = list(all_of_them)
    planned = [row for row in rows if row.planned is not None]
    working = Slice(Source.PROVIDERS).narrowed(active=stretch(asked.today, asked.today))
    most = total_of(row.planned for row in planned)
    return Row(
        "Together",
        (
            Cell(sum(row.each_month for row in rows), given, is_derived=True),
            Cell(None),
            Cell(most, working, is_derived=True),
            *_left(
                most, sum(row.each_month for row in planned), total_of(row.room for row in rows),
                total_of(row.room_for for row in rows), given if any(row.months for row in rows) else working,
            ),
        ),
        is_total=True,
    )  # fmt: skip


def _left(planned: Any, given: int, room: Any, room_for: Any, rows: Slice) -> tuple[Cell, Cell, Cell]:
    used = share(given, planned) if planned else None
    return (
        Cell(used, rows, is_derived=True),
        Cell(room, rows, is_derived=True),
        Cell(room_for, rows, is_derived=True),
    )


def _given(months: Sequence[date], asked: Asked) -> Slice:
    dates = {"since": months[0], "until": last_of_month(months[-1])}
    return asked.slice(Source.ENTRIES).narrowed(programme="0", **dates)


def _lede(actor: Actor, planned: Iterable[int | None]) -> str:
    said = (
        "Of those who work here today: time for patients in the months of these dates that are over, from the first in "
        "which they gave any. Room is what is planned less what a month takes, below zero where that is more; more "
        "patients: so many, each with as much time as theirs get."
    )
    has_plan = {minutes is not None for minutes in planned}
    if has_plan == {True, False}:
        return f"{said} Together, room and use are of those alone on whom something is planned."
    if True in has_plan:
        return said
    if actor.may(Action.CHANGE_ROSTER):
        return (
            f"{said} Nothing is planned yet: say how many minutes a month with each provider, under Practice."
        )
    return f"{said} Nothing is planned yet: an administrator can say how many minutes a month with each provider."
