"""One timer for each person, by the server's clock: start it, stop it, switch to another patient, discard it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from apps.patients.models import Goal, Patient
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.parts import part
from apps.practice.prepared import insert
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.clock import Stretch, in_words, whole_second
from apps.timelog.domain.dates import check_enrolled
from apps.timelog.domain.entries import Draft, check_reason, check_start
from apps.timelog.domain.timers import ONE_SECOND, at_least_a_second, first_seconds, seconds_meant, total
from apps.timelog.models import Capture, Channel, TimeEntry, Timer
from apps.timelog.operations.accepting import lock_clock
from apps.timelog.operations.ending import ending, remove, said
from apps.timelog.operations.people import provider_logging
from apps.timelog.operations.running import locked_timer, log_stretches, words_of
from apps.timelog.selectors import WORDS, running_timer
from apps.timelog.write_selectors import entries_with_client_id, overlapping, surroundings


def start_timer(
    patient: Patient,
    *,
    actor: Actor,
    now: datetime,
    activity: str,
    counterpart: str = "",
    channel: str = "",
    note: str = "",
    started_at: datetime | None = None,
    client_id: UUID | None = None,
) -> Timer:
    """Start the actor's timer for `patient`, now or since `started_at`; `client_id` becomes that of the entry.

    By phone it starts in call mode. The same `client_id` again returns the timer that runs already.
    """
    provider = provider_logging(actor, None)
    assert actor.user is not None  # the schedule has no provider of its own, so it got no further
    since = whole_second(started_at or now)
    words = Draft(activity=activity, counterpart=counterpart, channel=channel, note=note)
    try:
        with part():
            known = running_timer(actor)
            if known is not None and client_id is not None and known.client_id == client_id:
                return known
            _check_none_running(known, actor=actor)
            _check_not_logged(actor, client_id)
            lock_clock(provider)
            day = since.astimezone(actor.time_zone).date()
            around = surroundings(
                actor=actor, patient=patient, provider=provider, book=None, days=(day,), now=now
            )
            problems = [
                *check_enrolled(around),
                *check_start(words, since=since, day=day, around=around, words=WORDS),
            ]
            # One look is enough where nothing is in the way, which is nearly always.
            if overlapping(provider, started_at=since, ended_at=max(now, since + ONE_SECOND)) is not None:
                since = _after_last_entry(provider, since) if started_at is None else since
                problems += _check_free(provider, actor=actor, since=since, now=now)
            refuse_any(problems)
            timer = Timer(
                practice=actor.practice, user=actor.user, provider=provider, patient=patient, activity=activity,
                counterpart=counterpart, channel=channel, note=note.strip(), started_at=since, running_since=since,
                seen_at=now, is_call=channel == Channel.PHONE, client_id=client_id or uuid4(),
            )  # fmt: skip
            insert(timer)
            audit.record(actor, "timer.started", timer, patient_id=patient.pk, new=said(timer), at=now)
            return timer
    except IntegrityError as error:
        if "user" not in str(error):
            raise
        raise Refused(_already_running()) from error


def stop_timer(
    actor: Actor,
    *,
    now: datetime,
    words: Draft | None = None,
    changed: Mapping[str, Any] | None = None,
    confirmed_seconds: int | None = None,
    reason: str = "",
    goals: Sequence[Goal] = (),
) -> list[TimeEntry]:
    """Stop the actor's timer and log its time, at least one second; what was paused is not counted.

    `words` replaces activity, counterpart, channel and note; `changed` only those of them that it names.
    `confirmed_seconds` says how much of the time, from its start, was work; over the practice's limit somebody has to
    say so. People say it in minutes: the last one, where it was only begun, means all that ran and no second more. A
    refusal leaves the timer as it was.
    """
    with part():
        timer = locked_timer(actor)
        if changed:
            words = replace(words_of(timer), **changed)
        return end_timer(
            timer,
            actor=actor,
            now=now,
            words=words,
            confirmed_seconds=confirmed_seconds,
            reason=reason,
            goals=goals,
        )


def switch_timer(
    patient: Patient,
    *,
    actor: Actor,
    now: datetime,
    activity: str,
    counterpart: str = "",
    channel: str = "",
) -> tuple[list[TimeEntry], Timer]:
    """Stop the actor's timer, log its time and start one for `patient`: all of it, or nothing."""
    with transaction.atomic():
        made = stop_timer(actor, now=now)
        timer = start_timer(
            patient, actor=actor, now=now, activity=activity, counterpart=counterpart, channel=channel
        )
        return made, timer


