"""What else the practice bills for the patients of some periods: nothing twice, and nothing beside what excludes it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from apps.billing.domain.lifecycle import LIVE_STATES, ClaimState
from apps.billing.models import Decision, ServiceLine, ServicePeriod
from apps.rules.answer import Decision as Answer
from apps.rules.facts import OtherService


class _Billed(NamedTuple):
    """One line of a live claim that stands, with the dates of its period."""

    patient_id: int
    claim_id: int
    decision_id: int
    period_id: int
    payer_id: int
    provider_id: int
    code: str
    starts_on: date
    ends_on: date
    window_starts_on: date
    window_ends_on: date


class Ahead(NamedTuple):
    """A billable answer of a period that is only looked at: its claim would stand when the next one closes."""

    period: ServicePeriod
    answer: Answer


@dataclass(frozen=True, slots=True)
class OtherBilling:
    """Codes of other live claims in the same time, and the entries whose minutes those claims have used."""

    services: tuple[OtherService, ...] = ()
    code_of_entry: dict[str, str] = field(default_factory=dict)


def other_billing(
    periods: Sequence[ServicePeriod], *, ahead: Sequence[Ahead] = ()
) -> dict[int, OtherBilling]:
    """Return what stands on other live claims in the time of each period, and on those `ahead`, by period."""
    lines = _live_lines(periods)
    patient_ids = {period.patient_id for period in periods}
    for number, each in enumerate(ahead, start=1):
        if each.period.patient_id in patient_ids:
            lines[each.period.patient_id] += _lines_ahead(each, -number)
    beside = {
        period.pk: [line for line in lines.get(period.patient_id, ()) if _is_beside(line, period)]
        for period in periods
    }
    counted = _counted_by({line.decision_id for found in beside.values() for line in found})
    counted |= {
        -number: [part.key for part in each.answer.counted] for number, each in enumerate(ahead, start=1)
    }
    return {period_id: _billing(found, counted) for period_id, found in beside.items()}


def _lines_ahead(each: Ahead, number: int) -> list[_Billed]:
    """The lines of a claim that would be drafted; it has no id yet, so `number` stands for claim and decision."""
    period, coverage = each.period, each.period.coverage
    assert coverage is not None  # nothing is billable without one
    return [
        _Billed(
            patient_id=period.patient_id,
            claim_id=number,
            decision_id=number,
            period_id=period.pk,
            payer_id=coverage.payer_id,
            provider_id=period.enrollment.rendering_provider_id,
            code=line.code,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            window_starts_on=period.window_starts_on,
            window_ends_on=period.window_ends_on,
        )
        for line in each.answer.lines
    ]


def _live_lines(periods: Sequence[ServicePeriod]) -> dict[int, list[_Billed]]:
    if not periods:
        return defaultdict(list)
    rows = (
        ServiceLine.objects.filter(
            claim__patient__in={period.patient_id for period in periods},
            claim__stands=True,
            claim__state__in=LIVE_STATES - {ClaimState.REFUNDED},
            claim__period__window_ends_on__gte=min(period.window_starts_on for period in periods),
            claim__period__window_starts_on__lte=max(period.window_ends_on for period in periods),
        )
        .order_by("claim_id", "number")
        .values_list(
            "claim__patient_id",
            "claim_id",
            "claim__decision_id",
            "claim__period_id",
            "claim__payer_id",
            "claim__rendering_provider_id",
            "procedure_code",
            "claim__period__starts_on",
            "claim__period__ends_on",
            "claim__period__window_starts_on",
            "claim__period__window_ends_on",
        )
    )
    found: dict[int, list[_Billed]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(_Billed(*row))
    return found


def _is_beside(line: _Billed, period: ServicePeriod) -> bool:
    """Say whether another period's line stands in the same time: the same days, or the same window of one payer."""
    if line.period_id == period.pk:
        return False
    same_days = line.starts_on <= period.ends_on and period.starts_on <= line.ends_on
    same_window = (
        line.window_starts_on <= period.window_ends_on and period.window_starts_on <= line.window_ends_on
    )
    same_payer = period.coverage is not None and period.coverage.payer_id == line.payer_id
    return same_days or (same_payer and same_window)


def _counted_by(decision_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the entries whose minutes each decision counted; claims beside one another are few."""
    rows = Decision.objects.filter(pk__in=set(decision_ids)).values_list("pk", "result")
    return {pk: [each.key for each in Answer.from_json(text).counted] for pk, text in rows}


def _billing(lines: Sequence[_Billed], counted: dict[int, list[str]]) -> OtherBilling:
    if not lines:
        return OtherBilling()
    services = tuple(
        OtherService(line.code, by=str(line.provider_id), key=str(line.claim_id)) for line in lines
    )
    return OtherBilling(
        services, {key: line.code for line in lines for key in counted.get(line.decision_id, ())}
    )
