"""What a period may have counted, by its closes and the answers to its changes since, replayed step by step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.billing.domain.changes import Said, changes, in_time_only, never_more, without_left


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a change: which book stood closed, how far was looked, and with which decision it went.

    `old` and `new` are the numbers of the pins; a change that was left has no new one. `length` is the place in the
    book up to which was looked, or that the new pin holds. `number` is the decision that stood, or the new one.
    `last_day` is the last day for late time; None where no payer set one.
    """

    old: int
    new: int | None
    length: int
    number: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed period: its dates (both inclusive), its first pin with its length, the one that stands, its answers."""

    starts_on: date
    ends_on: date
    first_length: int
    first: int
    pin: int
    answers: tuple[Answered, ...]

    @property
    def is_linked(self) -> bool:
        """Say whether the answers lead from pin to pin up to the one that stands."""
        at = self.first
        for answer in self.answers:
            if answer.old != at:
                return False
            at = answer.new or at
        return at == self.pin


def standing(versions: Iterable[Said], length: int) -> dict[int, Said]:
    """Return what each entry said when the book was `length` long, by entry; `versions` come in their order."""
    return {each.entry: each for each in versions if each.sequence <= length}


def counted_choices(closed: Closed, versions: Sequence[Said], *, number: int) -> list[list[int]]:
    """Return the versions that the decision `number` of a period may have looked at: one choice, or a few.

    Where a period was closed again, what came too late was left out in one of two ways, by what the rules made of both.
    """
    choices = [sorted(each.version for each in _pinned(closed, standing(versions, closed.first_length)))]
    if not closed.answers:
        return choices
    by_version = {each.version: each for each in versions}
    answered, last = closed.first_length, 1
    for answer in closed.answers:
        # A decision in between, over the same pin, is one that was made again.
        if last < answer.number - bool(answer.new):
            choices = [_less(closed, by_version, each, versions, answered) for each in choices]
        if answer.new:
            now = standing(versions, answer.length)
            choices = _unique(
                way
                for each in choices
                for way in _both_ways(closed, [by_version[pk] for pk in each], now, answered, answer.last_day)
            )
        answered, last = max(answered, answer.length), answer.number
    if last < number:
        choices = [_less(closed, by_version, each, versions, answered) for each in choices]
    return choices


def _pinned(closed: Closed, now: Mapping[int, Said]) -> Iterator[Said]:
    for each in now.values():
        if not each.is_void and closed.starts_on <= each.performed_on <= closed.ends_on:
            yield each


def _less(
    closed: Closed,
    by_version: Mapping[int, Said],
    chosen: Iterable[int],
    versions: Iterable[Said],
    answered: int,
) -> list[int]:
    return without_left(
        [by_version[pk] for pk in chosen],
        standing(versions, answered),
        starts_on=closed.starts_on,
        ends_on=closed.ends_on,
    )


def _both_ways(
    closed: Closed, pinned: Sequence[Said], now: Mapping[int, Said], answered: int, last_day: date | None
) -> Iterator[list[int]]:
    found = changes(
        pinned,
        now,
        starts_on=closed.starts_on,
        ends_on=closed.ends_on,
        answered=answered,
        last_day=last_day,
    )
    yield in_time_only(pinned, found)
    yield never_more(pinned, found)


def _unique(ways: Iterable[list[int]]) -> list[list[int]]:
    return [list(way) for way in dict.fromkeys(tuple(way) for way in ways)]
