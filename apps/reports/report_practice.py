"""The practice: logged, counted, billed and paid by month; where the minutes go; the same by whom and for whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked, last_of_month, month_name
from apps.reports.domain.flow import CAPITATED, ENDS, LEFT_OUT, PAID, SENT, end_of, steps, waterfall
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
    from_the_first,
    share,
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.sliced import knows
from apps.reports.sums import Group, added, by_key, groups, in_words, name_in, names_of

MONTH_HEADS = (
    Column("Logged", Unit.MINUTES), Column("Counted", Unit.MINUTES), Column("Billed", Unit.MINUTES),
    Column("Paid for", Unit.MINUTES), Column("Claims sent", Unit.COUNT), Column("Charged", Unit.MONEY),
    Column("Received", Unit.MONEY),
)  # fmt: skip
LINES = ((Tone.LOGGED, 0), (Tone.COUNTED, 1), (Tone.BILLED, 2), (Tone.PAID, 3))
HEADLINES = ("Counted", "Lost", "Paid for", "Charged", "Received")
NO_MONEY = (
    "No money by activity: a code is paid for the minutes of a period together, whatever they were spent on. To divide"
    " its amount among them would say what no payer and no rule says. The share paid for is that of the minutes."
)
BY = {
    "provider": "provider", "payer": "payer", "setting": "care setting", "agency": "agency", "code": "code",
    "program": "programme", "activity": "activity",
}  # fmt: skip


def months(actor: Actor, asked: Asked) -> Report:
    """Return the practice's months: four sums."""
    rows = from_the_first(_month_rows(actor, asked))
    sums = _together(rows)
    table = Table("Minutes and money by month", "Month", MONTH_HEADS, (*rows, _total(sums, asked)))
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
            else Section("Minutes by month", empty="Minutes appear here as soon as somebody logs them."),
            *([Section("Money by month", chart=_money_chart(rows))] if has_any else []),
        ),
        notes=(
            "Minutes are floored once from whole seconds, so a total can be a minute more than the months above it.",
            "Received is what payers paid, less what they took back, whenever it came.",
        ),
    )


def _month_rows(actor: Actor, asked: Asked) -> list[Row]:
    entries, periods = asked.slice(Source.ENTRIES), asked.slice(Source.PERIODS)
    claims, payments = asked.slice(Source.CLAIMS), asked.slice(Source.PAYMENTS)
    logged = (
        by_key(groups(actor, entries, "month", measures=("seconds",)), "month", "seconds")
        if knows(Source.ENTRIES, entries)
        else None
    )
    decided = groups(actor, periods, "month", "stage", measures=("counted",))
    sent = groups(actor, claims.narrowed(state=SENT), "month")
    received = by_key(groups(actor, payments, "month", measures=("paid",)), "month", "paid")
    counts, charges = by_key(sent, "month", "rows"), by_key(sent, "month", "charge")
    rows = []
    for month in asked.months:
        of_month = [group for group in decided if group.keys["month"] == month]
        within = within_month(month, asked)
        rows.append(
            Row(
                month_name(month),
                (
                    Cell(logged.get(month, 0), entries.narrowed(**within))
                    if logged is not None
                    else Cell(None),
                    Cell(added(of_month, "counted"), periods.narrowed(**within)),
                    Cell(_counted(of_month, SENT), periods.narrowed(**within, stage=SENT)),
                    Cell(_counted(of_month, PAID), periods.narrowed(**within, stage=PAID)),
                    Cell(counts.get(month, 0), claims.narrowed(**within, state=SENT)),
                    Cell(charges.get(month, Decimal("0.00")), claims.narrowed(**within, state=SENT)),
                    Cell(received.get(month, Decimal("0.00")), payments.narrowed(**within)),
                ),
            )
        )
    return rows


def _counted(found: Sequence[Group], states: Sequence[str]) -> int:
    return int(added(found, "counted", lambda keys: keys["stage"] in states))


def within_month(month: date, asked: Asked) -> dict[str, date]:
    """Return the dates of a month as far as they were asked for."""
    return {"since": max(month, asked.starts_on), "until": min(last_of_month(month), asked.ends_on)}


def _together(rows: Sequence[Row]) -> tuple[Value, ...]:
    return tuple(total_of(row.cells[place].value for row in rows) or 0 for place in range(len(MONTH_HEADS)))


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


def _minutes_chart(rows: Sequence[Row]) -> Chart:
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
    return Chart("Minutes by month", tuple(row.label for row in rows), series, Unit.MINUTES)


