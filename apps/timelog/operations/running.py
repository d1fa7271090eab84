"""What all moves of a timer share: the locked row, what is recorded of it, and the words of its refusals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apps.patients.models import Goal
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.prepared import Question, Slot
from apps.problems import Problem, Refused
from apps.timelog.domain.clock import Stretch
from apps.timelog.domain.entries import Draft
from apps.timelog.domain.timers import breaks_in, how_it_went
from apps.timelog.models import Capture, TimeEntry, Timer
from apps.timelog.operations.ending import Ending, said
from apps.timelog.operations.entries import log_time

# Only the timer is locked, not its patient.
_LOCKED = Question(
    lambda: (
        Timer.objects.select_for_update(of=("self",))
        .select_related("patient", "provider")
        .filter(user=Slot("user"), practice=Slot("practice"), waiting_since__isnull=True)
    )
)


def locked_timer(actor: Actor) -> Timer:
    """Return the actor's running or paused timer, locked until the transaction ends."""
    timer: Timer | None = None
    if actor.user is not None:
        timer = _LOCKED.first(user=actor.user.pk, practice=actor.practice.pk)
    if timer is None:
        raise Refused(
            Problem("no_timer", "No timer is running here. It may have been stopped on another device.")
        )
    return timer


def keep_course(timer: Timer, *, actor: Actor, action: str, old: dict[str, Any], now: datetime) -> None:
    """Keep how `timer` goes on, and record the move."""
    timer.seen_at = now
    timer.save()
    audit.record(actor, action, timer, patient_id=timer.patient_id, old=old, new=said(timer), at=now)


def log_stretches(
    timer: Timer,
    stretches: Sequence[Stretch],
    *,
    actor: Actor,
    now: datetime,
    words: Draft | None,
    reason: str,
    goals: Sequence[Goal],
    ending: Ending,
    remark: str = "",
    capture: str = Capture.TIMER,
) -> list[TimeEntry]:
    """Log the `stretches` of a timer, linked in order, as it ends; `remark` says what its times do not."""
    told = words or words_of(timer)
    ended_at = stretches[-1][1]
    draft = Draft(
        activity=told.activity,
        counterpart=told.counterpart,
        channel=told.channel,
        note=told.note,
        started_at=stretches[0][0],
        ended_at=ended_at,
        breaks=breaks_in(stretches),
        reason=reason,
    )
    return log_time(
        draft,
        actor=actor,
        patient=timer.patient,
        now=max(now, ended_at),
        capture=capture,
        client_id=timer.client_id,
        goals=goals,
        detail=how_it_went(stretches, timer.course.idles, remark=remark),
        may_wait=True,
        ending=ending,
    )


def words_of(timer: Timer) -> Draft:
    """Return what the timer is about."""
    return Draft(timer.activity, timer.counterpart, timer.channel, timer.note)
