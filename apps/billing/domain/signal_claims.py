"""The two patterns of the Inspector General: one service twice in a period, and care management that overlaps."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from apps.billing.domain.signals import Behind, Seen, SignalKind


class Billed(NamedTuple):
    """A service on the days it covers, both inclusive: a live claim, or one recorded from elsewhere.

    `what` is "claim" or "outside"; `program` is empty for the latter. `window_starts_on` and `window_ends_on` are the
    payer's whole window; `corrects` is the claim that this one corrects, `period_id` the service period, whose parts
    never stand against each other.
    """

    what: str
    id: int
    code: str
    family: str
    program: str
    provider_id: int | None
    payer_id: int | None
    period_id: int | None
    starts_on: date
    ends_on: date
    window_starts_on: date
    window_ends_on: date
    corrects: int | None = None


Excludes = Callable[[Billed, Billed], bool]


def same_service(mine: Billed, others: Iterable[Billed]) -> Seen | None:
    """Point out that services of the same family stand for the same days, or the same window of one payer."""
    found = [each for each in others if each.family == mine.family and is_same_time(mine, each)]
    if not found:
        return None
    return Seen(SignalKind.SAME_SERVICE, {"code": mine.code, "times": len(found) + 1}, _behind(mine, found))


def overlapping_care(mine: Billed, others: Iterable[Billed], *, excludes: Excludes) -> Seen | None:
    """Point out that another kind of service stands for the same days which the rules exclude beside this one."""
    found = [
        each
        for each in others
        if each.family != mine.family
        and is_same_time(mine, each)
        and (excludes(mine, each) or excludes(each, mine))
    ]
    if not found:
        return None
    codes = ", ".join(dict.fromkeys(each.code for each in found))
    return Seen(SignalKind.OVERLAPPING_CARE, {"code": mine.code, "other": codes}, _behind(mine, found))


def is_same_time(mine: Billed, other: Billed) -> bool:
    """Say whether two services stand in the same time; a claim and the one it corrects are one service."""
    if (mine.what, mine.id) == (other.what, other.id):
        return False
    if mine.what == other.what == "claim" and (mine.corrects == other.id or other.corrects == mine.id):
        return False
    if mine.starts_on <= other.ends_on and other.starts_on <= mine.ends_on:
        return True
    same_payer = mine.payer_id is not None and mine.payer_id == other.payer_id
    parts_of_one = mine.period_id is not None and mine.period_id == other.period_id
    return (
        same_payer
        and not parts_of_one
        and mine.window_starts_on <= other.window_ends_on
        and other.window_starts_on <= mine.window_ends_on
    )


def _behind(mine: Billed, others: Sequence[Billed]) -> tuple[Behind, ...]:
    return tuple(Behind(each.what, each.id) for each in (mine, *others))
