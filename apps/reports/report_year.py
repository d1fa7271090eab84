"""One provider's months, and what an hour of oversight brings."""

from collections.abc import Sequence
from decimal import Decimal

from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked, within_month
from apps.reports.domain.flow import PAID
from apps.reports.domain.months import from_the_first, month_label, over_months
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
    total_of,
)
from apps.reports.domain.slices import Source
from apps.reports.report_mine import nobody
from apps.reports.sums import added, by_key, groups


def year(actor: Actor, asked: Asked, provider: Provider | None) -> Report:
    """Return one's months and what an hour of oversight brings: five sums."""
    if provider is None:
        return Report("year", "My year", asked.words, sections=(Section("", empty=nobody(actor)),))
    asked = asked.of_provider(provider.pk)
    rows = from_the_first(_year_rows(actor, asked), asked)
    heads = (
        Column("Logged", Unit.MINUTES), Column("Counted", Unit.MINUTES), Column("Paid for", Unit.MINUTES),
        Column("Late", Unit.MINUTES), Column("Expected", Unit.MONEY), Column("Received", Unit.MONEY),
        Column("Expected an hour", Unit.RATE), Column("Received an hour", Unit.RATE),
    )  # fmt: skip
    total = _year_total(rows, asked)
    table = Table("Months of one provider", "Month", heads, (*rows, total), recurs=False)
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
        sections=_sections(table, rows)
        if any(cell.value for cell in total.cells)
        else (Section("Minutes by month", empty="Nothing was logged on these dates."),),
        notes=(
            "An hour: dollars of the periods that ended in a month, by the hours of patients' time logged in it.",
            "A period can end in another month than its work was done in; over a year that evens out.",
            "Logged, and an hour, are of one's own time for patients, without that for a programme.",
            "Counted, expected and received are of the periods one renders, with what staff logged in them.",
            "Late is time entered after its period had closed.",
        ),
    )


def _sections(table: Table, rows: Sequence[Row]) -> tuple[Section, ...]:
    """Return the months in minutes, and what an hour of them brought where there is more than one."""
    minutes = [
        Series(
            table.columns[place].head,
            tone,
            tuple(float(int(row.cells[place].value or 0) // 60) for row in rows),  # type: ignore[arg-type]
        )
        for tone, place in ((Tone.LOGGED, 0), (Tone.COUNTED, 1), (Tone.PAID, 2))
    ]
    worth = [
        Series(name, tone, tuple(_number(row.cells[place].value) for row in rows))
        for name, tone, place in (("Expected", Tone.BILLED, 6), ("Received", Tone.PAID, 7))
    ]
    by_hour = over_months("Dollars an hour of logged oversight", rows, worth, Unit.MONEY)
    return (
        Section(
            "Minutes by month",
            table=table,
            chart=over_months("Minutes by month", rows, minutes, Unit.MINUTES),
        ),
        *([Section("What an hour brings", chart=by_hour)] if by_hour else []),
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
        rows.append(Row(month_label(first, asked), cells))
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
