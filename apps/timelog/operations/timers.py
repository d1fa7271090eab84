"""One running timer for each person, by the server's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.patients.models import Goal, Patient
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.clock import in_words, seconds_between, whole_second
from apps.timelog.domain.dates import check_enrolled
from apps.timelog.domain.entries import Draft, check_reason, check_start
from apps.timelog.models import Capture, TimeEntry, Timer
from apps.timelog.operations.entries import log_time
from apps.timelog.operations.people import provider_logging
from apps.timelog.selectors import WORDS, overlapping, surroundings

ONE_SECOND = timedelta(seconds=1)
# A timer that ran longer was probably forgotten: somebody has to say how much of it was work.
LONGEST_UNCONFIRMED = 4 * 60 * 60


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
    """Start the actor's timer for `patient`, now or since `started_at`; `client_id` becomes that of the entry."""
    provider = provider_logging(actor, None)
    assert actor.user is not None  # the schedule has no provider of its own, so it got no further
    since = whole_second(started_at or now)
    words = Draft(activity=activity, counterpart=counterpart, channel=channel, note=note)
    try:
        with transaction.atomic():
            _check_none_running(actor)
            day = since.astimezone(actor.time_zone).date()
            around = surroundings(
                actor=actor, patient=patient, provider=provider, book=None, days=(day,), now=now
            )
            problems = [
                *check_enrolled(around),
                *check_start(words, since=since, day=day, around=around, words=WORDS),
            ]
            since = _after_last_entry(provider, since) if started_at is None else since
            problems += _check_free(provider, actor=actor, since=since, now=now)
            refuse_any(problems)
            timer = Timer.objects.create(
                practice=actor.practice, user=actor.user, provider=provider, patient=patient, activity=activity,
                counterpart=counterpart, channel=channel, note=note.strip(), started_at=since, client_id=client_id,
            )  # fmt: skip
            audit.record(actor, "timer.started", timer, patient_id=patient.pk, new=_said(timer), at=now)
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
    confirmed_seconds: int | None = None,
    reason: str = "",
    goals: Sequence[Goal] = (),
) -> list[TimeEntry]:
    """Stop the actor's timer and log its time, at least one second.

    `words` replaces activity, counterpart, channel and note. `confirmed_seconds` says how much of the time, from its
    start, was work; over four hours somebody has to say so. A refusal leaves the timer running.
    """
    with transaction.atomic():
        timer = _locked_timer(actor)
        seconds = max(1, seconds_between(timer.started_at, whole_second(now)))
        refuse_any(_check_length(timer, actor=actor, seconds=seconds, confirmed=confirmed_seconds))
        ended_at = timer.started_at + timedelta(seconds=confirmed_seconds or seconds)
        said = words or Draft(timer.activity, timer.counterpart, timer.channel, timer.note)
        draft = Draft(
            activity=said.activity,
            counterpart=said.counterpart,
            channel=said.channel,
            note=said.note,
            started_at=timer.started_at,
            ended_at=ended_at,
            reason=reason,
        )
        _remove(timer, actor=actor, action="timer.stopped", now=now)
        return log_time(
            draft,
            actor=actor,
            patient=timer.patient,
            now=max(now, ended_at),
            capture=Capture.TIMER,
            client_id=timer.client_id,
            goals=goals,
        )


def discard_timer(actor: Actor, *, reason: str, now: datetime) -> None:
    """Throw the actor's timer away without logging its time, for a reason that is kept."""
    with transaction.atomic():
        timer = _locked_timer(actor)
        refuse_any(check_reason(reason, doing="discard a timer"))
        _remove(timer, actor=actor, action="timer.discarded", now=now, reason=reason.strip())


def _check_none_running(actor: Actor) -> None:
    running = Timer.objects.filter(user=actor.user).first()
    if running is not None:
        since = f"{running.started_at.astimezone(actor.time_zone):%H:%M}"
        raise Refused(_already_running(f" since {since}"))


def _already_running(since: str = "") -> Problem:
    return Problem(
        "timer_running", f"You have a timer running{since}. Stop or discard it, then start the next one."
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


def _locked_timer(actor: Actor) -> Timer:
    # The patient is not joined: PostgreSQL would lock that row as well.
    timer = Timer.objects.select_for_update().filter(user=actor.user, practice=actor.practice).first()
    if timer is None:
        raise Refused(
            Problem("no_timer", "No timer is running here. It may have been stopped on another device.")
        )
    return timer


def _check_length(timer: Timer, *, actor: Actor, seconds: int, confirmed: int | None) -> list[Problem]:
    if confirmed is None and seconds <= LONGEST_UNCONFIRMED:
        return []
    since = f"{timer.started_at.astimezone(actor.time_zone):%H:%M}"
    if confirmed is None:
        return [
            Problem(
                "timer_over_cap",
                f"The timer ran {in_words(seconds)}, since {since}. Give the minutes, from then on, that were work;"
                " nothing over 4 hours is logged unasked.",
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


def _remove(timer: Timer, *, actor: Actor, action: str, now: datetime, reason: str = "") -> None:
    audit.record(
        actor,
        action,
        timer,
        patient_id=timer.patient_id,
        old=_said(timer),
        new={"reason": reason} if reason else None,
        at=now,
    )
    Timer.objects.filter(pk=timer.pk).delete()


def _said(timer: Timer) -> dict[str, Any]:
    return {
        "started_at": timer.started_at,
        "activity": timer.activity,
        "counterpart": timer.counterpart,
        "channel": timer.channel,
    }
