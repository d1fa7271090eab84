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


def speed(actor: Actor, asked: Asked) -> Report:
    """Return the days from the end of a period to its claim, from there to the money, and all the way: two sums."""
    out = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    claims, payments = out.narrowed(sent="1"), asked.slice(Source.PAYMENTS).narrowed(stands="1")
    by_day = {"sent_at": partial(_local, zone=actor.time_zone)}
    sent = groups(actor, out, "day", "sent_at", measures=("rows",), told=by_day)
    paid = groups(actor, payments, "day", "sent_at", "paid_on", measures=("rows",), told=by_day)
    to_send: dict[date, list[tuple[int, int]]] = defaultdict(list)
    to_pay: dict[date, list[tuple[int, int]]] = defaultdict(list)
    in_all: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for group in sent:
        ended, on = group.keys["day"], group.keys["sent_at"]
        if on:
            to_send[ended.replace(day=1)].append(((on - ended).days, group["rows"]))
    for group in paid:
        on, paid_on = group.keys["sent_at"], group.keys["paid_on"]
        if on and paid_on:
            ended = group.keys["day"]
            to_pay[ended.replace(day=1)].append(((paid_on - on).days, group["rows"]))
            in_all[ended.replace(day=1)].append(((paid_on - ended).days, group["rows"]))
    rows = [
        _speed_row(
            month_label(month, asked),
            to_send[month],
            to_pay[month],
            in_all[month],
            claims,
            payments,
            within_month(month, asked),
        )
        for month in asked.months
        if to_send[month] or to_pay[month]
    ]
    total = _speed_row(
        "Together", _every(to_send), _every(to_pay), _every(in_all), claims, payments, {}, is_total=True
    )
    heads = (
        Column("Claims sent", Unit.COUNT), Column("Half sent within", Unit.DAYS),
        Column("Nine in ten sent within", Unit.DAYS),
        Column("Payments", Unit.COUNT), Column("Half paid within", Unit.DAYS),
        Column("Nine in ten paid within", Unit.DAYS), Column("In all, half within", Unit.DAYS),
    )  # fmt: skip
    chart = over_months(
        "Days by month of the period",
        rows,
        tuple(
            Series(name, tone, tuple(_days(row.cells[place].value) for row in rows))
            for name, tone, place in (
                ("Half sent", Tone.BILLED, 1),
                ("Half paid", Tone.PAID, 4),
                ("In all", Tone.COUNTED, 6),
            )
        ),
        Unit.DAYS,
    )
    empty = "" if rows else "No claim for a period that ended on these dates has been sent."
    return Report(
        "speed",
        "From period end to payment",
        f"Service periods that ended {asked.words}.",
        figures=(
            Figure("half are sent within", total.cells[1].value, Unit.DAYS, claims, is_derived=True),
            Figure(
                "half are paid within, from then on",
                total.cells[4].value,
                Unit.DAYS,
                payments,
                is_derived=True,
            ),
            Figure(
                "half are paid within, in all", total.cells[6].value, Unit.DAYS, payments, is_derived=True
            ),
        ),
        sections=(
            Section(
                "Days by month",
                table=Table("Days by month", "Month", heads, (*rows, total), recurs=False) if rows else None,
                chart=chart,
                empty=empty,
            ),
        ),
        notes=(
            "Sent is the day the file was marked sent; paid is the date of the remittance advice.",
            "In all is from the end of the period to the payment.",
        ),
    )


def _every(days: Mapping[date, Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    return [each for found in days.values() for each in found]


def _local(at: datetime | None, *, zone: tzinfo) -> date | None:
    return at.astimezone(zone).date() if at else None


def _days(value: object) -> float | None:
    return float(value) if isinstance(value, int) else None


def _speed_row(
    label: str,
    to_send: Sequence[tuple[int, int]],
    to_pay: Sequence[tuple[int, int]],
    in_all: Sequence[tuple[int, int]],
    claims: Slice,
    payments: Slice,
    within: Mapping[str, date],
    *,
    is_total: bool = False,
) -> Row:
    sent, paid = counted(to_send), counted(to_pay)
    of_claims, of_payments = claims.narrowed(**within), payments.narrowed(**within)
    cells = (
        Cell(sum(sent.values()), of_claims),
        Cell(median(sent), of_claims, is_derived=True),
        Cell(slowest_tenth(sent), of_claims, is_derived=True),
        Cell(sum(paid.values()), of_payments),
        Cell(median(paid), of_payments, is_derived=True),
        Cell(slowest_tenth(paid), of_payments, is_derived=True),
        Cell(median(counted(in_all)), of_payments, is_derived=True),
    )
    return Row(label, cells, is_total=is_total)
