"""The running timer, on every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from apps.practice.access import Actor, actor_of
from apps.practice.domain.roles import Action
from apps.timelog.domain.clock import seconds_between
from apps.timelog.domain.timers import idle_limit
from apps.timelog.models import Timer
from apps.timelog.notice_selectors import count_unread
from apps.timelog.selectors import running_timer as timer_of


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """What the pill shows; names stay out of titles, so it carries initials too.

    `key` changes with every move of the timer, so that other windows see that theirs is old.
    """

    patient_label: str
    initials: str
    activity_label: str
    started_at: datetime
    elapsed_seconds: int
    url: str
    stop_url: str = ""
    key: str = ""
    client_id: str = ""
    is_paused: bool = False
    is_call: bool = False
    idle_limit_seconds: int = 0
    unseen_seconds: int = 0


def running_timer(request: HttpRequest) -> dict[str, Any]:
    """Give templates `running_timer`, None without one, looked up only when a template asks; and who may have one."""
    return {
        "running_timer": SimpleLazyObject(lambda: _running(request)),
        "may_time": SimpleLazyObject(lambda: _timing(request) is not None),
        "offline_owner": SimpleLazyObject(lambda: _owner(request)),
        "offline_sign_in": SimpleLazyObject(lambda: sign_in_key(request)),
        # Where a move of the timer comes back to: the page one is on, unless that is the answer to a form.
        "here": request.get_full_path() if request.method == "GET" else "",
    }


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """Give templates `unread_notices`, the number in one's inbox, looked up only when a template asks."""
    return {"unread_notices": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    actor = actor_of(request) if hasattr(request, "user") else None
    return count_unread(actor) if actor is not None else 0


def as_running(timer: Timer, *, actor: Actor, now: datetime) -> RunningTimer:
    """Return a timer as the pill shows it."""
    practice = actor.practice
    return RunningTimer(
        patient_label=timer.patient.display_name,
        initials=timer.patient.initials,
        activity_label=timer.get_activity_display(),
        started_at=timer.started_at,
        elapsed_seconds=max(0, timer.course.seconds(now)),
        url=reverse("timelog:timer"),
        stop_url=reverse("timelog:stop"),
        key=key_of(timer),
        client_id=str(timer.client_id or ""),
        is_paused=timer.is_paused,
        is_call=timer.is_call,
        idle_limit_seconds=idle_limit(
            minutes=practice.idle_minutes,
            call_minutes=practice.call_idle_minutes,
            is_call=timer.is_call,
        ),
        unseen_seconds=unseen_seconds(timer, now=now),
    )


def key_of(timer: Timer) -> str:
    """Return what changes with every move of a timer."""
    moves = (len(timer.stretches), len(timer.idles), int(timer.is_paused), int(timer.is_call))
    return "-".join(str(part) for part in (timer.pk, *moves))


def unseen_seconds(timer: Timer, *, now: datetime) -> int:
    """Return the seconds since the last sign of life on any device."""
    return max(0, seconds_between(timer.seen_at or timer.started_at, now))


def owner_key(actor: Actor) -> str:
    """Return a key for one person in one practice that says nothing about either."""
    assert actor.user is not None
    return salted_hmac("careminutes.offline", f"{actor.user.pk}.{actor.practice.pk}").hexdigest()[:32]


def sign_in_key(request: HttpRequest) -> str:
    """Return a key for this sign-in that says nothing about it and is another one after the next."""
    return salted_hmac("careminutes.sign-in", request.session.session_key or "").hexdigest()[:32]


def _owner(request: HttpRequest) -> str:
    actor = _timing(request)
    return owner_key(actor) if actor is not None else ""


def _timing(request: HttpRequest) -> Actor | None:
    actor = actor_of(request) if hasattr(request, "user") else None
    return actor if actor is not None and actor.provider is not None and actor.may(Action.LOG_TIME) else None


def _running(request: HttpRequest) -> RunningTimer | None:
    actor = _timing(request)
    timer = timer_of(actor) if actor is not None else None
    return as_running(timer, actor=actor, now=timezone.now()) if actor and timer is not None else None
