"""Pages that record, correct and strike out one fact of a patient."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.patients.fact_kinds import BY_WORD, FactKind
from apps.patients.forms_facts import FORMS, StrikeForm
from apps.patients.models import Patient, RecordedFact
from apps.patients.operations_facts import strike_out
from apps.patients.selectors_documents import documents_of
from apps.patients.views_documents import document_form, saving_with
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.practice.form_pages import form_page, next_of, show_form, typed
from apps.problems import Refused

FOUND = 302
form_methods = require_http_methods(["GET", "POST"])


@form_methods
@may(Action.RECORD_FACTS)
def add(request: MemberRequest, patient_pk: int, kind: str) -> HttpResponse:
    """Record a fact of a patient."""
    patient = one_of(request.actor, Patient, patient_pk)
    row: Any = BY_WORD[kind].model(practice=request.actor.practice, patient=patient)
    return _form(request, BY_WORD[kind], row)


@form_methods
@may(Action.RECORD_FACTS)
def edit(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Correct a fact, or give it an end."""
    return _form(request, BY_WORD[kind], one_of(request.actor, BY_WORD[kind].model, pk))


def _form(request: MemberRequest, kind: FactKind, row: RecordedFact) -> HttpResponse:
    patient_id = row.patient_id
    if request.method == "GET":
        audit.record(request.actor, "patient.viewed", row.patient, patient_id=patient_id)
    stored = row.pk
    document = document_form(request, row)
    answer = form_page(
        request,
        FORMS[kind.model](typed(request), actor=request.actor, instance=row),
        save=saving_with(document, kind.save),
        template="patients/fact_form.html",
        then=_facts_page(patient_id),
        context={
            "patient": one_of(request.actor, Patient, patient_id),
            "kind": kind,
            "fact": row,
            "stored": stored,
            "document_form": document,
            "documents": documents_of(request.actor, fact=row) if stored else (),
        },
        done=f"{kind.name[:1].upper()}{kind.name[1:]} saved.",
    )
    if request.method == "POST" and answer.status_code == FOUND:
        tell_followers(request, Changed(patients=[patient_id]))
    return answer


@form_methods
@may(Action.RECORD_FACTS)
def strike(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Strike out a fact that was entered by mistake, with a reason."""
    row: Any = one_of(request.actor, BY_WORD[kind].model, pk)
    form = StrikeForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            strike_out(row, actor=request.actor, reason=reason, noun=BY_WORD[kind].noun, now=timezone.now())
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, "Struck out. It stays to be seen and no longer counts.")
            tell_followers(request, Changed(patients=[row.patient_id]))
            return redirect(next_of(request) or _facts_page(row.patient_id))
    if request.method == "GET":
        audit.record(request.actor, "patient.viewed", row.patient, patient_id=row.patient_id)
    context = {"patient": row.patient, "kind": BY_WORD[kind], "fact": row}
    back = _facts_page(row.patient_id)
    return show_form(request, form, template="patients/fact_strike.html", back=back, context=context)


def _facts_page(patient_id: int) -> str:
    return reverse("billing:facts", args=[patient_id])
