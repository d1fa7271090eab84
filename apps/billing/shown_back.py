"""What the pages show of what came back: payments, reasons, answers and work, in words."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from apps.billing.domain.posting import WAIT_WORDS, Wait
from apps.billing.domain.words import Table, row_of, words_for
from apps.billing.models import (
    Acknowledgement,
    Adjustment,
    Claim,
    ClaimPayment,
    ProviderAdjustment,
    RemittanceAdvice,
)
from apps.billing.selectors.money import (
    payments_of,
    taken_for,
    tasks_of,
    unmatched_acknowledgements,
    waiting_payments,
)
from apps.billing.shown_segments import segment_facts
from apps.practice.access import Actor

TABS = (
    ("Payments", "billing:remittances"),
    ("Waiting", "billing:waiting"),
    ("Denials and rejections", "billing:tasks"),
    ("Acknowledgements", "billing:acknowledgements"),
)


def money_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Return the four lists of what came back, with what waits in each."""
    counts = {
        "billing:waiting": waiting_payments(actor).count(),
        "billing:tasks": tasks_of(actor, state="open").count(),
        "billing:acknowledgements": unmatched_acknowledgements(actor).count(),
    }
    return [
        {
            "label": label,
            "url": reverse(name),
            "is_current": name == current,
            "count": counts.get(name) or None,
        }
        for label, name in TABS
    ]


def wait_words(reason: str) -> str:
    """Return why a payment waits."""
    return WAIT_WORDS[Wait(reason)] if reason else ""


def held_words(row: RemittanceAdvice) -> str:
    """Return why a payment is held as a whole, while any claim of it waits for that."""
    if not row.hold_reason or not row.claims.filter(state="waiting", reason=row.hold_reason).exists():
        return ""
    return wait_words(row.hold_reason)


def payment_row(row: ClaimPayment) -> dict[str, Any]:
    """Return a claim payment as one line of a list."""
    return {
        "row": row,
        "name": row.claim.patient.display_name if row.claim else row.patient_name or "No name",
        "status": words_for(Table.CLAIM_STATUSES, row.claim_status_code),
        "why": wait_words(row.reason),
    }


def provider_row(row: ProviderAdjustment) -> dict[str, Any]:
    """Return money outside claims as one line, as it changes the payment: taken is negative."""
    return {
        "words": words_for(Table.PROVIDER_ADJUSTMENTS, row.reason_code),
        "code": row.reason_code,
        "reference": row.reference,
        "fiscal_period_ends_on": row.fiscal_period_ends_on,
        "claim": row.claim,
        "amount": -row.amount if row.amount is not None else None,
        "file_id": row.remittance.file_id,
        "paid_on": row.remittance.paid_on,
    }


def reason_row(row: Adjustment) -> dict[str, Any]:
    """Return an adjustment with its words and who says so."""
    known = row_of(Table.REASONS, row.reason_code)
    return {
        "label": f"{row.adjustment_group}-{row.reason_code}",
        "words": known.words if known else "no words for it",
        "group": words_for(Table.GROUPS, row.adjustment_group),
        "source": f"{known.source} ({known.confidence})" if known else "",
        "amount": row.amount,
    }


def remark_rows(codes: Iterable[str]) -> list[dict[str, str]]:
    """Return remark codes with their words."""
    return [{"label": code, "words": words_for(Table.REMARKS, code)} for code in dict.fromkeys(codes)]


def payment_page(row: ClaimPayment) -> dict[str, Any]:
    """Return everything that the page of one claim payment shows."""
    services = list(row.services.prefetch_related("adjustments").order_by("number"))
    remarks = [*row.remark_codes, *(code for service in services for code in service.remark_codes)]
    return {
        "row": row,
        "why": wait_words(row.reason),
        "status": words_for(Table.CLAIM_STATUSES, row.claim_status_code),
        "facts": _payment_facts(row),
        "reasons": [reason_row(each) for each in row.adjustments.filter(service_payment=None)],
        "services": [
            {
                "row": each,
                "reasons": [reason_row(one) for one in each.adjustments.all()],
                "facts": segment_facts(each.further),
            }
            for each in services
        ],
        "further": segment_facts(row.adjudication),
        "remarks": remark_rows(remarks),
        "postings": [
            _posted(each) for each in row.postings.select_related("claim", "actor").order_by("-number")
        ],
    }


