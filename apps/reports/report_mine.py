"""One provider's month at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import BELOW, CAPITATED, IN_REVIEW, PAID, REFUSED
from apps.reports.domain.report import (
    Cell,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Segment,
    Table,
    Tone,
    Unit,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.named import names_of
from apps.reports.sums import Group, added, by_key, groups, in_words, name_in
from apps.timelog.worklist import NEAR_MINUTES, fits, progress_of_ranked

FATES = {"Earned": "earned", "At risk": "at_risk", "Lost": "lost"}
NOBODY = "No provider belongs to this sign-in."
EARNED, AT_RISK, LOST, APART = "Earned", "At risk", "Lost", "Paid by capitation"


def month(actor: Actor, asked: Asked, provider: Provider | None) -> Report:
    """Return the month at a glance: minutes by activity, patients near a threshold, earned, at risk, lost and why."""
    if provider is None:
        return Report("mine", "My month", asked.words, sections=(Section("", empty=nobody(actor)),))
    asked = asked.of_provider(provider.pk)
    entries = asked.slice(Source.ENTRIES)
    by_activity = groups(actor, entries, "activity", "late", measures=("rows", "seconds"))
    fates = asked.slice(Source.PERIODS)
    periods = groups(actor, fates, "outcome", "obstacle", "stage", measures=("rows", "counted", "expected"))
    seconds = added(by_activity, "seconds")
    return Report(
        "mine",
        "My month",
        f"{provider}, {asked.words}.",
        figures=(
            Figure("logged", seconds, Unit.MINUTES, entries),
            *_thresholds(actor, asked, provider),
            *_money_figures(asked, periods),
        ),
        sections=(
            _activities(actor, asked, by_activity, seconds),
            _fates(asked, periods),
            _late(asked, by_activity),
        ),
    )


def nobody(actor: Actor) -> str:
    """Say that a sign-in is no provider's, and the way on from there."""
    if actor.may(Action.SEE_CLAIMS):
        return f"{NOBODY} Choose one above, or have your account added to yours under Providers."
    return f"{NOBODY} Ask an administrator to link yours."


def _thresholds(actor: Actor, asked: Asked, provider: Provider) -> tuple[Figure, ...]:
    """Count whose running periods reached a step, or are near one; a view ahead, for oneself and for today only."""
    is_own = actor.provider is not None and actor.provider.pk == provider.pk
    if not is_own or not asked.starts_on <= asked.today <= asked.ends_on:
        return ()
    found = progress_of_ranked(actor, today=asked.today)
    address = reverse("patients:mine")
    return tuple(
        Figure(
            label,
            sum(fits(each, only) for each in found),
            Unit.COUNT,
            is_dated=False,
            url=f"{address}?only={only}",
        )
        for label, only in (
            ("patients over a threshold", "reached"),
            (f"within {NEAR_MINUTES} min of the next", "near"),
        )
    )


def _fate(keys: Mapping[str, object]) -> tuple[str, str]:
    """Say what a closed period has become, and why."""
    outcome, obstacle, stage = keys["outcome"], str(keys["obstacle"]), keys["stage"]
    if outcome == "blocked":
        return AT_RISK, in_words(obstacle)
    if outcome == "not_billable":
        return (APART, in_words(obstacle)) if obstacle == CAPITATED else (LOST, in_words(obstacle))
    if stage is None:
        return AT_RISK, "Billable, without a claim"
    if stage in REFUSED:
        return (AT_RISK if stage == "rejected" else LOST), in_words(str(stage))
    return EARNED, {**dict.fromkeys(IN_REVIEW, "Claim in review"), **dict.fromkeys(PAID, "Paid")}.get(
        str(stage), "Approved or with the payer"
    )


_WHERE: Mapping[str, Mapping[str, object]] = {
    "Claim in review": {"outcome": "billable", "stage": IN_REVIEW},
    "Paid": {"outcome": "billable", "stage": PAID},
    "Approved or with the payer": {
        "outcome": "billable",
        "stage": ("approved", "batched", "sent", "accepted"),
    },
    "Billable, without a claim": {"outcome": "billable", "stage": "unclaimed"},
    **{in_words(state): {"outcome": "billable", "stage": state} for state in REFUSED},
}


