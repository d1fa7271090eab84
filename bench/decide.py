"""Decisions a second in pure Python on one core, with the full trace, and what the trace costs.

Counted in CPU seconds of this process, so that waiting for a busy machine does not change the figure; sharing a core
and its caches still does. Each decision is dropped before the next is made, as at a close, which keeps no more than a
chunk: what is counted is deciding, not how Python's collector goes over thousands of kept decisions again. The floor is
the least that must be done with the same facts: adding up the seconds of their entries.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import TypeVar

if not __package__:  # run as a file: python bench/decide.py
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from apps.rules import canonical
from apps.rules.answer import Decision, Tried
from apps.rules.case_facts import read_case
from apps.rules.decision import decide
from apps.rules.facts import Coverage, Entry, Episode, PeriodFacts, Provider
from apps.rules.ruleset import RuleSet
from bench.harness import Figure, as_json, as_table
from tests.rules.random_periods import draw

_Each = TypeVar("_Each")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument("--periods", type=int, default=2_000, help="periods decided in a round (2,000)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds; the median counts (7)")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Measure an ordinary month of Medicare oversight, and the varied periods of the tests."""
    rules = RuleSet.shipped()
    for name, facts in (("ordinary", _months(options.periods)), ("varied", _varied(options.periods, rules))):
        yield from _measured(name, facts, rules, options.rounds)


def _measured(name: str, facts: Sequence[PeriodFacts], rules: RuleSet, rounds: int) -> Iterator[Figure]:
    deciding = _cpu(lambda each: decide(each, rules), facts, rounds)
    adding = _cpu(lambda each: sum(entry.seconds for entry in each.entries), facts, rounds)
    decisions = [decision for each in facts for decision in decide(each, rules)]
    share = len(decisions) / len(facts)
    tracing = _cpu(_traced_again, decisions, rounds) * share
    writing = _cpu(Decision.to_json, decisions, rounds) * share
    size = sum(len(canonical.dump(decision.trace)) for decision in decisions) / len(decisions)
    yield Figure(f"{name} periods decided with full trace", 1 / deciding, "a second")
    yield Figure(
        "  one of them", deciding * 1e6, "µs", floor=adding * 1e6, note="floor: adding up its seconds"
    )
    yield Figure("  of which the trace", tracing * 1e6, "µs", note=f"{size:.0f} bytes stored")
    yield Figure("  writing it as canonical JSON", writing * 1e6, "µs")


def _cpu(work: Callable[[_Each], object], on: Sequence[_Each], rounds: int) -> float:
    """The CPU seconds that the work takes on one of them: the median round."""
    taken = []
    for _ in range(rounds):
        started = process_time()
        for each in on:
            work(each)
        taken.append(process_time() - started)
    return median(taken) / len(on)


def _traced_again(decision: Decision) -> list[Tried]:
    """Build the trace of a decision once more, rule by rule."""
    return [
        Tried(rule, said, tuple((name, value) for name, value in used)) for rule, said, used in decision.trace
    ]


def _months(count: int) -> list[PeriodFacts]:
    """Months of home health oversight with eight entries, a signed plan and a visit."""
    days = [date(2026, 5, day) for day in range(2, 26, 3)]
    return [
        PeriodFacts(
            program="cpo",
            starts_on=date(2026, 5, 1),
            ends_on=date(2026, 5, 31),
            rendering_provider="1",
            providers=(Provider("1", "physician"),),
            coverages=(Coverage("medicare_ffs"),),
            episodes=(_episode(),),
            entries=tuple(_entry(day, number, place) for place, day in enumerate(days)),
            face_to_face_on=(date(2026, 3, 3),),
            diagnoses=("I50.22", "E11.9"),
        )
        for number in range(count)
    ]


def _episode() -> Episode:
    return Episode(
        setting="home_health",
        agency_npi="1234567893",
        plan_signed_by="1",
        complexity_documented=True,
        medical_necessity_documented=True,
        agency_benefit_active=True,
        attending_of_record=True,
    )


def _entry(day: date, number: int, place: int) -> Entry:
    seconds = 120 + (number * 7 + place * 31) % 240
    counterpart = "agency_staff" if place == 2 else ""
    activity = "communication" if counterpart else "progress_tracking"
    return Entry(
        on=day, seconds=seconds, by="1", activity=activity, counterpart=counterpart, key=f"{number}-{place}"
    )


def _varied(count: int, rules: RuleSet) -> list[PeriodFacts]:
    found = (read_case(draw(seed), rules)[0] for seed in range(count))
    return [facts for facts in found if facts is not None]


def main() -> None:
    """Measure without a database."""
    parser = argparse.ArgumentParser(description="Measure the rules on one core.")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    add_arguments(parser)
    options = parser.parse_args()
    print((as_json if options.json else as_table)("decide", "none", list(run(options))))


if __name__ == "__main__":
    main()
