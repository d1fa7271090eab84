"""Decide closed periods again after facts were put right."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from apps.practice.access import Actor
from apps.problems import Problem


@dataclass(frozen=True, slots=True)
class Redecided:
    """What deciding again did: decisions that changed, and periods that were left alone with the reason."""

    changed: tuple[int, ...]
    unchanged: tuple[int, ...]
    left_out: tuple[tuple[int, tuple[Problem, ...]], ...]


def decide_again(actor: Actor, *, period_ids: Collection[int], now: datetime, today: date) -> Redecided:
    """Decide closed periods anew from today's facts and the entries pinned at the close.

    Drafts follow the new answer: made, changed or voided. A period with a claim that is approved or further on is
    left alone, and so is one whose answer would be the same.
    """
    raise NotImplementedError
