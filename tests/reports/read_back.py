"""The files of a report read back: each figure of the page is in the CSV, the workbook and the PDF, in order.

And its charts, held against its tables.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.practice.access import Actor
from apps.practice.workbooks import write_workbook
from apps.reports.domain.report import Report, Row, Table, Unit
from apps.reports.domain.written import in_file, moved, written
from apps.reports.report_files import as_csv, as_pdf, sheets_of


def files_agree(actor: Actor, report: Report) -> None:
    """Read the three files back: each cell of each table is there, in order."""
    lines = list(csv.reader(io.StringIO(b"".join(as_csv(report, actor=actor)).decode("utf-8-sig"))))
    book = io.BytesIO()
    write_workbook(book, list(sheets_of(report, actor=actor)), made_at=timezone.now())
    sheets = load_workbook(book, read_only=True).worksheets
    before = 1 + bool(report.figures)
    assert len(sheets) == len(report.tables) + before
    pages = PdfReader(io.BytesIO(as_pdf(report, actor=actor))).pages
    contents = [page.get_contents() for page in pages]
    is_dashed = any(each is not None and b"[6 4] 0 d" in each.get_data() for each in contents)
    charts = [section.chart for section in report.sections if section.chart]
    several = [chart for chart in charts if sum(each.kind == "line" for each in chart.series) > 1]
    assert is_dashed or not several, "the lines of a chart are vectors"
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for number, table in enumerate(report.tables):
        sheet = list(sheets[number + before].iter_rows(min_row=2, values_only=True))
        for place, row in enumerate(table.rows):
            said = list(_in_a_file(row, table))
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
                if cell.has_before:
                    assert written(cell.before, column.unit) in text, (report.name, row.label)
                    assert moved(cell.value, cell.before, column.unit) in text, (report.name, row.label)


def _in_a_file(row: Row, table: Table) -> Iterator[Any]:
    """Give the values of a row as a file has them: with the period before and the difference where it was asked."""
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        now, before = in_file(cell.value, column.unit), in_file(cell.before, column.unit)
        yield now
        if any(each.cells[place].has_before for each in table.rows):
            yield before
            adds_up = column.unit in (Unit.COUNT, Unit.MINUTES, Unit.MONEY)
            is_known = (now is None) + (before is None) < (2 if adds_up else 1)
            known = [0 if each is None else each for each in (now, before)]
            yield known[0] - known[1] if cell.has_before and is_known else None  # type: ignore[operator]


def _unquoted(line: list[str]) -> list[str]:
    return [each.removeprefix("'") for each in line]


def _number(value: Any) -> Any:
    return round(float(value), 4) if isinstance(value, int | float | Decimal) else value


def charts_agree(report: Report) -> None:
    """Hold each line of a chart against the columns of the tables: it is one of them, in minutes or dollars."""
    columns = [
        [row.cells[place].value for row in table.rows if not row.is_total]
        for table in report.tables
        for place in range(len(table.columns))
    ]
    drawn = [
        [None if not isinstance(value, int | Decimal) else float(value) for value in column]
        for column in columns
    ]
    for section in report.sections:
        for series in section.chart.series if section.chart else ():
            values = [value for value in series.values if value is not None]
            assert any(
                _is_drawn_from(values, [each for each in column if each is not None]) for column in drawn
            ), (
                report.name,
                series.name,
                values,
                drawn,
            )


def _is_drawn_from(values: list[float], column: list[float]) -> bool:
    """Say whether a line shows a column, which may be in seconds and in the other order."""
    for scaled in (column, [each / 60 for each in column], [each // 60 for each in column]):
        if len(values) == len(scaled) and any(
            values == pytest.approx(each, abs=0.02) for each in (scaled, scaled[::-1])
        ):
            return True
    return False
