"""The practice's months: logged, counted, billed and paid, in minutes and in money."""

from collections.abc import Sequence
from decimal import Decimal

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked, within_month
from apps.reports.domain.flow import PAID, SENT
from apps.reports.domain.months import from_the_first, month_label, over_months
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
    total_of,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.sliced import knows
from apps.reports.sums import by_key, groups

MONTH_HEADS = (
    Column("Logged", Unit.MINUTES), Column("Counted", Unit.MINUTES), Column("Billed", Unit.MINUTES),
    Column("Paid for", Unit.MINUTES), Column("Claims sent", Unit.COUNT), Column("Charged", Unit.MONEY),
    Column("Received", Unit.MONEY),
)  # fmt: skip
LINES = ((Tone.LOGGED, 0), (Tone.COUNTED, 1), (Tone.BILLED, 2), (Tone.PAID, 3))


def months(actor: Actor, asked: Asked) -> Report:
    """Return the practice's months: four sums."""
    rows = from_the_first(_month_rows(actor, asked), asked)
    sums = _together(rows, asked)
    table = Table(
        "Minutes and money by month", "Month", MONTH_HEADS, (*rows, _total(sums, asked)), recurs=False
    )
    has_any = any(value for value in sums if isinstance(value, int | Decimal))
    return Report(
        "months",
        "Logged to paid",
        f"{asked.words}. Logged by the date of the work; everything else by the month in which the "
        f"service period ended.",
        figures=_headlines(sums, asked),
        sections=(
            Section("Minutes by month", table=table, chart=_minutes_chart(rows))
            if has_any
            else Section("Minutes by month", empty=_empty(asked)),
            *([Section("Money by month", chart=chart)] if (chart := _money_chart(rows)) else []),
        ),
        notes=(
            "Minutes are floored once from whole seconds, so a total can be a minute more than the months above it.",
            "Logged is everything in the log, time for a programme too.",
            "Received is what payers paid, less what they took back, whenever it came.",
        ),
    )


def _empty(asked: Asked) -> str:
    if asked.is_open and not asked.narrowed:
        return "Minutes appear here as soon as somebody logs them."
    chosen = " for what was chosen" if asked.narrowed else ""
    return f"Nothing was logged, billed or paid on these dates{chosen}."


def _month_rows(actor: Actor, asked: Asked) -> list[Row]:
    entries, periods = asked.slice(Source.ENTRIES), asked.slice(Source.PERIODS)
    claims, payments = asked.slice(Source.CLAIMS), asked.slice(Source.PAYMENTS)
    logged = (
        by_key(groups(actor, entries, "month", measures=("seconds",)), "month", "seconds")
        if knows(Source.ENTRIES, entries)
        else None
    )
    decided = groups(actor, periods, "month", measures=("counted", "billed", "paid_for"))
    sent = groups(actor, claims.narrowed(state=SENT), "month")
    received = by_key(groups(actor, payments, "month", measures=("paid",)), "month", "paid")
    counted, billed, paid_for = (by_key(decided, "month", name) for name in ("counted", "billed", "paid_for"))
    counts, charges = by_key(sent, "month", "rows"), by_key(sent, "month", "charge")
    rows = []
    for month in asked.months:
        within = within_month(month, asked)
        rows.append(
            Row(
                month_label(month, asked),
                (
                    Cell(logged.get(month, 0), entries.narrowed(**within))
                    if logged is not None
                    else Cell(None),
                    Cell(counted.get(month, 0), periods.narrowed(**within)),
                    Cell(billed.get(month, 0), periods.narrowed(**within, stage=SENT)),
                    Cell(paid_for.get(month, 0), periods.narrowed(**within, stage=PAID)),
                    Cell(counts.get(month, 0), claims.narrowed(**within, state=SENT)),
                    Cell(charges.get(month, Decimal("0.00")), claims.narrowed(**within, state=SENT)),
                    Cell(received.get(month, Decimal("0.00")), payments.narrowed(**within)),
                ),
            )
        )
    return rows


def _together(rows: Sequence[Row], asked: Asked) -> tuple[Value, ...]:
    """Add up the months; what no month can say, as minutes logged for one payer, they cannot say together either."""
    if not rows:
        return tuple(None if where is None else 0 for where in _slices(asked))
    return tuple(total_of(row.cells[place].value for row in rows) for place in range(len(MONTH_HEADS)))


def _slices(asked: Asked) -> tuple[Slice | None, ...]:
    entries, periods = asked.slice(Source.ENTRIES), asked.slice(Source.PERIODS)
    sent = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    return (
        entries if knows(Source.ENTRIES, entries) else None,
        periods,
        periods.narrowed(stage=SENT),
        periods.narrowed(stage=PAID),
        sent,
        sent,
        asked.slice(Source.PAYMENTS),
    )


def _total(sums: Sequence[Value], asked: Asked) -> Row:
    cells = tuple(Cell(value, rows) for value, rows in zip(sums, _slices(asked), strict=True))
    return Row("Together", cells, is_total=True)


def _headlines(sums: Sequence[Value], asked: Asked) -> tuple[Figure, ...]:
    labels = ("logged", "counted", "billed", "paid for", "claims sent", "charged", "received")
    found = [
        Figure(label, value, column.unit, rows)
        for label, value, column, rows in zip(labels, sums, MONTH_HEADS, _slices(asked), strict=True)
    ]
    return tuple(found[place] for place in (0, 1, 2, 5, 6))


def _minutes_chart(rows: Sequence[Row]) -> Chart | None:
    series = tuple(
        Series(
            MONTH_HEADS[place].head,
            tone,
            tuple(
                None if row.cells[place].value is None else _minutes(row.cells[place].value) for row in rows
            ),
        )
        for tone, place in LINES
    )
    return over_months("Minutes by month", rows, series, Unit.MINUTES)


def _minutes(value: Value) -> float:
    return float(int(value) // 60) if isinstance(value, int) else 0.0


def _money_chart(rows: Sequence[Row]) -> Chart | None:
    series = tuple(
        Series(MONTH_HEADS[place].head, tone, tuple(float(row.cells[place].value or 0) for row in rows))  # type: ignore[arg-type]
        for tone, place in ((Tone.BILLED, 5), (Tone.PAID, 6))
    )
    return over_months("Dollars by month", rows, series, Unit.MONEY)
