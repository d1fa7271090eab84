"""Timers that stopped at the limit: their owner says how much was work, or discards them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import next_of, typed
from apps.timelog import pages
from apps.timelog.context import as_running
from apps.timelog.domain.clock import in_words, seconds_between
from apps.timelog.forms import ReasonForm, StopForm
from apps.timelog.models import TimeEntry, Timer
from apps.timelog.operations import confirm_timer, discard_waiting_timer
from apps.timelog.rows import last_closed_day
from apps.timelog.selectors import waiting_timers

form_methods = require_http_methods(["GET", "POST"])


@form_methods
@may(Action.LOG_TIME)
def confirm(request: MemberRequest, timer_id: int) -> HttpResponse:
    """Say how much of a waiting timer was work, and log that."""
    timer = one_of(request.actor, waiting_timers(request.actor), timer_id)
    initial = {
        "activity": timer.activity,
        "counterpart": timer.counterpart,
        "channel": timer.channel,
        "note": timer.note,
        "minutes": _minutes_seen(timer) or None,
    }
    form = StopForm(typed(request), initial=initial, patient=timer.patient)
    made = pages.accepted(form, lambda: _confirm(request, timer, form))
    if made:
        total = sum(entry.current_version.seconds for entry in made if entry.current_version)
        pages.say_done(request, f"{in_words(total)} logged.", made[0])
        return redirect(next_of(request) or "timelog:today")
    return _page(request, timer, form, "timelog/waiting.html")


@form_methods
@may(Action.LOG_TIME)
def discard(request: MemberRequest, timer_id: int) -> HttpResponse:
    """Throw a waiting timer away, with a reason."""
    timer = one_of(request.actor, waiting_timers(request.actor), timer_id)
    form = ReasonForm(typed(request))
    if pages.accepted(form, lambda: _discard(request, timer, form)):
        messages.success(request, "Timer discarded. Nothing was logged.")
        return redirect(next_of(request) or "timelog:today")
    return _page(request, timer, form, "timelog/discard.html")


def _confirm(request: MemberRequest, timer: Timer, form: StopForm) -> list[TimeEntry]:
    return confirm_timer(
        timer.pk,
        actor=request.actor,
        now=timezone.now(),
        confirmed_seconds=form.seconds(),
        words=form.words(),
        reason=form.cleaned_data["reason"],
        goals=form.chosen_goals(),
    )


def _discard(request: MemberRequest, timer: Timer, form: ReasonForm) -> bool:
    discard_waiting_timer(
        timer.pk, actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now()
    )
    return True


def _minutes_seen(timer: Timer) -> int:
    """Return the minutes up to the last sign of life: what was probably work; where that is all, the last one begun."""
    until = timer.seen_at or timer.started_at
    work = sum(
        seconds_between(start, min(end, until)) for start, end in timer.course.stretches if start < until
    )
    is_all = work == timer.course.seconds(until)
    return -(-work // 60) if is_all else work // 60


def _page(request: MemberRequest, timer: Timer, form: StopForm | ReasonForm, template: str) -> HttpResponse:
    actor, patient = request.actor, timer.patient
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    closed_through = last_closed_day(actor, patient)
    day = timer.started_at.astimezone(actor.time_zone).date()
    context = {
        "timer": as_running(timer, actor=actor, now=timezone.now()),
        "waiting": timer,
        "patient": patient,
        "minutes_seen": _minutes_seen(timer),
        "closed_through": closed_through if closed_through and day <= closed_through else None,
        "back": reverse("timelog:waiting", args=(timer.pk,)),
        "next": next_of(request),
    }
    return pages.page(request, template, form, context)
