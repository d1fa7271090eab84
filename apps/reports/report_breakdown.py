"""Where the minutes of closed periods go, by whom and for whom, and the money beside them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import CAPITATED, ENDS, LEFT_OUT, PAID, SENT, end_of
from apps.reports.domain.report import (
    Cell,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Table,
    Tone,
    Unit,
    Value,
    share,
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.named import names_of
from apps.reports.sums import by_key, groups, name_in

HEADLINES = ("Counted", "Lost", "Paid for", "Charged", "Received")
NO_MONEY = (
    "No money by activity: a code is paid for the minutes of a period together, whatever they were spent on. To divide"
    " its amount among them would say what no payer and no rule says. The share paid for is that of the minutes."
)
BY = {
    "provider": "provider", "payer": "payer", "setting": "care setting", "agency": "agency", "code": "code",
    "program": "programme", "activity": "activity",
}  # fmt: skip


def breakdown(actor: Actor, asked: Asked) -> Report:
    """Return the flow of the minutes by provider, payer, setting, agency, code, programme or activity: four queries."""
    by = asked.by if asked.by in BY else "provider"
    names = names_of(actor, by, asked.known)
    ends = _ends(actor, asked, by)
    charged, received = _money_by(actor, asked, by)
    keys = sorted(
        {key for key, _, _ in ends} | {*charged, *received}, key=lambda key: name_in(names, by, key)
    )
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
    sums: list[Value] = [total_of(row.cells[place].value for row in rows) or 0 for place in range(count)]
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
