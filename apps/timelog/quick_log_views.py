"""The quick log: a line, what it was read as, and saving what somebody looked at."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused
from apps.timelog import pages
from apps.timelog.domain.clock import in_words
from apps.timelog.domain.quick_log.reading import PROGRAMME, QuickLog
from apps.timelog.forms_quick_log import QuickLogForm, SentenceForm, patients_offered
from apps.timelog.models import Capture, TimeEntry
from apps.timelog.operations import log_time
from apps.timelog.patient_selectors import patients_at_hand, starred
from apps.timelog.quick_log_selectors import quick_log_of
from apps.timelog.selectors import seconds_of

NOBODY = Problem(
    "patient_missing", "The entry has no patient. Choose one, or add the last name to the line.", "patient"
)


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def quick_log(request: MemberRequest) -> HttpResponse:
    """Show the line, and once there is one what it was read as."""
    sentence = request.POST.get("sentence", "")
    form = _read(request, sentence) if sentence.strip() else None
    line = SentenceForm(initial={"sentence": sentence})
    return render(
        request,
        "timelog/quick_log.html",
        {"line": line, "form": form, "hides_palette": True, **_meanwhile(request, form)},
    )


@require_POST
@may(Action.LOG_TIME)
def reading(request: MemberRequest) -> HttpResponse:
    """Show what a line is read as, as part of the page one is on."""
    sentence = request.POST.get("sentence", "")
    form = _read(request, sentence) if sentence.strip() else None
    return render(request, "timelog/_reading.html", {"form": form, **_meanwhile(request, form)})


@require_POST
@may(Action.LOG_TIME)
def save(request: MemberRequest) -> HttpResponse:
    """Log what was read and looked at."""
    actor = request.actor
    said = quick_log_of(actor, request.POST.get("sentence", ""), now=timezone.now())
    form = QuickLogForm(request.POST, said=said)
    made = pages.accepted(form, lambda: _log(request, form))
    if made:
        patient = made[0].patient
        pages.say_done(request, f"{in_words(seconds_of(made))} logged.", made[0])
        return redirect(reverse("patients:detail", args=(patient.pk,)) if patient else "timelog:today")
    _record(request, said)
    line = SentenceForm(initial={"sentence": said.sentence})
    context = {"line": line, "form": form, "hides_palette": True}
    return render(request, "timelog/quick_log.html", context, status=UNPROCESSABLE)


def _read(request: MemberRequest, sentence: str) -> QuickLogForm:
    said = quick_log_of(request.actor, sentence, now=timezone.now())
    _record(request, said)
    return QuickLogForm(said=said)


def _meanwhile(request: MemberRequest, form: QuickLogForm | None) -> dict[str, Any]:
    """Return favourites and recents while there is no line."""
    if form is not None or request.actor.provider is None:
        return {}
    actor = request.actor
    found = patients_at_hand(actor, stars=starred(actor), today=actor.today)
    if found:
        audit.record(request.actor, "patients.listed", new={"patients": [each.patient.pk for each in found]})
    return {"at_hand": found}


def _record(request: MemberRequest, said: QuickLog) -> None:
    """Keep which patients were shown."""
    shown = patients_offered(said)
    if shown:
        audit.record(request.actor, "patients.listed", new={"patients": [each.pk for each in shown]})


def _log(request: MemberRequest, form: QuickLogForm) -> list[TimeEntry]:
    actor, patient_id = request.actor, form.cleaned_data["patient"]
    patient = one_of(actor, Patient, patient_id) if patient_id is not None else None
    draft = form.draft(time_zone=actor.time_zone)
    if patient is None and draft.activity != PROGRAMME:
        raise Refused(NOBODY)
    return log_time(
        draft,
        actor=actor,
        patient=patient,
        now=timezone.now(),
        capture=Capture.QUICK_LOG,
        client_id=form.cleaned_data["client_id"],
    )
