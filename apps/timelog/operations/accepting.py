"""Hold a draft against its surroundings: what may go into a locked book, and in which pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from apps.patients.models import Goal, Patient
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.parts import holds_first
from apps.practice.prepared import Question, Slot
from apps.problems import Problem, refuse_any
from apps.timelog.domain.clock import Piece, whole_second
from apps.timelog.domain.dates import Surroundings, check_enrolled
from apps.timelog.domain.entries import Draft, check_entry, days_of, pieces_of
from apps.timelog.domain.plausibility import DayLength
from apps.timelog.models import Book, TimeEntry, Timer
from apps.timelog.operations.doubts import check_lengths, lengths_of_days
from apps.timelog.selectors import WORDS
from apps.timelog.write_selectors import Ahead, Ids, look_ahead, surroundings, taken_by

_CLOCK = Question(
    lambda: Provider.objects.select_for_update(no_key=True).filter(pk=Slot("pk")).values_list("pk")
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A draft that may go into the book: its pieces, what it was held against, and what their days hold besides.

    `ids` are those of the next entry and its version where they are known already.
    """

    pieces: list[Piece]
    around: Surroundings
    lengths: Mapping[date, DayLength]
    ids: Ids | None


def accepted(
    draft: Draft,
    *,
    actor: Actor,
    patient: Patient | None,
    provider: Provider,
    book: Book,
    now: datetime,
    amended: TimeEntry | None = None,
    ahead: Ahead | None = None,
    may_wait: bool = False,
    timer: Timer | None = None,
) -> Accepted:
    """Return an acceptable draft in its pieces; raise Refused with every problem.

    `ahead` is what `ahead_of` the draft found. `may_wait` leaves a doubtful length to be confirmed afterwards, where
    nobody can be asked now. `timer` ends with what it measured, so that it is in nobody's way.
    """
    days = days_of(draft, time_zone=actor.time_zone)
    around = surroundings(
        actor=actor, patient=patient, provider=provider, book=book, days=days, now=now, ahead=ahead
    )
    problems = [*check_merged(around), *check_enrolled(around)]
    problems += check_entry(draft, days=days, around=around, words=WORDS)
    pieces = pieces_of(draft, time_zone=actor.time_zone) if not problems else []
    if pieces and ahead is None:
        lock_clock(provider)
    lengths = lengths_of_days(pieces, actor=actor, provider=provider, amended=amended, ahead=ahead)
    if not may_wait:
        problems += check_lengths(draft, lengths)
    for piece in pieces:
        problems += _check_overlap(
            piece, actor=actor, provider=provider, amended=amended, ahead=ahead, timer=timer
        )
    refuse_any(problems)
    return Accepted(pieces, around, lengths, ahead.ids if ahead else None)


def ahead_of(
    draft: Draft,
    *,
    actor: Actor,
    patient: Patient | None,
    provider: Provider,
    book: Book,
    client_id: UUID | None,
    timer: Timer | None = None,
) -> Ahead | None:
    """Return what clock times inside one day meet besides `timer`, which most entries are; None for other drafts."""
    days = days_of(draft, time_zone=actor.time_zone)
    if patient is None or len(days) != 1 or draft.started_at is None or draft.ended_at is None:
        return None
    times = (whole_second(draft.started_at), whole_second(draft.ended_at))
    lock_clock(provider)
    return look_ahead(
        times, day=days[0], actor=actor, patient=patient, provider=provider, book=book, client_id=client_id,
        timer=timer,
    )  # fmt: skip


def check_merged(around: Surroundings) -> list[Problem]:
    """Return the problem of a record that was merged into another: time of the person belongs to that one."""
    if not around.is_merged:
        return []
    message = "This record was merged with another of the same person. Log the time for that one."
    return [Problem("patient_merged", message, "patient")]


def lock_clock(provider: Provider) -> None:
    """Let nobody else check and take time of `provider` until the transaction ends.

    Taken after the book, always: of two devices that log at once the second sees what the first one took. Without it
    the exclusion constraint would still hold, but PostgreSQL may end such a pair as a deadlock. SQLite has one writer.
    """
    if connection.features.has_select_for_update and holds_first(("clock", provider.pk)):
        _CLOCK.first(pk=provider.pk)


def problems_of(
    draft: Draft, *, actor: Actor, patient: Patient | None, provider: Provider, now: datetime
) -> list[Problem]:
    """Return what would be refused about `draft`, without touching the book; overlaps are left to the moment itself."""
    days = days_of(draft, time_zone=actor.time_zone)
    book = Book.objects.filter(practice=actor.practice, patient=patient).first()
    around = surroundings(actor=actor, patient=patient, provider=provider, book=book, days=days, now=now)
    return [*check_enrolled(around), *check_entry(draft, days=days, around=around, words=WORDS)]


def _check_overlap(
    piece: Piece,
    *,
    actor: Actor,
    provider: Provider,
    amended: TimeEntry | None,
    ahead: Ahead | None,
    timer: Timer | None,
) -> list[Problem]:
    if piece.started_at is None or piece.ended_at is None:
        return []
    if ahead is not None and ahead.is_free(piece.started_at, piece.ended_at):
        return []
    taken = taken_by(
        provider,
        actor=actor,
        started_at=piece.started_at,
        ended_at=piece.ended_at,
        besides=amended,
        timer=timer,
    )
    if taken.entry is not None:
        there = " to ".join(f"{at.astimezone(actor.time_zone):%H:%M:%S}" for at in taken.entry)
        here = " to ".join(
            f"{at.astimezone(actor.time_zone):%H:%M:%S}" for at in (piece.started_at, piece.ended_at)
        )
        return [
            Problem(
                "overlaps",
                f"{here} overlaps an entry of yours from {there}. Nobody can count a minute twice: change the times,"
                " or correct the other entry first.",
                "started_at",
            )
        ]
    if taken.timer_since is not None:
        since = f"{taken.timer_since.astimezone(actor.time_zone):%H:%M:%S}"
        return [
            Problem(
                "overlaps_timer",
                f"Your timer, started at {since}, ran inside these times. Stop it first, or end before it.",
                "ended_at",
            )
        ]
    return []


def check_goals(goals: Sequence[Goal], patient: Patient | None) -> list[Problem]:
    """Return the problem of goals that belong to somebody else's plan."""
    if all(patient is not None and goal.patient_id == patient.pk for goal in goals):
        return []
    return [
        Problem(
            "goal_of_another",
            "One of the goals is not of this patient. Choose among this patient's.",
            "goals",
        )
    ]


def crosses_midnight(pieces: list[Piece]) -> Problem:
    """Return the problem of a correction that touches two dates: an entry lies inside one."""
    return Problem(
        "crosses_midnight",
        "A corrected entry stays inside one day. End it at midnight and log the rest as an entry of"
        f" {pieces[1].performed_on:%-d %b %Y}.",
        "ended_at",
    )
