"""What is this time worth, and why? `decide` answers for one period under one rule set.

The order is the one an auditor follows: cut the period by coverage and setting, count the seconds, see
which code they reach, try what else must hold, then dates, money and other lawful ways. Thresholds, codes
and deadlines are rows; nothing here repeats one. `decide` is total on facts that `check_facts` passes.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from apps.rules import periods
from apps.rules.alternatives import with_better_marked
from apps.rules.answer import BILLABLE, Alternative, Decision
from apps.rules.facts import Entry, PeriodFacts
from apps.rules.judging import answer_of, case_of, findings_of, resolved_for, unpaid
from apps.rules.resolved import ALSO_LAWFUL, Resolved
from apps.rules.ruleset import RuleSet
from apps.rules.stretches import Stretch, cut, in_order
from apps.rules.two_settings import settle


def decide(facts: PeriodFacts, rule_set: RuleSet) -> tuple[Decision, ...]:
    """One Decision for each stretch of the period with the same coverage and setting, in date order."""
    entries = in_order(facts.entries)
    decisions = _decide_program(facts, entries, rule_set)
    offers = _other_programs(facts, entries, rule_set)
    if not offers:
        return decisions
    return tuple(
        _with_offers(decision, offers.get(decision.coverage_key + decision.payer, ()))
        for decision in decisions
    )


def _decide_program(facts: PeriodFacts, entries: Sequence[Entry], rule_set: RuleSet) -> tuple[Decision, ...]:
    stretches = cut(facts, entries, rule_set, needs_setting=rule_set.needs_setting[facts.program])
    return settle([_decide_stretch(facts, each, rule_set) for each in stretches], rule_set)


def _decide_stretch(facts: PeriodFacts, stretch: Stretch, rule_set: RuleSet) -> Decision:
    resolved = resolved_for(stretch, facts.program, rule_set)
    if resolved is None:
        return unpaid(facts, stretch, rule_set)
    case = case_of(facts, stretch, resolved)
    return answer_of(case, findings_of(case), rule_set)


def _other_programs(
    facts: PeriodFacts, entries: Sequence[Entry], rule_set: RuleSet
) -> dict[str, tuple[Alternative, ...]]:
    """By coverage: what the same minutes would be worth under another program, where that is lawful."""
    offers: dict[str, tuple[Alternative, ...]] = {}
    for program, needs in rule_set.offered:
        if program == facts.program or not _are_recorded(needs, facts):
            continue
        if not _fits(facts, program, rule_set):
            continue
        for each in _billable(facts, entries, program, rule_set):
            key = each.coverage_key + each.payer
            offer = Alternative(each.program, each.pathway, each.lines, each.expected_amount, is_better=False)
            offers[key] = (*offers.get(key, ()), offer, *_worth_more(each, rule_set))
    return offers


def _billable(
    facts: PeriodFacts, entries: Sequence[Entry], program: str, rule_set: RuleSet
) -> list[Decision]:
    """What of a program may be billed. Time that reaches no code, or that something stands against, is left at once."""
    stretches = cut(facts, entries, rule_set, needs_setting=rule_set.needs_setting[program])
    asked = [(stretch, resolved_for(stretch, program, rule_set)) for stretch in stretches]
    if all(resolved is None or resolved.stop for _, resolved in asked):
        return []
    found = []
    for stretch, resolved in asked:
        if resolved is None or not _could_reach(stretch, resolved):
            continue
        case = case_of(facts, stretch, resolved)
        if case.reach.first is None:
            continue
        findings = findings_of(case)
        if findings.reasons in ([], [resolved.stop]):
            found.append(answer_of(case, findings, rule_set))
    return [each for each in settle(found, rule_set) if each.outcome == BILLABLE]


def _could_reach(stretch: Stretch, resolved: Resolved) -> bool:
    """Whether all the time of a stretch, counted or not, would be enough for any code of its setting."""
    lowest = [resolved.lowest[each].seconds for each in (stretch.setting, "") if each in resolved.lowest]
    return bool(lowest) and sum([entry.seconds for entry in stretch.entries]) >= min(lowest)


def _are_recorded(needs: Sequence[str], facts: PeriodFacts) -> bool:
    for need in needs:  # noqa: SIM110 - asked of every period, and `all` would take as long again
        if not getattr(facts, need):
            return False
    return True


def _worth_more(decision: Decision, rule_set: RuleSet) -> Iterator[Alternative]:
    """Yield a pathway of the same program that pays more than its leading one, without joining minutes.

    Readings that are lawful but disputed (personal minutes as staff minutes) stay with that program's own decision.
    """
    also = [tried.rule.partition(".")[2] for tried in decision.trace if tried.said == ALSO_LAWFUL]
    rows = (rule_set.row("pathway", rule, on=decision.starts_on) for rule in also)
    names = {row["name"] for row in rows if row is not None and not row["only_alternative"]}
    amount = decision.expected_amount
    for offer in decision.alternatives:
        if offer.pathway not in names:
            continue
        names.remove(offer.pathway)
        if amount is not None and offer.expected_amount is not None and offer.expected_amount > amount:
            yield offer


def _fits(facts: PeriodFacts, program: str, rule_set: RuleSet) -> bool:
    """Whether every payer of the period could be asked about these dates in that program."""
    window = periods.Window(facts.starts_on, facts.ends_on)
    for coverage in facts.coverages:
        part = window.clipped(from_on=coverage.from_on, through_on=coverage.through_on)
        if part is None:
            continue
        resolved = rule_set.resolved(coverage.payer, program, on=part.starts_on)
        if resolved is None or not resolved.pathways:
            return False
        if not periods.fits(window, part, basis=resolved.basis, anchor=facts.enrolled_on):
            return False
    return True


def _with_offers(decision: Decision, offers: tuple[Alternative, ...]) -> Decision:
    if not offers:
        return decision
    amount = decision.expected_amount if decision.outcome == BILLABLE else Decimal(0)
    return decision._replace(alternatives=with_better_marked((*decision.alternatives, *offers), amount))
