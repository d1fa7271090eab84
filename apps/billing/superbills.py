"""Superbills as a workbook: a sheet of service lines, and one with the totals."""

import io
from collections.abc import Sequence
from datetime import datetime

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.money import sum_of
from apps.billing.domain.superbill import superbill_sheet
from apps.practice.domain.sheets import Column, Kind, Row, Sheet
from apps.practice.workbooks import write_workbook


def superbill_xlsx(claims: Sequence[ClaimDocument], *, made_at: datetime) -> bytes:
    """Return a workbook with the sheets Services and Totals; `made_at` is the local time it says."""
    totals = Sheet("Totals", (Column("What"), Column("Sum", Kind.MONEY)), _totals(claims))
    output = io.BytesIO()
    write_workbook(output, (superbill_sheet(claims), totals), made_at=made_at)
    return output.getvalue()


def _totals(claims: Sequence[ClaimDocument]) -> tuple[Row, ...]:
    return (
        ("Claims", len(claims)),
        ("Services", sum(len(claim.lines) for claim in claims)),
        ("Charge", sum_of(claim.total_charge for claim in claims)),
        ("Patient paid", sum_of(claim.amount_paid for claim in claims)),
    )
