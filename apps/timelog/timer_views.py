"""The timer: start in one action, stop with what it was about, or discard with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.problems import Refused
from apps.timelog import pages
from apps.timelog.context import as_running
from apps.timelog.domain.clock import in_words
from apps.timelog.forms import ReasonForm, StopForm
from apps.timelog.models import Activity, TimeEntry, Timer
from apps.timelog.operations import discard_timer, start_timer, stop_timer
from apps.timelog.operations.timers import timer_limit
from apps.timelog.progress import progress_of
from apps.timelog.rows import last_closed_day
from apps.timelog.selectors import running_timer
from apps.timelog.verdicts import hints


@require_POST
@may(Action.LOG_TIME)
def start(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Start the timer for a patient; what it is about can be said when it stops."""
    patient = one_of(request.actor, Patient, patient_id)
    try:
        start_timer(
            patient,
            actor=request.actor,
            now=timezone.now(),
            activity=request.POST.get("activity") or Activity.PROGRESS_TRACKING,
            counterpart=request.POST.get("counterpart", ""),
            channel=request.POST.get("channel", ""),
        )
    except Refused as refused:
        context = {"problems": refused.problems, "patient": patient, "running": running_timer(request.actor)}
        return render(request, "timelog/not_started.html", context, status=UNPROCESSABLE)
    return redirect(next_of(request) or reverse("patients:detail", args=(patient.pk,)))


@require_GET
@may(Action.LOG_TIME)
def timer(request: MemberRequest) -> HttpResponse:
    """Show the running timer with what it is about."""
    running = running_timer(request.actor)
    if running is None:
        return render(request, "timelog/timer.html", {"timer": None})
    initial = {
        "activity": running.activity,
        "counterpart": running.counterpart,
        "channel": running.channel,
        "note": running.note,
    }
    return _page(request, running, StopForm(initial=initial, patient=running.patient))


@require_POST
@may(Action.LOG_TIME)
def stop(request: MemberRequest) -> HttpResponse:
    """Stop the timer and log its time."""
    running = running_timer(request.actor)
    if running is None:
        return render(request, "timelog/timer.html", {"timer": None}, status=UNPROCESSABLE)
    form = StopForm(request.POST, patient=running.patient)
    made = pages.accepted(form, lambda: _stop(request, form))
    if not made:
        return _page(request, running, form)
    seconds = sum(entry.current_version.seconds for entry in made if entry.current_version)
    pages.say_done(request, f"{in_words(seconds)} logged.", made[0])
    return redirect(next_of(request) or reverse("patients:detail", args=(running.patient_id,)))


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def discard(request: MemberRequest) -> HttpResponse:
    """Throw the running timer away, with a reason."""
    running = running_timer(request.actor)
    if running is None:
        status = UNPROCESSABLE if request.method == "POST" else 200
        return render(request, "timelog/timer.html", {"timer": None}, status=status)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    done = pages.accepted(form, lambda: _discard(request, form))
    if done:
        messages.success(request, "Timer discarded. Nothing was logged.")
        return redirect(next_of(request) or "timelog:today")
    audit.record(request.actor, "patient.viewed", running.patient, patient_id=running.patient_id)
    context = {"timer": as_running(running, now=timezone.now()), "patient": running.patient}
    return pages.page(request, "timelog/discard.html", form, context)


def _stop(request: MemberRequest, form: StopForm) -> list[TimeEntry]:
    minutes = form.cleaned_data["minutes"]
    return stop_timer(
        request.actor,
        now=timezone.now(),
        words=form.words(),
        confirmed_seconds=minutes * 60 if minutes is not None else None,
        reason=form.cleaned_data["reason"],
        goals=form.chosen_goals(),
    )


def _discard(request: MemberRequest, form: ReasonForm) -> bool:
    discard_timer(request.actor, reason=form.cleaned_data["reason"], now=timezone.now())
    return True


def _page(request: MemberRequest, running: Timer, form: StopForm) -> HttpResponse:
    actor, patient = request.actor, running.patient
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    shown = as_running(running, now=timezone.now())
    progress = progress_of(actor, [patient], today=actor.today).get(patient.pk)
    closed_through = last_closed_day(actor, patient)
    is_closed = (
        closed_through is not None and shown.started_at.astimezone(actor.time_zone).date() <= closed_through
    )
    context = {
        "timer": shown,
        "running_timer": None,  # the page itself is the timer
        "patient": patient,
        "progress": progress,
        "closed_through": closed_through if is_closed else None,
        "is_over_cap": shown.elapsed_seconds > timer_limit(actor),
        "hints": hints(progress, provider=running.provider, on=actor.today) if progress else [],
        "next": next_of(request),
    }
    return pages.page(request, "timelog/timer.html", form, context)
