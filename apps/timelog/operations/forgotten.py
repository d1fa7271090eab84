"""Timers that nobody stopped: they end at the practice's limit and wait until their owner says what was work."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from apps.patients.models import Goal
from apps.practice import audit
from apps.practice.access import Actor, one_of, schedule_of
from apps.problems import refuse_any
from apps.timelog.domain.clock import seconds_between
from apps.timelog.domain.entries import Draft, check_reason
from apps.timelog.domain.timers import Course, first_seconds, reached_at, total
from apps.timelog.models import TimeEntry, Timer
from apps.timelog.operations.ending import remove, said
from apps.timelog.operations.timers import end_timer

# The shortest limit a practice can set; younger timers are not even looked at.
SHORTEST_LIMIT = timedelta(minutes=15)
IN_A_CHUNK = 200


def stop_forgotten_timers(*, now: datetime) -> int:
    """Stop every timer that worked, or stood paused, as long as its practice allows; return how many.

    Nothing is logged: each waits for its owner. Read from the rows, so that a missed run is caught up by the next.
    """
    stopped = 0
    last_pk = 0
    while True:
        with transaction.atomic():
            rows = list(_old_timers(now).filter(pk__gt=last_pk)[:IN_A_CHUNK])
            stopped += sum(_stop_if_forgotten(timer, now=now) for timer in rows)
        if not rows:
            return stopped
        last_pk = rows[-1].pk


def confirm_timer(
    timer_id: int,
    *,
    actor: Actor,
    now: datetime,
    confirmed_seconds: int | None,
    words: Draft | None = None,
    reason: str = "",
    goals: Sequence[Goal] = (),
) -> list[TimeEntry]:
    """Log how much of a waiting timer of the actor's, from its start, was work."""
    with transaction.atomic():
        timer = _locked_waiting(timer_id, actor=actor)
        return end_timer(
            timer,
            actor=actor,
            now=now,
            words=words,
            confirmed_seconds=confirmed_seconds,
            reason=reason,
            goals=goals,
        )


def discard_waiting_timer(timer_id: int, *, actor: Actor, reason: str, now: datetime) -> None:
    """Throw a waiting timer of the actor's away without logging its time, for a reason that is kept."""
    with transaction.atomic():
        timer = _locked_waiting(timer_id, actor=actor)
        refuse_any(check_reason(reason, doing="discard a timer"))
        remove(timer, actor=actor, action="timer.discarded", now=now, reason=reason.strip())


def _old_timers(now: datetime) -> QuerySet[Timer]:
    return (
        Timer.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("practice")
        .filter(started_at__lte=now - SHORTEST_LIMIT, waiting_since__isnull=True)
        .order_by("pk")
    )


def _stop_if_forgotten(timer: Timer, *, now: datetime) -> bool:
    limit = timer.practice.timer_limit_minutes * 60
    stretches = timer.course.until(now)
    worked = total(stretches)
    paused_at = stretches[-1][1] if timer.is_paused and stretches else timer.started_at
    stood_still = seconds_between(paused_at, now) if timer.is_paused else 0
    if worked < limit and stood_still < limit:
        return False
    old = said(timer)
    kept = first_seconds(stretches, limit)
    timer.course = Course(stretches=kept, idles=timer.course.idles)
    timer.waiting_since = reached_at(stretches, limit) if worked >= limit else now
    timer.save()
    audit.record(
        schedule_of(timer.practice),
        "timer.stopped_at_limit",
        timer,
        patient_id=timer.patient_id,
        old=old,
        new={**said(timer), "limit_seconds": limit},
        at=now,
    )
    return True


def _locked_waiting(timer_id: int, *, actor: Actor) -> Timer:
    return one_of(
        actor,
        Timer.objects.select_for_update().filter(user=actor.user, waiting_since__isnull=False),
        timer_id,
    )
