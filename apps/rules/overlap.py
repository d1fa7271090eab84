"""A minute is spent once: clocked time is cut where it overlaps other time.

Source: a visit or another service takes its own minutes (CGS Part B, Care plan oversight services,
services that do not count); minutes of several people on one patient at once count once (CMS CCM FAQ).
"""

from collections.abc import Sequence
from datetime import timedelta

from apps.rules.facts import Entry
from apps.rules.resolved import OWN

Span = tuple[float, float]
Lost = tuple[tuple[str, int], ...]


def trimmed(
    counting: Sequence[tuple[Entry, str]], taken: Sequence[tuple[Entry, str]]
) -> list[tuple[Entry, int, str, Lost]]:
    """Each counting entry with the seconds left to it and the seconds lost by reason, in the given order.

    `taken` are entries of other services, or billed as such: they cut the same person's time. The rendering provider's
    time is spent before the staff's, earlier time before later; entries without a clock are never cut.
    """
    spent: list[Span] = []
    found: dict[int, tuple[int, Lost]] = {}
    for index in sorted(range(len(counting)), key=lambda each: counting[each][1] != OWN):
        entry = counting[index][0]
        if entry.started_at is None:
            found[index] = (entry.seconds, ())
            continue
        services = [_span(other) for other, _ in taken if other.by == entry.by]
        after_services = _without([_span(entry)], services)
        left = _without(after_services, spent)
        spent += left
        kept = _length(after_services)
        lost = (
            ("part_of_another_service", entry.seconds - kept),
            ("minute_counted_once", kept - _length(left)),
        )
        found[index] = (_length(left), lost)
    return [
        (entry, *found[index][:1], person, found[index][1]) for index, (entry, person) in enumerate(counting)
    ]


def _span(entry: Entry) -> Span:
    assert entry.started_at is not None  # callers ask for clocked entries only
    start = entry.started_at.timestamp()
    return start, (entry.started_at + timedelta(seconds=entry.seconds)).timestamp()


def _without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    left = list(spans)
    for start, end in holes:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, start)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return left


def _length(spans: Sequence[Span]) -> int:
    return round(sum(last - first for first, last in spans))
