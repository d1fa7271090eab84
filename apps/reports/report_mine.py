"""One provider's own figures: the month at a glance, the year, and what an hour of oversight brings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked, month_name
from apps.reports.domain.flow import BELOW, CAPITATED, IN_REVIEW, PAID, REFUSED
from apps.reports.domain.report import (
    Cell,
    Chart,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Segment,
    Series,
    Table,
    Tone,
    Unit,
    from_the_first,
    total_of,
    with_bars,
)
from apps.reports.domain.slices import Slice, Source
from apps.reports.report_practice import within_month
from apps.reports.sums import Group, added, by_key, groups, in_words, name_in, names_of
from apps.timelog.worklist import NEAR_MINUTES, fits, progress_of_ranked

FATES = {"Earned": "earned", "At risk": "at_risk", "Lost": "lost"}
EARNED, AT_RISK, LOST, APART = "Earned", "At risk", "Lost", "Paid by capitation"
NOBODY = "No provider belongs to this sign-in. Choose one above, or ask the administrator to link yours."


def month(actor: Actor, asked: Asked, provider: Provider | None) -> Report:
    """Return the month at a glance: minutes by activity, patients near a threshold, earned, at risk, lost and why."""
    if provider is None:
        return Report("mine", "My month", asked.words, sections=(Section("", empty=NOBODY),))
    asked = _of(asked, provider)
    entries = asked.slice(Source.ENTRIES)
    by_activity = groups(actor, entries, "activity", "late")
    periods = groups(actor, asked.slice(Source.PERIODS), "outcome", "obstacle", "stage")
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


def _of(asked: Asked, provider: Provider) -> Asked:
    kept = tuple(pair for pair in asked.narrowed if pair[0] != "provider")
    return replace(asked, narrowed=tuple(sorted((*kept, ("provider", str(provider.pk))))))


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
        notes=("Expected is what the rules' fee rows say; below a threshold no code has an amount.",),
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
    return tuple(
        Figure(fate.lower(), value, Unit.MONEY, base.narrowed(fate=FATES[fate]))
        for fate, value in sums.items()
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


def year(actor: Actor, asked: Asked, provider: Provider | None) -> Report:
    """Return one's months and what an hour of oversight brings: five sums."""
    if provider is None:
        return Report("year", "My year", asked.words, sections=(Section("", empty=NOBODY),))
    asked = _of(asked, provider)
    rows = from_the_first(_year_rows(actor, asked))
    heads = (
        Column("Logged", Unit.MINUTES), Column("Counted", Unit.MINUTES), Column("Paid for", Unit.MINUTES),
        Column("Late", Unit.MINUTES), Column("Expected", Unit.MONEY), Column("Received", Unit.MONEY),
        Column("Expected an hour", Unit.MONEY), Column("Received an hour", Unit.MONEY),
    )  # fmt: skip
    total = _year_total(rows, asked)
    table = Table("Months of one provider", "Month", heads, (*rows, total))
    names = tuple(row.label for row in rows)
    minutes = tuple(
        Series(heads[place].head, tone, tuple(float(int(row.cells[place].value or 0) // 60) for row in rows))  # type: ignore[arg-type]
        for tone, place in ((Tone.LOGGED, 0), (Tone.COUNTED, 1), (Tone.PAID, 2))
    )
    worth = tuple(
        Series(
            heads[place].head.removesuffix(" an hour"),
            tone,
            tuple(_number(row.cells[place].value) for row in rows),
        )
        for tone, place in ((Tone.BILLED, 6), (Tone.PAID, 7))
    )
    has_any = any(cell.value for cell in total.cells)
    if not has_any:
        return Report(
            "year", "My year", f"{provider}, {asked.words}.",
            sections=(Section("By month", empty="Nothing was logged on these dates."),),
        )  # fmt: skip
    return Report(
        "year",
        "My year",
        f"{provider}, {asked.words}.",
        figures=tuple(
            Figure(
                label,
                total.cells[place].value,
                heads[place].unit,
                total.cells[place].rows,
                is_derived=total.cells[place].is_derived,
            )
            for label, place in (
                ("logged", 0),
                ("expected", 4),
                ("received", 5),
                ("expected an hour", 6),
                ("received an hour", 7),
            )
        ),
        sections=(
            Section(
                "Minutes by month", table=table, chart=Chart("Minutes by month", names, minutes, Unit.MINUTES)
            ),
            Section(
                "What an hour brings",
                chart=Chart("Dollars an hour of logged oversight", names, worth, Unit.MONEY),
                lede="Dollars of the periods that ended in a month, by the hours of patients' time logged in it.",
            ),
        ),
        notes=(
            "A period can end in another month than its work was done in; over a year that evens out.",
            "Late is time entered after its period had closed.",
        ),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | Decimal) else None


def _year_rows(actor: Actor, asked: Asked) -> list[Row]:
    entries, periods = asked.slice(Source.ENTRIES), asked.slice(Source.PERIODS)
    payments = asked.slice(Source.PAYMENTS)
    logged = groups(actor, entries.narrowed(programme="0"), "month", "late", measures=("seconds",))
    decided = groups(actor, periods, "month", "outcome", "stage", measures=("counted", "expected"))
    received = by_key(groups(actor, payments, "month", measures=("paid",)), "month", "paid")
    rows = []
    for first in asked.months:
        within = within_month(first, asked)
        mine = [group for group in decided if group.keys["month"] == first]
        time = [group for group in logged if group.keys["month"] == first]
        seconds = added(time, "seconds")
        expected = added(mine, "expected", lambda keys: keys["outcome"] == "billable")
        paid = received.get(first, Decimal("0.00"))
        work = entries.narrowed(**within, programme="0")
        of_month = periods.narrowed(**within)
        cells = (
            Cell(seconds, work),
            Cell(added(mine, "counted"), of_month),
            Cell(
                added(mine, "counted", lambda keys: keys["outcome"] == "billable" and keys["stage"] in PAID),
                of_month.narrowed(outcome="billable", stage=PAID),
            ),
            Cell(added(time, "seconds", lambda keys: bool(keys["late"])), work.narrowed(late="1")),
            Cell(expected, of_month.narrowed(outcome="billable")),
            Cell(paid, payments.narrowed(**within)),
            Cell(hourly(expected, seconds), of_month.narrowed(outcome="billable"), is_derived=True),
            Cell(hourly(paid, seconds), payments.narrowed(**within), is_derived=True),
        )
        rows.append(Row(month_name(first), cells))
    return rows


def _year_total(rows: Sequence[Row], asked: Asked) -> Row:
    sums = [total_of(row.cells[place].value for row in rows) or 0 for place in range(6)]
    entries = asked.slice(Source.ENTRIES).narrowed(programme="0")
    periods = asked.slice(Source.PERIODS)
    slices = (
        entries, periods, periods.narrowed(outcome="billable", stage=PAID), entries.narrowed(late="1"),
        periods.narrowed(outcome="billable"), asked.slice(Source.PAYMENTS),
    )  # fmt: skip
    cells = [Cell(value, where) for value, where in zip(sums, slices, strict=True)]
    seconds = int(sums[0])  # type: ignore[arg-type]
    cells += [
        Cell(hourly(Decimal(sums[place]), seconds), slices[place], is_derived=True)  # type: ignore[arg-type]
        for place in (4, 5)
    ]
    return Row("Together", tuple(cells), is_total=True)


def hourly(amount: Decimal, seconds: int) -> Decimal | None:
    """Return dollars an hour; None of no time."""
    return (amount * 3600 / seconds).quantize(Decimal("0.01")) if seconds else None
