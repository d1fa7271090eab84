"""The closes of periods and the answers to their changes since, with what proves that a person gave them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.billing.domain.changes import Said, last_day_for_late_time
from apps.billing.domain.closes import Answered, Closed, standing
from apps.billing.evidence import rule_set_of
from apps.billing.models import ChangeAnswer, Decision, ServicePeriod
from apps.practice.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Closes:
    """The answers to changes of some periods, the last days for late time behind them, and what the trail keeps."""

    answers: Mapping[int, Sequence[ChangeAnswer]]
    last_days: Mapping[int, date | None]
    trail: Mapping[tuple[int | None, str], Sequence[AuditEvent]]

    def answered(self, period_id: int) -> tuple[tuple[ChangeAnswer, date | None], ...]:
        """Return the answers to changes of a period in order, each with the last day for late time."""
        return tuple((row, self.last_days.get(row.pk)) for row in self.answers.get(period_id, ()))

    def of(self, period: ServicePeriod) -> Closed:
        """Return a closed period as its pins and answers tell it."""
        assert period.pin is not None  # only closed periods are looked at
        rows = self.answers.get(period.pk, ())
        first = rows[0].old_pin if rows else period.pin
        return Closed(
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            first_length=first.length,
            first=first.pk,
            pin=period.pin.pk,
            answers=tuple(self._answered(row) for row in rows),
        )

    def _answered(self, row: ChangeAnswer) -> Answered:
        length = row.new_pin.length if row.new_pin else row.length
        return Answered(
            row.old_pin_id, row.new_pin_id, length, row.decision_number, self.last_days.get(row.pk)
        )

    def problems(self, period: ServicePeriod, versions: Sequence[Said]) -> Iterator[str]:
        """Yield which answers nobody gave, or were given to another change; `versions` are those of the book."""
        for row in self.answers.get(period.pk, ()):
            kept = self.trail.get((period.pk, f"period.{row.kind}"), ())
            said = {"kind": row.kind, "reason": row.reason, **row.change}
            if not any(
                each.at == row.answered_at and said.items() <= (each.new or {}).items() for each in kept
            ):
                yield f"answer {row.pk} to a change of its period does not stand in the trail"
            if row.length != looked_up_to(row, versions):
                yield f"answer {row.pk} to a change of its period does not end with that change"
        if not self.of(period).is_linked:
            yield "the answers to its changes do not lead to its close"


def looked_up_to(row: ChangeAnswer, versions: Sequence[Said]) -> int:
    """Return the place in the book of the newest version that the change of an answer names."""
    now = standing(versions, row.length)
    named = [now[each["entry"]].sequence for each in row.change["entries"] if each["entry"] in now]
    return max(named, default=0)


def closes_of(patients: Collection[int]) -> Closes:
    """Read the answers to changes of some patients' periods, and the trail of them: a few queries, however many."""
    rows = ChangeAnswer.objects.filter(patient__in=patients).select_related(
        "period", "old_pin", "new_pin", "answered_by"
    )
    answers: dict[int, list[ChangeAnswer]] = defaultdict(list)
    for row in rows.order_by("pk"):
        answers[row.period_id].append(row)
    trail: dict[tuple[int | None, str], list[AuditEvent]] = defaultdict(list)
    if answers:
        kinds = [f"period.{kind}" for kind in ChangeAnswer.Kind.values]
        for event in AuditEvent.objects.filter(patient_id__in=patients, action__in=kinds):
            trail[event.subject_id, event.action].append(event)
    return Closes(answers, _last_days(answers), trail)


def _last_days(answers: Mapping[int, Iterable[ChangeAnswer]]) -> dict[int, date | None]:
    """Return the last day for late time of each close that was made again, by the rules that decided it."""
    found = Decision.objects.filter(period__in=answers, stretch=1).select_related("payer")
    decisions = {(row.period_id, row.number): row for row in found.defer("result")}
    return {
        row.pk: _last_day(row.period, decision)
        for mine in answers.values()
        for row in mine
        if row.new_pin_id and (decision := decisions.get((row.period_id, row.decision_number)))
    }


def _last_day(period: ServicePeriod, decision: Decision) -> date | None:
    covered = json.loads(decision.facts)["coverages"]
    profile = covered[0]["payer"] if covered else decision.payer.profile if decision.payer else ""
    row = rule_set_of(decision.rule_set_id).row("profile", profile, on=period.starts_on) if profile else None
    if row is None:
        return None
    return last_day_for_late_time(period.window_ends_on, late_entry_days=row["late_entry_days"])
