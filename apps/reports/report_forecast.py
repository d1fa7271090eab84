"""The open month: what may come of it, with its spread, and what the same method said of months that came."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked, last_of_month, month_name, month_of, months_ago
from apps.reports.domain.report import (
    Cell,
    Chart,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Series,
    Table,
    Tone,
    Unit,
    Value,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.spread import MOST_MONTHS, Forecast, forecast, off_by
from apps.reports.domain.written import written
from apps.reports.sums import by_key, groups

TRIED = 6
METHOD = (
    "Each of the last twelve months in which something was logged by the same day says what became of"
    " it. The middle is the median of those, the spread the lowest and the highest. Nothing else is assumed: no trend,"
    " no season."
)


def open_month(actor: Actor, asked: Asked) -> Report:
    """Return the forecast of today's month: two sums, over the eighteen months behind it."""
    this = month_of(asked.today)
    first = months_ago(this, MOST_MONTHS + TRIED)
    wide = replace(asked, starts_on=first, ends_on=last_of_month(this))
    entries = wide.slice(Source.ENTRIES).narrowed(programme="0")
    days = by_key(groups(actor, entries, "day", measures=("seconds",)), "day", "seconds")
    billable = wide.slice(Source.PERIODS).narrowed(outcome="billable")
    amounts = by_key(groups(actor, billable, "month", measures=("expected",)), "month", "expected")
    months = [months_ago(this, back) for back in range(MOST_MONTHS + TRIED, -1, -1)]
    so_far = {month: _by_day(days, month, asked.today.day) for month in months}
    whole = {month: _by_day(days, month, 31) for month in months}
    minutes = _said(months, so_far, lambda month: whole[month])
    dollars = _said(months, so_far, lambda month: amounts.get(month, Decimal("0.00")))
    day = f"day {asked.today.day}"
    return Report(
        "forecast",
        "The open month",
        f"{this:%B %Y}, from what was logged by {day}, as past months went on from there.",
        figures=(
            Figure("logged so far", so_far[this], Unit.MINUTES, _by(entries, this, asked.today.day)),
            *_figures(minutes[-1], "minutes by the end", Unit.MINUTES, entries),
            *_figures(dollars[-1], "expected from billable periods", Unit.MONEY, billable),
        ),
        sections=(
            _section("Minutes logged", minutes, Unit.MINUTES, day, entries, entries),
            _section(
                "Amount expected from billable periods that end in the month",
                dollars,
                Unit.MONEY,
                day,
                entries,
                billable,
            ),
        ),
        notes=(
            METHOD,
            "Logged is time for patients, without that for a programme.",
            "Past months are read as the log says now: time entered late stands on the day it was performed.",
        ),
    )


def _by_day(days: Mapping[date, int], month: date, day: int) -> int:
    last = min(last_of_month(month).day, day)
    return sum(seconds for on, seconds in days.items() if month_of(on) == month and on.day <= last)


def _within(base: Slice, month: date) -> Slice:
    return base.narrowed(since=month, until=last_of_month(month))


# the month, what was logged so far, what is said of it, what came, and the first of the months it is said from
Said = tuple[date, int, Forecast | None, Value, date | None]


def _said(
    months: Sequence[date], so_far: Mapping[date, int], came: Callable[[date], int | Decimal]
) -> list[Said]:
    """Say of each of the last months what the months before it made of it; the last one has not come yet."""
    found: list[Said] = []
    for place in range(MOST_MONTHS, len(months)):
        month = months[place]
        before = [each for each in months[:place] if so_far[each]][-MOST_MONTHS:]
        told = forecast(so_far[month], [(so_far[each], came(each)) for each in before])
        since = before[0] if told else None
        found.append((month, so_far[month], told, None if place == len(months) - 1 else came(month), since))
    return found


def _told_from(base: Slice, said: Said) -> Slice | None:
    """Return the rows of the months that a forecast is worked out from."""
    month, _, _, _, since = said
    return base.narrowed(since=since, until=last_of_month(months_ago(month, 1))) if since else None


def _figures(said: Said, label: str, unit: Unit, base: Slice) -> tuple[Figure, ...]:
    found = said[2]
    if found is None:
        return (Figure(label, None, unit),)
    low, high = (written(_value(value, unit), unit) for value in (found.low, found.high))
    middle = _value(found.middle, unit)
    return (Figure(f"{label}, {low} to {high}", middle, unit, _told_from(base, said), is_derived=True),)


def _value(value: Decimal, unit: Unit) -> Value:
    return int(value) if unit is Unit.MINUTES else value


def _section(title: str, said: Sequence[Said], unit: Unit, day: str, entries: Slice, base: Slice) -> Section:
    heads = (
        Column(f"Logged by {day}", Unit.MINUTES), Column("Lowest", unit), Column("Middle", unit),
        Column("Highest", unit), Column("Came", unit), Column("Middle off by", Unit.SHARE),
    )  # fmt: skip
    by = int(day.removeprefix("day "))
    rows = tuple(_row(each, unit, _by(entries, each[0], by), base) for each in reversed(said) if each[1])
    if not any(each[2] for each in said):
        return Section(title, empty="Three months with time in them are needed before anything can be said.")
    table = Table(title, "Month", heads, rows)
    first = next(place for place, each in enumerate(said) if each[1])
    return Section(title, table=table, chart=_chart(title, said[first:], unit))


def _by(base: Slice, month: date, day: int) -> Slice:
    last = last_of_month(month)
    return base.narrowed(since=month, until=last.replace(day=min(last.day, day)))


def _row(each: Said, unit: Unit, so_far_rows: Slice, base: Slice) -> Row:
    month, so_far, found, came, _ = each
    spread = [_value(value, unit) for value in (found.low, found.middle, found.high)] if found else [None] * 3
    off = off_by(found.middle, came) if found and isinstance(came, int | Decimal) else None
    cells = (
        Cell(so_far, so_far_rows),
        *(Cell(value, _told_from(base, each), is_derived=True) for value in spread),
        Cell(came, _within(base, month) if came is not None else None),
        Cell(off, _within(base, month) if off is not None else None, is_derived=True),
    )
    return Row(month_name(month), cells)


def _chart(title: str, said: Sequence[Said], unit: Unit) -> Chart:
    def drawn(pick: Callable[[Said], Value]) -> tuple[float | None, ...]:
        values = [pick(each) for each in said]
        scale = 60 if unit is Unit.MINUTES else 1
        return tuple(
            None if not isinstance(value, int | Decimal) else float(value) / scale for value in values
        )

    # a month that is not in the table is a gap; one that came to nothing is drawn at zero
    came = drawn(lambda each: each[3] if each[1] else None)
    series = (
        Series("Lowest", Tone.OPEN, drawn(lambda each: each[2].low if each[2] else None), "low"),
        Series("Highest", Tone.OPEN, drawn(lambda each: each[2].high if each[2] else None), "high"),
        Series("Forecast", Tone.BILLED, drawn(lambda each: each[2].middle if each[2] else None), "dashed"),
        Series("Came", Tone.COUNTED, came),
    )
    return Chart(title, tuple(month_name(each[0]) for each in said), series, unit)
