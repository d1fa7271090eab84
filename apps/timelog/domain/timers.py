"""The course of a timer: stretches of work with pauses between them, idle times and what was said about them.

Stretches are half-open and whole seconds; what lies between two of them was paused and is never counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from apps.problems import Problem
from apps.timelog.domain.clock import Stretch, in_words, seconds_between, whole_second

ONE_SECOND = timedelta(seconds=1)


class IdleChoice(StrEnum):
    """What somebody said about time in which nothing was done at the device."""

    KEEP = "keep"
    DISCARD = "discard"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Idle:
    """A time without a sign of life, [from, until), and what was said about it."""

    started_at: datetime
    ended_at: datetime
    choice: IdleChoice


@dataclass(frozen=True, slots=True)
class Course:
    """How a timer went so far; `running_since` is None while it is paused."""

    stretches: tuple[Stretch, ...] = ()
    running_since: datetime | None = None
    idles: tuple[Idle, ...] = ()

    def until(self, now: datetime) -> tuple[Stretch, ...]:
        """Return the stretches of work up to `now`, the running one included; empty ones are left out."""
        last = () if self.running_since is None else ((self.running_since, whole_second(now)),)
        return tuple((start, end) for start, end in (*self.stretches, *last) if start < end)

    def seconds(self, now: datetime) -> int:
        """Return the whole seconds of work up to `now`."""
        return total(self.until(now))

    def covers(self, started_at: datetime, ended_at: datetime) -> bool:
        """Say whether the timer worked, or works still, at an instant of [start, end)."""
        runs_into = self.running_since is not None and self.running_since < ended_at
        return runs_into or any(start < ended_at and started_at < end for start, end in self.stretches)

    def paused(self, at: datetime) -> "Course":
        """Return the course after a pause at `at`."""
        return replace(self, stretches=self.until(at), running_since=None)

    def resumed(self, at: datetime) -> "Course":
        """Return the course going on from `at`, or from the end of its last stretch if that is later."""
        last = self.stretches[-1][1] if self.stretches else None
        since = whole_second(at)
        return replace(self, running_since=max(since, last) if last else since)

    def after_idle(self, choice: IdleChoice, *, since: datetime, now: datetime) -> "Course":
        """Return the course after somebody said what the idle time from `since` was.

        Kept time counts. Discarded time does not: the timer pauses where it began, and goes on at once for CONTINUE.
        """
        idle = Idle(whole_second(since), whole_second(now), choice)
        told = replace(self, idles=(*self.idles, idle))
        if choice is IdleChoice.KEEP:
            return told
        cut = told.paused(since)
        return cut.resumed(now) if choice is IdleChoice.CONTINUE else cut


def total(stretches: Iterable[Stretch]) -> int:
    """Return the whole seconds of all `stretches`."""
    return sum(seconds_between(start, end) for start, end in stretches)


def first_seconds(stretches: Sequence[Stretch], seconds: int) -> tuple[Stretch, ...]:
    """Return the beginning of `stretches` that holds `seconds` of work."""
    kept: list[Stretch] = []
    left = seconds
    for start, end in stretches:
        if left <= 0:
            break
        length = min(left, seconds_between(start, end))
        kept.append((start, start + timedelta(seconds=length)))
        left -= length
    return tuple(kept)


def seconds_meant(minutes_in_seconds: int, *, ran: int) -> int:
    """Return the seconds that somebody means who confirms whole minutes: with the last one begun, all that ran."""
    is_begun = minutes_in_seconds % 60 == 0 and ran < minutes_in_seconds < ran + 60
    return ran if is_begun else minutes_in_seconds


def breaks_in(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return the pauses between `stretches`."""
    return tuple((one[1], following[0]) for one, following in pairwise(stretches) if one[1] < following[0])


def at_least_a_second(stretches: Sequence[Stretch], *, started_at: datetime) -> tuple[Stretch, ...]:
    """Return `stretches`, or the timer's first second when there is no whole one yet."""
    return tuple(stretches) or ((started_at, started_at + ONE_SECOND),)


def reached_at(stretches: Sequence[Stretch], seconds: int) -> datetime:
    """Return the instant at which `seconds` of work were reached."""
    return first_seconds(stretches, seconds)[-1][1]


def how_it_went(stretches: Sequence[Stretch], idles: Sequence[Idle], *, remark: str = "") -> str:
    """Return in a sentence what a timer's times do not say by themselves; empty when there is nothing to say."""
    pauses = breaks_in(stretches)
    said: list[str] = []
    if pauses:
        word = "pause" if len(pauses) == 1 else "pauses"
        said.append(f"{len(pauses)} {word}, {in_words(total(pauses))} not counted")
    for choice, words in IDLE_WORDS.items():
        seconds = sum(
            seconds_between(each.started_at, each.ended_at) for each in idles if each.choice is choice
        )
        if seconds:
            said.append(f"{in_words(seconds)} idle {words}")
    if remark:
        said.append(remark)
    return "; ".join(said)


IDLE_WORDS = {
    IdleChoice.KEEP: "kept as work",
    IdleChoice.DISCARD: "discarded, and stopped there",
    IdleChoice.CONTINUE: "discarded",
}


def check_idle(course: Course, *, choice: str, since: datetime, now: datetime) -> list[Problem]:
    """Return what is wrong with an answer about idle time from `since` until `now`."""
    if choice not in {each.value for each in IdleChoice}:
        return [
            Problem(
                "idle_choice_unknown", f"“{choice}” is no answer. Keep the time, or discard it.", "choice"
            )
        ]
    if course.running_since is None:
        return [Problem("timer_paused", "The timer is paused, so no idle time runs. Resume it first.")]
    if not course.running_since <= whole_second(since) <= now:
        return [
            Problem(
                "idle_outside_timer",
                "The idle time is not inside the running time; the timer was changed meanwhile. Look at it again.",
                "idle_seconds",
            )
        ]
    return []


def idle_limit(*, minutes: int, call_minutes: int, is_call: bool) -> int:
    """Return after how many seconds without a sign of life somebody is asked."""
    return 60 * (call_minutes if is_call else minutes)
