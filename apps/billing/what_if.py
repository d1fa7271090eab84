"""What the rules would say: of open periods if they closed now, of closed ones under other rules. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.billing.facts import EntryRow, PracticeFacts, facts_of, practice_facts
from apps.billing.models import Decision, ServicePeriod
from apps.billing.operations.decisions import first_of_each
from apps.billing.other_services import Ahead
from apps.practice.models import Practice
from apps.problems import Problem
from apps.rules.answer import BILLABLE
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the rules would say of a period, one answer a stretch; or what is wrong with its facts."""

    period: ServicePeriod
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Looking:
    """One look ahead: by which rules, with which entries, and what the periods before would have billed."""

    practice: PracticeFacts
    rule_set: RuleSet
    entries: Mapping[int, Sequence[EntryRow]] | None
    ahead: list[Ahead] = field(default_factory=list)


def if_closed(
    periods: Iterable[ServicePeriod],
    *,
    practice: Practice,
    rule_set: RuleSet,
    entries: Mapping[int, Sequence[EntryRow]] | None = None,
) -> list[Foreseen]:
    """Return what closing these open periods now would say: the very answers that a close over the same rows gives.

    They come as the close reads them (`with_rows`), in the order in which they fall due. Like the close, a later
    period of a patient sees what an earlier one would bill. `entries` replace those recorded.
    """
    looking = _Looking(practice_facts(practice), rule_set, entries)
    found: list[Foreseen] = []
    waiting = list(periods)
    while waiting:
        together = first_of_each(waiting)
        found += _round(looking, together)
        waiting = [period for period in waiting if period not in together]
    return found


def _round(looking: _Looking, periods: Sequence[ServicePeriod]) -> list[Foreseen]:
    facts = facts_of(periods, practice=looking.practice, entries=looking.entries, ahead=looking.ahead)
    found = [foreseen(period, facts[period.pk], looking.rule_set) for period in periods]
    looking.ahead += [
        Ahead(each.period, answer)
        for each in found
        for answer in each.answers
        if answer.outcome == BILLABLE and answer.lines
    ]
    return found


def foreseen(period: ServicePeriod, facts: PeriodFacts, rule_set: RuleSet) -> Foreseen:
    """Return what the rules say of these facts of a period."""
    problems = check_facts(facts, rule_set, recorded=True)
    return Foreseen(period, () if problems else decide(facts, rule_set), tuple(problems))


def if_decided_under(
    decisions: Iterable[Decision], rule_set: RuleSet
) -> list[tuple[ServicePeriod, tuple[Answer, ...], tuple[Answer, ...]]]:
    """Return what was said of closed periods and what other rules say of the same facts.

    `decisions` are the current ones of whole periods, with their period, in the order of period and stretch.
    """
    by_period: dict[int, list[Decision]] = {}
    for row in decisions:
        by_period.setdefault(row.period_id, []).append(row)
    return [
        (
            rows[0].period,
            tuple(Answer.from_json(row.result) for row in rows),
            decide(PeriodFacts.from_json(rows[0].facts), rule_set),
        )
        for rows in by_period.values()
    ]
