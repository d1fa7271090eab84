"""Team conferences: logged once, shared over the patients, looked at and voided as a whole."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import typed
from apps.problems import refuse_any
from apps.timelog import pages
from apps.timelog.forms import ReasonForm
from apps.timelog.forms_conference import ConferenceForm, unclear
from apps.timelog.models import Conference, TimeEntry
from apps.timelog.operations.conferences import Discussed, log_conference, void_conference


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def add(request: MemberRequest) -> HttpResponse:
    """Log a conference."""
    form = ConferenceForm(typed(request), initial={"performed_on": request.actor.today, "client_id": uuid4()})
    made = pages.accepted(form, lambda: _log(request, form))
    if made:
        return redirect("timelog:conference", made.pk)
    return pages.page(request, "timelog/conference_form.html", form, {})


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


def _log(request: MemberRequest, form: ConferenceForm) -> Conference:
    actor = request.actor
    lines = form.lines(actor)
    refuse_any(unclear(lines))
    found = {
        row.pk: row
        for row in rows_of(actor, Patient).filter(pk__in=[line.person.pk for line in lines if line.person])
    }
    return log_conference(
        form.draft(time_zone=actor.time_zone),
        actor=actor,
        discussed=[Discussed(found[line.person.pk], line.note) for line in lines if line.person],
        attendees=form.cleaned_data["attendees"],
        now=timezone.now(),
        client_id=form.cleaned_data["client_id"],
    )


def _void(request: MemberRequest, found: Conference, form: ReasonForm) -> bool:
    void_conference(found, actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now())
    return True
