"""The same request again: a client id that made entries before makes no others."""

from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.problems import Refused
from apps.timelog.domain.entries import Draft, pieces_of
from apps.timelog.models import Book, EntryVersion, TimeEntry
from apps.timelog.operations.books import (
    CLIENT_ID_TAKEN,
)


def same_again(
    known: list[TimeEntry], *, book: Book, provider: Provider, draft: Draft, actor: Actor
) -> list[TimeEntry]:
    """Return the entries that this client id made before, when it asks for the same thing again."""
    said = list(EntryVersion.objects.filter(entry__in=known, number=1).order_by("sequence"))
    first = said[0]
    is_same = (
        known[0].book_id == book.pk
        and known[0].provider_id == provider.pk
        and (first.activity, first.counterpart, first.channel, first.note)
        == (draft.activity, draft.counterpart, draft.channel, draft.note.strip())
        and _says_same_time(said, draft, actor=actor)
    )
    if not is_same:
        raise Refused(CLIENT_ID_TAKEN)
    return known


def _says_same_time(said: list[EntryVersion], draft: Draft, *, actor: Actor) -> bool:
    seconds = sum(version.seconds for version in said)
    if draft.seconds not in (None, seconds):
        return False
    if not draft.has_clock:
        return (draft.performed_on, draft.seconds) == (said[0].performed_on, seconds)
    if draft.started_at is None or draft.ended_at is None:
        return False
    asked = [(piece.started_at, piece.ended_at) for piece in pieces_of(draft, time_zone=actor.time_zone)]
    return asked == [(version.started_at, version.ended_at) for version in said]
