"""Decisions as rows: what the rules said of a period, ready to be kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from apps.billing.domain.decision_totals import activity_times, obstacle_of
from apps.billing.facts import kept_apart
from apps.billing.models import DecidedTime, Decision, ServicePeriod
from apps.practice.bulk import insert
from apps.problems import refuse_any
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of a period, as a row and as the rules gave it."""

    period: ServicePeriod
    row: Decision
    answer: Answer
    facts: PeriodFacts


def decided(
    period: ServicePeriod, facts: PeriodFacts, rule_set: RuleSet, *, now: datetime, number: int = 1
) -> list[Decided]:
    """Decide a period: one unsaved decision for each stretch; refuses facts that the rules cannot judge."""
    refuse_any(check_facts(facts, rule_set, recorded=True))
    text = facts.to_json()
    return [
        Decided(period, _row(period, text, answer, stretch, number, now, rule_set), answer, facts)
        for stretch, answer in enumerate(decide(facts, rule_set), start=1)
    ]


def _row(
    period: ServicePeriod,
    facts: str,
    answer: Answer,
    stretch: int,
    number: int,
    now: datetime,
    rule_set: RuleSet,
) -> Decision:
    codes = answer.lines or answer.reached
    return Decision(
        practice_id=period.practice_id,
        patient_id=period.patient_id,
        period=period,
        stretch=stretch,
        number=number,
        outcome=answer.outcome,
        minutes=answer.minutes,
        counted_seconds=answer.seconds,
        excluded_seconds=sum(seconds for _, seconds in answer.excluded),
        procedure_code=codes[0].code if codes else "",
        expected_amount=answer.expected_amount,
        reasons=list(answer.reasons),
        window_ends_on=period.window_ends_on,
        program=answer.program,
        rendering_provider_id=int(answer.rendering_provider),
        payer_id=period.coverage.payer_id if period.coverage else None,
        setting=answer.setting,
        episode_id=int(answer.episode_key) if answer.episode_key else None,
        obstacle=obstacle_of(answer.outcome, answer.reasons, rule_set.outcomes),
        short_by_seconds=answer.short_by_seconds,
        facts=facts,
        result=answer.to_json(),
        rule_set_id=answer.rule_set,
        decided_at=now,
    )


def insert_decisions(answers: Sequence[Decided]) -> None:
    """Keep new decisions, and of each how its time divides over activities and reasons."""
    insert([each.row for each in answers])
    insert([time for each in answers for time in _times(each)])


def _times(each: Decided) -> Iterator[DecidedTime]:
    activity_of = {entry.key: entry.activity for entry in each.facts.entries if not kept_apart(entry.key)}
    for (activity, reason), seconds in activity_times(each.answer, activity_of).items():
        yield DecidedTime(
            practice_id=each.row.practice_id,
            decision_id=each.row.pk,
            activity=activity,
            reason=reason,
            seconds=seconds,
        )


def with_rows(periods: QuerySet[ServicePeriod]) -> QuerySet[ServicePeriod]:
    """Read with the periods every row that a decision or a draft looks at; what many share is read once."""
    return periods.select_related("patient", "enrollment", "coverage").prefetch_related(
        "practice", "enrollment__rendering_provider__service_location", "coverage__payer"
    )


def first_of_each(periods: Iterable[ServicePeriod]) -> list[ServicePeriod]:
    """Give the first period of each patient: the next one has to see what this one bills."""
    first: dict[int, ServicePeriod] = {}
    for period in periods:
        first.setdefault(period.patient_id, period)
    return list(first.values())
