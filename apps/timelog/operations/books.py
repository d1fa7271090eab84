"""Lock a book and append sealed versions to it; nothing else writes to a book."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, Q, QuerySet

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider
from apps.practice.new_rows import new_row
from apps.practice.prepared import Change, Question, Slot, Write, addition, insert, write
from apps.problems import Problem, Refused
from apps.timelog.domain.book import seal
from apps.timelog.domain.clock import Piece
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Book, ClosedSpan, EntryVersion, TimeEntry
from apps.timelog.operations.doubts import SURE, Standing
from apps.timelog.operations.months import keep_months, locked_months, locked_rows, refuse_locked
from apps.timelog.selectors import version_as_sealed
from apps.timelog.write_selectors import Ids

OVERLAP = Problem(
    "overlaps",
    "The times overlap an entry that was saved a moment ago. Look at your entries of the day and change the times.",
    "started_at",
)
CLIENT_ID_TAKEN = Problem(
    "client_id_taken",
    "An entry with this client id was made before and says something else. Look at it; each entry needs an id of its"
    " own.",
    "client_id",
)


def _books() -> QuerySet[Book]:
    """Return locked books that say whether their practice has locked months."""
    rows = Book.objects.select_for_update().filter(practice=Slot("practice"))
    has_any: dict[str, Any] = {"has_locked_months": Exists(locked_rows())}
    return rows.annotate(**has_any)


_BOOK = Question(lambda: _books().filter(patient=Slot("patient")))
_PROGRAMME_BOOK = Question(lambda: _books().filter(patient=None))
_BOOK_GROWN = Change(lambda: Book.objects.filter(pk=Slot("pk")), "length", "head")
_PLACE_TAKEN = Change(
    lambda: TimeEntry.objects.filter(pk=Slot("pk")), "current_version", "occupies_from", "occupies_until"
)


def lock_book(practice: Practice, patient: Patient | None) -> Book:
    """Return the book of `patient` (None: the practice's programme time), locked until the transaction ends."""
    keep_months(practice)
    book = _locked_book(practice, patient)
    if book is None:
        # Somebody else may open the same book at this moment; the second of two inserts does nothing.
        Book.objects.bulk_create([Book(practice=practice, patient=patient)], ignore_conflicts=True)
        book = _locked_book(practice, patient)
    assert book is not None  # just made
    book.patient = patient
    book.locked_months = locked_months(practice) if book.has_locked_months else ()
    return book


def _locked_book(practice: Practice, patient: Patient | None) -> Book | None:
    found: Book | None = (
        _BOOK.first(practice=practice.pk, patient=patient.pk)
        if patient is not None
        else _PROGRAMME_BOOK.first(practice=practice.pk)
    )
    return found


def new_entry(
    book: Book,
    *,
    provider: Provider,
    client_id: UUID | None,
    continues: TimeEntry | None,
    piece: Piece,
    ids: Ids,
) -> TimeEntry:
    """Return an entry that occupies the time of `piece`, to be written together with its first version."""
    return new_row(
        TimeEntry,
        id=ids.entry,
        practice_id=book.practice_id,
        book=book,
        patient=book.patient,
        provider=provider,
        client_id=client_id,
        continues=continues,
        current_version_id=ids.version,
        occupies_from=piece.started_at,
        occupies_until=piece.ended_at,
    )


def append_version(
    book: Book,
    entry: TimeEntry,
    *,
    draft: Draft,
    piece: Piece,
    actor: Actor,
    capture: str,
    now: datetime,
    is_late: bool,
    is_void: bool = False,
    detail: str = "",
    standing: Standing = SURE,
    first_id: int | None = None,
) -> EntryVersion:
    """Append what `entry` says from now on to the locked `book`, seal it, and let the entry occupy its clock time.

    `first_id` is the id of the first version of a new entry: entry, version and book are then written by `first_said`.
    Refused when its old or its new date lies in a month that the practice has locked.
    """
    old = entry.current_version if first_id is None else None
    refuse_locked({piece.performed_on, old.performed_on if old else piece.performed_on}, book.locked_months)
    version = new_row(
        EntryVersion,
        id=first_id,
        practice_id=book.practice_id,
        book=book,
        patient_id=book.patient_id,
        entry=entry,
        number=old.number + 1 if old else 1,
        sequence=book.length + 1,
        provider_id=entry.provider_id,
        performed_on=piece.performed_on,
        started_at=piece.started_at,
        ended_at=piece.ended_at,
        seconds=piece.seconds,
        activity=draft.activity,
        counterpart=draft.counterpart,
        channel=draft.channel,
        note=draft.note.strip(),
        capture=capture,
        capture_detail=detail,
        is_void=is_void,
        is_late=is_late,
        doubt=standing.doubt,
        is_confirmed=standing.is_confirmed,
        confirmed_by=standing.confirmed_by,
        reason=draft.reason.strip(),
        recorded_by=actor.user,
        recorded_at=now,
        previous_hash=book.head,
    )
    version.hash = seal(version_as_sealed(version), book.head)
    book.length, book.head = version.sequence, version.hash
    if is_late:
        _mark_closed_spans(book, old, version)
    if first_id is None:
        insert(version)
        write(_grown(book), _place_taken(entry, version))
    entry.current_version = version
    return version


def first_said(version: EntryVersion) -> tuple[Write, ...]:
    """Return what writes a new entry, its first version, and how far that brought the book."""
    return addition(version.entry), addition(version), _grown(version.book)


def _grown(book: Book) -> Write:
    return _BOOK_GROWN.write(pk=book.pk, length=book.length, head=book.head)


def _mark_closed_spans(book: Book, old: EntryVersion | None, version: EntryVersion) -> None:
    """Let every closed span that the change touches, by its old or its new date, say so."""
    days = {version.performed_on, old.performed_on if old else version.performed_on}
    touched = Q()
    for day in days:
        touched |= Q(starts_on__lte=day, ends_on__gte=day)
    ClosedSpan.objects.filter(touched, book=book).update(late_length=version.sequence)


def _place_taken(entry: TimeEntry, version: EntryVersion) -> Write:
    """Return what makes `version` the current one; a void one occupies no time."""
    entry.occupies_from = None if version.is_void else version.started_at
    entry.occupies_until = None if version.is_void else version.ended_at
    return _PLACE_TAKEN.write(
        pk=entry.pk,
        current_version=version.pk,
        occupies_from=entry.occupies_from,
        occupies_until=entry.occupies_until,
    )


def refusal_of(error: IntegrityError) -> Refused:
    """Say in words what the database refused; what it has no words for is raised again.

    The checks under the lock come first; this is for two devices that write to two books at once.
    """
    text = str(error)
    if "clock_entries_do_not_overlap" in text:
        return Refused(OVERLAP)
    if "time_entry_client_id_once" in text or "timelog_timeentry.client_id" in text:
        return Refused(CLIENT_ID_TAKEN)
    raise error
