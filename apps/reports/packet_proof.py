"""The books behind audit packets with everything that proves them: versions, pins, anchors."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from apps.practice.access import Actor, rows_of
from apps.timelog.models import Anchor, AnchoredHead, Book, ClosedSpan, EntryVersion

# An anchor over more books than this is named in the packet, and its list of heads stays with the practice.
HEADS_AT_MOST = 5_000

Rows = dict[Hashable, list[Any]]


@dataclass(frozen=True, slots=True)
class Proof:
    """A book with everything that proves it: its versions, what closes pinned, what the days anchored."""

    book: Book | None
    versions: tuple[EntryVersion, ...]
    pins: tuple[ClosedSpan, ...]
    anchored: tuple[AnchoredHead, ...]
    anchors: tuple[Anchor, ...]
    heads: tuple[AnchoredHead, ...]


def by(name: str, rows: Iterable[Any]) -> Rows:
    """Return rows by what they have under `name`."""
    found: Rows = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def proofs(actor: Actor, patients: Collection[int]) -> dict[int, Proof]:
    """Return the book of each patient with what proves it."""
    books = {book.patient_id: book for book in Book.objects.filter(patient__in=patients)}
    ids = [book.pk for book in books.values()]
    versions = by(
        "book_id",
        EntryVersion.objects.filter(book__in=ids)
        .select_related("provider", "recorded_by", "confirmed_by")
        .order_by("book_id", "sequence"),
    )
    pins = by("book_id", ClosedSpan.objects.filter(book__in=ids).order_by("length", "pk"))
    anchored = by(
        "book_id", AnchoredHead.objects.filter(book__in=ids).select_related("anchor").order_by("length", "pk")
    )
    first = min((rows[0].anchor_id for rows in anchored.values()), default=None)
    anchors = (
        tuple(rows_of(actor, Anchor).filter(pk__gte=first).order_by("anchored_on", "pk")) if first else ()
    )
    heads = _heads({rows[-1].anchor_id for rows in anchored.values()})
    return {
        patient: _proof(books.get(patient), versions, pins, anchored, anchors, heads) for patient in patients
    }


def _proof(
    book: Book | None, versions: Rows, pins: Rows, anchored: Rows, anchors: tuple[Anchor, ...], heads: Rows
) -> Proof:
    if book is None:
        return Proof(None, (), (), (), (), ())
    mine = tuple(anchored.get(book.pk, ()))
    since = tuple(each for each in anchors if each.pk >= mine[0].anchor_id) if mine else ()
    shown = tuple(heads.get(mine[-1].anchor_id, ())) if mine else ()
    return Proof(book, tuple(versions.get(book.pk, ())), tuple(pins.get(book.pk, ())), mine, since, shown)


def _heads(anchors: Collection[int]) -> Rows:
    """Return all heads of the newest anchor of each book, where there are few enough to print."""
    rows = AnchoredHead.objects.filter(anchor__in=anchors).order_by("anchor_id", "book_id")
    if rows.count() > HEADS_AT_MOST * max(1, len(anchors)):
        return {}
    found = by("anchor_id", rows)
    return {anchor: each for anchor, each in found.items() if len(each) <= HEADS_AT_MOST}
