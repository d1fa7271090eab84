"""What waits with payers today, and how old it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import WITH_PAYER
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
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.named import names_of
from apps.reports.sums import added, groups, name_in

# days since sending, both ends inclusive
AGES: tuple[tuple[str, int, int | None], ...] = (
    ("0 to 30 days", 0, 30), ("31 to 60", 31, 60), ("61 to 90", 61, 90), ("91 to 120", 91, 120),
    ("Over 120", 121, None),
)  # fmt: skip
EMPTY_AGING = "No claim waits with a payer."


def aging(actor: Actor, asked: Asked) -> Report:
    """Return what waits with payers today, by how long ago it was sent: one sum."""
    base = Slice(Source.CLAIMS).narrowed(state=WITH_PAYER, **dict(asked.narrowed))
    age = partial(_age, zone=actor.time_zone, today=asked.today)
    found = groups(actor, base, "payer", "sent_at", told={"sent_at": age})
    names = names_of(actor, "payer", asked.known)
    charges: dict[Any, dict[int, Decimal]] = defaultdict(dict)
    counts: dict[Any, dict[int, int]] = defaultdict(dict)
    for group in found:
        payer, place = group.keys["payer"], group.keys["sent_at"]
        charges[payer][place], counts[payer][place] = group["charge"], group["rows"]
    keys = sorted(charges, key=lambda key: name_in(names, "payer", key))
    slices = [*(_aged_slice(base, place, asked.today) for place in range(len(AGES))), base]
    of_payers = {key: [where.narrowed(payer=key) for where in slices] for key in keys}
    sections = tuple(
        _aged(
            title, unit, [(name_in(names, "payer", key), of_payers[key], sums[key]) for key in keys], slices
        )
        for title, unit, sums in (
            ("Dollars waiting", Unit.MONEY, charges),
            ("Claims waiting", Unit.COUNT, counts),
        )
    )
    return Report(
        "aging",
        "What waits with payers",
        f"Claims sent and not answered for good, as of {asked.today:%-d %b %Y}, by days since they were sent.",
        figures=(
            Figure("claims waiting", added(found, "rows"), Unit.COUNT, base),
            Figure("charged on them", added(found, "charge"), Unit.MONEY, base),
            Figure("over 120 days", _over(charges), Unit.MONEY, _aged_slice(base, 4, asked.today)),
        ),
        sections=sections if keys else (Section("", empty=EMPTY_AGING),),
    )


def _age(sent_at: datetime, *, zone: tzinfo, today: date) -> int:
    days = (today - sent_at.astimezone(zone).date()).days
    return next(place for place, (_, _, last) in enumerate(AGES) if last is None or days <= last)


def _over(charges: Mapping[Any, Mapping[int, Decimal]]) -> Decimal:
    return sum((sums.get(4, Decimal(0)) for sums in charges.values()), Decimal("0.00"))


def _aged_slice(base: Slice, place: int, today: date) -> Slice:
    _, first, last = AGES[place]
    until = base.narrowed(sent_until=today - timedelta(days=first)) if first else base
    return until if last is None else until.narrowed(sent_since=today - timedelta(days=last))


def _aged(
    title: str,
    unit: Unit,
    found: Sequence[tuple[str, Sequence[Slice], Mapping[int, Any]]],
    slices: Sequence[Slice],
) -> Section:
    """Return a table of the sums by age and together, each row and the last with where its figures come from."""
    nothing: Any = Decimal("0.00") if unit is Unit.MONEY else 0
    rows = []
    for name, own, sums in found:
        values = [*(sums.get(place, nothing) for place in range(len(AGES))), sum(sums.values(), nothing)]
        rows.append(Row(name, tuple(map(Cell, values, own))))
    totals = [total_of(row.cells[place].value for row in rows) for place in range(len(AGES) + 1)]
    total = Row("Together", tuple(map(Cell, totals, slices)), is_total=True)
    columns = (*(Column(name, unit) for name, _, _ in AGES), Column("Together", unit))
    tones = (Tone.AGE_1, Tone.AGE_2, Tone.AGE_3, Tone.AGE_4, Tone.AGE_5)
    drawn = with_bars([*rows, total], tones=tones, columns=range(len(AGES)))
    key_of = tuple(zip(tones, (name.lower() for name, _, _ in AGES), strict=True))
    return Section(title, table=Table(title, "Payer", columns, drawn, key_of))
