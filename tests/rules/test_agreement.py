"""The engine and the slow re-implementation agree on random periods."""

from collections import Counter
from typing import Any

import pytest

from apps.rules.answer import Decision
from apps.rules.case_facts import read_case
from apps.rules.decision import decide
from apps.rules.ruleset import RuleSet
from tests.rules.random_periods import draw
from tests.rules.slow_rules import answers

PLAIN, DEEP, OFTEN = 500, 20_000, 200


def _said(decision: Decision) -> dict[str, Any]:
    return {
        "payer": decision.payer,
        "minutes": decision.minutes,
        "seconds": decision.seconds,
        "outcome": decision.outcome,
        "reasons": set(decision.reasons),
        "lines": [(line.code, line.units, line.modifiers) for line in decision.lines],
        "reached": [(line.code, line.units, line.modifiers) for line in decision.reached],
        "excluded": dict(decision.excluded),
        "dates": (decision.from_date, decision.through_date),
        "would_have_been": decision.would_have_been,
    }


def _compare(seeds: range) -> Counter[str]:
    """Compare each seed; how often each code and reason came up."""
    rules = RuleSet.shipped()
    seen: Counter[str] = Counter()
    for seed in seeds:
        case = draw(seed)
        facts, problems = read_case(case, rules)
        assert facts is not None, (seed, problems)
        decisions = decide(facts, rules)
        given, wanted = [_said(each) for each in decisions], answers(case)
        totals = Counter[str]()
        for each in wanted:
            totals.update(each["excluded"])
        assert totals == sum((Counter(each["excluded"]) for each in given), Counter()), (seed, case)
        for each in (*given, *wanted):
            each.pop("excluded")
        assert given == wanted, f"seed {seed}: {case}"
        for decision in decisions:
            seen.update(line.code for line in decision.reached)
            seen.update((*decision.reasons, decision.outcome, *(reason for reason, _ in decision.excluded)))
    return seen


def test_engine_and_slow_rules_agree() -> None:
    _compare(range(PLAIN))


@pytest.mark.deep
@pytest.mark.timeout(1800)  # a minute and a half on a quiet machine
def test_engine_and_slow_rules_agree_on_twenty_thousand_periods(capsys: pytest.CaptureFixture[str]) -> None:
    seen = _compare(range(DEEP))
    with capsys.disabled():
        print("\n" + "\n".join(f"{count:6} {name}" for name, count in seen.most_common()))  # noqa: T201
    rules = RuleSet.shipped()
    wanted = {row["code"] for row in (*rules.rows("tier"), *rules.rows("addon"))}
    wanted |= {row["id"] for row in rules.rows("reason") if row["kind"] != "warning"}
    rare = {name: seen[name] for name in sorted(wanted) if seen[name] < OFTEN}
    assert not rare
