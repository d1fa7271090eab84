"""Recompute the chains of the books from the columns that billing sums, and name the first row that disagrees."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.practice.models import Practice
from apps.timelog.domain.anchor import Anchored, Head, digest_of, seal_anchor
from apps.timelog.domain.book import Break, Sealed, Version, verify
from apps.timelog.models import Anchor, AnchoredHead, Book, ClosedSpan, EntryVersion, TimeEntry
from apps.timelog.selectors import column_of

BOOKS_IN_A_CHUNK = 500


def breaks(practice: Practice) -> Iterator[tuple[Book, Break]]:
    """Yield the first break of each book of `practice` that does not hold; books are read in chunks."""
    books = Book.objects.filter(practice=practice).order_by("pk")
    chunk = list(books[:BOOKS_IN_A_CHUNK])
    while chunk:
        yield from _breaks_of(chunk)
        chunk = list(books.filter(pk__gt=chunk[-1].pk)[:BOOKS_IN_A_CHUNK])


def book_break(book: Book) -> Break | None:
    """Return the first break of one book, None when it holds."""
    return next((found for _, found in _breaks_of([book])), None)


def misplaced_entries(practice: Practice) -> QuerySet[TimeEntry]:
    """Return entries that do not show their newest version, or occupy other clock time than it says."""
    newer = EntryVersion.objects.filter(entry=OuterRef("pk"), number__gt=OuterRef("current_version__number"))
    occupies = Q(
        current_version__is_void=False,
        occupies_from=F("current_version__started_at"),
        occupies_until=F("current_version__ended_at"),
    )
    occupies_none = Q(occupies_from__isnull=True, occupies_until__isnull=True) & (
        Q(current_version__is_void=True) | Q(current_version__started_at__isnull=True)
    )
    return (
        TimeEntry.objects.filter(practice=practice)
        .filter(
            Q(current_version__isnull=True)
            | ~Q(current_version__entry=F("pk"))
            | Q(Exists(newer))
            | ~(occupies | occupies_none)
        )
        .order_by("pk")
    )


def _breaks_of(books: list[Book]) -> Iterator[tuple[Book, Break]]:
    pins = _pins(books)
    chains = _chains(books)
    for book in books:
        found = verify(chains.get(book.pk, ()), length=book.length, head=book.head, pins=pins[book.pk])
        if found is not None:
            yield book, found


def _pins(books: list[Book]) -> dict[int, dict[int, frozenset[str]]]:
    """Give the heads that were kept beside each book, by its length then: those of closed periods and of anchors."""
    pins: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    fields = ("book_id", "length", "head")
    for kept in (ClosedSpan, AnchoredHead):
        for book_id, length, head in kept._default_manager.filter(book__in=books).values_list(*fields):
            pins[book_id][length] = pins[book_id].get(length, frozenset()) | {head}
    return pins


# The columns of a version in the order of `Version`, then those of `Sealed`: rows without instances, for speed.
SEALED = (*map(column_of, Version._fields), "previous_hash", "hash")


def _chains(books: list[Book]) -> dict[int, list[Sealed]]:
    chains: dict[int, list[Sealed]] = defaultdict(list)
    rows = EntryVersion.objects.filter(book__in=books).order_by("book_id", "sequence")
    for *said, previous, seal in rows.values_list(*SEALED).iterator(chunk_size=5000):
        version = Version._make(said)
        chains[version.book].append(Sealed(version, previous, seal))
    return chains


def anchor_breaks(practice: Practice) -> Iterator[tuple[Anchor, str]]:
    """Yield each daily anchor of `practice` that does not say what was anchored, with what is wrong."""
    previous, books, versions = "", 0, 0
    for anchor in Anchor.objects.filter(practice=practice).order_by("anchored_on", "pk").iterator():
        said = Anchored(practice.pk, anchor.anchored_on, anchor.books, anchor.versions, anchor.digest)
        heads = AnchoredHead.objects.filter(anchor=anchor).order_by("book_id")
        digest = digest_of(Head(*row) for row in heads.values_list("book_id", "length", "head").iterator())
        if anchor.previous_hash != previous:
            yield anchor, "is not chained to the anchor before it"
        if anchor.hash != seal_anchor(said, anchor.previous_hash):
            yield anchor, "does not say what was sealed"
        if digest != anchor.digest:
            yield anchor, "does not seal the heads kept with it"
        if anchor.books < books or anchor.versions < versions:
            yield anchor, "counts fewer versions than the anchor before it"
        previous, books, versions = anchor.hash, anchor.books, anchor.versions
