"""Take back what one did a moment ago: the book says again what it said before, and keeps both."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.practice.access import Actor
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.dates import is_late
from apps.timelog.models import Book, EntryVersion, TimeEntry
from apps.timelog.operations.accepting import lock_clock
from apps.timelog.operations.books import OVERLAP, append_version, lock_book
from apps.timelog.operations.doubts import standing_as
from apps.timelog.operations.entries import draft_of, piece_of
from apps.timelog.operations.entry_events import record_change
from apps.timelog.operations.merging import was_moved
from apps.timelog.operations.notices import tell_owner
from apps.timelog.write_selectors import closed_spans, overlapping

UNDO_WINDOW = timedelta(seconds=10)
REASON = "Undone a moment later"
MOVED = Problem(
    "moved_by_merge",
    "This time was moved to the other record of the same person. It would count twice; undo the merge instead.",
)


def undo_entry(
    entry: TimeEntry, *, actor: Actor, now: datetime, based_on: int | None = None
) -> list[EntryVersion]:
    """Take back the actor's own last act on `entry` within ten seconds of the server's clock.

    A fresh entry becomes void, with those that continue it past a pause or midnight; a correction, a void or a
    confirmation gives way to what was said before. Both stay readable.
    """
    with transaction.atomic():
        book = lock_book(actor.practice, entry.patient)
        fresh = TimeEntry.objects.select_related("current_version", "provider", "patient").get(
            pk=entry.pk, practice=actor.practice
        )
        current = _current(fresh)
        refuse_any(_check(current, actor=actor, now=now, based_on=based_on))
        if current.is_void and was_moved(fresh):
            raise Refused(MOVED)
        if current.number > 1:
            return [_back(fresh, current, book=book, actor=actor, now=now)]
        return [_gone(each, book=book, actor=actor, now=now) for each in _made_with(fresh, current)]


def can_undo(version: EntryVersion, *, actor: Actor, now: datetime) -> bool:
    """Say whether the actor could take `version` back at `now`."""
    return not _check(version, actor=actor, now=now, based_on=None)


def _check(version: EntryVersion, *, actor: Actor, now: datetime, based_on: int | None) -> list[Problem]:
    if based_on is not None and based_on != version.number:
        return [
            Problem(
                "changed_meanwhile", "The entry was changed again meanwhile. Look at it before you go on."
            )
        ]
    if actor.user is None or version.recorded_by_id != actor.user.pk:
        return [
            Problem("not_yours_to_undo", "Somebody else did this. Only who did it can take it back at once.")
        ]
    ago = now - version.recorded_at
    if ago > UNDO_WINDOW or (version.number == 1 and version.is_void):
        return [
            Problem(
                "undo_too_late",
                f"This was saved {int(ago.total_seconds()):,} s ago, and undo is open for"
                f" {int(UNDO_WINDOW.total_seconds())} s. Correct or void the entry instead, with a reason.",
            )
        ]
    return []


def _made_with(entry: TimeEntry, version: EntryVersion) -> list[TimeEntry]:
    """Return the entry and those that continue it, made in the same moment and untouched since."""
    found: list[TimeEntry] = []
    rows = TimeEntry.objects.select_related("current_version", "provider", "patient")
    following: TimeEntry | None = entry
    while following is not None:
        now = _current(following)
        if now.number == 1 and now.recorded_at == version.recorded_at:
            found.append(following)
        following = rows.filter(continues=following).first()
    return found


def _gone(entry: TimeEntry, *, book: Book, actor: Actor, now: datetime) -> EntryVersion:
    return _again(entry, _current(entry), book=book, actor=actor, now=now, is_void=True)


def _back(
    entry: TimeEntry, current: EntryVersion, *, book: Book, actor: Actor, now: datetime
) -> EntryVersion:
    before = EntryVersion.objects.get(entry=entry, number=current.number - 1)
    if before.started_at and before.ended_at and not before.is_void:
        lock_clock(entry.provider)
        taken = overlapping(
            entry.provider, started_at=before.started_at, ended_at=before.ended_at, besides=entry
        )
        if taken is not None:
            raise Refused(OVERLAP)
    return _again(entry, before, book=book, actor=actor, now=now, is_void=before.is_void)


def _again(
    entry: TimeEntry, said: EntryVersion, *, book: Book, actor: Actor, now: datetime, is_void: bool
) -> EntryVersion:
    """Append to `entry` what `said` says."""
    old = _current(entry)
    days = (old.performed_on, said.performed_on)
    version = append_version(
        book,
        entry,
        draft=draft_of(said, reason=REASON),
        piece=piece_of(said),
        actor=actor,
        capture=said.capture,
        detail=said.capture_detail,
        now=now,
        is_late=is_late(days, closed=closed_spans(book, days=days)),
        is_void=is_void,
        standing=standing_as(said),
    )
    record_change(actor, "time.undone", version, old=old, at=now)
    tell_owner(version, actor=actor, now=now)
    return version


def _current(entry: TimeEntry) -> EntryVersion:
    version = entry.current_version
    assert version is not None  # every entry gets its first version in the transaction that adds it
    return version
