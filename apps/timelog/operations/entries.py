"""Log time, correct it, void it: what was said before always stays in the book."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.patients.models import Goal, Patient
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.parts import part
from apps.practice.prepared import addition, write
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.clock import Piece
from apps.timelog.domain.dates import is_late
from apps.timelog.domain.entries import Draft, check_reason
from apps.timelog.models import Book, Capture, EntryVersion, TimeEntry
from apps.timelog.operations.accepting import (
    Accepted,
    accepted,
    ahead_of,
    check_goals,
    crosses_midnight,
)
from apps.timelog.operations.books import (
    append_version,
    first_said,
    lock_book,
    new_entry,
    refusal_of,
)
from apps.timelog.operations.doubts import Standing, standing_after, standing_as, standing_of
from apps.timelog.operations.ending import Ending
from apps.timelog.operations.entry_events import event_of, record_change
from apps.timelog.operations.notices import tell_owner
from apps.timelog.operations.people import check_corrector, check_owner, provider_logging
from apps.timelog.operations.repeating import same_again
from apps.timelog.write_selectors import entries_with_client_id, next_ids, surroundings


def log_time(
    draft: Draft,
    *,
    actor: Actor,
    patient: Patient | None,
    now: datetime,
    provider: Provider | None = None,
    capture: str = Capture.MANUAL,
    client_id: UUID | None = None,
    goals: Sequence[Goal] = (),
    detail: str = "",
    doubt: str = "",
    may_wait: bool = False,
    ending: Ending | None = None,
) -> list[TimeEntry]:
    """Add the time of `draft` to the book of `patient` (None: programme time) and return its entries.

    One entry for each stretch between its breaks and each local date it touches, linked in order. `provider` is the
    actor's own; only the practice's schedule may name one. The same `client_id` again returns what it made the first
    time and changes nothing. A date in a closed period needs a reason and is marked late. `detail` says more of how
    it was captured. A day that becomes longer than the practice takes unasked is refused unless the draft confirms it;
    with `may_wait`, or for a `doubt` of the caller's, the time is kept unconfirmed and counts nowhere until
    `confirm_entry`. `ending` is the end of the timer that measured the time: both are written, or neither.
    """
    author = provider_logging(actor, provider)
    try:
        with part():
            book = lock_book(actor.practice, patient)
            timer = ending.timer if ending else None
            ahead = ahead_of(
                draft,
                actor=actor,
                patient=patient,
                provider=author,
                book=book,
                client_id=client_id,
                timer=timer,
            )
            if (
                client_id is not None
                and (ahead is None or ahead.has_client_id)
                and (known := entries_with_client_id(actor.practice, client_id))
            ):
                if ending:
                    ending.make()
                return same_again(known, book=book, provider=author, draft=draft, actor=actor)
            found = accepted(
                draft, actor=actor, patient=patient, provider=author, book=book, now=now, ahead=ahead,
                may_wait=may_wait or bool(doubt), timer=timer,
            )  # fmt: skip
            refuse_any(check_goals(goals, patient))
            return _write(
                draft, found, book=book, actor=actor, provider=author, capture=capture, client_id=client_id,
                goals=goals, detail=detail, doubt=doubt, ending=ending,
            )  # fmt: skip
    except IntegrityError as error:
        raise refusal_of(error) from error


def amend_entry(
    entry: TimeEntry,
    *,
    actor: Actor,
    draft: Draft,
    now: datetime,
    based_on: int | None = None,
    goals: Sequence[Goal] | None = None,
) -> EntryVersion:
    """Let `entry` say what `draft` says from now on, for `draft.reason`.

    `based_on` is the number of the version that was corrected; when there is a newer one it is refused. `goals` None
    leaves the goals as they are. The old version stays visible; closed periods stay as they are.
    """
    try:
        with transaction.atomic():
            book, entry, old = _locked(
                entry, actor=actor, doing="correct", reason=draft.reason, based_on=based_on
            )
            found = accepted(
                draft,
                actor=actor,
                patient=entry.patient,
                provider=entry.provider,
                book=book,
                now=now,
                amended=entry,
            )
            if len(found.pieces) > 1:
                raise Refused(crosses_midnight(found.pieces))
            return _replace(entry, old, found, book=book, draft=draft, actor=actor, goals=goals)
    except IntegrityError as error:
        raise refusal_of(error) from error


def void_entry(
    entry: TimeEntry, *, actor: Actor, reason: str, now: datetime, based_on: int | None = None
) -> EntryVersion:
    """Take `entry` out of every total, for a reason; the book keeps what it said."""
    with transaction.atomic():
        book, entry, old = _locked(entry, actor=actor, doing="void", reason=reason, based_on=based_on)
        around = surroundings(
            actor=actor,
            patient=entry.patient,
            provider=entry.provider,
            book=book,
            days=(old.performed_on,),
            now=now,
        )
        version = append_version(
            book,
            entry,
            draft=draft_of(old, reason=reason),
            piece=piece_of(old),
            actor=actor,
            capture=old.capture,
            detail=old.capture_detail,
            now=now,
            is_late=is_late((old.performed_on,), closed=around.closed),
            is_void=True,
            standing=standing_as(old),
        )
        record_change(actor, "time.voided", version, old=old, at=now)
        tell_owner(version, actor=actor, now=now)
        return version


def confirm_entry(
    entry: TimeEntry, *, actor: Actor, reason: str, now: datetime, based_on: int | None = None
) -> EntryVersion:
    """Say of the actor's own `entry` that its doubtful length is right, and why; from now on it counts."""
    with transaction.atomic():
        book, entry, old = _locked(entry, actor=actor, doing="confirm", reason=reason, based_on=based_on)
        if old.is_confirmed:
            raise Refused(
                Problem("confirmed_already", "Nothing about this entry waits for you: its length stands.")
            )
        days = (old.performed_on,)
        around = surroundings(
            actor=actor, patient=entry.patient, provider=entry.provider, book=book, days=days, now=now
        )
        version = append_version(
            book,
            entry,
            draft=draft_of(old, reason=reason),
            piece=piece_of(old),
            actor=actor,
            capture=old.capture,
            detail=old.capture_detail,
            now=now,
            is_late=is_late(days, closed=around.closed),
            standing=Standing(old.doubt, confirmed_by=actor.user),
        )
        record_change(actor, "time.confirmed", version, old=old, at=now)
        return version


