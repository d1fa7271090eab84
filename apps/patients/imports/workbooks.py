"""Turns the first sheet of an Excel workbook into the text of a table."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from apps.patients.domain.roster_columns import is_reason
from apps.patients.domain.roster_csv import MOST_TITLES
from apps.patients.domain.roster_files import LARGEST_BYTES
from apps.practice.domain.sheets import written as marked
from apps.problems import Problem

# What a workbook may unpack to; a roster of 100,000 rows has about 80 MB.
MOST_UNPACKED = 400 * 1024 * 1024
# Packed a hundred times smaller than it is, a file of this size was made to hurt; rosters pack to a tenth or so.
MOST_OF_ITS_SIZE, HARMLESS = 100, 20 * 1024 * 1024
# The looks of cells, of which Excel itself takes 65,490.
MOST_LOOKS, LOOKS = 3 * 1024 * 1024, "xl/styles.xml"
MOST_ROWS = 1_048_576
# No roster has so many columns: one far cell makes thousands of empty ones of every row.
MOST_COLUMNS = 1000
TOO_MUCH = "The workbook unpacks to more than any roster has. Save its sheet as CSV UTF-8."
# What the libraries raise on files that are cut off, damaged, protected by a password, or made to hurt.
DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError,
           EOFError, SyntaxError, NotImplementedError, RuntimeError, OverflowError)  # fmt: skip
_MIDNIGHT = time(0, 0)


def table_of(content: bytes) -> bytes | Problem:
    """Return the first sheet of a workbook as CSV text, or why it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "[Content_Types].xml" not in archive.namelist():
                return _problem("The file is a zip archive and no Excel workbook. Unpack it first.")
            if _is_too_much(archive.infolist(), len(content)):
                return _problem(TOO_MUCH)
        return _first_sheet(content)
    except DAMAGED:
        return _problem("The workbook cannot be opened. Save it again as XLSX, or its sheet as CSV UTF-8.")


def _is_too_much(parts: Sequence[zipfile.ZipInfo], packed: int) -> bool:
    """Say whether a workbook would take minutes to unpack, by what its parts say of their sizes."""
    size = sum(each.file_size for each in parts)
    looks = max((each.file_size for each in parts if each.filename.lstrip("/") == LOOKS), default=0)
    most = min(MOST_UNPACKED, max(HARMLESS, packed * MOST_OF_ITS_SIZE))
    return size > most or looks > MOST_LOOKS


def _first_sheet(content: bytes) -> bytes | Problem:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
    if sheet is None:
        return _problem("The workbook shows no sheet with cells. Show the sheet with the roster and save it.")
    # What a sheet says of its own size is wrong in the files of many programs: rows beyond it would be lost in silence.
    sheet.reset_dimensions()
    read = _as_text(sheet.iter_rows(values_only=True))
    book.close()
    return read


def _as_text(rows: Iterable[tuple[Any, ...]]) -> bytes | Problem:
    """Return rows as text; they end where no roster goes on: one far cell makes billions of empty ones."""
    written = io.StringIO()
    writer, said, is_ours, blank, wide = csv.writer(written), 0, False, 0, 0
    for number, row in enumerate(rows, start=1):
        if far := next(
            (at for at, value in enumerate(row[MOST_COLUMNS:], MOST_COLUMNS) if value is not None), 0
        ):
            return _problem(_far(number, far))
        if number > MOST_ROWS:
            return _problem(TOO_MUCH)
        if all(value is None for value in row):
            blank += 1
            continue
        # What follows keeps its number; blank rows at the end, of which some sheets have a million, are left out.
        written.write("\r\n" * blank)
        blank = 0
        cells = [_text(value) for value in row[:MOST_COLUMNS]]
        said += any(cells)
        # Reading takes the marks of formulas off what we gave back; a workbook has none.
        is_ours = is_ours or (said <= MOST_TITLES + 1 and any(map(is_reason, cells)))
        cells = [marked(cell) for cell in cells] if is_ours else cells
        # A sheet leaves out the empty cells at the end of a row, which a table counts.
        wide = max(wide, len(cells))
        cells += [""] * (wide - len(cells))
        # Before it is written: the cells of one row may all be one long text, which the file holds once.
        if written.tell() + sum(map(len, cells)) > LARGEST_BYTES:
            return _problem(TOO_MUCH)
        writer.writerow(cells)
    return written.getvalue().encode()


def _far(row: int, column: int) -> str:
    where = f"Row {row} of the sheet has a cell in column {get_column_letter(column + 1)}."
    return f"{where} Delete what stands beyond the roster."


def _text(value: Any) -> str:
    """Return a cell as a person reads it: days as 2026-01-05, numbers without a needless point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _problem(message: str) -> Problem:
    return Problem("workbook_unreadable", message, "file")
