"""Every number of every report, held against sums written by hand over the tables, and against its own rows."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.billing.operations.own_rules import apply_own_rule, save_own_rule
from apps.patients.models import OwnRule
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider
from apps.practice.workbooks import write_workbook
from apps.reports.domain.asked import Asked, last_of_month, months_ago, next_month
from apps.reports.domain.report import Cell, Figure, Report, Unit
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.written import in_file, written
from apps.reports.kinds import KINDS
from apps.reports.report_breakdown import BY
from apps.reports.report_files import as_csv, as_pdf, sheets_of
from apps.reports.rows_shown import sums_of
from tests import builders as make
from tests.reports.by_hand import (
    denials_by_hand,
    panels_by_hand,
    penetration_by_hand,
    program_by_hand,
    speed_by_hand,
    sql,
    table_of,
    year_by_hand,
)
from tests.reports.years import FIRST, lived

SENT = "('sent','accepted','rejected','denied','refunded','paid','partly_paid')"
PAID = "('paid','partly_paid')"


def asked_of(months: int, **more: Any) -> Asked:
    last = months_ago(FIRST, -(months - 1))
    return Asked(starts_on=FIRST, ends_on=last_of_month(last), today=next_month(last), **more)


def one(text: str, *given: Any) -> Any:
    ((value,),) = sql(text, *given)
    return value or 0


def money(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


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
def test_every_figure_is_the_sum_of_the_tables_and_of_its_rows(years: tuple[Actor, int]) -> None:
    actor, months = years
    asked = asked_of(months)
    assert one("SELECT count(*) FROM billing_claim WHERE state='paid'") > 0
    assert one("SELECT count(*) FROM billing_claim WHERE state='denied'") + months > 0
    _months_agree(actor, asked)
    _flow_agrees(actor, asked)
    _aging_agrees(actor, asked)
    _denials_agree(actor, asked)
    _economics_agree(actor, asked)
    _capitation_agrees(actor, asked)
    _speed_and_programmes_agree(actor, asked)
    _panels_agree(actor, asked)
    _own_year_agrees(actor, asked)
    _period_before_agrees(actor, asked)
    seen = 0
    for report in everything(actor, asked):
        seen += _links_agree(actor, report)
        _files_agree(actor, report)
    assert seen > 150, "hardly any figure led to rows"


def everything(actor: Actor, asked: Asked) -> Iterator[Report]:
    """Give every report, breakdowns by everything, and each narrowed to one provider."""
    provider = Provider.objects.get(last_name="Moss")
    for kind in KINDS:
        yield kind.report(actor, replace(asked, compares="compare" in kind.offers), provider)
        if "provider" in kind.offers:
            yield kind.make(actor, replace(asked, narrowed=(("provider", str(provider.pk)),)), provider)
        if "by" in kind.offers:
            yield from (kind.make(actor, replace(asked, by=by), None) for by in BY)


def made(actor: Actor, asked: Asked, name: str) -> Report:
    kind = next(kind for kind in KINDS if kind.name == name)
    return kind.make(actor, asked, None)


def _months_agree(actor: Actor, asked: Asked) -> None:
    report = made(actor, asked, "months")
    assert report.sections[0].table is not None
    rows = {row.label: row for row in report.sections[0].table.rows}
    for month in asked.months:
        first, last = month, last_of_month(month)
        logged = one(
            "SELECT sum(v.seconds) FROM timelog_entryversion v JOIN (SELECT entry_id, max(number) n FROM"
            " timelog_entryversion GROUP BY entry_id) m ON m.entry_id=v.entry_id AND m.n=v.number"
            " WHERE NOT v.is_void AND v.is_confirmed AND v.practice_id=%s AND v.performed_on BETWEEN %s AND %s",
            actor.practice.pk, first, last,
        )  # fmt: skip
        ended = "FROM billing_decision d JOIN billing_serviceperiod p ON p.id=d.period_id"
        within = "d.is_current AND d.practice_id=%s AND p.window_ends_on BETWEEN %s AND %s"
        given = (actor.practice.pk, first, last)
        counted = one(f"SELECT sum(d.counted_seconds) {ended} WHERE {within}", *given)
        by_state = [
            one(f"SELECT sum(d.counted_seconds) {ended} JOIN billing_claim c ON c.decision_id=d.id"
                f" WHERE {within} AND c.stands AND c.state IN {states}", *given)
            for states in (SENT, PAID)
        ]  # fmt: skip
        ((count, charge),) = sql(
            f"SELECT count(*), sum(c.total_charge) {ended} JOIN billing_claim c ON c.decision_id=d.id"
            f" WHERE c.stands AND c.state IN {SENT} AND d.practice_id=%s AND p.window_ends_on BETWEEN %s AND %s",
            *given,
        )
        received = one(
            f"SELECT sum(o.paid) {ended} JOIN billing_claim c ON c.decision_id=d.id JOIN billing_posting o ON"
            " o.claim_id=c.id WHERE d.practice_id=%s AND p.window_ends_on BETWEEN %s AND %s",
            *given,
        )
        found = [cell.value for cell in rows[f"{month:%b %Y}"].cells]
        assert found[:5] == [logged, counted, *by_state, count], month
        assert found[5:] == [money(charge), money(received)], month
    total = rows["Together"]
    for place in range(7):
        values = [money(row.cells[place].value) for row in rows.values() if not row.is_total]
        assert money(total.cells[place].value) == sum(values)


def _flow_agrees(actor: Actor, asked: Asked) -> None:
    """Add up what each decision itself says of its entries, and where its claim stands."""
    ends: dict[str, int] = {}
    by_activity: dict[str, int] = {}
    rows = sql(
        "SELECT d.facts, d.result, c.state FROM billing_decision d JOIN billing_serviceperiod p ON p.id=d.period_id"
        " LEFT JOIN billing_claim c ON c.decision_id=d.id AND c.stands AND c.state NOT IN ('voided','replaced')"
        " WHERE d.is_current AND d.practice_id=%s AND p.window_ends_on BETWEEN %s AND %s",
        actor.practice.pk, asked.starts_on, asked.ends_on,
    )  # fmt: skip
    for facts, result, state in rows:
        activity = {entry["key"]: entry["activity"] for entry in json.loads(facts)["entries"]}
        said = json.loads(result)
        for key, seconds, *reason in (*said["counted"], *said["left_out"]):
            by_activity[activity[key]] = by_activity.get(activity[key], 0) + seconds
            end = f"left out {reason[0]}" if reason else _end(said, state)
            ends[end] = ends.get(end, 0) + seconds
    report = made(actor, asked, "leakage")
    assert report.sections[0].table is not None
    steps = {row.label: int(str(row.cells[0].value)) for row in report.sections[0].table.rows}
    whole = sum(ends.values())
    assert steps.pop("Looked at by closed periods") == whole
    assert steps.pop("Counted") == whole - sum(
        value for end, value in ends.items() if end.startswith("left out")
    )
    assert steps.pop("Paid") == ends.pop("paid", 0)
    assert sorted(steps.values()) == sorted(ends.values())
    for by in BY:
        table = made(actor, replace(asked, by=by), "breakdown").sections[0].table
        assert table is not None
        lines = [row for row in table.rows if not row.is_total]
        assert sum(int(str(row.cells[0].value)) for row in lines) == whole, by
        if by == "activity":
            assert sorted(int(str(row.cells[0].value)) for row in lines) == sorted(by_activity.values())


def _end(said: dict[str, Any], state: str | None) -> str:
    if said["outcome"] != "billable":
        return f"{said['outcome']} {said['reasons'][0] if said['outcome'] == 'not_billable' else ''}"
    groups = {
        "draft": "review",
        "held": "review",
        "returned": "review",
        "approved": "approved",
        "batched": "approved",
    }
    return {"sent": "payer", "accepted": "payer", "partly_paid": "paid", None: "unclaimed"}.get(
        state, groups.get(str(state), str(state))
    )


def _aging_agrees(actor: Actor, asked: Asked) -> None:
    report = made(actor, asked, "aging")
    waiting = sql(
        "SELECT count(*), sum(total_charge) FROM billing_claim WHERE stands AND state IN ('sent','accepted')"
        " AND practice_id=%s", actor.practice.pk,
    )[0]  # fmt: skip
    assert [figure.value for figure in report.figures[:2]] == [waiting[0], money(waiting[1])]


def _denials_agree(actor: Actor, asked: Asked) -> None:
    report = made(actor, asked, "denials")
    found = sql(
        "SELECT count(*), sum(t.amount) FROM billing_claimtask t JOIN billing_claim c ON c.id=t.claim_id JOIN"
        " billing_serviceperiod p ON p.id=c.period_id WHERE t.kind='denial' AND t.practice_id=%s AND"
        " p.window_ends_on BETWEEN %s AND %s", actor.practice.pk, asked.starts_on, asked.ends_on,
    )[0]  # fmt: skip
    assert [figure.value for figure in report.figures[:2]] == [found[0], money(found[1])]
    by_reason, matrix = table_of(report, "By reason"), table_of(report, "Denials by reason and payer")
    payers = [column.head for column in report.tables[2].columns][:-1]
    for (group, reason), of_payer in denials_by_hand(actor, asked).items():
        label = next(label for label in by_reason if label.startswith(f"{group}-{reason}:"))
        counts = [of_payer[payer][0] if payer in of_payer else None for payer in payers]
        assert matrix[label] == [*counts, sum(each[0] for each in of_payer.values())]
        assert by_reason[label][1] == sum(each[1] for each in of_payer.values())
    assert matrix["Together"][-1] == found[0]


def _speed_and_programmes_agree(actor: Actor, asked: Asked) -> None:
    assert table_of(made(actor, asked, "speed"), "Days by month") == speed_by_hand(actor, asked)
    report = made(actor, asked, "program")
    goals, work = program_by_hand(actor, asked)
    stated = table_of(report, "Goals stated on these dates, as they stand")
    assert {label.lower(): row[:2] for label, row in stated.items() if label != "Together"} == goals
    workload = table_of(report, "Workload by provider")
    assert {label: row for label, row in workload.items() if label in work} == work
    assert workload["Together"][1] == sum(row[1] for row in workload.values()) - workload["Together"][1]


def _panels_agree(actor: Actor, asked: Asked) -> None:
    report = made(actor, asked, "economics")
    assert table_of(report, "Billable periods by panel") == panels_by_hand(actor, asked)
    could, adopting = penetration_by_hand(actor, asked)
    assert table_of(report, "Patients billed of those who could be")["This practice"] == could
    practitioners = table_of(report, "Practitioners who bill")
    assert {label: row for label, row in practitioners.items() if label in adopting} == adopting


def _own_year_agrees(actor: Actor, asked: Asked) -> None:
    provider = Provider.objects.get(last_name="Moss")
    report = next(kind for kind in KINDS if kind.name == "year").make(actor, asked, provider)
    assert table_of(report, "Months of one provider")["Together"] == year_by_hand(actor, asked, provider.pk)


def _period_before_agrees(actor: Actor, asked: Asked) -> None:
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


def _economics_agree(actor: Actor, asked: Asked) -> None:
    report = made(actor, asked, "economics")
    charged, received = (money(figure.value) for figure in report.figures[:2])
    for section, part in zip(report.sections[:2], ("0.26", "0.33"), strict=True):
        assert section.table is not None
        total = section.table.rows[-1]
        at = (charged * Decimal(part)).quantize(Decimal("0.01"))
        assert [cell.value for cell in total.cells[:4]] == [charged, at, received, received - at]


def _capitation_agrees(actor: Actor, asked: Asked) -> None:
    """Hold the shadow value against a capitation that the practice wrote down, and against none."""
    section = next(each for each in made(actor, asked, "economics").sections if "Capitated" in each.title)
    assert section.table is not None and [cell.value for cell in section.table.rows[0].cells[5:]] == [
        None,
        None,
    ]
    content = {"payer": "capitated", "amount": "12.50", "source": "practice_contract", "section": "Exhibit B",
               "confidence": "H/R"}  # fmt: skip
    draft = OwnRule(
        practice=actor.practice, table="capitation", key="capitated", content=content, starts_on=FIRST
    )
    saved = save_own_rule(draft, actor=actor, today=asked.today)
    apply_own_rule(actor, rule_id=saved.pk, now=timezone.now(), today=asked.today)
    assert actor.user is not None
    actor = make.actor(actor.user, Practice.objects.get(pk=actor.practice.pk))
    section = next(each for each in made(actor, asked, "economics").sections if "Capitated" in each.title)
    ((periods, seconds, worth),) = sql(
        "SELECT count(*), sum(d.counted_seconds), sum(d.expected_amount) FROM billing_decision d JOIN patients_payer p"
        " ON p.id=d.payer_id WHERE d.is_current AND d.practice_id=%s AND p.profile='capitated' AND d.obstacle="
        "'capitated' AND d.window_ends_on BETWEEN %s AND %s", actor.practice.pk, asked.starts_on, asked.ends_on,
    )  # fmt: skip
    members = one(
        "SELECT count(*) FROM patients_coverage c JOIN patients_payer p ON p.id=c.payer_id WHERE p.profile='capitated'"
        " AND c.practice_id=%s", actor.practice.pk,
    ) * len(asked.months)  # fmt: skip
    assert members and periods and section.table is not None
    worth = money(worth)
    assert [cell.value for cell in section.table.rows[0].cells] == [
        periods, seconds, worth, members, money(worth / members), Decimal("12.50"),
        (worth / (Decimal("12.50") * members)).quantize(Decimal("0.0001")),
    ]  # fmt: skip
    assert any("Exhibit B" in note for note in section.notes)


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
    """Give each figure that leads to rows; hardly any does not."""
    for figure in report.figures:
        if figure.rows and figure.value is not None:
            yield figure, figure.unit
        assert figure.rows or figure.url or not figure.value or report.name == "forecast", figure
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
                if is_said and report.name != "forecast" and not row.url:
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


def _files_agree(actor: Actor, report: Report) -> None:
    """Read the three files back: each cell of each table is there, in order."""
    lines = list(csv.reader(io.StringIO(b"".join(as_csv(report)).decode("utf-8-sig"))))
    book = io.BytesIO()
    write_workbook(book, list(sheets_of(report)), made_at=timezone.now())
    sheets = load_workbook(book, read_only=True).worksheets
    assert len(sheets) == len(report.tables) + bool(report.figures)
    pages = PdfReader(io.BytesIO(as_pdf(report, actor=actor))).pages
    contents = [page.get_contents() for page in pages]
    is_dashed = any(each is not None and b"[6 4] 0 d" in each.get_data() for each in contents)
    charts = [section.chart for section in report.sections if section.chart]
    several = [chart for chart in charts if sum(each.kind == "line" for each in chart.series) > 1]
    assert is_dashed or not several, "the lines of a chart are vectors"
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for number, table in enumerate(report.tables):
        sheet = list(sheets[number + bool(report.figures)].iter_rows(min_row=2, values_only=True))
        for place, row in enumerate(table.rows):
            said = [
                in_file(cell.value, column.unit)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ]
            assert [str(each) if each is not None else "" for each in said] in [
                _unquoted(line[1:]) for line in lines
            ]
            in_sheet = [*sheet[place][1:], *([None] * len(said))][: len(said)]
            assert [_number(each) for each in in_sheet] == [_number(each) for each in said], (
                report.name,
                row,
            )
            for cell, column in zip(row.cells, table.columns, strict=True):
                if column.unit is not Unit.TEXT and cell.value is not None:
                    assert written(cell.value, column.unit) in text, (report.name, row.label)


def _unquoted(line: list[str]) -> list[str]:
    return [each.removeprefix("'") for each in line]


def _number(value: Any) -> Any:
    return round(float(value), 4) if isinstance(value, int | float | Decimal) else value
