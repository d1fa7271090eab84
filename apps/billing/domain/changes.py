"""What changed in the book after a period was closed, and which of it may still be billed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What became of an entry since the close."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Said:
    """What a version of an entry said that bears on a decision, and when it was written down (local date)."""

    version: int
    entry: int
    sequence: int
    performed_on: date
    seconds: int
    recorded_on: date
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after; `written` is the version that changed it, void or moved away included."""

    kind: Kind
    before: Said | None
    after: Said | None
    written: Said
    is_in_time: bool

    @property
    def seconds_before(self) -> int:
        return self.before.seconds if self.before else 0

    @property
    def seconds_after(self) -> int:
        return self.after.seconds if self.after else 0

    @property
    def takes_away(self) -> bool:
        """Say whether less is left than was counted."""
        return self.seconds_after < self.seconds_before


def changes(
    pinned: Sequence[Said],
    now: Mapping[int, Said],
    *,
    starts_on: date,
    ends_on: date,
    answered: int,
    last_day: date | None,
) -> tuple[Change, ...]:
    """Return what changed on the dates of a closed period, both inclusive, oldest writing first.

    `now` holds the current version of each entry that lies, or lay, on the dates. What was written up to the
    `answered` place of the book was looked at before and left: it asks for nothing by itself, but what took time away
    counts beside whatever came since, or little by little more would stay billed than the book holds. `last_day` is the
    last day on which late time may still be written down for billing; None where no limit is set.
    """
    every = _every_change(pinned, now, starts_on=starts_on, ends_on=ends_on, last_day=last_day)
    if not any(change.written.sequence > answered for change in every):
        return ()
    found = [change for change in every if change.written.sequence > answered or change.takes_away]
    return tuple(sorted(found, key=lambda each: each.written.sequence))


def without_left(
    pinned: Sequence[Said], then: Mapping[int, Said], *, starts_on: date, ends_on: date
) -> list[int]:
    """Return the versions that a closed period counts: those pinned, but less where less was written and left.

    `then` is what each entry said at the place of the book up to which somebody looked; what came later waits.
    """
    every = _every_change(pinned, then, starts_on=starts_on, ends_on=ends_on, last_day=None)
    return never_more(pinned, [change for change in every if change.takes_away])


def _every_change(
    pinned: Sequence[Said],
    now: Mapping[int, Said],
    *,
    starts_on: date,
    ends_on: date,
    last_day: date | None,
) -> list[Change]:
    before = {each.entry: each for each in pinned}
    found = []
    for entry, written in now.items():
        old = before.get(entry)
        if old and old.version == written.version:
            continue
        stays = not written.is_void and starts_on <= written.performed_on <= ends_on
        if old is None and not stays:
            continue
        kind = Kind.REMOVED if not stays else Kind.CHANGED if old else Kind.ADDED
        in_time = last_day is None or written.recorded_on <= last_day
        found.append(Change(kind, old, written if stays else None, written, in_time))
    return found


def last_day_for_late_time(window_ends_on: date, *, late_entry_days: int) -> date:
    """Return the last day on which time of a period may still be written down for billing."""
    return window_ends_on + timedelta(days=late_entry_days)


def in_time_only(pinned: Iterable[Said], found: Iterable[Change]) -> list[int]:
    """Return the versions a period would count if only what was written down in time were taken over."""
    return _replaced(pinned, found, lambda change: change.after if change.is_in_time else change.before)


def never_more(pinned: Iterable[Said], found: Iterable[Change]) -> list[int]:
    """Return the versions a period would count if what came too late could only take away."""

    def choice(change: Change) -> Said | None:
        takes_away = change.seconds_after <= change.seconds_before
        return change.after if change.is_in_time or takes_away else change.before

    return _replaced(pinned, found, choice)


def _replaced(
    pinned: Iterable[Said], found: Iterable[Change], choose: Callable[[Change], Said | None]
) -> list[int]:
    kept = {each.entry: each.version for each in pinned}
    for change in found:
        chosen = choose(change)
        if chosen is None:
            kept.pop(change.written.entry, None)
        else:
            kept[change.written.entry] = chosen.version
    return sorted(kept.values())
