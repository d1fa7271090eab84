"""Keep documents as proof, remove one that was attached by mistake, and save a row together with its document."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model

from apps.patients.document_files import pages_in
from apps.patients.domain.documents import check_document, media_type_of, shown_name
from apps.patients.models import Document, DocumentContent, Patient
from apps.patients.operations import lock_patient
from apps.patients.selectors_documents import EPISODE, WORDS
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import check_not_future, check_within_life
from apps.problems import Problem, Refused, refuse_any

LONGEST_REASON = 200
# What a paper about such a row most often is.
USUAL = {
    EPISODE: Document.Kind.PLAN_OF_CARE,
    "consent": Document.Kind.CONSENT,
    "plan": Document.Kind.CARE_PLAN,
    "visit": Document.Kind.FACE_TO_FACE_NOTE,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody chose, and what they say it is; an empty kind is the usual one of what it proves."""

    file_name: str
    content: bytes
    kind: str = ""
    dated_on: date | None = None


@transaction.atomic
def attach_document(
    actor: Actor, *, patient: Patient, upload: Upload, proves: Model | None = None, now: datetime
) -> Document:
    """Keep a file as proof of a row of the patient, or (`proves` None) of nothing in particular.

    Refused: a file that is no PDF, PNG, JPEG or TIFF by its content, too large, damaged or attached already; a row of
    somebody else, or one that was struck out.
    """
    patient = lock_patient(patient.pk)
    word = WORDS[type(proves)] if proves is not None else ""
    pages = _pages_of(upload)
    digest = sha256(upload.content).hexdigest()
    refuse_any(_problems_with(actor, patient, upload, digest, word, proves, now=now))
    row = Document(
        practice=actor.practice, patient=patient, kind=upload.kind or USUAL.get(word, Document.Kind.OTHER),
        proves=word, proves_id=proves.pk if proves is not None else None, dated_on=upload.dated_on,
        file_name=shown_name(upload.file_name), media_type=_media_type(upload.content), size=len(upload.content),
        pages=pages, sha256=digest, uploaded_by=actor.user, uploaded_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    DocumentContent(document=row, content=upload.content).save(force_insert=True)
    audit.record(actor, "document.attached", row, patient_id=patient.pk, new=_said(row), at=now)
    return row


def problems_with_file(content: bytes) -> list[Problem]:
    """Return why a file cannot be kept as proof."""
    found = check_document(content)
    if found:
        return found
    pages = pages_in(content)
    return pages if isinstance(pages, list) else []


def _pages_of(upload: Upload) -> int:
    refuse_any(check_document(upload.content))
    pages = pages_in(upload.content)
    if isinstance(pages, list):
        raise Refused(pages)
    return pages


def _media_type(content: bytes) -> str:
    found = media_type_of(content)
    assert found is not None  # checked before
    return found.name


def _problems_with(
    actor: Actor, patient: Patient, upload: Upload, digest: str, word: str, proves: Any, *, now: datetime
) -> list[Problem]:
    found = []
    if upload.kind and upload.kind not in Document.Kind.values:
        message = "That is no kind of document. Choose one from the list."
        found.append(Problem("document_kind_unknown", message, "kind"))
    if patient.practice_id != actor.practice.pk or (proves is not None and proves.patient_id != patient.pk):
        message = "What the document proves is about somebody else. Choose a line of this patient."
        found.append(Problem("not_of_this_patient", message, "proves"))
    if getattr(proves, "is_struck", False):
        message = "What the document proves was struck out. Choose a line that stands."
        found.append(Problem("fact_struck_out", message, "proves"))
    if upload.dated_on is not None:
        today = now.astimezone(actor.time_zone).date()
        found += check_not_future(upload.dated_on, today=today, what="The document", field="dated_on")
        found += check_within_life(
            upload.dated_on, born_on=patient.born_on, died_on=None, what="The document", field="dated_on"
        )
    alike = rows_of(actor, Document).filter(patient=patient, sha256=digest, removed_at__isnull=True)
    if alike.filter(proves=word, proves_id=proves.pk if proves is not None else None).exists():
        message = f"{shown_name(upload.file_name)} is attached already, byte for byte. Nothing was added."
        found.append(Problem("document_twice", message, "file"))
    return found


def _said(row: Document) -> dict[str, Any]:
    return {
        "kind": row.get_kind_display(),
        "file_name": row.file_name,
        "pages": row.pages,
        "sha256": row.sha256[:16],
        "proves": f"{row.proves} no. {row.proves_id}" if row.proves else "",
        "dated_on": row.dated_on,
    }


@transaction.atomic
def remove_document(actor: Actor, *, document: Document, reason: str, now: datetime) -> Document:
    """Say that a document was attached by mistake, and why: it stays to be seen and proves nothing any more."""
    lock_patient(document.patient_id)
    row = rows_of(actor, Document).select_for_update(of=("self",)).get(pk=document.pk)
    refuse_any(_problems_with_removing(row, reason.strip()))
    row.removed_by, row.removed_at, row.removed_reason = actor.user, now, reason.strip()
    row.save(update_fields=["removed_by", "removed_at", "removed_reason"])
    new = {"removed_because": row.removed_reason}
    audit.record(actor, "document.removed", row, patient_id=row.patient_id, old=_said(row), new=new, at=now)
    return row


def _problems_with_removing(row: Document, reason: str) -> list[Problem]:
    if row.is_removed:
        return [Problem("document_removed", f"This was removed before: {row.removed_reason}")]
    if not reason:
        return [Problem("reason_missing", "Say why this is removed; the next reader asks.", "reason")]
    if len(reason) > LONGEST_REASON:
        message = f"The reason has {len(reason)} characters. Shorten it to {LONGEST_REASON}."
        return [Problem("too_long", message, "reason")]
    return []


def record_fetched(actor: Actor, document: Document) -> None:
    """Keep that somebody looked at a document."""
    audit.record(actor, "document.viewed", document, patient_id=document.patient_id)


@transaction.atomic
def save_with_document(
    row: Any, *, actor: Actor, today: date, save: Callable[..., Any], upload: Upload | None, now: datetime
) -> Any:
    """Keep a row as `save` does, and with it the document that proves it; neither when one is refused."""
    kept = save(row, actor=actor, today=today)
    if upload is not None:
        attach_document(actor, patient=kept.patient, upload=upload, proves=kept, now=now)
    return kept
