"""Which rules a case exercises: the rows its decisions tried, used or spoke with."""

from collections.abc import Iterable, Iterator
from typing import Any

from apps.rules.answer import Decision, Tried
from apps.rules.case_facts import read_case
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.resolved import OWN, STAFF
from apps.rules.ruleset import RuleSet


def cases_by_rule(cases: Iterable[Any], rule_set: RuleSet) -> dict[str, list[str]]:
    """The ids of the cases that exercise each rule, in the order of the cases; a rule without any has none."""
    known = set(rule_set.rules())
    found: dict[str, list[str]] = {rule: [] for rule in rule_set.rules()}
    for case in cases:
        for rule in _rules_of(case, rule_set) & known:
            found[rule].append(str(case["id"]))
    return found


def _rules_of(case: Any, rule_set: RuleSet) -> set[str]:
    facts, problems = read_case(case, rule_set)
    if facts is None:
        return _of_problems(
            {problem.message for problem in problems}, {each.code for each in problems}, rule_set
        )
    rules = set(_of_facts(facts, rule_set))
    for decision in decide(facts, rule_set):
        rules |= set(_of_decision(decision, facts, rule_set))
    return rules


def _of_problems(messages: set[str], codes: set[str], rule_set: RuleSet) -> set[str]:
    rules = {
        f"invalid_code.{row}" for row in rule_set.ids("invalid_code") if any(row in said for said in messages)
    }
    return rules | ({"limit.entry_longest_hours"} if "too_long" in codes else set())


def _of_facts(facts: PeriodFacts, rule_set: RuleSet) -> Iterator[str]:
    yield f"program.{facts.program}"
    yield f"decision_making.{facts.medical_decision_making}"
    for provider in facts.providers:
        yield f"provider_type.{provider.type}"
    for episode in facts.episodes:
        yield from (f"setting.{episode.setting}", f"agency_role.{episode.agency_role}")
    for span in facts.barred:
        yield f"barred.{span.kind}"
    for row in rule_set.rows("family", on=facts.starts_on):
        if any(service.code in row["codes"] for service in facts.other_services):
            yield f"family.{row['id']}"


def _of_decision(decision: Decision, facts: PeriodFacts, rule_set: RuleSet) -> Iterator[str]:
    for code in (*decision.reasons, *decision.warnings, *(reason for reason, _ in decision.excluded)):
        yield f"reason.{code}"
    resolved = (
        rule_set.resolved(decision.payer, decision.program, on=decision.starts_on) if decision.payer else None
    )
    if resolved is None:
        return
    counted = {each.key for each in decision.counted}
    for entry in facts.entries:
        if entry.key in counted:
            person = OWN if entry.by == facts.rendering_provider else STAFF
            yield f"person.{person}.{resolved.verdict_table}"
    for tried in decision.trace:
        yield from _of_tried(tried, resolved.verdict_table)


def _of_tried(tried: Tried, verdict_table: str) -> Iterator[str]:
    yield tried.rule
    if tried.said == "counts":
        for name, value in tried.facts:
            if name in ("counterpart", "channel"):
                yield f"{name}.{value}.{verdict_table}"
