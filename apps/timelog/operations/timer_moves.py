"""Moves of a running timer: pause, resume, call mode, signs of life, and what idle time was."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.practice.access import Actor
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.entries import Draft, check_start
from apps.timelog.domain.timers import IdleChoice, check_idle
from apps.timelog.models import Timer
from apps.timelog.operations.ending import said
from apps.timelog.operations.running import keep_course, locked_timer
from apps.timelog.selectors import WORDS
from apps.timelog.write_selectors import surroundings


def pause_timer(actor: Actor, *, now: datetime) -> Timer:
    """Let the actor's timer stand still; pausing a paused one changes nothing."""
    with transaction.atomic():
        timer = locked_timer(actor)
        if not timer.is_paused:
            old = said(timer)
            timer.course = timer.course.paused(now)
            keep_course(timer, actor=actor, action="timer.paused", old=old, now=now)
        return timer


def resume_timer(actor: Actor, *, now: datetime) -> Timer:
    """Let the actor's paused timer go on; resuming a running one changes nothing."""
    with transaction.atomic():
        timer = locked_timer(actor)
        if timer.is_paused:
            old = said(timer)
            timer.course = timer.course.resumed(now)
            keep_course(timer, actor=actor, action="timer.resumed", old=old, now=now)
        return timer


def set_call_mode(actor: Actor, *, is_call: bool, now: datetime) -> Timer:
    """Say whether the actor is on a call, where nothing is touched for long; idle time is asked about later then."""
    with transaction.atomic():
        timer = locked_timer(actor)
        if timer.is_call != is_call:
            old = said(timer)
            timer.is_call = is_call
            keep_course(timer, actor=actor, action="timer.call_mode_set", old=old, now=now)
        return timer


def describe_timer(actor: Actor, *, words: Draft, now: datetime) -> Timer:
    """Write down what the actor's timer is about while it runs on."""
    with transaction.atomic():
        timer = locked_timer(actor)
        day = timer.started_at.astimezone(actor.time_zone).date()
        around = surroundings(
            actor=actor, patient=timer.patient, provider=timer.provider, book=None, days=(day,), now=now
        )
        refuse_any(check_start(words, since=now, day=day, around=around, words=WORDS))
        old = said(timer)
        timer.activity, timer.counterpart = words.activity, words.counterpart
        timer.channel, timer.note = words.channel, words.note.strip()
        keep_course(timer, actor=actor, action="timer.described", old=old, now=now)
        return timer


def answer_idle(actor: Actor, *, choice: str, idle_seconds: int, now: datetime) -> Timer:
    """Keep what the actor says about the last `idle_seconds`, in which nothing was done at the device.

    Kept time counts; discarded time does not: the timer pauses where it began, and for "continue" goes on from now.
    """
    with transaction.atomic():
        timer = locked_timer(actor)
        since = _idle_since(idle_seconds, now=now)
        refuse_any(check_idle(timer.course, choice=choice, since=since, now=now))
        old = said(timer)
        timer.course = timer.course.after_idle(IdleChoice(choice), since=since, now=now)
        keep_course(timer, actor=actor, action="timer.idle_answered", old=old, now=now)
        return timer


def note_sign_of_life(actor: Actor, *, now: datetime) -> None:
    """Remember that somebody is at work; other devices ask about idle time only when nobody is anywhere."""
    Timer.objects.filter(user=actor.user, practice=actor.practice, waiting_since__isnull=True).update(
        seen_at=now
    )


def _idle_since(idle_seconds: int, *, now: datetime) -> datetime:
    if not 0 <= idle_seconds <= 86_400:
        raise Refused(
            Problem(
                "idle_seconds_out_of_range",
                f"{idle_seconds} s of idle time cannot be. Look at the timer again.",
                "idle_seconds",
            )
        )
    return now - timedelta(seconds=idle_seconds)
