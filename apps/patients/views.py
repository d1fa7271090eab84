"""Pages of one patient's roster record."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apps.patients import operations, operations_care, selectors
from apps.patients.documents_shown import listed_documents
from apps.patients.domain.icd10 import diagnosis_warnings
from apps.patients.forms import CoverageForm, DiagnosisForm, EnrollmentForm, EpisodeForm, PatientForm
from apps.patients.models import CareEpisode, Coverage, Diagnosis, Enrollment, Patient
from apps.patients.selectors_documents import documents_of
from apps.patients.selectors_duplicates import merges_of
from apps.patients.shown import patient_tabs
from apps.patients.suggestions import for_coverage, for_enrollment, for_episode
from apps.patients.views_documents import document_form, saving_with
from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.practice.form_fields import RosterForm
from apps.practice.form_pages import form_page, next_of, typed
from apps.practice.selectors import changes_of
from apps.practice.suggestions import Suggested, for_address
from apps.practice.told import told

FOUND = 302
form_methods = require_http_methods(["GET", "POST"])


@require_GET
@may(Action.SEE_PATIENTS)
def record(request: MemberRequest, pk: int) -> HttpResponse:
    """Show everything the roster knows of a patient, with dates and history."""
    actor = request.actor
    patient = one_of(actor, Patient, pk)
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    back = next_of(request)
    found = selectors.record_of(patient, today=actor.today)
    context = {
        "back": back,
        "documents": listed_documents(found.documents, actor=actor),
        "merges": merges_of(actor, patient),
        "may_merge": actor.may(Action.CORRECT_TIME),
        "may_record": actor.may(Action.RECORD_FACTS),
        # whoever came from a claim goes back to it after a correction
        "carry": f"?{urlencode({'next': back})}" if back else "",
        "record": found,
        "history": told(changes_of(patient.pk, actor=actor)),
        "tabs": patient_tabs(actor, patient, current="patients:record"),
        "may_change": actor.may(Action.CHANGE_ROSTER),
        "may_see_audit": actor.may(Action.SEE_AUDIT),
    }
    return render(request, "patients/record.html", context)


@form_methods
@may(Action.CHANGE_ROSTER)
def add(request: MemberRequest) -> HttpResponse:
    """Add a patient."""
    patient, initial = Patient(practice=request.actor.practice), for_address(request.actor)
    form = PatientForm(typed(request), actor=request.actor, instance=patient, initial=initial)
    return form_page(
        request,
        form,
        save=operations.save_patient,
        template="patients/patient_form.html",
        then=lambda patient: reverse("patients:record", args=[patient.pk]),
        context={"back": reverse("patients:list")},
    )


@form_methods
@may(Action.CHANGE_ROSTER)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change who the patient is."""
    patient = one_of(request.actor, Patient, pk)
    return _answer(
        request, patient, PatientForm, patient, operations.save_patient, template="patients/patient_form.html"
    )


def _answer(
    request: MemberRequest,
    patient: Patient,
    form_class: type[RosterForm],
    row: Model,
    save: Callable[..., Model],
    *,
    template: str,
    context: Mapping[str, Any] | None = None,
    suggest: Callable[[Actor], Suggested] | None = None,
) -> HttpResponse:
    """Answer the form over one row of a patient; looking at it is recorded. A new row may begin with a suggestion."""
    suggested = suggest(request.actor) if suggest and row.pk is None and request.method == "GET" else None
    if request.method == "GET":
        audit.record(request.actor, "patient.viewed", patient, patient_id=patient.pk)
    shown = one_of(request.actor, Patient, patient.pk)
    answer = form_page(
        request,
        form_class(typed(request), actor=request.actor, instance=row, initial=suggested),
        save=save,
        template=template,
        then=reverse("patients:record", args=[patient.pk]),
        context={"patient": shown, **(context or {})},
    )
    if request.method == "POST" and answer.status_code == FOUND:
        tell_followers(request, Changed(patients=[patient.pk]))
    return answer


@form_methods
@may(Action.CHANGE_ROSTER)
def coverage_add(request: MemberRequest, patient_pk: int) -> HttpResponse:
    """Add a coverage."""
    return _coverage(request, _new(request, Coverage, patient_pk))


@form_methods
@may(Action.CHANGE_ROSTER)
def coverage_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end a coverage."""
    return _coverage(request, one_of(request.actor, Coverage, pk))


def _coverage(request: MemberRequest, row: Coverage) -> HttpResponse:
    save, template = operations.save_coverage, "patients/coverage_form.html"
    return _answer(request, row.patient, CoverageForm, row, save, template=template, suggest=for_coverage)


@form_methods
@may(Action.CHANGE_ROSTER)
def enrollment_add(request: MemberRequest, patient_pk: int) -> HttpResponse:
    """Enroll the patient in a programme."""
    return _enrollment(request, _new(request, Enrollment, patient_pk))


@form_methods
@may(Action.CHANGE_ROSTER)
def enrollment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end an enrollment."""
    return _enrollment(request, one_of(request.actor, Enrollment, pk))


def _enrollment(request: MemberRequest, row: Enrollment) -> HttpResponse:
    save, template = operations.save_enrollment, "patients/enrollment_form.html"
    return _answer(request, row.patient, EnrollmentForm, row, save, template=template, suggest=for_enrollment)


@form_methods
@may(Action.CHANGE_ROSTER)
def episode_add(request: MemberRequest, patient_pk: int) -> HttpResponse:
    """Add an episode of care."""
    return _episode(request, _new(request, CareEpisode, patient_pk))


@form_methods
@may(Action.CHANGE_ROSTER)
def episode_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end an episode of care, or record the signature of its plan."""
    return _episode(request, one_of(request.actor, CareEpisode, pk))


def _episode(request: MemberRequest, row: CareEpisode) -> HttpResponse:
    document = document_form(request, row)
    save, template = saving_with(document, operations_care.save_episode), "patients/episode_form.html"
    context = {
        "document_form": document,
        "documents": documents_of(request.actor, fact=row) if row.pk else (),
    }
    return _answer(
        request, row.patient, EpisodeForm, row, save, template=template, context=context, suggest=for_episode
    )


@form_methods
@may(Action.CHANGE_ROSTER)
def diagnosis_add(request: MemberRequest, patient_pk: int) -> HttpResponse:
    """Add a condition to the problem list."""
    return _diagnosis(request, _new(request, Diagnosis, patient_pk))


@form_methods
@may(Action.CHANGE_ROSTER)
def diagnosis_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end a condition of the problem list."""
    return _diagnosis(request, one_of(request.actor, Diagnosis, pk))


def _diagnosis(request: MemberRequest, row: Diagnosis) -> HttpResponse:
    save, template = operations_care.save_diagnosis, "patients/diagnosis_form.html"
    answer = _answer(request, row.patient, DiagnosisForm, row, save, template=template)
    if request.method == "POST" and answer.status_code == FOUND and row.code:
        for warning in diagnosis_warnings([row.code]):
            messages.warning(request, warning.message)
    return answer


def _new(request: MemberRequest, model: type[Any], patient_pk: int) -> Any:
    """Return an unsaved row of a patient of the practice."""
    return model(practice=request.actor.practice, patient=one_of(request.actor, Patient, patient_pk))
