"""A team conference: its time shared over the patients who were discussed, each with documentation of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.clock import Piece, in_words, share_conference, split_at_midnight
from apps.timelog.domain.entries import Draft, check_reason
from apps.timelog.models import (
    Activity,
    Capture,
    Channel,
    Conference,
    ConferencePart,
    EntryVersion,
    TimeEntry,
)
from apps.timelog.operations.books import lock_book
from apps.timelog.operations.entries import log_time, void_entry
from apps.timelog.operations.people import provider_logging

LONGEST_ATTENDEES, MOST_PATIENTS = 300, 30
CONFERENCE_ID_TAKEN = Problem(
    "client_id_taken",
    "A conference with this client id was logged before and says something else. Look at it; void it and begin a new"
    " one if it is wrong.",
    "client_id",
)


@dataclass(frozen=True, slots=True)
class Discussed:
    """A patient who was discussed, and what was said of this patient alone."""

    patient: Patient
    note: str = ""


def log_conference(
    draft: Draft,
    *,
    actor: Actor,
    discussed: Sequence[Discussed],
    attendees: str,
    now: datetime,
    client_id: UUID | None = None,
) -> Conference:
    """Log a conference as one entry for each patient, in the order given; their seconds add up to the whole.

    With clock times the parts follow each other, so that the provider's clock is taken once. `draft.note` is what was
    said for all; each part carries the attendees, it, and the patient's own note. The same `client_id` again returns
    the conference that it made; for another conference it is refused.
    """
    provider = provider_logging(actor, None)
    whole = _whole(draft, actor=actor)
    refuse_any([*_check(discussed, attendees), *([whole] if isinstance(whole, Problem) else [])])
    assert isinstance(whole, Piece)  # refused otherwise
    refuse_any(_check_shares(whole, len(discussed)))
    shares = zip(discussed, share_conference(whole, among=len(discussed)), strict=True)
    parts = [(each, piece, _part(each, piece, draft, attendees)) for each, piece in shares]
    try:
        with transaction.atomic():
            return _log(
                draft,
                whole,
                parts,
                actor=actor,
                provider=provider,
                attendees=attendees,
                now=now,
                client_id=client_id,
            )
    except IntegrityError as error:
        # Of two devices that name other patients, each under the locks of its own books, one comes second.
        if "conference_client_id_once" in str(error) or "timelog_conference.client_id" in str(error):
            raise Refused(CONFERENCE_ID_TAKEN) from error
        raise


def _log(
    draft: Draft,
    whole: Piece,
    parts: Sequence[tuple[Discussed, Piece, Draft]],
    *,
    actor: Actor,
    provider: Provider,
    attendees: str,
    now: datetime,
    client_id: UUID | None,
) -> Conference:
    """Write a conference and its parts under the locks of all their books, unless it was logged before."""
    for patient in sorted({each.patient for each, _, _ in parts}, key=lambda patient: patient.pk):
        lock_book(actor.practice, patient)
    known = Conference.objects.filter(practice=actor.practice, client_id=client_id).first()
    if client_id is not None and known is not None:
        _check_same(known, parts, provider=provider)
        return known
    conference = Conference.objects.create(
        practice=actor.practice, provider=provider, client_id=client_id, held_on=whole.performed_on,
        seconds=whole.seconds, attendees=attendees.strip(), note=draft.note.strip(), recorded_at=now,
    )  # fmt: skip
    entries = [_log_part(each, part, actor=actor, now=now) for each, _, part in parts]
    ConferencePart.objects.bulk_create(
        ConferencePart(practice=actor.practice, conference=conference, entry=entry) for entry in entries
    )
    new = {"seconds": whole.seconds, "entries": [entry.pk for entry in entries]}
    audit.record(actor, "conference.logged", conference, new=new, at=now)
    return conference


def void_conference(conference: Conference, *, actor: Actor, reason: str, now: datetime) -> None:
    """Take every part of a conference that still counts out of every total, for a reason."""
    refuse_any(check_reason(reason, doing="void a conference"))
    with transaction.atomic():
        entries = list(
            TimeEntry.objects.filter(conference_part__conference=conference, practice=actor.practice)
            .filter(current_version__is_void=False)
            .select_related("patient", "provider")
            .order_by("patient_id")
        )
        if not entries:
            raise Refused(
                Problem(
                    "conference_is_void", "Every part of this conference was voided already. Nothing changed."
                )
            )
        for entry in entries:
            void_entry(entry, actor=actor, reason=reason, now=now)
        audit.record(actor, "conference.voided", conference, new={"reason": reason.strip()}, at=now)


def _whole(draft: Draft, *, actor: Actor) -> Piece | Problem:
    """Return the time of the whole conference, or why there is none to share."""
    if draft.started_at is not None and draft.ended_at is not None:
        pieces = split_at_midnight(draft.started_at, draft.ended_at, time_zone=actor.time_zone)
        if len(pieces) == 1:
            return pieces[0]
        if not pieces:
            return Problem(
                "ends_before_start", "The end is not after the start. Put the later time last.", "ended_at"
            )
        return Problem(
            "crosses_midnight", "The conference crosses midnight. Log it as one for each day.", "ended_at"
        )
    if draft.has_clock:
        return Problem("clock_incomplete", "Give the start and the end, or a date and minutes.", "started_at")
    if draft.performed_on is None or not draft.seconds or draft.seconds < 0:
        return Problem("minutes_missing", "Give the date and the minutes of the whole conference.", "minutes")
    return Piece(draft.performed_on, draft.seconds)


def _check(discussed: Sequence[Discussed], attendees: str) -> list[Problem]:
    problems = []
    if len(discussed) < 2:
        message = (
            "A conference is shared over at least two patients. Choose them, or log the time for the one."
        )
        problems.append(Problem("patients_missing", message, "patients"))
    if len(discussed) > MOST_PATIENTS:
        message = f"{len(discussed)} patients are more than {MOST_PATIENTS}. Log it in parts."
        problems.append(Problem("too_many_patients", message, "patients"))
    if len({each.patient.pk for each in discussed}) < len(discussed):
        message = "A patient stands there twice. Name each patient once."
        problems.append(Problem("patient_twice", message, "patients"))
    if not attendees.strip():
        problems.append(Problem("attendees_missing", "Say who took part in the conference.", "attendees"))
    if len(attendees) > LONGEST_ATTENDEES:
        message = f"The attendees have {len(attendees):,} characters. Keep it to {LONGEST_ATTENDEES}."
        problems.append(Problem("attendees_too_long", message, "attendees"))
    return problems


def _check_shares(whole: Piece, among: int) -> list[Problem]:
    if whole.seconds >= among:
        return []
    message = f"{in_words(whole.seconds)} cannot be shared among {among} patients. Correct the minutes."
    return [Problem("too_short_to_share", message, "minutes")]


def _part(each: Discussed, piece: Piece, draft: Draft, attendees: str) -> Draft:
    """Return what the book is to say of one patient's part."""
    said = (f"Present: {attendees.strip()}.", draft.note.strip(), each.note.strip())
    return replace(
        draft,
        activity=Activity.TEAM_CONFERENCE,
        channel=Channel.CONFERENCE,
        note="\n".join(part for part in said if part),
        performed_on=None if piece.started_at else piece.performed_on,
        seconds=None if piece.started_at else piece.seconds,
        started_at=piece.started_at,
        ended_at=piece.ended_at,
    )


def _check_same(
    known: Conference, parts: Sequence[tuple[Discussed, Piece, Draft]], *, provider: Provider
) -> None:
    """Refuse parts other than those that `known` was logged with."""
    first = EntryVersion.objects.filter(entry__conference_part__conference=known, number=1)
    rows = first.order_by("entry__conference_part__pk")
    said = rows.values_list("patient_id", "performed_on", "started_at", "seconds", "note")
    asked = [
        (each.patient.pk, piece.performed_on, piece.started_at, piece.seconds, part.note.strip())
        for each, piece, part in parts
    ]
    if known.provider_id != provider.pk or list(said) != asked:
        raise Refused(CONFERENCE_ID_TAKEN)


def _log_part(each: Discussed, part: Draft, *, actor: Actor, now: datetime) -> TimeEntry:
    try:
        return log_time(part, actor=actor, patient=each.patient, now=now, capture=Capture.MANUAL)[0]
    except Refused as refused:
        named = [
            replace(problem, message=f"{each.patient.display_name}: {problem.message}")
            for problem in refused.problems
        ]
        raise Refused(named) from refused
