"""What holds for every period: order, splitting, adding time; deciding is total."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.rules.answer import BILLABLE, Decision
from apps.rules.case_facts import read_case
from apps.rules.decision import decide
from apps.rules.facts import Entry, PeriodFacts
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet
from tests.rules.random_periods import NPIS, draw

SEEDS = st.integers(min_value=0, max_value=10**9)
RANK = {
    code: rank
    for ranks in (("99374", "99375"), ("99377", "99378"), ("99379", "99380"))
    for rank, code in enumerate(ranks)
}


def _facts(seed: int) -> PeriodFacts:
    facts, problems = read_case(draw(seed), RuleSet.shipped())
    assert facts is not None, problems
    return facts


def _plain(seed: int) -> PeriodFacts:
    """A month with one payer, one setting, nothing in the way and no clock times."""
    rng, case = random.Random(seed), draw(seed)
    usual: dict[str, Any] = {key: case[key] for key in ("id", "program", "providers")}
    usual |= {
        "period": [date(2026, 5, 1), date(2026, 5, 31)],
        "rendering_provider": "kim",
        "diagnoses": ["I10", "E11.9"],
    }
    setting = rng.choice(("home_health", "hospice", "nursing_facility"))
    usual["episodes"] = [{"setting": setting, "agency_npi": NPIS[0]}]
    usual["coverages"] = [{"payer": rng.choice(("medicare_ffs", "commercial_calendar_month"))}]
    dated = [entry for entry in case["entries"] if "date" in entry]
    usual["entries"] = [entry | {"date": date(2026, 5, rng.randrange(1, 32))} for entry in dated]
    facts, problems = read_case(usual, RuleSet.shipped())
    assert facts is not None, problems
    return facts


def _decide(facts: PeriodFacts) -> tuple[Decision, ...]:
    return decide(facts, RuleSet.shipped())


def _answer(facts: PeriodFacts) -> list[Any]:
    return [
        (each.minutes, each.reached, each.outcome, each.reasons, each.excluded) for each in _decide(facts)
    ]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_deciding_is_total_and_says_why(seed: int) -> None:
    decisions = _decide(_facts(seed))
    assert decisions
    for decision in decisions:
        assert (decision.outcome == BILLABLE) == (not decision.reasons) == bool(decision.lines)
        assert decision.trace
        assert all(RuleSet.shipped().cited(tried.rule, on=decision.starts_on) for tried in decision.trace)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_entries_never_matters(seed: int, shuffle: random.Random) -> None:
    facts = _facts(seed)
    entries = list(facts.entries)
    shuffle.shuffle(entries)
    assert [each.to_json() for each in _decide(replace(facts, entries=tuple(entries)))] == [
        each.to_json() for each in _decide(facts)
    ]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_facts_and_decisions_come_back_from_their_text(seed: int) -> None:
    facts = _facts(seed)
    assert PeriodFacts.from_json(facts.to_json()) == facts
    for decision in _decide(facts):
        assert Decision.from_json(decision.to_json()) == decision


@settings(max_examples=60, deadline=None)
@given(
    SEEDS,
    st.sampled_from(("travel", "claim_preparation", "direct_care", "program_monitoring")),
    st.integers(1, 7200),
)
def test_time_that_does_not_count_never_changes_the_code(seed: int, activity: str, seconds: int) -> None:
    facts = _plain(seed)
    extra = Entry(on=facts.starts_on, seconds=seconds, by="kim", activity=activity, key="extra")
    before, after = _decide(facts), _decide(replace(facts, entries=(*facts.entries, extra)))
    assert [(each.minutes, each.lines, each.reasons) for each in before] == [
        (each.minutes, each.lines, each.reasons) for each in after
    ]


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(1, 299))
def test_splitting_an_entry_never_changes_the_sum(seed: int, first: int) -> None:
    facts = _plain(seed)
    split = [
        part
        for entry in facts.entries
        for part in (
            (
                replace(entry, seconds=first),
                replace(entry, seconds=entry.seconds - first, key=f"{entry.key}b"),
            )
            if entry.seconds > first
            else (entry,)
        )
    ]
    assert _answer(replace(facts, entries=tuple(split))) == _answer(facts)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_one_more_countable_second_never_lowers_the_code(seed: int) -> None:
    facts = _plain(seed)
    extra = Entry(on=facts.ends_on, seconds=1, by="kim", activity="progress_tracking", key="extra")
    (before,), (after,) = _decide(facts), _decide(replace(facts, entries=(*facts.entries, extra)))
    assert after.seconds == before.seconds + 1
    assert len(after.reached) >= bool(before.reached)
    if facts.program == "cpo" and before.reached:
        assert RANK.get(after.reached[0].code, 0) >= RANK.get(before.reached[0].code, 0)
    if before.reached and before.reached[0].code == after.reached[0].code:
        assert sum(line.units for line in after.reached) >= sum(line.units for line in before.reached)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_every_second_is_either_counted_or_left_out(seed: int) -> None:
    facts = _facts(seed)
    decisions = _decide(facts)
    counted = sum(each.seconds for decision in decisions for each in decision.counted)
    left_out = sum(each.seconds for decision in decisions for each in decision.left_out)
    assert counted + left_out == sum(entry.seconds for entry in facts.entries)
    assert all(sum(each.seconds for each in d.left_out) == sum(s for _, s in d.excluded) for d in decisions)


def test_facts_of_the_product_may_leave_nothing_unasked() -> None:
    facts = _facts(1)
    named = {problem.field for problem in check_facts(facts, RuleSet.shipped(), recorded=True)}
    assert {"comprehensive_plan", "initiating_visit"} <= named
    assert any(field.startswith("episodes[0].") for field in named)
