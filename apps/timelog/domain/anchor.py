"""The daily anchor: one hash over the heads of all books that grew since the anchor before it.

A head seals all of its book, and each anchor seals the one before, so whoever keeps a single anchor outside (a print,
a file) can later tell whether anything recorded until that day was changed, removed, inserted or reordered.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

# Stands first in what is hashed, as in a book.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Head:
    """How far a book had grown and the hash of its newest version."""

    book: int
    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor says: the practice's local date on which it was made, and how much there was to anchor by then.

    `books` and `versions` count everything anchored so far; `digest` is over what came since the anchor before.
    """

    practice: int
    anchored_on: date
    books: int
    versions: int
    digest: str


def digest_of(heads: Iterable[Head]) -> str:
    """Return the SHA-256 over `heads`, given in the order of their books, in hex."""
    found = sha256()
    for head in heads:
        found.update(f"{head.book}:{head.length}:{head.hash}\n".encode())
    return found.hexdigest()


def seal_anchor(anchored: Anchored, previous: str) -> str:
    """Return the SHA-256 of an anchor and the one before it, in hex; `previous` is empty for the first."""
    said = (
        FORMAT,
        previous,
        anchored.practice,
        anchored.anchored_on.isoformat(),
        anchored.books,
        anchored.versions,
        anchored.digest,
    )
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
