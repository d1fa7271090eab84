"""Money that is on its way: how old, how fast, and what was refused and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps.billing.domain.words import Table as Codes
from apps.billing.domain.words import words_for
from apps.practice.access import Actor
from apps.reports.domain.asked import Asked, month_name
from apps.reports.domain.flow import PAID, SENT, WITH_PAYER
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
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.spread import counted, median, slowest_tenth
from apps.reports.report_practice import within_month
from apps.reports.sums import Group, added, groups, name_in, names_of

# days since sending, both ends inclusive
AGES: tuple[tuple[str, int, int | None], ...] = (
    ("0 to 30 days", 0, 30), ("31 to 60", 31, 60), ("61 to 90", 61, 90), ("91 to 120", 91, 120),
    ("Over 120", 121, None),
)  # fmt: skip
PAYERS = 5
EMPTY_AGING = "No claim waits with a payer."


def aging(actor: Actor, asked: Asked) -> Report:
    """Return what waits with payers today, by how long ago it was sent: one sum."""
    base = Slice(Source.CLAIMS).narrowed(state=WITH_PAYER, **dict(asked.narrowed))
    found = groups(actor, base, "payer", "sent_at")
    names = names_of(actor, "payer")
    charges: dict[Any, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    counts: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for group in found:
        place = _age(group.keys["sent_at"].astimezone(actor.time_zone).date(), asked.today)
        charges[group.keys["payer"]][place] += group["charge"]
        counts[group.keys["payer"]][place] += group["rows"]
    keys = sorted(charges, key=lambda key: name_in(names, "payer", key))
    sections = tuple(
        _aged(title, unit, [(name_in(names, "payer", key), key, sums[key]) for key in keys], base, asked)
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


def _age(sent_on: date, today: date) -> int:
    days = (today - sent_on).days
    return next(place for place, (_, _, last) in enumerate(AGES) if last is None or days <= last)


def _over(charges: Mapping[Any, Mapping[int, Decimal]]) -> Decimal:
    return sum((sums.get(4, Decimal(0)) for sums in charges.values()), Decimal("0.00"))


def _aged_slice(base: Slice, place: int, today: date) -> Slice:
    _, first, last = AGES[place]
    until = base.narrowed(sent_until=today - timedelta(days=first)) if first else base
    return until if last is None else until.narrowed(sent_since=today - timedelta(days=last))


def _aged(
    title: str, unit: Unit, found: Sequence[tuple[str, Any, Mapping[int, Any]]], base: Slice, asked: Asked
) -> Section:
    nothing: Any = Decimal("0.00") if unit is Unit.MONEY else 0
    rows = []
    for name, key, sums in found:
        mine = base.narrowed(payer=key)
        cells = [
            Cell(sums.get(place, nothing), _aged_slice(mine, place, asked.today))
            for place in range(len(AGES))
        ]
        rows.append(Row(name, (*cells, Cell(sum(sums.values(), nothing), mine))))
    totals = [total_of(row.cells[place].value for row in rows) for place in range(len(AGES) + 1)]
    slices = [*(_aged_slice(base, place, asked.today) for place in range(len(AGES))), base]
    total = Row("Together", tuple(map(Cell, totals, slices)), is_total=True)
    columns = (*(Column(name, unit) for name, _, _ in AGES), Column("Together", unit))
    tones = (Tone.AGE_1, Tone.AGE_2, Tone.AGE_3, Tone.AGE_4, Tone.AGE_5)
    drawn = with_bars([*rows, total], tones=tones, columns=range(len(AGES)))
    key_of = tuple(zip(tones, (name.lower() for name, _, _ in AGES), strict=True))
    return Section(title, table=Table(title, "Payer", columns, drawn, key_of))


def speed(actor: Actor, asked: Asked) -> Report:
    """Return the days from the end of a period to its claim, and from there to the money: two sums."""
    claims = asked.slice(Source.CLAIMS).narrowed(state=SENT, sent="1")
    payments = asked.slice(Source.PAYMENTS).narrowed(stands="1")
    sent = groups(actor, claims, "day", "sent_at", measures=("rows",))
    paid = groups(actor, payments, "day", "sent_at", "paid_on", measures=("rows",))
    to_send: dict[date, list[tuple[int, int]]] = defaultdict(list)
    to_pay: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for group in sent:
        ended, on = group.keys["day"], _local(group.keys["sent_at"], actor)
        if on:
            to_send[ended.replace(day=1)].append(((on - ended).days, group["rows"]))
    for group in paid:
        on, paid_on = _local(group.keys["sent_at"], actor), group.keys["paid_on"]
        if on and paid_on:
            to_pay[group.keys["day"].replace(day=1)].append(((paid_on - on).days, group["rows"]))
    rows = [
        _speed_row(
            month_name(month), to_send[month], to_pay[month], claims, payments, within_month(month, asked)
        )
        for month in asked.months
        if to_send[month] or to_pay[month]
    ]
    every = (
        [each for found in to_send.values() for each in found],
        [each for found in to_pay.values() for each in found],
    )
    total = _speed_row("Together", *every, claims, payments, {}, is_total=True)
    heads = (
        Column("Claims sent", Unit.COUNT), Column("Half sent within", Unit.DAYS),
        Column("Nine in ten within", Unit.DAYS),
        Column("Payments", Unit.COUNT), Column("Half paid within", Unit.DAYS),
        Column("Nine in ten within", Unit.DAYS),
    )  # fmt: skip
    chart = Chart(
        "Days by month of the period",
        tuple(row.label for row in rows),
        tuple(
            Series(name, tone, tuple(_days(row.cells[place].value) for row in rows))
            for name, tone, place in (
                ("Half sent", Tone.BILLED, 1),
                ("Half paid", Tone.PAID, 4),
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
        ),
        sections=(
            Section(
                "Days by month",
                table=Table("Days by month", "Month", heads, (*rows, total)) if rows else None,
                chart=chart if rows else None,
                empty=empty,
            ),
        ),
        notes=("Sent is the day the file was marked sent; paid is the date of the remittance advice.",),
    )


def _local(at: Any, actor: Actor) -> date | None:
    return at.astimezone(actor.time_zone).date() if at else None


def _days(value: object) -> float | None:
    return float(value) if isinstance(value, int) else None


def _speed_row(
    label: str,
    to_send: Sequence[tuple[int, int]],
    to_pay: Sequence[tuple[int, int]],
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
    )
    return Row(label, cells, is_total=is_total)


def denials(actor: Actor, asked: Asked) -> Report:
    """Return what payers refused, by reason and by payer: one sum."""
    base = asked.slice(Source.DENIALS)
    found = groups(actor, base, "group", "reason", "payer", "claim_state")
    names = names_of(actor, "payer")
    reasons = sorted({(group.keys["group"], group.keys["reason"]) for group in found})
    payers = sorted({group.keys["payer"] for group in found}, key=lambda key: name_in(names, "payer", key))
    rows = []
    for adjustment_group, reason in reasons:
        mine = [
            group
            for group in found
            if (group.keys["group"], group.keys["reason"]) == (adjustment_group, reason)
        ]
        rows.append(
            _refused(
                _reason_words(adjustment_group, reason),
                mine,
                base.narrowed(group=adjustment_group or None, reason=reason or None),
            )
        )
    by_payer = [
        _refused(
            name_in(names, "payer", key),
            [group for group in found if group.keys["payer"] == key],
            base.narrowed(payer=key),
        )
        for key in payers
    ]
    total = _refused("Together", found, base, is_total=True)
    sections = (
        _refusals("By reason", "Reason", sorted(rows, key=lambda row: -int(row.cells[0].value or 0)), total),  # type: ignore[arg-type]
        _refusals("By payer", "Payer", by_payer, total),
        _matrix(found, base, reasons, payers, names),
    )
    return Report(
        "denials",
        "What payers refused",
        f"Denials of claims for periods that ended {asked.words}.",
        figures=(
            Figure("denials", added(found, "rows"), Unit.COUNT, base),
            Figure("refused", added(found, "amount"), Unit.MONEY, base),
            Figure("of them paid since", total.cells[2].value, Unit.COUNT, base.narrowed(claim_state=PAID)),
        ),
        sections=sections if found else (Section("", empty="No claim for these periods was denied."),),
        notes=("A claim that was denied twice is here twice.",),
    )


def _matrix(
    found: Sequence[Group],
    base: Slice,
    reasons: Sequence[tuple[str, str]],
    payers: Sequence[Any],
    names: Mapping[Any, str],
) -> Section:
    """How often which payer gave which reason; beyond the first few payers the others stand in one column."""
    counts: dict[tuple[Any, Any, Any], int] = defaultdict(int)
    of_payer: dict[Any, int] = defaultdict(int)
    for group in found:
        counts[group.keys["group"], group.keys["reason"], group.keys["payer"]] += group["rows"]
        of_payer[group.keys["payer"]] += group["rows"]
    most = sorted(payers, key=lambda key: -of_payer[key])
    first = sorted(most[:PAYERS], key=lambda key: name_in(names, "payer", key))
    columns = [[key] for key in first] + ([most[PAYERS:]] if most[PAYERS:] else [])

    def row(label: str, chosen: Sequence[tuple[str, str]], where: Slice, *, is_total: bool = False) -> Row:
        numbers = [
            sum(counts[reason, code, key] for reason, code in chosen for key in keys) for keys in columns
        ]
        cells = [
            Cell(number or None, where.narrowed(payer=keys))
            for number, keys in zip(numbers, columns, strict=True)
        ]
        return Row(label, (*cells, Cell(sum(numbers), where)), is_total=is_total)

    rows = [
        row(
            _reason_words(*reason), [reason], base.narrowed(group=reason[0] or None, reason=reason[1] or None)
        )
        for reason in reasons
    ]
    rows.sort(key=lambda each: -int(each.cells[-1].value or 0))  # type: ignore[arg-type]
    heads = [name_in(names, "payer", key) for key in first] + (
        ["Other payers"] if len(columns) > len(first) else []
    )
    total = row("Together", reasons, base, is_total=True)
    return Section(
        "Reason by payer",
        table=Table(
            "Denials by reason and payer",
            "Reason",
            tuple(Column(head, Unit.COUNT) for head in (*heads, "Together")),
            (*rows, total),
        ),
        lede="How often which payer gave which reason.",
    )


def _reason_words(adjustment_group: str, reason: str) -> str:
    if not reason:
        return "No reason given"
    return f"{adjustment_group}-{reason}: {words_for(Codes.REASONS, reason)}"


def _refused(label: str, found: Sequence[Any], base: Slice, *, is_total: bool = False) -> Row:
    cells = (
        Cell(added(found, "rows"), base),
        Cell(added(found, "amount"), base),
        Cell(added(found, "rows", lambda keys: keys["claim_state"] in PAID), base.narrowed(claim_state=PAID)),
    )
    return Row(label, cells, is_total=is_total)


def _refusals(title: str, label: str, rows: Sequence[Row], total: Row) -> Section:
    columns = (Column("Denials", Unit.COUNT), Column("Refused", Unit.MONEY), Column("Paid since", Unit.COUNT))
    drawn = with_bars([*rows, total], tones=(Tone.LOST,), columns=(1,))
    return Section(title, table=Table(title, label, columns, drawn))