def _payment_facts(row: ClaimPayment) -> list[dict[str, str]]:
    days = " to ".join(f"{day:%-d %b %Y}" for day in (row.starts_on, row.ends_on) if day)
    said = {
        "Claim number as the payer wrote it": row.patient_control_number,
        "Payer's claim number": row.payer_claim_control_number,
        "Patient": row.patient_name,
        "Member id": row.member_id,
        "Rendering provider": row.rendering_npi,
        "Days of service": days,
        "Received by the payer": f"{row.received_on:%-d %b %Y}" if row.received_on else "",
        "Interest": f"${row.interest}" if row.interest is not None else "",
        "Segment": f"{row.segment_number} of {row.remittance.file.file_name}",
    }
    return [{"label": label, "value": value} for label, value in said.items() if value]


def _posted(posting: Any) -> dict[str, Any]:
    is_undone = posting.number % 2 == 0
    verb = "Taken off" if is_undone else "Posted to"
    return {
        "icon": "undo-2" if is_undone else "banknote",
        "text": f"{verb} claim {posting.claim.patient_control_number}: ${posting.paid}, by {posting.matched_by}",
        "who": str(posting.actor) if posting.actor else "the practice's schedule",
        "at": posting.at,
        "note": posting.reason,
    }


def answer_row(row: Acknowledgement) -> dict[str, Any]:
    """Return an answer with its codes in words and what was at fault."""
    return {
        "row": row,
        "words": list(answer_words(row)),
        "faults": [fault_words(each) for each in row.errors],
    }


def answer_words(row: Acknowledgement) -> Iterator[dict[str, str]]:
    """Yield each code of an answer with our words for it."""
    if row.kind == "TA1":
        yield _worded(Table.SET_ANSWERS, row.codes[0])
        if row.codes[1:] and row.codes[1] and row.codes[1] != "000":
            yield _worded(Table.INTERCHANGE_NOTES, row.codes[1])
    elif row.kind == "999":
        yield from (_worded(Table.SET_ANSWERS, code) for code in row.codes)
    else:
        for said in row.codes:
            category, code, entity = (*said.split(":"), "", "")[:3]
            about = f" ({words_for(Table.ENTITIES, entity)})" if entity else ""
            words = f"{words_for(Table.CATEGORIES, category)}: {words_for(Table.STATUSES, code)}{about}"
            yield {"code": said, "words": words}


def _worded(table: Table, code: str) -> dict[str, str]:
    return {"code": code or "–", "words": words_for(table, code)}


def fault_words(error: dict[str, str]) -> str:
    """Return a fault of a 999: where, what, and the value seen."""
    table = Table.ELEMENT_FAULTS if error.get("element") else Table.SEGMENT_FAULTS
    place = f"{error['segment']}{error.get('element', '').zfill(2) if error.get('element') else ''}"
    where = (
        f", loop {error['loop']} ({words_for(Table.SEGMENT_FIELDS, error['loop'])})"
        if error.get("loop")
        else ""
    )
    value = f" Value seen: “{error['bad_value']}”." if error.get("bad_value") else ""
    claim = f", claim {error['claim']}" if error.get("claim") else ""
    return f"{place} at position {error['position']}{claim}{where}: {words_for(table, error['code'])}.{value}"


def came_back(claim: Claim) -> dict[str, Any]:
    """Return what the page of a claim shows of its money and its answers."""
    payments = [
        {**payment_row(row), "reasons": [reason_row(each) for each in row.adjustments.all()]}
        for row in payments_of(claim)
    ]
    answers = claim.acknowledgements.select_related("file").order_by("-pk")[:20]
    standing = [each["row"] for each in payments if each["row"].state == "posted"]
    return {
        "payments": payments,
        "answers": [answer_row(row) for row in answers],
        "taken": [provider_row(row) for row in taken_for(claim)],
        "open_tasks": list(claim.tasks.filter(state="open")),
        "paid": sum(row.paid for row in standing) if standing else None,
        "owed": sum(row.patient_responsibility or 0 for row in standing) if standing else None,
    }
