"""What was done without a network, taken into the book exactly once, however often and in whatever order it arrives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.parts import whole
from apps.practice.prepared import Question, Slot
from apps.problems import Problem, Refused
from apps.timelog.domain.clock import Stretch, seconds_between, whole_second
from apps.timelog.domain.entries import Draft
from apps.timelog.domain.timers import breaks_in, how_it_went
from apps.timelog.models import Capture, Doubt, EntryVersion, TimeEntry, Timer
from apps.timelog.operations.ending import ending
from apps.timelog.operations.entries import log_time
from apps.timelog.operations.timers import timer_limit
from apps.timelog.write_selectors import entries_with_client_id

# What is left of a device's clock after it was corrected by the server's; more is a clock that was set meanwhile.
TRUSTED_SKEW = timedelta(seconds=120)

_TIMER = Question(
    lambda: Timer.objects.select_for_update().filter(
        user=Slot("user"), practice=Slot("practice"), client_id=Slot("client_id")
    )
)


def take_offline_entry(
    draft: Draft,
    *,
    actor: Actor,
    patient: Patient,
    client_id: UUID,
    now: datetime,
    stops_timer: bool = False,
    is_doubtful: bool = False,
) -> list[TimeEntry]:
    """Log what was done offline under the device's own id; the same again returns what it made and changes nothing.

    With `stops_timer` it ends the timer of that id, which ran on the server, at the draft's end. A doubtful clock, or
    a time over the practice's limit, is kept and counts nowhere until its owner confirms it.
    """
    with whole():
        if stops_timer and (known := entries_with_client_id(actor.practice, client_id)):
            return _stopped_before(known, draft, actor=actor)
        timer = _timer_with(client_id, actor=actor)
        if timer is not None:
            draft = _by_the_servers_start(draft, timer)
            patient = timer.patient
        return log_time(
            draft,
            actor=actor,
            patient=patient,
            now=_a_moment_later(draft, now=now),
            capture=Capture.OFFLINE,
            client_id=client_id,
            detail=how_it_went(_stretches(draft), timer.course.idles) if timer else "",
            doubt=_doubt(draft, actor=actor, is_doubtful=is_doubtful),
            ending=ending(timer, actor=actor, action="timer.stopped", now=now) if timer else None,
        )


def is_clock_trusted(*, sent_at: datetime, now: datetime) -> bool:
    """Say whether a device's corrected clock still agrees with the server's."""
    return abs(sent_at - now) <= TRUSTED_SKEW


def _timer_with(client_id: UUID, *, actor: Actor) -> Timer | None:
    if actor.user is None:
        return None
    found: Timer | None = _TIMER.first(user=actor.user.pk, practice=actor.practice.pk, client_id=client_id)
    return found


def _stopped_before(known: list[TimeEntry], draft: Draft, *, actor: Actor) -> list[TimeEntry]:
    said = EntryVersion.objects.filter(entry__in=known, number=1).order_by("sequence")
    last = list(said)[-1]
    if draft.ended_at is not None and last.ended_at == whole_second(draft.ended_at):
        return known
    at = f"{last.ended_at.astimezone(actor.time_zone):%H:%M:%S}" if last.ended_at else "another time"
    raise Refused(
        Problem(
            "stopped_elsewhere",
            f"This timer was stopped at {at} from another device and its time is logged. If that is wrong, correct that"
            " entry; then discard this one.",
            "ended_at",
        )
    )


def _by_the_servers_start(draft: Draft, timer: Timer) -> Draft:
    """Return the draft with what the server knows of the timer: when it began and where it was paused."""
    if draft.ended_at is None:
        return draft
    ended_at = whole_second(draft.ended_at)
    course, since = timer.course, _running_since(timer)
    every = (*course.stretches, *(((since, ended_at),) if since else ()))
    cut = [(start, min(end, ended_at)) for start, end in every if start < min(end, ended_at)]
    stretches: Sequence[Stretch] = cut or [(timer.started_at, timer.started_at + timedelta(seconds=1))]
    note = draft.note or timer.note
    return replace(
        draft, started_at=stretches[0][0], ended_at=stretches[-1][1], breaks=breaks_in(stretches), note=note
    )


def _running_since(timer: Timer) -> datetime | None:
    """Return since when the timer ran on, past the practice's limit too, at which the server let it wait."""
    stretches = timer.course.stretches
    if timer.waiting_since is not None and stretches and stretches[-1][1] == timer.waiting_since:
        return timer.waiting_since
    return timer.running_since


def _stretches(draft: Draft) -> tuple[Stretch, ...]:
    assert draft.started_at is not None  # the draft of a timer
    assert draft.ended_at is not None
    edges = [draft.started_at, *(at for each in draft.breaks for at in each), draft.ended_at]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _a_moment_later(draft: Draft, *, now: datetime) -> datetime:
    """Return `now`, or the draft's end when a trusted clock was only a little ahead."""
    if draft.ended_at is not None and now < draft.ended_at <= now + TRUSTED_SKEW:
        return draft.ended_at
    return now


def _doubt(draft: Draft, *, actor: Actor, is_doubtful: bool) -> str:
    if is_doubtful:
        return Doubt.CLOCK
    if draft.started_at is not None and draft.ended_at is not None:
        seconds = sum(seconds_between(start, end) for start, end in _stretches(draft))
        return Doubt.LONG_TIMER if seconds > timer_limit(actor) else ""
    return ""