def _fates(asked: Asked, periods: Sequence[Group]) -> Section:
    base = asked.slice(Source.PERIODS)
    found: dict[tuple[str, str], list[Group]] = {}
    for group in periods:
        found.setdefault(_fate(group.keys), []).append(group)
    order = (EARNED, AT_RISK, LOST, APART)
    rows = [
        _fate_row(fate, why, found[fate, why], base)
        for fate, why in sorted(found, key=lambda each: (order.index(each[0]), each[1]))
    ]
    columns = (Column("Periods", Unit.COUNT), Column("Counted", Unit.MINUTES), Column("Expected", Unit.MONEY))
    widest = max((int(str(row.cells[1].value)) for row in rows), default=0)
    drawn = tuple(_toned(row, widest) for row in rows)
    table = Table("What became of the periods that ended", "What and why", columns, drawn)
    return Section(
        "Earned, at risk, lost and why",
        table=table if rows else None,
        lede="Periods that ended on these dates and are closed.",
        empty="" if rows else "No period of these dates is closed yet.",
        notes=(
            "Expected is what the rules' fee rows say; below a threshold no code has an amount.",
            "What capitated plans would have paid is a shadow value, and in none of the sums above.",
        ),
    )


def _fate_row(fate: str, why: str, found: Sequence[Group], base: Slice) -> Row:
    keys = found[0].keys
    where = _WHERE.get(why) or {"outcome": keys["outcome"], "obstacle": keys["obstacle"]}
    rows = base.narrowed(**where)
    expected = added(found, "expected")
    is_valued = keys["obstacle"] != BELOW and expected
    cells = (
        Cell(added(found, "rows"), rows),
        Cell(added(found, "counted"), rows),
        Cell(expected if is_valued else None, rows if is_valued else None),
    )
    return Row(fate if fate == APART else f"{fate}: {why[0].lower()}{why[1:]}", cells)


TONES = {EARNED: Tone.PAID, AT_RISK: Tone.OPEN, LOST: Tone.LOST, APART: Tone.APART}


def _toned(row: Row, widest: int) -> Row:
    tone = TONES[row.label.partition(":")[0]]
    width = 100 * int(str(row.cells[1].value)) / widest if widest else 0.0
    return replace(row, segments=(Segment(0.0, round(width, 3), tone),))


def _money_figures(asked: Asked, periods: Sequence[Group]) -> tuple[Figure, ...]:
    sums = {fate: Decimal("0.00") for fate in (EARNED, AT_RISK, LOST)}
    for group in periods:
        fate = _fate(group.keys)[0]
        if fate in sums:
            sums[fate] += group["expected"]
    base = asked.slice(Source.PERIODS)
    lost = added(periods, "counted", lambda keys: _fate(keys)[0] == LOST)
    return (
        *(
            Figure(fate.lower(), value, Unit.MONEY, base.narrowed(fate=FATES[fate]))
            for fate, value in sums.items()
        ),
        Figure("minutes lost", lost, Unit.MINUTES, base.narrowed(fate=FATES[LOST])),
    )


def _activities(actor: Actor, asked: Asked, found: Sequence[Group], seconds: int) -> Section:
    names = names_of(actor, "activity")
    base = asked.slice(Source.ENTRIES)
    sums, counts = by_key(found, "activity", "seconds"), by_key(found, "activity", "rows")
    rows = [
        Row(
            name_in(names, "activity", key),
            (
                Cell(counts[key], base.narrowed(activity=key)),
                Cell(sums[key], base.narrowed(activity=key)),
            ),
        )
        for key in sorted(sums, key=lambda key: -sums[key])
    ]
    total = Row("Together", (Cell(sum(counts.values()), base), Cell(seconds, base)), is_total=True)
    columns = (Column("Entries", Unit.COUNT), Column("Minutes", Unit.MINUTES))
    drawn = with_bars([*rows, total], tones=(Tone.LOGGED,), columns=(1,)) if rows else ()
    table = Table("Minutes by activity", "Activity", columns, drawn)
    empty = "" if rows else "Nothing was logged on these dates."
    return Section("Minutes by activity", table=table if rows else None, empty=empty)


def _late(asked: Asked, found: Sequence[Group]) -> Section:
    base = asked.slice(Source.ENTRIES)
    rows = []
    for label, is_late in (("In time", False), ("Late: after their period had closed", True)):
        of_kind = [group for group in found if group.keys["late"] is is_late or group.keys["late"] == is_late]
        where = base.narrowed(late=is_late)
        cells = (Cell(added(of_kind, "rows"), where), Cell(added(of_kind, "seconds"), where))
        rows.append(Row(label, cells))
    columns = (Column("Entries", Unit.COUNT), Column("Minutes", Unit.MINUTES))
    drawn = with_bars(rows, tones=(Tone.LOGGED,), columns=(1,))
    return Section("Late entries", table=Table("Entries in time and late", "Entered", columns, drawn))
