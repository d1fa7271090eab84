"""Every number of every report, held against sums written by hand over the tables, and against its own rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.billing.models import Claim
from apps.billing.operations.another_payer import bill_another_payer
from apps.billing.operations.own_rules import apply_own_rule, save_own_rule
from apps.patients.models import OwnRule
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider
from apps.reports.domain.asked import Asked, last_of_month, months_ago, next_month
from apps.reports.domain.report import Cell, Figure, Report, Section, Table, Unit
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.written import nothing_of
from apps.reports.kinds import KINDS, Kind
from apps.reports.report_breakdown import BY
from apps.reports.report_leakage import leakage
from apps.reports.rows_shown import sums_of
from tests import builders as make
from tests.reports.books import Books, books_of
from tests.reports.proofs import PROOFS, unproven
from tests.reports.proofs_of_access import accesses_agree
from tests.reports.read_back import charts_agree, files_agree
from tests.reports.years import FIRST, lived

# A provider's own month stands apart, so that its figures are those of a provider who has any.
NARROWED = ("provider", "payer", "setting", "agency", "code", "program")
# How many days earlier or later it is also asked what waits, so that something is as old as each column says.
LATER = (-10, 20, 50, 90)

# Days by which dates begin and end later, to look at periods cut by their edge and at those that are not closed yet.
EDGES = ((0, 31), (45, 0), (0, -10), (130, 60))


def asked_of(months: int, **more: Any) -> Asked:
    last = months_ago(FIRST, -(months - 1))
    return Asked(starts_on=FIRST, ends_on=last_of_month(last), today=next_month(last), **more)


@pytest.fixture
def years(hilltop: Practice, request: pytest.FixtureRequest) -> tuple[Actor, int]:
    months = getattr(request, "param", 4)
    return lived(hilltop, months=months), months


@pytest.mark.parametrize(
    "years",
    [
        pytest.param(4, id="four months"),
        pytest.param(24, id="two years", marks=[pytest.mark.deep, pytest.mark.timeout(900)]),
    ],
    indirect=True,
)
def test_every_figure_is_the_sum_of_the_tables_and_of_its_rows(
    years: tuple[Actor, int], client: Client
) -> None:
    actor, months = years
    asked = asked_of(months)
    _capitation_is_agreed(actor, asked)
    actor = make.actor(actor.user, Practice.objects.get(pk=actor.practice.pk))  # type: ignore[arg-type]
    books = books_of(actor)
    reports = list(everything(actor, asked, books))
    wrong = [said for report, of in reports for said in unproven(report, books, of)]
    assert not wrong, "\n".join(wrong)
    _a_new_figure_is_named(*reports[0], books)
    for report, _ in reports:
        charts_agree(report)
    _nothing_is_proven_by_nothing([report for report, _ in reports])
    _period_before_agrees(actor, asked, books)
    seen = 0
    for report, of in reports:
        seen += _links_agree(actor, report)
        if not of.narrowed or of.narrowed[0][0] == "provider":
            files_agree(actor, report)
    assert seen > 150, "hardly any figure led to rows"
    accesses_agree(actor, client, since=FIRST)


def test_every_figure_agrees_after_another_payer_was_billed(years: tuple[Actor, int]) -> None:
    actor, months = years
    asked = asked_of(months)
    before = looked_at(actor, asked)
    claim, new = _billed_elsewhere(actor, today=asked.today)
    books = books_of(actor)
    reports = list(everything(actor, asked, books))
    wrong = [said for report, of in reports for said in unproven(report, books, of)]
    assert not wrong, "\n".join(wrong)
    assert sum(_links_agree(actor, report) for report, _ in reports) > 150
    assert looked_at(actor, asked) == before
    standing = Claim.objects.filter(period=claim.period_id).exclude(state__in=("voided", "replaced"))
    assert list(standing) == [new]


def looked_at(actor: Actor, asked: Asked) -> Any:
    return {each.label: each.value for each in leakage(actor, asked).figures}["looked at"]


def _billed_elsewhere(actor: Actor, *, today: date) -> tuple[Claim, Claim]:
    """Let another plan of the same windows have covered the days of a denied claim: that ends, the plan is billed."""
    claim = Claim.objects.exclude(tasks=None).filter(practice=actor.practice, state="denied").latest("pk")
    days, patient = claim.period, claim.patient
    plan = make.commercial_payer(actor.practice, name="Silverline of the years")
    patient.coverages.update(ends_on=days.window_starts_on - timedelta(days=1))
    make.coverage(patient, plan, starts_on=days.window_starts_on, ends_on=days.window_ends_on)
    make.coverage(patient, claim.payer, starts_on=days.window_ends_on + timedelta(days=1))
    done = bill_another_payer(
        actor, claim_id=claim.pk, reason="Her other plan paid", now=timezone.now(), today=today
    )
    [new] = done.drafts
    return claim, new


def everything(actor: Actor, asked: Asked, books: Books) -> Iterator[tuple[Report, Asked]]:
    """Give every report with what it was asked for: breakdowns by everything, each narrowed to each thing it can be."""
    moss = Provider.objects.get(last_name="Moss")
    found = ({name: getattr(period, name) for name in NARROWED} for period in books.periods)
    first = {name: str(value) for name, value in next(each for each in found if all(each.values())).items()}
    for kind in KINDS:
        whole = asked if kind.name != "forecast" else replace(asked, today=asked.today + timedelta(days=19))
        own = replace(whole, narrowed=(("provider", str(moss.pk)),))
        if kind.name in ("mine", "year"):
            yield kind.make(actor, whole, moss), own
            continue
        yield kind.make(actor, whole, moss), whole
        for edges in EDGES if kind.name == "leakage" else ():
            moved = replace(
                whole,
                starts_on=whole.starts_on + timedelta(days=edges[0]),
                ends_on=whole.ends_on + timedelta(days=edges[1]),
            )
            yield kind.make(actor, moved, None), moved
        for days in LATER if kind.name == "aging" else ():
            later = replace(whole, today=whole.today + timedelta(days=days))
            yield kind.make(actor, later, None), later
        for name in NARROWED if kind.name != "forecast" else ("provider",):
            if name in kind.offers:
                narrowed = replace(whole, narrowed=((name, first[name]),))
                yield kind.make(actor, narrowed, moss), narrowed
        if "by" in kind.offers:
            for by in BY:
                yield kind.make(actor, replace(whole, by=by), None), replace(whole, by=by)


def _capitation_is_agreed(actor: Actor, asked: Asked) -> None:
    """Write down what the plan pays; before that nothing is said of it."""
    section = next(each for each in made(actor, asked, "economics").sections if "Capitated" in each.title)
    assert section.table is not None
    assert [cell.value for cell in section.table.rows[0].cells[5:]] == [None, None]
    content = {"payer": "capitated", "amount": "12.50", "source": "practice_contract", "section": "Exhibit B",
               "confidence": "H/R"}  # fmt: skip
    draft = OwnRule(
        practice=actor.practice, table="capitation", key="capitated", content=content, starts_on=FIRST
    )
    saved = save_own_rule(draft, actor=actor, today=asked.today)
    apply_own_rule(actor, rule_id=saved.pk, now=timezone.now(), today=asked.today)


def made(actor: Actor, asked: Asked, name: str) -> Report:
    kind = next(kind for kind in KINDS if kind.name == name)
    return kind.make(actor, asked, None)


def _a_new_figure_is_named(report: Report, asked: Asked, books: Books) -> None:
    """See that a headline and a table that nobody adds up by hand are said by their names."""
    (section, *rest), table = report.sections, report.tables[0]
    unknown = replace(section, table=replace(table, caption="Something new"))
    more = replace(
        report, figures=(*report.figures, Figure("also new", 7, Unit.COUNT)), sections=(unknown, *rest)
    )
    said = " ".join(unproven(more, books, asked))
    assert "months, headlines, also new: shows 7" in said
    assert "months, Something new: no sum by hand" in said


def _nothing_is_proven_by_nothing(reports: list[Report]) -> None:
    """See that each figure and column shows something other than nothing in one of the reports."""
    said: dict[tuple[str, str], bool] = {}
    for report in reports:
        for figure in report.figures:
            key = report.name, figure.label.partition(",")[0]
            said[key] = said.get(key, False) or bool(figure.value)
        for table in report.tables:
            for place, column in enumerate(table.columns):
                key = report.name, column.head
                said[key] = said.get(key, False) or any(row.cells[place].value for row in table.rows)
    assert [key for key, is_said in said.items() if not is_said] == []


def _period_before_agrees(actor: Actor, asked: Asked, books: Books) -> None:
    """Ask each report for its last months beside those before, and hold these against a report of their own."""
    middle = months_ago(FIRST, -(len(asked.months) // 2))
    late = replace(asked, starts_on=middle, compares=True)
    provider = Provider.objects.get(last_name="Moss")
    for kind in KINDS:
        if "compare" in kind.offers:
            was = {each.label: each.value for each in kind.make(actor, late.before(), provider).figures}
            dated = [each for each in kind.report(actor, late, provider).figures if each.is_dated]
            assert dated and all(each.has_before for each in dated), kind.name
            assert [each.before for each in dated] == [was.get(each.label) for each in dated]
            beside = kind.report(actor, late, provider)
            _rows_before_agree(beside, books, late, provider)
            files_agree(actor, beside)
            assert _links_agree(actor, _as_it_was(beside)) or not was, kind.name
            _what_is_over_stands_with_nothing(kind, actor, asked, books, provider)


def _what_is_over_stands_with_nothing(
    kind: Kind, actor: Actor, asked: Asked, books: Books, provider: Provider
) -> None:
    """Ask for as many months after the last, in which nothing was: each row of those before stands with nothing."""
    first = next_month(asked.ends_on)
    last = last_of_month(months_ago(first, -(len(asked.months) - 1)))
    after = replace(asked, starts_on=first, ends_on=last, compares=True)
    report = kind.report(actor, after, provider)
    _rows_before_agree(report, books, after, provider)
    files_agree(actor, report)
    compared = {
        table.caption: table
        for table in kind.make(actor, after.before(), provider).tables
        if _is_compared(table)
    }
    there = {table.caption: [row.label for row in table.rows] for table in report.tables}
    for caption, table in compared.items():
        gone = [row.label for row in table.rows if row.is_total or (table.recurs and row.cells[0].rows)]
        assert set(gone) <= set(there[caption]), (kind.name, caption)


def _as_it_was(report: Report) -> Report:
    """Return what a report says of the period before as a report, so that it is held against its rows like one."""

    def cell(now: Cell) -> Cell:
        return replace(now, value=now.before, rows=now.rows_before) if now.has_before else Cell(None)

    tables = [
        replace(table, rows=tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in table.rows))
        for table in report.tables
    ]
    figures = [
        replace(each, value=each.before, rows=each.rows_before) for each in report.figures if each.has_before
    ]
    return replace(report, figures=tuple(figures), sections=tuple(Section("", table=each) for each in tables))


def _is_compared(table: Table) -> bool:
    return any(column.is_dated and column.unit is not Unit.TEXT for column in table.columns)


def _rows_before_agree(report: Report, books: Books, late: Asked, provider: Provider) -> None:
    """Hold what each row says of the period before against a sum by hand over that period, and the sums against it."""
    own = (("provider", str(provider.pk)),) if report.name in ("mine", "year") else ()
    before = replace(late.before(), narrowed=own)
    compared = 0
    for table in report.tables:
        said = PROOFS[report.name, table.caption](books, before)
        for row in table.rows:
            for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                if cell.has_before:
                    by_hand = said[row.label][place] if row.label in said else nothing_of(column.unit)
                    assert cell.before == by_hand, (report.name, table.caption, row.label, column.head)
                    compared += 1
        if table.recurs and any(row.has_before for row in table.rows):
            assert {label for label, row in said.items() if any(row)} <= {row.label for row in table.rows}
    assert compared or not any(figure.before for figure in report.figures), report.name


def money(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def _links_agree(actor: Actor, report: Report) -> int:
    """Hold each figure that leads to rows against their number or their sum."""
    seen = 0
    for shown, unit in linked(report):
        assert shown.rows is not None
        sums = sums_of(actor, shown.rows)
        if shown.is_derived:
            assert sums["count"] or not shown.value, (report.name, shown)
        else:
            assert shown.value in _possible(sums, unit, shown.rows), (report.name, shown, sums)
        seen += 1
    return seen


def linked(report: Report) -> Iterator[tuple[Figure | Cell, Unit]]:
    """Give each figure that leads to rows; each does that says something."""
    for figure in report.figures:
        if figure.rows and figure.value is not None:
            yield figure, figure.unit
        assert figure.rows or figure.url or not figure.value, figure
    for table in report.tables:
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                if cell.rows and cell.value is not None:
                    yield cell, column.unit
                is_said = (
                    isinstance(cell.value, int | Decimal)
                    and cell.value
                    and not row.label.startswith("Benchmark")
                )
                if is_said and not row.url:
                    assert cell.rows or cell.url, (report.name, table.caption, row.label, column.head)


def _possible(sums: dict[str, Any], unit: Unit, rows: Slice) -> list[Any]:
    if unit is Unit.COUNT:
        return [sums["count"]]
    if unit is Unit.MONEY:
        names = {
            Source.PERIODS: "expected",
            Source.CLAIMS: "charge",
            Source.PAYMENTS: "paid",
            Source.DENIALS: "amount",
        }
        return [money(sums[f"sum_{names[rows.source]}"])]
    return [sums["sum_counted" if rows.source is Source.PERIODS else "sum_seconds"] or 0]
