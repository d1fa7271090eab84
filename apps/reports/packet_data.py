"""An audit packet for programs: the claim and all behind it, and the ledger that proves it, as plain values."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from apps.billing.models import Acknowledgement, ChangeAnswer, ClaimPayment
from apps.patients.domain.documents import BY_NAME
from apps.patients.models import Document
from apps.practice.access import Actor
from apps.practice.records import plain_values
from apps.reports.packet_proof import Proof
from apps.reports.packets import Material
from apps.reports.verify_packet import DOCUMENT
from apps.timelog.domain.anchor import Head
from apps.timelog.domain.book import sealed_text
from apps.timelog.models import ClosedSpan
from apps.timelog.selectors import version_as_sealed
from apps.timelog.versions import entered_after

FORMAT = 1


def packet_data(material: Material, *, actor: Actor, made_at: datetime) -> dict[str, Any]:
    """Return what packet.json says. Texts that were hashed (claim, facts, answer, signature) stand as they were."""
    claim, decision, period = material.claim, material.claim.decision, material.claim.period
    return {
        "format": FORMAT,
        "made_at": made_at,
        "made_by": str(actor.user) if actor.user else "the practice's schedule",
        "practice": {"name": actor.practice.name, "npi": actor.practice.npi, "time_zone": actor.practice.time_zone},
        "claim": _row(claim),
        "lines": [_row(line) for line in claim.lines.all()],
        "period": {"number": period.pk, "starts_on": period.starts_on, "ends_on": period.ends_on,
                   "closed_at": period.closed_at},
        "patient": _row(claim.patient),
        "patient_records": list(material.records),
        "rendering_provider": _row(claim.rendering_provider),
        "decision": {**_row(decision), "said": [said._asdict() for said in material.said]},
        "entries": list(_entries(material, actor)),
        "recorded": {
            model._meta.model_name or "": [_row(row) for row in rows] for model, rows in material.recorded.items()
        },
        "documents": [
            {**_row(each), "file": name, "kind_in_words": each.get_kind_display(),
             "uploaded_by_name": str(each.uploaded_by or "the schedule")}
            for name, each in document_names(material).items()
        ],
        "signatures": [
            {**_row(each.attestation), "signer_name": str(each.attestation.signer), "is_stale": each.is_stale}
            for each in material.signatures
        ],
        "acknowledgements": [_answer(each) for each in material.acknowledgements],
        "payments": [_payment(each) for each in material.payments],
        "history": [{**_row(each), "actor_name": str(each.actor or "the schedule")} for each in material.events],
    }  # fmt: skip


def document_names(material: Material) -> dict[str, Document]:
    """Return the documents by the names of their files in the packet, which say nothing of anybody."""
    return {
        f"{DOCUMENT}{number}.{BY_NAME[each.media_type].extension}": each
        for number, each in enumerate(material.documents, start=1)
    }


def ledger_data(material: Material) -> dict[str, Any]:
    """Return what ledger.json says: each version of the claim's dates with its sealed text, the others by hash."""
    proof, decision = material.proof, material.claim.decision
    pin = material.claim.period.pin if decision.is_current else None
    book = proof.book
    return {
        "format": FORMAT,
        "book": {
            "number": book.pk if book else None,
            "length": book.length if book else 0,
            "head": book.head if book else "",
        },
        "versions": list(_versions(material)),
        "pin": _pin(pin),
        "answers": [_answered(each, last_day) for each, last_day in material.answered] if pin else [],
        "pins": [
            {"starts_on": each.starts_on, "ends_on": each.ends_on, "length": each.length, "head": each.head}
            for each in proof.pins
        ],
        "anchored_heads": [
            {"anchored_on": each.anchor.anchored_on, "length": each.length, "hash": each.head}
            for each in proof.anchored
        ],
        "anchors": [
            {"practice": each.practice_id, "anchored_on": each.anchored_on, "books": each.books,
             "versions": each.versions, "digest": each.digest, "previous_hash": each.previous_hash, "hash": each.hash}
            for each in proof.anchors
        ],
        "heads_of_anchor": _heads(proof),
    }  # fmt: skip


def _pin(pin: ClosedSpan | None) -> dict[str, Any] | None:
    return {"length": pin.length, "head": pin.head} if pin else None


def _answered(row: ChangeAnswer, last_day: date | None) -> dict[str, Any]:
    """Return what was answered to a change after the close: what it left out, and up to which day late time counted."""
    return {
        "kind": row.kind,
        "length": row.length,
        "entries": [each["entry"] for each in row.change["entries"]],
        "old_pin": _pin(row.old_pin),
        "new_pin": _pin(row.new_pin),
        "number": row.decision_number,
        "last_day": last_day,
        "reason": row.reason,
        "answered_at": row.answered_at,
        "answered_by": row.answered_by_id,
        "answered_by_name": str(row.answered_by or "the schedule"),
    }


def _row(row: Model) -> dict[str, Any]:
    return {
        name: value for name, value in plain_values(row).items() if not isinstance(value, (bytes, memoryview))
    }


def _entries(material: Material, actor: Actor) -> Iterator[dict[str, Any]]:
    first: dict[int, Any] = {}
    for each in material.proof.versions:
        first.setdefault(each.entry_id, each)
        if each.entry_id in material.shown:
            logged = first[each.entry_id]
            yield {
                **_row(each),
                "provider_name": str(each.provider),
                "recorded_by_name": str(each.recorded_by or ""),
                "days_after": entered_after(
                    logged.performed_on, logged.recorded_at, time_zone=actor.time_zone
                ),
            }


def _answer(row: Acknowledgement) -> dict[str, Any]:
    said = {**_row(row), "file_name": row.file.file_name, "file_sha256": row.file.sha256}
    if row.claim_id is None:  # an answer to a whole file may quote the values of others in it
        for name in ("errors", "segment", "reference"):
            del said[name]
    return said


def _payment(row: ClaimPayment) -> dict[str, Any]:
    return {
        **_row(row),
        "trace_number": row.remittance.trace_number,
        "paid_on": row.remittance.paid_on,
        "file_name": row.remittance.file.file_name,
        "file_sha256": row.remittance.file.sha256,
        "adjustments": [_row(each) for each in row.adjustments.all()],
        "services": [_row(each) for each in row.services.all()],
        "postings": [_row(each) for each in row.postings.all()],
    }


def _versions(material: Material) -> Iterator[dict[str, Any]]:
    for each in material.proof.versions:
        link = {"sequence": each.sequence, "previous_hash": each.previous_hash, "hash": each.hash}
        if each.entry_id in material.shown:
            link["version"] = each.pk
            link["sealed"] = sealed_text(version_as_sealed(each), each.previous_hash)
        yield link


def _heads(proof: Proof) -> dict[str, Any] | None:
    if not proof.heads:
        return None
    lines = [Head(each.book_id, each.length, each.head) for each in proof.heads]
    day: date = proof.anchored[-1].anchor.anchored_on
    return {"anchored_on": day, "lines": [f"{each.book}:{each.length}:{each.hash}" for each in lines]}
