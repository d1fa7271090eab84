"""Sheets: the same cells in CSV and in a workbook, sums that are those of the rows, and no text becomes a formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from apps.practice.domain.sheets import Column, Kind, Sheet
from apps.practice.sheet_files import sheet_response

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
COLUMNS = (
    Column("Patient"), Column("On", Kind.DATE), Column("Minutes", Kind.NUMBER, is_summed=True),
    Column("Charge", Kind.MONEY, is_summed=True), Column("Note"),
)  # fmt: skip
ROWS = (
    ("Ünal, Ay\x0bşe", date(2026, 5, 4), 33, Decimal("125.50"), "=1+1"),
    ("Total", date(2026, 5, 5), 30, None, "-"),
    ("Doe, Jane", None, 0, Decimal("0.10"), ""),
)


def content(format: str) -> bytes:
    answer: Any = sheet_response(
        Sheet("Claims", COLUMNS, iter(ROWS)), format=format, name="claims", made_at=AT
    )
    assert answer["Cache-Control"] == "no-store"
    assert f'filename="claims.{format}"' in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_a_csv_has_a_mark_its_rows_their_sums_and_no_formula() -> None:
    written = content("csv")
    assert written.startswith(b"\xef\xbb\xbf")
    heads, *rows, total = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert heads == [column.label for column in COLUMNS]
    assert rows[0] == ["Ünal, Ay\x0bşe", "2026-05-04", "33", "125.50", "'=1+1"]
    assert total == ["Total", "", "63", "125.60", ""]


def test_a_workbook_has_real_dates_numbers_and_sums_and_no_formula() -> None:
    page = load_workbook(io.BytesIO(content("xlsx")))["Claims"]
    _heads, first, second, _third, total = page.iter_rows()
    assert [cell.value for cell in first] == ["Ünal, Ay şe", datetime(2026, 5, 4), 33, 125.5, "=1+1"]  # noqa: DTZ001
    assert first[4].data_type == "s"
    assert first[3].number_format == "#,##0.00"
    assert [cell.value for cell in total] == ["Total", None, 63, 125.6, None]
    assert (total[0].font.bold, second[0].font.bold) == (True, False)
