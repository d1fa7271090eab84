"""Papers for a small sample practice: what some of its claims rest on, each marked as made up."""

import io
from datetime import datetime
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from apps.billing.models import Claim
from apps.patients.models import CareEpisode, Consent, FaceToFaceVisit, Patient
from apps.patients.operations_documents import Upload, attach_document
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import in_words

CLAIMS = 8
LETTER = (612.0, 792.0)


def attach_papers(biller: Actor, *, now: datetime) -> None:
    """Attach a signed plan of care and a visit note to the patients of some claims, and the consents on paper."""
    claims = rows_of(biller, Claim).order_by("-pk").select_related("patient")
    patients = {claim.patient_id: claim.patient for claim in claims[: 2 * CLAIMS]}
    for patient in list(patients.values())[:CLAIMS]:
        _attach_of_oversight(biller, patient, now)
    for consent in rows_of(biller, Consent).filter(is_written=True).select_related("patient")[:CLAIMS]:
        lines = ("Consent to care management", f"Given {in_words(consent.given_on)}")
        _attach(biller, consent.patient, consent, lines, now, on=consent.given_on)


def _attach_of_oversight(biller: Actor, patient: Patient, now: datetime) -> None:
    episode = CareEpisode.objects.filter(patient=patient, plan_signer__isnull=False).first()
    if episode is not None and episode.plan_signed_on is not None:
        lines = ("Plan of care", str(episode.agency or ""), f"Signed {in_words(episode.plan_signed_on)}")
        _attach(biller, patient, episode, lines, now, on=episode.plan_signed_on)
    visit = FaceToFaceVisit.objects.filter(patient=patient, struck_at__isnull=True).first()
    if visit is not None:
        lines = ("Visit note", f"Seen {in_words(visit.occurred_on)}", str(visit.provider or ""))
        _attach(biller, patient, visit, lines, now, on=visit.occurred_on)


def _attach(
    biller: Actor, patient: Patient, proves: Any, lines: tuple[str, ...], now: datetime, *, on: Any
) -> None:
    name = f"{lines[0].lower().replace(' ', '-')}.pdf"
    content = _paper(f"Made up. {patient.medical_record_number}", *lines)
    upload = Upload(name, content, dated_on=on)
    attach_document(biller, patient=patient, upload=upload, proves=proves, now=now)


def _paper(mark: str, title: str, *lines: str) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=LETTER, invariant=1)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 700, title)
    canvas.setFont("Helvetica", 11)
    for place, line in enumerate([*lines, mark]):
        canvas.drawString(72, 670 - 18 * place, line)
    canvas.save()
    return written.getvalue()
