"""Team conferences: logged once, shared over the patients, looked at and voided as a whole."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import typed
from apps.problems import refuse_any
from apps.timelog import pages
from apps.timelog.forms import ReasonForm
from apps.timelog.forms_conference import ConferenceForm, Picker, missed, picker_of
from apps.timelog.models import Conference, TimeEntry
from apps.timelog.operations.conferences import Discussed, log_conference, void_conference


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def add(request: MemberRequest) -> HttpResponse:
    """Log a conference."""
    picker = picker_of(request.POST, request.actor)
    _note_shown(request, picker)
    fresh = {"performed_on": request.actor.today, "client_id": uuid4()}
    if picker.is_moving and "log" not in request.POST:
        form = ConferenceForm(initial={**fresh, **request.POST.dict()})
        return pages.page(request, "timelog/conference_form.html", form, {"picker": picker})
    form = ConferenceForm(typed(request), initial=fresh)
    made = pages.accepted(form, lambda: _log(request, form, picker))
    if made:
        return redirect("timelog:conference", made.pk)
    return pages.page(request, "timelog/conference_form.html", form, {"picker": picker})


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def conference(request: MemberRequest, conference_id: int) -> HttpResponse:
    """Show a conference with its parts; a POST voids all of them, where they are one's own, with a reason."""
    actor = request.actor
    found = one_of(actor, Conference, conference_id)
    form = ReasonForm(typed(request))
    if pages.accepted(form, lambda: _void(request, found, form)):
        return redirect("timelog:conference", found.pk)
    entries = list(
        TimeEntry.objects.filter(conference_part__conference=found)
        .select_related("current_version", "patient")
        .order_by("pk")
    )
    audit.record(actor, "conference.viewed", found, new={"patients": [each.patient_id for each in entries]})
    versions = [each.current_version for each in entries if each.current_version]
    counted = sum(version.seconds for version in versions if not version.is_void)
    context = {
        "conference": found,
        "entries": entries,
        "counted": counted,
        "differs": counted != found.seconds,
        "can_void": found.provider == actor.provider and any(not version.is_void for version in versions),
    }
    return pages.page(request, "timelog/conference.html", form, context)


def _note_shown(request: MemberRequest, picker: Picker) -> None:
    shown = [each.patient.pk for each in picker.found] + [each.patient.pk for each in picker.picked]
    if shown:
        audit.record(request.actor, "patients.listed", new={"patients": shown})


def _log(request: MemberRequest, form: ConferenceForm, picker: Picker) -> Conference:
    actor = request.actor
    refuse_any([missed(picker)] if picker.words else [])
    return log_conference(
        form.draft(time_zone=actor.time_zone),
        actor=actor,
        discussed=[Discussed(each.patient, each.note) for each in picker.picked],
        attendees=form.cleaned_data["attendees"],
        now=timezone.now(),
        client_id=form.cleaned_data["client_id"],
    )


def _void(request: MemberRequest, found: Conference, form: ReasonForm) -> bool:
    void_conference(found, actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now())
    return True
