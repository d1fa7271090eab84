"""The running timer, on every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from apps.practice.access import actor_of
from apps.practice.domain.roles import Action
from apps.timelog.domain.clock import seconds_between
from apps.timelog.models import Timer
from apps.timelog.notice_selectors import count_unread
from apps.timelog.selectors import running_timer as timer_of


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """What the pill shows; names stay out of titles, so it carries initials too."""

    patient_label: str
    initials: str
    activity_label: str
    started_at: datetime
    elapsed_seconds: int
    url: str


def running_timer(request: HttpRequest) -> dict[str, Any]:
    """Give templates `running_timer`, None without one, looked up only when a template asks."""
    return {"running_timer": SimpleLazyObject(lambda: _running(request))}


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """Give templates `unread_notices`, the number in one's inbox, looked up only when a template asks."""
    return {"unread_notices": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    actor = actor_of(request) if hasattr(request, "user") else None
    may_have = actor is not None and (actor.may(Action.LOG_TIME) or actor.may(Action.CORRECT_TIME))
    return count_unread(actor) if actor is not None and may_have else 0


def as_running(timer: Timer, *, now: datetime) -> RunningTimer:
    """Return a timer as the pill shows it."""
    return RunningTimer(
        patient_label=timer.patient.display_name,
        initials=timer.patient.initials,
        activity_label=timer.get_activity_display(),
        started_at=timer.started_at,
        elapsed_seconds=max(0, seconds_between(timer.started_at, now)),
        url=reverse("timelog:timer"),
    )


def _running(request: HttpRequest) -> RunningTimer | None:
    actor = actor_of(request) if hasattr(request, "user") else None
    timer = timer_of(actor) if actor is not None and actor.provider is not None else None
    return as_running(timer, now=timezone.now()) if timer is not None else None
