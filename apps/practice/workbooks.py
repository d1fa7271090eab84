"""Sheets as a workbook (XLSX), written row by row."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from apps.practice.domain.sheets import Cell, Column, Kind, Sheet
from apps.problems import Problem, Refused

MOST_ROWS = 1_048_575  # of a sheet in a workbook, beside its heading
FORMATS = {Kind.MONEY: "#,##0.00", Kind.DATE: "yyyy-mm-dd", Kind.NUMBER: "0"}
WIDTHS = {Kind.MONEY: 13, Kind.DATE: 12, Kind.NUMBER: 10, Kind.TEXT: 22}


def write_workbook(file: IO[bytes], sheets: Iterable[Sheet], *, made_at: datetime) -> None:
    """Write a workbook row by row; `made_at` is the local time it says.

    Dates, numbers and amounts are real ones, everything else is text and never a formula; sums are numbers.
    Refuses more rows than a sheet can hold.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Careminutes"
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    for sheet in sheets:
        _add(book, sheet)
    book.save(file)


def _add(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.title[:31])
    page.freeze_panes = "B2"
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = WIDTHS[column.kind]
    page.append([_bold(page, column.label, column) for column in sheet.columns])
    for number, (row, is_total) in enumerate(sheet.with_totals(), start=1):
        if number > MOST_ROWS:
            said = f"A workbook holds {MOST_ROWS:,} rows. Narrow the list, or take CSV."
            raise Refused(Problem("sheet_too_long", said))
        write = _bold if is_total else _cell
        page.append([write(page, value, column) for value, column in zip(row, sheet.columns, strict=True)])


def _bold(page: Any, value: Cell, column: Column) -> Any:
    cell = _cell(page, value, column)
    if cell is not None:
        cell.font = Font(bold=True)
    return cell


def _cell(page: Any, value: Cell, column: Column) -> Any:
    if value is None or value == "":
        return None
    text = ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, value=text)  # type: ignore[arg-type]  # it takes dates and Decimals as well
    if isinstance(value, str):
        cell.data_type = "s"
    elif column.kind in FORMATS and (isinstance(value, Decimal) or column.kind is not Kind.MONEY):
        cell.number_format = FORMATS[column.kind]
    return cell
