"""What payers refused, by reason, by payer, and by both."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.domain.words import Table as Codes
from apps.billing.domain.words import words_for
from apps.practice.access import Actor
from apps.reports.domain.asked import Asked
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
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.named import names_of
from apps.reports.sums import Group, added, groups, name_in

PAYERS = 5
# what has become of the claims since, by the heads of their columns
BECAME = (("Paid in part", ClaimState.PARTLY_PAID.value), ("Paid since", ClaimState.PAID.value))


def denials(actor: Actor, asked: Asked) -> Report:
    """Return what payers refused, by reason and by payer: one sum."""
    base = asked.slice(Source.DENIALS)
    found = groups(actor, base, "group", "reason", "payer", "claim_state")
    names = names_of(actor, "payer", asked.known)
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
            *(
                Figure(f"of them {head.lower()}", cell.value, Unit.COUNT, cell.rows)
                for (head, _), cell in zip(BECAME, total.cells[2:], strict=True)
            ),
        ),
        sections=sections if found else (Section("", empty="No claim for these periods was denied."),),
        notes=(
            "Paid in part: the claim is paid without what was refused. Paid since: it is paid now.",
            "A claim that was denied twice is here twice.",
        ),
    )


def _matrix(
    found: Sequence[Group],
    base: Slice,
    reasons: Sequence[tuple[str, str]],
    payers: Sequence[Any],
    names: Mapping[Any, str],
) -> Section:
    """How often which payer gave which reason; beyond the first few payers the others stand in one column.

    Other payers can be the first few of the period before, so that nothing is compared here; the tables above do.
    """
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
            tuple(Column(head, Unit.COUNT, is_dated=False) for head in (*heads, "Together")),
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
        *(
            Cell(
                sum(group["rows"] for group in found if group.keys["claim_state"] == state),
                base.narrowed(claim_state=state),
            )
            for _, state in BECAME
        ),
    )
    return Row(label, cells, is_total=is_total)


def _refusals(title: str, label: str, rows: Sequence[Row], total: Row) -> Section:
    columns = (
        Column("Denials", Unit.COUNT), Column("Refused", Unit.MONEY), *(Column(head, Unit.COUNT) for head, _ in BECAME),
    )  # fmt: skip
    drawn = with_bars([*rows, total], tones=(Tone.LOST,), columns=(1,))
    return Section(title, table=Table(title, label, columns, drawn))