def _minutes(value: Value) -> float:
    return float(int(value) // 60) if isinstance(value, int) else 0.0


def _money_chart(rows: Sequence[Row]) -> Chart:
    series = tuple(
        Series(MONTH_HEADS[place].head, tone, tuple(float(row.cells[place].value or 0) for row in rows))  # type: ignore[arg-type]
        for tone, place in ((Tone.BILLED, 5), (Tone.PAID, 6))
    )
    return Chart("Dollars by month", tuple(row.label for row in rows), series, Unit.MONEY)


def leakage(actor: Actor, asked: Asked) -> Report:
    """Return where the minutes of closed periods went, step by step: two sums."""
    base = asked.slice(Source.TIMES)
    found = steps(_flow(actor, asked), base, words=in_words)
    rows = waterfall(found, base)
    looked_at = sum(step.seconds for step in found)
    parts = _parts(found)
    tables = Table(
        "Minutes of closed periods, from the log to the payment",
        "Step",
        (Column("Minutes", Unit.MINUTES), Column("Of all", Unit.SHARE)),
        rows,
    )
    figures = tuple(
        Figure(label, parts[name], Unit.MINUTES, rows_)
        for name, label, rows_ in (
            ("looked_at", "looked at", base),
            ("left_out", "do not count", base.narrowed(left_out="1")),
            ("lost", "lost", base.narrowed(end="lost")),
            ("open", "still open", base.narrowed(end="open")),
            ("paid", "paid for", base.narrowed(left_out="0", outcome="billable", stage=PAID)),
        )
    )
    empty = "" if looked_at else "No period that ended on these dates has been closed with time in it."
    return Report(
        "leakage",
        "Where the minutes go",
        f"Service periods that ended {asked.words}, closed. Every minute is in exactly one place.",
        figures=figures,
        sections=(Section("From the log to the payment", table=tables if rows else None, empty=empty),),
        notes=(
            (
                "A minute that two programmes look at, such as oversight and chronic care, is looked at "
                "twice here and once in the log."
            ),
        ),
    )


def _flow(actor: Actor, asked: Asked) -> list[tuple[dict[str, object], int]]:
    """What does not count by its reason, what counts by what its period became: each minute read once."""
    left_out = groups(actor, asked.slice(Source.TIMES).narrowed(left_out="1"), "reason")
    decided = groups(
        actor, asked.slice(Source.PERIODS), "outcome", "obstacle", "stage", measures=("counted",)
    )
    return [
        *((dict(group.keys), int(group["seconds"])) for group in left_out),
        *((dict(group.keys), int(group["counted"])) for group in decided),
    ]


def _parts(found: Sequence[object]) -> dict[str, int]:
    tones = {
        Tone.MUTED: "left_out",
        Tone.LOST: "lost",
        Tone.OPEN: "open",
        Tone.PAID: "paid",
        Tone.APART: "apart",
    }
    sums = {"looked_at": 0, "left_out": 0, "lost": 0, "open": 0, "paid": 0, "apart": 0}
    for step in found:
        sums["looked_at"] += step.seconds  # type: ignore[attr-defined]
        sums[tones[step.tone]] += step.seconds  # type: ignore[attr-defined]
    return sums


def breakdown(actor: Actor, asked: Asked) -> Report:
    """Return the flow of the minutes by provider, payer, setting, agency, code, programme or activity: four queries."""
    by = asked.by if asked.by in BY else "provider"
    names = names_of(actor, by)
    ends = _ends(actor, asked, by)
    charged, received = _money_by(actor, asked, by)
    keys = sorted({key for key, _, _ in ends} | set(charged), key=lambda key: name_in(names, by, key))
    rows = [_broken_row(asked, by, key, names, ends, charged, received) for key in keys]
    rows.sort(key=lambda row: -int(row.cells[0].value or 0))  # type: ignore[arg-type]
    heads = (
        Column("Looked at", Unit.MINUTES), Column("Counted", Unit.MINUTES), Column("Lost", Unit.MINUTES),
        Column("Open", Unit.MINUTES), Column("Capitated", Unit.MINUTES), Column("Paid for", Unit.MINUTES),
        Column("Paid of all", Unit.SHARE),
        *(() if by == "activity" else (Column("Charged", Unit.MONEY), Column("Received", Unit.MONEY))),
    )  # fmt: skip
    total = _broken_total(asked, rows, len(heads))
    drawn = with_bars(
        [*rows, total] if rows else [],
        tones=(Tone.PAID, Tone.OPEN, Tone.LOST),
        columns=(5, 3, 2),
    )
    key = ((Tone.PAID, "paid for"), (Tone.OPEN, "open"), (Tone.LOST, "lost"))
    table = Table(f"Minutes of closed periods by {BY[by]}", BY[by].capitalize(), heads, drawn, key)
    empty = "" if rows else "No period that ended on these dates has been closed with time in it."
    return Report(
        "breakdown",
        f"By {BY[by]}",
        f"Service periods that ended {asked.words}, closed. Lost: below a threshold, not billable, "
        f"rejected or denied.",
        figures=_broken_figures(total, heads),
        sections=(Section("", table=table if rows else None, empty=empty),),
        notes=(NO_MONEY,) if by == "activity" else (),
    )


def _broken_figures(total: Row, heads: Sequence[Column]) -> tuple[Figure, ...]:
    return tuple(
        Figure(head.head.lower(), cell.value, head.unit, cell.rows, is_derived=cell.is_derived)
        for head, cell in zip(heads, total.cells, strict=True)
        if head.head in HEADLINES
    )


def _ends(actor: Actor, asked: Asked, by: str) -> list[tuple[object, str, int]]:
    """Return where how many seconds of each key ended; periods say it of themselves, activities of their time."""
    stages = ("outcome", "obstacle", "stage")
    if by == "activity":
        times = groups(actor, asked.slice(Source.TIMES), by, "reason", *stages)
        return [(group.keys[by], end_of(group.keys), group["seconds"]) for group in times]
    found = groups(actor, asked.slice(Source.PERIODS), by, *stages, measures=("counted", "left_out"))
    counted = [(group.keys[by], end_of(group.keys), group["counted"]) for group in found]
    return counted + [(group.keys[by], LEFT_OUT, group["left_out"]) for group in found if group["left_out"]]


def _money_by(actor: Actor, asked: Asked, by: str) -> tuple[dict[object, Decimal], dict[object, Decimal]]:
    if by == "activity":
        return {}, {}
    claims = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    charged = by_key(groups(actor, claims, by, measures=("charge",)), by, "charge")
    return charged, by_key(groups(actor, asked.slice(Source.PAYMENTS), by, measures=("paid",)), by, "paid")


_TONES = {place.name: place.tone for place in ENDS}


def _broken_row(
    asked: Asked,
    by: str,
    key: object,
    names: object,
    ends: Sequence[tuple[object, str, int]],
    charged: dict[object, Decimal],
    received: dict[object, Decimal],
) -> Row:
    sums = dict.fromkeys((*Tone, LEFT_OUT), 0)
    for mine, end, seconds in ends:
        if mine == key:
            sums[LEFT_OUT if end == LEFT_OUT else _TONES[end]] += seconds
    whole = sum(sums.values())
    where = {by: key if key != "" else None}
    base = asked.slice(Source.TIMES).narrowed(**where)
    counted = base.narrowed(left_out="0")
    cells = [
        Cell(whole, base),
        Cell(whole - sums[LEFT_OUT], counted),
        Cell(sums[Tone.LOST], base.narrowed(end="lost")),
        Cell(sums[Tone.OPEN], base.narrowed(end="open")),
        Cell(sums[Tone.APART], counted.narrowed(outcome="not_billable", obstacle=CAPITATED)),
        Cell(sums[Tone.PAID], counted.narrowed(outcome="billable", stage=PAID)),
        Cell(
            share(sums[Tone.PAID], whole), counted.narrowed(outcome="billable", stage=PAID), is_derived=True
        ),
    ]
    if by != "activity":
        claims = asked.slice(Source.CLAIMS).narrowed(state=SENT, **where)
        cells.append(Cell(charged.get(key, Decimal("0.00")), claims))
        cells.append(Cell(received.get(key, Decimal("0.00")), asked.slice(Source.PAYMENTS).narrowed(**where)))
    return Row(name_in(names, by, key), tuple(cells))  # type: ignore[arg-type]


def _broken_total(asked: Asked, rows: Sequence[Row], count: int) -> Row:
    sums = [total_of(row.cells[place].value for row in rows) for place in range(count)]
    sums[6] = share(sums[5] or 0, sums[0] or 0)  # type: ignore[arg-type]
    cells = [Cell(value, where) for value, where in zip(sums, _broken_slices(asked, count), strict=True)]
    cells[6] = replace(cells[6], rows=cells[5].rows, is_derived=True)
    return Row("Together", tuple(cells), is_total=True)


def _broken_slices(asked: Asked, count: int) -> tuple[Slice | None, ...]:
    base = asked.slice(Source.TIMES)
    counted = base.narrowed(left_out="0")
    return (
        base,
        counted,
        base.narrowed(end="lost"),
        base.narrowed(end="open"),
        counted.narrowed(outcome="not_billable", obstacle=CAPITATED),
        counted.narrowed(outcome="billable", stage=PAID),
        None,
        asked.slice(Source.CLAIMS).narrowed(state=SENT),
        asked.slice(Source.PAYMENTS),
    )[:count]
