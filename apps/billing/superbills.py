"""Superbills as a workbook: a sheet of service lines, and one with the totals."""

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.money import sum_of
from apps.billing.domain.superbill import COLUMNS, MONEY, superbill_rows


def superbill_xlsx(claims: Sequence[ClaimDocument], *, made_at: datetime) -> bytes:
    """Return a workbook with the sheets Services and Totals; `made_at` is the local time it says.

    Dates and amounts are real dates and numbers, everything else is text and never a formula.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Careminutes"
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    sheet = book.create_sheet("Services")
    sheet.freeze_panes = "B2"
    sheet.append([_heading(sheet, name) for name in COLUMNS])
    for row in superbill_rows(claims):
        sheet.append([_cell(sheet, name, value) for name, value in zip(COLUMNS, row, strict=True)])
    totals = book.create_sheet("Totals")
    for label, value in _totals(claims):
        totals.append([_heading(totals, label), _cell(totals, label, value)])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _totals(claims: Sequence[ClaimDocument]) -> tuple[tuple[str, int | Decimal], ...]:
    return (
        ("Claims", len(claims)),
        ("Services", sum(len(claim.lines) for claim in claims)),
        ("Charge", sum_of(claim.total_charge for claim in claims)),
        ("Patient paid", sum_of(claim.amount_paid for claim in claims)),
    )


def _heading(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, name: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif name in MONEY:
        cell.number_format = "0.00"
    return cell
