"""The hash chain of a book: each version is sealed together with the seal before it.

What is sealed are the very values that billing reads, so that a changed, deleted, inserted or reordered row breaks
the chain. A tail that was cut off is found through the head kept beside the book and those pinned by closed periods
and daily anchors.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import NamedTuple

# Stands first in what is hashed, so that the rendering can change without making old chains unreadable. A version
# whose length nobody doubted says nothing about confirming and is rendered as it always was.
FORMAT, FORMAT_WITH_DOUBT = 1, 2


class Version(NamedTuple):
    """What a version says, as it is sealed; whom and what it names is given by row ids."""

    practice: int
    book: int
    patient: int | None
    entry: int
    number: int
    sequence: int
    provider: int
    performed_on: date
    started_at: datetime | None
    ended_at: datetime | None
    seconds: int
    activity: str
    counterpart: str
    channel: str
    note: str
    capture: str
    is_void: bool
    is_late: bool
    reason: str
    recorded_by: int | None
    recorded_at: datetime
    capture_detail: str = ""
    doubt: str = ""
    is_confirmed: bool = True
    confirmed_by: int | None = None

    @property
    def is_doubted(self) -> bool:
        """Say whether it says anything about its length being confirmed."""
        return bool(self.doubt) or not self.is_confirmed or self.confirmed_by is not None


# Where the columns stand that are written as text, and how many there are that every version has.
DATE = Version._fields.index("performed_on")
INSTANTS = tuple(map(Version._fields.index, ("started_at", "ended_at", "recorded_at")))
PLAIN = Version._fields.index("capture_detail")


class Sealed(NamedTuple):
    """A version with the seals that are kept beside it."""

    version: Version
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold: the sequence number expected there, and what is wrong."""

    sequence: int
    message: str


def seal(version: Version, previous: str) -> str:
    """Return the SHA-256 of `version` and the seal before it, in hex; `previous` is empty for the first."""
    return sha256(sealed_text(version, previous).encode()).hexdigest()


def verify(
    chain: Iterable[Sealed], *, length: int, head: str, pins: Mapping[int, frozenset[str]] | None = None
) -> Break | None:
    """Return the first break of a chain, given in order; None when all of it holds.

    `length` and `head` are the book's own; `pins` holds the heads that closed periods and daily anchors kept, by the
    length of the book at that time (0: the book was empty).
    """
    pinned = pins or {}
    return next(_breaks(chain, length=length, head=head, pins=pinned), None)


def _breaks(
    chain: Iterable[Sealed], *, length: int, head: str, pins: Mapping[int, frozenset[str]]
) -> Iterator[Break]:
    place, previous = 0, ""
    for row in chain:
        place += 1
        if row.version.sequence != place:
            yield Break(place, f"expected version {place} of the book, found {row.version.sequence}")
        if row.previous_hash != previous:
            yield Break(place, "is not chained to the version before it")
        if row.hash != seal(row.version, row.previous_hash):
            yield Break(place, "does not say what was sealed")
        if pins.get(place, frozenset()) - {row.hash}:
            yield Break(place, "is not the version that a closed period or a daily anchor pinned")
        previous = row.hash
    longest = max((length, *pins))
    if place != longest:
        yield Break(place + 1, f"the book ends after {place} versions where {longest} were recorded")
    if previous != head:
        yield Break(place, "is not the last version that the book remembers")


# Made once: a chain of a million versions is rendered to be verified.
_render = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def sealed_text(version: Version, previous: str) -> str:
    """Return the very text that is hashed: a JSON list of the format, the hash before, and what the version says."""
    is_doubted = version.is_doubted
    said: list[object] = [FORMAT_WITH_DOUBT if is_doubted else FORMAT, previous, *version[:PLAIN]]
    for place in INSTANTS:
        said[place + 2] = _instant(version[place])  # type: ignore[arg-type]
    said[DATE + 2] = version.performed_on.isoformat()
    if version.capture_detail:  # came later: versions without it are sealed as before
        said.append(version.capture_detail)
    if is_doubted:
        said += (version.doubt, version.is_confirmed, version.confirmed_by)
    return _render(said)


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None
