"""Moves of the running timer, from its pill: pause, resume, call mode, idle time; and what other windows ask."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.problems import Refused
from apps.timelog import pages
from apps.timelog.context import as_running, key_of, unseen_seconds
from apps.timelog.domain.clock import in_words
from apps.timelog.domain.timers import IdleChoice
from apps.timelog.models import Timer
from apps.timelog.operations import (
    answer_idle,
    note_sign_of_life,
    pause_timer,
    resume_timer,
    set_call_mode,
    stop_timer,
)
from apps.timelog.selectors import running_timer


@require_POST
@may(Action.LOG_TIME)
def pause(request: MemberRequest) -> HttpResponse:
    """Let the timer stand still."""
    return _moved(request, lambda: pause_timer(request.actor, now=timezone.now()))


@require_POST
@may(Action.LOG_TIME)
def resume(request: MemberRequest) -> HttpResponse:
    """Let the timer go on."""
    return _moved(request, lambda: resume_timer(request.actor, now=timezone.now()))


@require_POST
@may(Action.LOG_TIME)
def call_mode(request: MemberRequest) -> HttpResponse:
    """Say whether one is on a call: `on` is 1 or 0."""
    is_call = request.POST.get("on") == "1"
    return _moved(request, lambda: set_call_mode(request.actor, is_call=is_call, now=timezone.now()))


@require_POST
@may(Action.LOG_TIME)
def idle(request: MemberRequest) -> HttpResponse:
    """Keep what is said about the last `idle_seconds`: `choice` is keep, discard or continue."""
    return _moved(request, lambda: _answer(request))


@require_POST
@may(Action.LOG_TIME)
def seen(request: MemberRequest) -> HttpResponse:
    """Take a sign of life from this window."""
    note_sign_of_life(request.actor, now=timezone.now())
    return HttpResponse(status=204)


@require_GET
@may(Action.LOG_TIME)
def state(request: MemberRequest) -> HttpResponse:
    """Say how the timer stands, without naming anybody: what the windows of all devices ask every two seconds."""
    timer, now = running_timer(request.actor), timezone.now()
    if timer is None:
        return JsonResponse({"key": ""})
    return JsonResponse(
        {
            "key": key_of(timer),
            "elapsed": timer.course.seconds(now),
            "unseen": unseen_seconds(timer, now=now),
        }
    )


@require_GET
@may(Action.LOG_TIME)
def pill(request: MemberRequest) -> HttpResponse:
    """Show the timer as it stands in the header."""
    timer = running_timer(request.actor)
    shown = as_running(timer, actor=request.actor, now=timezone.now()) if timer else None
    return render(request, "shell/_timer.html", {"running_timer": shown, "here": next_of(request)})


def _answer(request: MemberRequest) -> Timer | None:
    choice, seconds = request.POST.get("choice", ""), request.POST.get("idle_seconds", "")
    idle_seconds = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else -1
    timer = answer_idle(request.actor, choice=choice, idle_seconds=idle_seconds, now=timezone.now())
    if choice != IdleChoice.DISCARD:
        return timer
    made = stop_timer(request.actor, now=timezone.now())
    total = sum(entry.current_version.seconds for entry in made if entry.current_version)
    pages.say_done(request, f"{in_words(total)} logged; {in_words(idle_seconds)} idle discarded.", made[0])
    return None


def _moved(request: MemberRequest, move: Callable[[], Timer | None]) -> HttpResponse:
    try:
        move()
    except Refused as refused:
        running = running_timer(request.actor)
        context = {"problems": refused.problems, "running": running}
        return render(request, "timelog/not_moved.html", context, status=UNPROCESSABLE)
    return redirect(next_of(request) or "timelog:timer")
