"""Documents kept as proof: attached, handed out through the gate, removed with a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.patients.domain.documents import BY_NAME
from apps.patients.forms_documents import DocumentForm, OwnDocumentForm, RemoveForm
from apps.patients.models import Document, Patient
from apps.patients.operations_documents import (
    USUAL,
    attach_document,
    record_fetched,
    remove_document,
    save_with_document,
)
from apps.patients.selectors_documents import WORDS, contents_of
from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import next_of, show_form
from apps.problems import Refused

form_methods = require_http_methods(["GET", "POST"])


def document_form(request: MemberRequest, row: Any) -> DocumentForm:
    """Return the form of the document beside the form of a row."""
    usual = USUAL.get(WORDS[type(row)], Document.Kind.OTHER)
    if request.method == "POST":
        return DocumentForm(request.POST, request.FILES, prefix="document", usual=usual)
    return DocumentForm(prefix="document", usual=usual)


def saving_with(form: DocumentForm, save: Callable[..., Any]) -> Callable[..., Any]:
    """Return `save` that also keeps the document of `form`, and keeps nothing when that is refused."""

    def both(row: Any, *, actor: Actor, **rest: Any) -> Any:
        if form.is_bound and not form.is_valid():
            raise Refused(form.problems)
        upload = form.upload() if form.is_bound else None
        return save_with_document(row, actor=actor, save=save, upload=upload, now=timezone.now(), **rest)

    return both


@form_methods
@may(Action.RECORD_FACTS)
def add(request: MemberRequest, patient_pk: int) -> HttpResponse:
    """Attach a document to a patient, and say what it proves."""
    actor = request.actor
    patient = one_of(actor, Patient, patient_pk)
    back = reverse("patients:record", args=[patient.pk])
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    chosen = {"proves": request.GET.get("proves", "")}
    form = OwnDocumentForm(*data, actor=actor, patient=patient, initial=chosen)
    if form.is_bound and form.is_valid():
        upload = form.upload()
        assert upload is not None  # the form asks for it
        try:
            attach_document(actor, patient=patient, upload=upload, proves=form.proven(), now=timezone.now())
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, "Attached.")
            return redirect(next_of(request) or f"{back}#documents")
    if request.method == "GET":
        audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    return show_form(
        request, form, template="patients/document_form.html", back=back, context={"patient": patient}
    )


@require_GET
@may(Action.SEE_PATIENTS)
def fetch(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out a document as a file, never as a page; one that was removed only to whoever sees the audit trail."""
    row = one_of(request.actor, Document, pk)
    if row.is_removed and not request.actor.may(Action.SEE_AUDIT):
        raise Http404
    record_fetched(request.actor, row)
    answer = HttpResponse(contents_of([row])[row.pk], content_type=row.media_type)
    answer["Content-Disposition"] = (
        f'attachment; filename="document-{row.pk}.{BY_NAME[row.media_type].extension}"'
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@form_methods
@may(Action.RECORD_FACTS)
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a document that was attached by mistake, with a reason."""
    actor = request.actor
    row = one_of(actor, Document.objects.select_related("patient", "uploaded_by"), pk)
    back = reverse("patients:record", args=[row.patient_id])
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            remove_document(actor, document=row, reason=form.cleaned_data["reason"], now=timezone.now())
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, "Removed. It stays on the list and proves nothing any more.")
            return redirect(next_of(request) or f"{back}#documents")
    if request.method == "GET":
        audit.record(actor, "patient.viewed", row.patient, patient_id=row.patient_id)
    context = {"patient": row.patient, "document": row}
    return show_form(request, form, template="patients/document_remove.html", back=back, context=context)
