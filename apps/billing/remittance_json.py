"""What a posted file says as plain values: the shape of `manage.py post_remittance --json` (docs/remittances.md)."""

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from apps.billing.domain.posting import NOTHING, WAIT_WORDS, Wait
from apps.billing.models import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    RemittanceAdvice,
    RemittanceFile,
    ServicePayment,
)


def file_said(file: RemittanceFile, *, is_new: bool) -> dict[str, Any]:
    """Return a file with its payments, claims, adjustments, matches and findings; amounts are strings of dollars."""
    remittances = [_remittance(row) for row in file.remittances.order_by("number")]
    rows = ClaimPayment.objects.filter(remittance__file=file)
    posted = rows.filter(state=ClaimPayment.State.POSTED)
    return {
        "file": file.file_name,
        "sha256": file.sha256,
        "is_new": is_new,
        "state": file.state,
        "received_at": file.received_at.isoformat(),
        "posted_at": file.posted_at.isoformat() if file.posted_at else None,
        "claim_count": file.claim_count,
        "claims_paid": _total(rows),
        "posted_count": posted.count(),
        "posted_paid": _total(posted),
        "waiting_count": rows.filter(state=ClaimPayment.State.WAITING).count(),
        "remittances": remittances,
        "findings": file.findings,
    }


def _total(rows: Any) -> str:
    paid = [amount for amount in rows.values_list("paid", flat=True) if amount is not None]
    return str(sum(paid, NOTHING))


def _remittance(row: RemittanceAdvice) -> dict[str, Any]:
    claims = row.claims.select_related("claim").order_by("number")
    whole = Prefetch(
        "adjustments", Adjustment.objects.filter(service_payment=None), to_attr="own_adjustments"
    )
    services = Prefetch("services", ServicePayment.objects.prefetch_related("adjustments"))
    return {
        "trace_number": row.trace_number,
        "payer": row.payer_name,
        "payer_id": row.payer_identifier,
        "payee_npi": row.payee_npi,
        "method": row.method,
        "paid_on": row.paid_on.isoformat() if row.paid_on else None,
        "payment": _amount(row.payment),
        "claim_count": row.claim_count,
        "claims_paid": _amount(row.claims_paid),
        "provider_adjusted": _amount(row.provider_adjusted),
        "balances": row.balances,
        "held": row.hold_reason or None,
        "segment_number": row.segment_number,
        "further": row.further,
        "provider_adjustments": [_provider(each) for each in row.provider_adjustments.order_by("number")],
        "claims": [_claim(each) for each in claims.prefetch_related(whole, services)],
    }


def _provider(row: ProviderAdjustment) -> dict[str, Any]:
    return {
        "reason_code": row.reason_code,
        "reference": row.reference,
        "provider_id": row.provider_identifier,
        "fiscal_period_ends_on": row.fiscal_period_ends_on.isoformat() if row.fiscal_period_ends_on else None,
        "amount": _amount(row.amount),
        "segment_number": row.segment_number,
    }


def _claim(row: ClaimPayment) -> dict[str, Any]:
    return {
        "patient_control_number": row.patient_control_number,
        "claim_status_code": row.claim_status_code,
        "payer_claim_control_number": row.payer_claim_control_number,
        "charge": _amount(row.charge),
        "paid": _amount(row.paid),
        "patient_responsibility": _amount(row.patient_responsibility),
        "interest": _amount(row.interest),
        "balances": row.balances,
        "state": row.state,
        "waits_because": WAIT_WORDS[Wait(row.reason)] if row.reason else None,
        "wait_code": row.reason or None,
        "matched_claim": row.claim.patient_control_number if row.claim else None,
        "remark_codes": row.remark_codes,
        "further": row.adjudication,
        "segment_number": row.segment_number,
        "adjustments": [_adjustment(each) for each in row.own_adjustments],  # type: ignore[attr-defined]
        "services": [_service(each) for each in row.services.all()],
    }


def _service(row: ServicePayment) -> dict[str, Any]:
    return {
        "procedure_code": row.procedure_code,
        "modifiers": row.modifiers,
        "original_procedure": row.original_procedure,
        "original_units": row.original_units,
        "revenue_code": row.revenue_code,
        "units": row.units,
        "charge": _amount(row.charge),
        "paid": _amount(row.paid),
        "allowed": _amount(row.allowed),
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "line_id": row.line_id,
        "remark_codes": row.remark_codes,
        "further": row.further,
        "segment_number": row.segment_number,
        "adjustments": [_adjustment(each) for each in row.adjustments.all()],
    }


def _adjustment(row: Adjustment) -> dict[str, Any]:
    return {
        "group": row.adjustment_group,
        "reason_code": row.reason_code,
        "amount": _amount(row.amount),
        "quantity": row.quantity,
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
