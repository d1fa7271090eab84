"""A closed period against today's book, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.billing.domain.changes import Change
from apps.billing.domain.correcting import Way
from apps.billing.models import Claim, ServicePeriod
from apps.rules.answer import Decision as Answer
from apps.rules.facts import PeriodFacts
from apps.timelog.models import EntryVersion


@dataclass(frozen=True, slots=True)
class Stood:
    """An answer of the rules for a whole period: its stretches, codes and money."""

    outcome: str
    minutes: int
    seconds: int
    codes: tuple[str, ...]
    expected_amount: Decimal | None

    @property
    def code(self) -> str:
        return ", ".join(self.codes)


@dataclass(frozen=True, slots=True)
class ClaimWay:
    """A claim of the period and what closing again does with it."""

    claim: Claim
    way: Way


@dataclass(frozen=True, slots=True)
class Delta:
    """A closed period against today's book. `before` stands; `after` is what the book supports and may be billed.

    `answers` are the decisions behind `after`, by stretch; `versions` the entry versions they count; `length` the
    place in the book up to which was looked. `last_day` is the last day for late time, None where no payer sets one.
    """

    period: ServicePeriod
    changes: tuple[Change, ...]
    entries: Mapping[int, EntryVersion]
    before: Stood
    after: Stood
    answers: tuple[Answer, ...]
    facts: PeriodFacts
    versions: tuple[int, ...]
    length: int
    last_day: date | None
    claims: tuple[ClaimWay, ...]

    @property
    def too_late(self) -> tuple[Change, ...]:
        """The changes written down after the payer's limit for late time."""
        return tuple(change for change in self.changes if not change.is_in_time)

    @property
    def is_less(self) -> bool:
        """Say whether the book supports less than stands billed."""
        return self.after.seconds < self.before.seconds and self.after.codes != self.before.codes

    @property
    def is_same(self) -> bool:
        """Say whether what is billed stays the same."""
        return (self.before.outcome, self.before.codes) == (self.after.outcome, self.after.codes)

    @property
    def difference(self) -> Decimal:
        """What the period is worth more (or less, negative) by the rules' expected amounts."""
        return (self.after.expected_amount or Decimal(0)) - (self.before.expected_amount or Decimal(0))

    @property
    def must_wait(self) -> bool:
        """Say whether a file has to be undone first."""
        return any(each.way is Way.UNDO_FILE for each in self.claims)

    def as_kept(self) -> dict[str, Any]:
        """Return the delta as it is kept with the answer of a person."""
        return {
            "entries": [
                {
                    "entry": change.written.entry,
                    "kind": change.kind.value,
                    "version_before": change.before.version if change.before else None,
                    "version_after": change.after.version if change.after else None,
                    "seconds_before": change.seconds_before,
                    "seconds_after": change.seconds_after,
                    "is_in_time": change.is_in_time,
                }
                for change in self.changes
            ],
            "before": _as_kept(self.before),
            "after": _as_kept(self.after),
        }


def _as_kept(stood: Stood) -> dict[str, Any]:
    amount = stood.expected_amount
    return {
        "outcome": stood.outcome,
        "seconds": stood.seconds,
        "codes": list(stood.codes),
        "expected_amount": str(amount) if amount is not None else None,
    }
