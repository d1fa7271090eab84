"""Recompute the chains of the books from the columns that billing sums, and name the first row that disagrees."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.practice.models import Practice
from apps.timelog.domain.book import Break, Sealed, verify
from apps.timelog.models import Book, ClosedSpan, EntryVersion, TimeEntry
from apps.timelog.selectors import version_as_sealed

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
    pins: dict[int, dict[int, frozenset[str]]] = defaultdict(dict)
    for book_id, length, head in ClosedSpan.objects.filter(book__in=books).values_list(
        "book_id", "length", "head"
    ):
        pins[book_id][length] = pins[book_id].get(length, frozenset()) | {head}
    return pins


def _chains(books: list[Book]) -> dict[int, list[Sealed]]:
    rows = EntryVersion.objects.filter(book__in=books).order_by("book_id", "sequence")
    return {
        book_id: [Sealed(version_as_sealed(row), row.previous_hash, row.hash) for row in chain]
        for book_id, chain in groupby(rows.iterator(), key=attrgetter("book_id"))
    }