def discard_timer(actor: Actor, *, reason: str, now: datetime) -> None:
    """Throw the actor's timer away without logging its time, for a reason that is kept."""
    with transaction.atomic():
        timer = locked_timer(actor)
        refuse_any(check_reason(reason, doing="discard a timer"))
        remove(timer, actor=actor, action="timer.discarded", now=now, reason=reason.strip())


def end_timer(
    timer: Timer,
    *,
    actor: Actor,
    now: datetime,
    words: Draft | None = None,
    confirmed_seconds: int | None = None,
    reason: str = "",
    goals: Sequence[Goal] = (),
    capture: str = Capture.TIMER,
    remark: str = "",
) -> list[TimeEntry]:
    """Log the time of a locked timer and remove it: the second half of every stop."""
    stretches: Sequence[Stretch] = at_least_a_second(timer.course.until(now), started_at=timer.started_at)
    if confirmed_seconds is not None:
        confirmed_seconds = seconds_meant(confirmed_seconds, ran=total(stretches))
    problems = _check_length(
        timer,
        actor=actor,
        seconds=total(stretches),
        confirmed=confirmed_seconds,
        is_waiting=bool(timer.waiting_since),
    )
    refuse_any(problems)
    if confirmed_seconds is not None:
        remark = f"ran {in_words(total(stretches))}, {in_words(confirmed_seconds)} confirmed"
        stretches = first_seconds(stretches, confirmed_seconds)
    return log_stretches(
        timer, stretches, actor=actor, now=now, words=words, reason=reason, goals=goals, remark=remark,
        capture=capture, ending=ending(timer, actor=actor, action="timer.stopped", now=now),
    )  # fmt: skip


def timer_limit(actor: Actor) -> int:
    """Return the seconds over which nothing of a timer is logged unasked: the practice's own limit."""
    return actor.practice.timer_limit_minutes * 60


def _check_none_running(running: Timer | None, *, actor: Actor) -> None:
    if running is not None:
        since = f"{running.started_at.astimezone(actor.time_zone):%H:%M}"
        raise Refused(_already_running(f" since {since}"))


def _already_running(since: str = "") -> Problem:
    return Problem(
        "timer_running", f"You have a timer running{since}. Stop or discard it, then start the next one."
    )


def _check_not_logged(actor: Actor, client_id: UUID | None) -> None:
    if client_id is not None and entries_with_client_id(actor.practice, client_id):
        raise Refused(
            Problem(
                "timer_logged_already",
                "This timer was stopped and its time logged already. Start a new one.",
                "client_id",
            )
        )


def _after_last_entry(provider: Provider, since: datetime) -> datetime:
    """Return the start of a timer that follows an entry within its last second: whole seconds must not overlap."""
    other = overlapping(provider, started_at=since, ended_at=since + ONE_SECOND)
    if other is not None and other[1] - since <= ONE_SECOND:
        return other[1]
    return since


def _check_free(provider: Provider, *, actor: Actor, since: datetime, now: datetime) -> list[Problem]:
    other = overlapping(provider, started_at=since, ended_at=max(now, since + ONE_SECOND))
    if other is None:
        return []
    until = f"{other[1].astimezone(actor.time_zone):%H:%M:%S}"
    return [
        Problem(
            "overlaps",
            f"You have an entry until {until} already. Start the timer from {until} on.",
            "started_at",
        )
    ]


def _check_length(
    timer: Timer, *, actor: Actor, seconds: int, confirmed: int | None, is_waiting: bool
) -> list[Problem]:
    limit = timer_limit(actor)
    if confirmed is None and seconds <= limit and not is_waiting:
        return []
    since = f"{timer.started_at.astimezone(actor.time_zone):%H:%M}"
    if confirmed is None:
        return [
            Problem(
                "timer_over_cap",
                f"The timer ran {in_words(seconds)}, since {since}. Give the minutes, from then on, that were work;"
                f" nothing over {in_words(limit)} is logged unasked.",
                "minutes",
            )
        ]
    if 0 < confirmed <= seconds:
        return []
    return [
        Problem(
            "minutes_outside_timer",
            f"{in_words(confirmed)} does not fit: the timer ran {in_words(seconds)}, since {since}. Give from 1 min up"
            " to that.",
            "minutes",
        )
    ]
