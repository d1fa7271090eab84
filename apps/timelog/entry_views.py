"""One entry with everything it ever said, and undo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.problems import Problem, Refused
from apps.timelog.models import TimeEntry
from apps.timelog.operations import can_undo, undo_entry
from apps.timelog.rows import last_closed_day
from apps.timelog.selectors import versions_of
from apps.timelog.versions import entered_after, steps_of


@require_GET
@may(Action.SEE_PATIENTS)
def entry(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Show an entry: what it says, and each version with who, when, why and what became different."""
    return _entry(request, entry_id)


@require_POST
@may(Action.LOG_TIME, Action.CORRECT_TIME)
def undo(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Take back what one did to an entry a moment ago."""
    row = one_of(request.actor, TimeEntry.objects.select_related("patient"), entry_id)
    based_on = request.GET.get("based_on", "")
    try:
        said = undo_entry(
            row,
            actor=request.actor,
            now=timezone.now(),
            based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 6 else None,
        )
    except Refused as refused:
        return _entry(request, entry_id, refused.problems)
    gone, back = (
        "The entry stays readable and counts nowhere.",
        "What was there before stands again; both stay readable.",
    )
    messages.success(request, f"Undone. {gone if said[0].is_void else back}")
    return redirect(next_of(request) or reverse("timelog:entry", args=(entry_id,)))


def _entry(request: MemberRequest, entry_id: int, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    row = one_of(actor, TimeEntry.objects.select_related("patient", "provider"), entry_id)
    versions = list(versions_of(actor, row))
    now_says, first = versions[0], versions[-1]
    audit.record(actor, "entry.viewed", row, patient_id=row.patient_id)
    is_own = actor.provider is not None and row.provider_id == actor.provider.pk
    closed_through = last_closed_day(actor, row.patient)
    context = {
        "entry": row,
        "version": now_says,
        "patient": row.patient,
        "steps": steps_of(versions, time_zone=actor.time_zone),
        "days_after": entered_after(first.performed_on, first.recorded_at, time_zone=actor.time_zone),
        "logged_at": first.recorded_at,
        "is_own": is_own and actor.may(Action.LOG_TIME),
        "may_correct": (is_own and actor.may(Action.LOG_TIME)) or actor.may(Action.CORRECT_TIME),
        "may_undo": can_undo(now_says, actor=actor, now=timezone.now()),
        "is_closed": closed_through is not None and now_says.performed_on <= closed_through,
        "problems": problems,
    }
    status = UNPROCESSABLE if problems else 200
    return render(request, "timelog/entry.html", context, status=status)
