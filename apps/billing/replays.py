"""Decide kept facts again: under the rules that decided them, where nothing may differ, or under others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from apps.billing.evidence import rule_set_of
from apps.billing.models import Decision
from apps.rules.answer import BILLABLE
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.ruleset import RuleSet

PERIODS_IN_A_CHUNK = 500
# What somebody would call another answer; the trace and the version of the rules are not.
TELLING = (
    "outcome", "minutes", "lines", "reached", "reasons", "warnings", "excluded", "from_date", "through_date",
    "would_have_been", "expected_amount", "earliest_submit_on", "care_plan_oversight_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replay:
    """One decision of a period decided again. `old` or `new` is empty where the number of stretches differs."""

    practice_id: int
    patient_id: int
    period_id: int
    number: int
    stretch: int
    old: str
    new: str

    @property
    def is_same(self) -> bool:
        """Say whether every byte is the same."""
        return self.old == self.new

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """What differs of what somebody would call the answer: old and new by name, in words."""
        old = Answer.from_json(self.old) if self.old else None
        new = Answer.from_json(self.new) if self.new else None
        pairs = {name: (_shown(old, name), _shown(new, name)) for name in TELLING}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def replays(
    decisions: QuerySet[Decision], *, under: Callable[[Decision], RuleSet] | None = None
) -> Iterator[Replay]:
    """Decide the facts of each period of `decisions` again, a chunk of periods at a time.

    Without `under` each is decided by the very rule set that was kept with it, and the bytes have to be the same.
    """
    last = 0
    while ids := _next_periods(decisions, last):
        rows = decisions.filter(period_id__in=ids).order_by("period_id", "number", "stretch")
        for _, group in groupby(rows, key=lambda row: (row.period_id, row.number)):
            yield from _of_one(list(group), under or _kept_rules)
        last = ids[-1]


def _next_periods(decisions: QuerySet[Decision], after: int) -> list[int]:
    found = decisions.filter(period_id__gt=after).order_by("period_id").values_list("period_id", flat=True)
    return list(found.distinct()[:PERIODS_IN_A_CHUNK])


def _of_one(rows: Sequence[Decision], under: Callable[[Decision], RuleSet]) -> Iterator[Replay]:
    first = rows[0]
    answers = decide(PeriodFacts.from_json(first.facts), under(first))
    for index in range(max(len(rows), len(answers))):
        yield Replay(
            practice_id=first.practice_id,
            patient_id=first.patient_id,
            period_id=first.period_id,
            number=first.number,
            stretch=index + 1,
            old=rows[index].result if index < len(rows) else "",
            new=answers[index].to_json() if index < len(answers) else "",
        )


def _kept_rules(row: Decision) -> RuleSet:
    return rule_set_of(row.rule_set_id)


def is_told_apart(old: Answer | None, new: Answer | None) -> bool:
    """Say whether somebody would call the two different answers."""
    return any(getattr(old, name, None) != getattr(new, name, None) for name in TELLING)


def worth(answers: Sequence[Answer]) -> Decimal:
    """What of some answers may be billed is expected to bring; unknown amounts add nothing."""
    return sum(
        (each.expected_amount or Decimal(0) for each in answers if each.outcome == BILLABLE), Decimal(0)
    )


def lines_in_words(answer: Answer) -> str:
    """The codes that may be billed, or were reached, as "G0182-GV × 1"."""
    return " + ".join(
        "-".join((line.code, *line.modifiers)) + (f" × {line.units}" if line.units > 1 else "")
        for line in answer.lines or answer.reached
    )


def _shown(answer: Answer | None, name: str) -> Any:
    if answer is None:
        return None
    value = getattr(answer, name)
    if name in ("lines", "reached"):
        return [
            f"{'-'.join((line.code, *line.modifiers))} x {line.units}"
            + (f" ${line.expected_amount}" if line.expected_amount is not None else "")
            for line in value
        ]
    if isinstance(value, tuple):
        return [list(each) if isinstance(each, tuple) else each for each in value]
    return str(value) if value is not None and not isinstance(value, (int, str)) else value
