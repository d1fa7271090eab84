"""How fast claims go out and money comes back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import partial

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked, within_month
from apps.reports.domain.flow import SENT
from apps.reports.domain.months import month_label, over_months
from apps.reports.domain.report import (
    Cell,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Series,
    Table,
    Tone,
    Unit,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.spread import counted, median, slowest_tenth
from apps.reports.sums import groups

# Days, and how many took them; by the month in which the period ended.
Taken = list[tuple[int, int]]
ByMonth = Mapping[date, Taken]
HEADS = (
    Column("Claims sent", Unit.COUNT), Column("Half sent within", Unit.DAYS),
    Column("Nine in ten sent within", Unit.DAYS),
    Column("Payments", Unit.COUNT), Column("Half paid within", Unit.DAYS),
    Column("Nine in ten paid within", Unit.DAYS), Column("In all, half within", Unit.DAYS),
)  # fmt: skip


def speed(actor: Actor, asked: Asked) -> Report:
    """Return the days from the end of a period to its claim, from there to the money, and all the way: two sums."""
    out = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    claims, payments = out.narrowed(sent="1"), asked.slice(Source.PAYMENTS).narrowed(stands="1")
    ways = _ways(actor, out, payments)
    rows = [
        _speed_row(
            month_label(month, asked),
            [days[month] for days in ways],
            claims,
            payments,
            within_month(month, asked),
        )
        for month in asked.months
        if any(days[month] for days in ways)
    ]
    total = _speed_row("Together", list(map(_every, ways)), claims, payments, {}, is_total=True)
    return Report(
        "speed",
        "From period end to payment",
        f"Service periods that ended {asked.words}.",
        figures=_headlines(total, claims, payments),
        sections=(_section(rows, total),),
        notes=(
            "Sent is the day the file was marked sent; paid is the date of the remittance advice.",
            "In all is from the end of the period to the payment.",
        ),
    )


def _ways(actor: Actor, out: Slice, payments: Slice) -> tuple[ByMonth, ByMonth, ByMonth]:
    """Return the days until claims were sent, from there until they were paid, and in all."""
    to_send: dict[date, Taken] = defaultdict(list)
    to_pay: dict[date, Taken] = defaultdict(list)
    in_all: dict[date, Taken] = defaultdict(list)
    by_day = {"sent_at": partial(_local, zone=actor.time_zone)}
    for group in groups(actor, out, "day", "sent_at", measures=("rows",), told=by_day):
        ended, on = group.keys["day"], group.keys["sent_at"]
        if on:
            to_send[ended.replace(day=1)].append(((on - ended).days, group["rows"]))
    for group in groups(actor, payments, "day", "sent_at", "paid_on", measures=("rows",), told=by_day):
        ended, on, paid_on = (group.keys[name] for name in ("day", "sent_at", "paid_on"))
        if on and paid_on:
            to_pay[ended.replace(day=1)].append(((paid_on - on).days, group["rows"]))
            in_all[ended.replace(day=1)].append(((paid_on - ended).days, group["rows"]))
    return to_send, to_pay, in_all


def _headlines(total: Row, claims: Slice, payments: Slice) -> tuple[Figure, ...]:
    return tuple(
        Figure(label, total.cells[place].value, Unit.DAYS, where, is_derived=True)
        for label, place, where in (
            ("half are sent within", 1, claims),
            ("half are paid within, from then on", 4, payments),
            ("half are paid within, in all", 6, payments),
        )
    )


def _section(rows: Sequence[Row], total: Row) -> Section:
    series = tuple(
        Series(name, tone, tuple(_days(row.cells[place].value) for row in rows))
        for name, tone, place in (
            ("Half sent", Tone.BILLED, 1),
            ("Half paid", Tone.PAID, 4),
            ("In all", Tone.COUNTED, 6),
        )
    )
    return Section(
        "Days by month",
        table=Table("Days by month", "Month", HEADS, (*rows, total), recurs=False) if rows else None,
        chart=over_months("Days by month of the period", rows, series, Unit.DAYS),
        empty="" if rows else "No claim for a period that ended on these dates has been sent.",
    )


def _every(days: ByMonth) -> Taken:
    return [each for found in days.values() for each in found]


def _local(at: datetime | None, *, zone: tzinfo) -> date | None:
    return at.astimezone(zone).date() if at else None


def _days(value: object) -> float | None:
    return float(value) if isinstance(value, int) else None


def _speed_row(
    label: str,
    days: Sequence[Taken],
    claims: Slice,
    payments: Slice,
    within: Mapping[str, date],
    *,
    is_total: bool = False,
) -> Row:
    sent, paid, in_all = map(counted, days)
    of_claims, of_payments = claims.narrowed(**within), payments.narrowed(**within)
    cells = (
        Cell(sum(sent.values()), of_claims),
        Cell(median(sent), of_claims, is_derived=True),
        Cell(slowest_tenth(sent), of_claims, is_derived=True),
        Cell(sum(paid.values()), of_payments),
        Cell(median(paid), of_payments, is_derived=True),
        Cell(slowest_tenth(paid), of_payments, is_derived=True),
        Cell(median(in_all), of_payments, is_derived=True),
    )
    return Row(label, cells, is_total=is_total)