def draft_of(version: EntryVersion, *, reason: str = "") -> Draft:
    """Return what `version` says, as somebody would say it again."""
    return Draft(
        activity=version.activity,
        counterpart=version.counterpart,
        channel=version.channel,
        note=version.note,
        performed_on=version.performed_on,
        seconds=version.seconds,
        started_at=version.started_at,
        ended_at=version.ended_at,
        reason=reason,
    )


def piece_of(version: EntryVersion) -> Piece:
    """Return the time of `version`."""
    return Piece(version.performed_on, version.seconds, version.started_at, version.ended_at)


def _write(
    draft: Draft,
    found: Accepted,
    *,
    book: Book,
    actor: Actor,
    provider: Provider,
    capture: str,
    client_id: UUID | None,
    goals: Sequence[Goal],
    detail: str,
    doubt: str,
    ending: Ending | None,
) -> list[TimeEntry]:
    entries: list[TimeEntry] = []
    events, around = [ending.event] if ending else [], found.around
    for number, piece in enumerate(found.pieces, start=1):
        ids = (None if entries else found.ids) or next_ids(provider)
        entry = new_entry(
            book,
            provider=provider,
            client_id=None if entries else client_id,
            continues=entries[-1] if entries else None,
            piece=piece,
            ids=ids,
        )
        late = is_late((piece.performed_on,), closed=around.closed)
        standing = standing_of(draft, piece, actor=actor, days=found.lengths, doubt=doubt)
        version = append_version(
            book, entry, draft=draft, piece=piece, actor=actor, capture=capture, now=around.now, is_late=late,
            detail=detail, standing=standing, first_id=ids.version,
        )  # fmt: skip
        events.append(event_of(actor, "time.logged", version, at=around.now))
        entries.append(entry)
        is_last = number == len(found.pieces)
        besides = [addition(*events), *([ending.removal] if ending else [])] if is_last else []
        write(*first_said(version), *besides)
        if goals:
            entry.goals.set(goals)
    return entries


def _replace(
    entry: TimeEntry,
    old: EntryVersion,
    found: Accepted,
    *,
    book: Book,
    draft: Draft,
    actor: Actor,
    goals: Sequence[Goal] | None,
) -> EntryVersion:
    if goals is not None:
        refuse_any(check_goals(goals, entry.patient))
        entry.goals.set(goals)
    (piece,), around = found.pieces, found.around
    days: tuple[date, ...] = (old.performed_on, piece.performed_on)
    both = surroundings(
        actor=actor, patient=entry.patient, provider=entry.provider, book=book, days=days, now=around.now
    )
    version = append_version(
        book,
        entry,
        draft=draft,
        piece=piece,
        actor=actor,
        capture=old.capture,
        detail=old.capture_detail,
        now=around.now,
        is_late=is_late(days, closed=both.closed),
        standing=standing_after(old, piece, actor=actor, days=found.lengths),
    )
    record_change(actor, "time.amended", version, old=old, at=around.now)
    tell_owner(version, actor=actor, now=around.now)
    return version


def _locked(
    entry: TimeEntry, *, actor: Actor, doing: str, reason: str, based_on: int | None
) -> tuple[Book, TimeEntry, EntryVersion]:
    """Return the entry's locked book, the entry as it stands now, and its current version."""
    (check_owner if doing == "confirm" else check_corrector)(entry, actor=actor, doing=doing)
    refuse_any(check_reason(reason, doing=f"{doing} an entry"))
    book = lock_book(actor.practice, entry.patient)
    fresh = TimeEntry.objects.select_related("current_version", "provider", "patient").get(
        pk=entry.pk, practice=actor.practice
    )
    current = fresh.current_version
    assert current is not None  # every entry gets its first version in the transaction that adds it
    if current.is_void:
        raise Refused(
            Problem(
                "entry_is_void",
                "This entry was voided already. Log the time again if it is needed after all.",
            )
        )
    if based_on is not None and based_on != current.number:
        raise Refused(
            Problem(
                "changed_meanwhile",
                f"The entry was corrected meanwhile (version {current.number}, you saw {based_on}). Look at it again.",
            )
        )
    return book, fresh, current
