"""The timer: start in one action, stop with what it was about, switch patients, or discard with a reason."""

from datetime import datetime, timedelta

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
from apps.practice.form_pages import UNPROCESSABLE, next_of, typed
from apps.timelog import pages
from apps.timelog.context import as_running
from apps.timelog.domain.clock import in_words
from apps.timelog.forms import ReasonForm, StartForm, StopForm
from apps.timelog.models import Activity, TimeEntry, Timer
from apps.timelog.operations import describe_timer, discard_timer, start_timer, stop_timer, switch_timer
from apps.timelog.operations.timers import timer_limit
from apps.timelog.progress import progress_of
from apps.timelog.rows import last_closed_day
from apps.timelog.selectors import running_timer
from apps.timelog.verdicts import hints


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def start(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Start the timer for a patient, now or since a time; what it is about can be said when it stops."""
    patient = one_of(request.actor, Patient, patient_id)
    if request.method == "GET":
        return _start_page(request, patient, StartForm())
    form = StartForm(request.POST)
    started = pages.accepted(form, lambda: _start(request, patient, form))
    if started:
        return redirect(next_of(request) or reverse("patients:detail", args=(patient.pk,)))
    if "since" in request.POST:
        return _start_page(request, patient, form)
    return _not_started(request, patient, form)


@require_POST
@may(Action.LOG_TIME)
def switch(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Stop the running timer, log its time, and start one for this patient: all of it, or nothing."""
    patient = one_of(request.actor, Patient, patient_id)
    form = StartForm(request.POST)
    made = pages.accepted(form, lambda: _switch(request, patient, form))
    if not made:
        return _not_started(request, patient, form)
    pages.say_done(
        request,
        f"{_logged(made)} logged; the timer runs for this patient now.",
        made[0],
        asks_words=_is_undescribed(made[0]),
    )
    return redirect(next_of(request) or reverse("patients:detail", args=(patient.pk,)))


@require_GET
@may(Action.LOG_TIME)
def timer(request: MemberRequest) -> HttpResponse:
    """Show the running timer with what it is about."""
    running = running_timer(request.actor)
    if running is None:
        return render(request, "timelog/timer.html", {"timer": None})
    return _page(request, running, StopForm(initial=_words_of(running), patient=running.patient))


@require_POST
@may(Action.LOG_TIME)
def stop(request: MemberRequest) -> HttpResponse:
    """Stop the timer and log its time; `as_is` leaves what it is about as it was said so far."""
    running = running_timer(request.actor)
    if running is None:
        return render(request, "timelog/timer.html", {"timer": None}, status=UNPROCESSABLE)
    said = _words_of(running) if "as_is" in request.POST else request.POST
    form = StopForm(said, patient=running.patient)
    made = pages.accepted(form, lambda: _stop(request, form))
    if not made:
        return _page(request, running, form)
    is_unsaid = "as_is" in request.POST and _is_undescribed(made[0])
    unsaid = (
        f" as {running.get_activity_display().lower()}, without a word of what it was" if is_unsaid else ""
    )
    pages.say_done(request, f"{_logged(made)} logged{unsaid}.", made[0], asks_words=is_unsaid)
    return redirect(next_of(request) or reverse("patients:detail", args=(running.patient_id,)))


@require_POST
@may(Action.LOG_TIME)
def describe(request: MemberRequest) -> HttpResponse:
    """Write down what the timer is about, and let it run."""
    running = running_timer(request.actor)
    if running is None:
        return render(request, "timelog/timer.html", {"timer": None}, status=UNPROCESSABLE)
    form = StopForm(request.POST, patient=running.patient)
    done = pages.accepted(form, lambda: describe_timer(request.actor, words=form.words(), now=timezone.now()))
    if not done:
        return _page(request, running, form)
    messages.success(request, "Kept with the timer.")
    return redirect("timelog:timer")


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def discard(request: MemberRequest) -> HttpResponse:
    """Throw the running timer away, with a reason."""
    running = running_timer(request.actor)
    if running is None:
        status = UNPROCESSABLE if request.method == "POST" else 200
        return render(request, "timelog/timer.html", {"timer": None}, status=status)
    form = ReasonForm(typed(request))
    done = pages.accepted(form, lambda: _discard(request, form))
    if done:
        messages.success(request, "Timer discarded. Nothing was logged.")
        return redirect(next_of(request) or "timelog:today")
    audit.record(request.actor, "patient.viewed", running.patient, patient_id=running.patient_id)
    shown = as_running(running, actor=request.actor, now=timezone.now())
    context = {"timer": shown, "patient": running.patient, "back": reverse("timelog:timer")}
    return pages.page(request, "timelog/discard.html", form, context)


def _start(request: MemberRequest, patient: Patient, form: StartForm) -> Timer:
    now = timezone.now()
    return start_timer(
        patient,
        actor=request.actor,
        now=now,
        activity=form.cleaned_data["activity"] or Activity.PROGRESS_TRACKING,
        counterpart=form.cleaned_data["counterpart"],
        channel=form.cleaned_data["channel"],
        started_at=_since(request, form, now=now),
    )


def _since(request: MemberRequest, form: StartForm, *, now: datetime) -> datetime | None:
    """Return the instant of the time given: the latest one that lies behind us."""
    found = form.instant(request.actor.today, time_zone=request.actor.time_zone)
    if found is not None and found > now:
        yesterday = request.actor.today - timedelta(days=1)
        return form.instant(yesterday, time_zone=request.actor.time_zone)
    return found


def _switch(request: MemberRequest, patient: Patient, form: StartForm) -> list[TimeEntry]:
    made, _ = switch_timer(
        patient,
        actor=request.actor,
        now=timezone.now(),
        activity=form.cleaned_data["activity"] or Activity.PROGRESS_TRACKING,
        counterpart=form.cleaned_data["counterpart"],
        channel=form.cleaned_data["channel"],
    )
    return made


def _stop(request: MemberRequest, form: StopForm) -> list[TimeEntry]:
    return stop_timer(
        request.actor,
        now=timezone.now(),
        words=form.words(),
        confirmed_seconds=form.seconds(),
        reason=form.cleaned_data["reason"],
        goals=form.chosen_goals(),
    )


def _discard(request: MemberRequest, form: ReasonForm) -> bool:
    discard_timer(request.actor, reason=form.cleaned_data["reason"], now=timezone.now())
    return True


def _logged(made: list[TimeEntry]) -> str:
    return in_words(sum(entry.current_version.seconds for entry in made if entry.current_version))


def _is_undescribed(entry: TimeEntry) -> bool:
    """Say whether time says only what every timer is started with."""
    said = entry.current_version
    assert said is not None  # made in this request
    return said.activity == Activity.PROGRESS_TRACKING and not (said.counterpart or said.channel or said.note)


def _words_of(timer: Timer) -> dict[str, str]:
    return {
        "activity": timer.activity,
        "counterpart": timer.counterpart,
        "channel": timer.channel,
        "note": timer.note,
    }


def _not_started(request: MemberRequest, patient: Patient, form: StartForm) -> HttpResponse:
    context = {
        "form": form,
        "patient": patient,
        "running": running_timer(request.actor),
        "next": next_of(request),
    }
    return render(request, "timelog/not_started.html", context, status=UNPROCESSABLE)


def _start_page(request: MemberRequest, patient: Patient, form: StartForm) -> HttpResponse:
    audit.record(request.actor, "patient.viewed", patient, patient_id=patient.pk)
    context = {"patient": patient, "next": next_of(request), "running": running_timer(request.actor)}
    return pages.page(request, "timelog/start.html", form, context)


def _page(request: MemberRequest, running: Timer, form: StopForm) -> HttpResponse:
    actor, patient = request.actor, running.patient
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    shown = as_running(running, actor=actor, now=timezone.now())
    progress = progress_of(actor, [patient], today=actor.today).get(patient.pk)
    closed_through = last_closed_day(actor, patient)
    is_closed = (
        closed_through is not None and shown.started_at.astimezone(actor.time_zone).date() <= closed_through
    )
    context = {
        "timer": shown,
        "patient": patient,
        "progress": progress,
        "closed_through": closed_through if is_closed else None,
        "is_over_cap": shown.elapsed_seconds > timer_limit(actor),
        "hides_pill": True,  # the page itself is the timer
        "hints": hints(progress, provider=running.provider, on=actor.today) if progress else [],
        "next": next_of(request),
    }
    return pages.page(request, "timelog/timer.html", form, context)
