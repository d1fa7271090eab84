"""Case files: questions to the rules with, where wished, their expected answers.

`answers` reads and decides; `as_text`, `as_json` and `differences` say the result. No database.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from apps.problems import Problem
from apps.rules import canonical
from apps.rules.answer import Decision
from apps.rules.case_facts import read_case
from apps.rules.decision import decide
from apps.rules.explain import explain
from apps.rules.ruleset import RuleSet

ALL_GOOD, DIFFERENCES, UNREADABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answered:
    """One case as written, and what the rules say: decisions, or problems of its facts."""

    case: Mapping[str, Any]
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """The case's id."""
        return str(self.case.get("id", "without id"))


def read_file(path: Path) -> tuple[list[Any], list[Problem]]:
    """The cases of a YAML file, or the one problem that keeps it from being read."""
    try:
        cases = yaml.load(path.read_text(encoding="utf-8"), Loader=_FastSafeLoader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError) as error:
        return [], [Problem("unreadable_file", f"{path} cannot be read: {error}. Check the path.", str(path))]
    except yaml.YAMLError as error:
        return [], [Problem("not_yaml", f"{path} is not YAML: {error}. Correct it.", str(path))]
    if not isinstance(cases, list):
        return [], [Problem("not_a_list", f"{path} must hold a list of cases.", str(path))]
    return cases, []


_FastSafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def answers(cases: Iterable[Any], rule_set: RuleSet) -> Iterator[Answered]:
    """Decide each case, in the order of the file."""
    for case in cases:
        facts, problems = read_case(case, rule_set)
        decisions = decide(facts, rule_set) if facts is not None else ()
        yield Answered(case if isinstance(case, Mapping) else {}, decisions, tuple(problems))


def as_json(answered: Answered, rule_set: RuleSet) -> str:
    """One line: id, decisions with their full trace, problems."""
    plain = {
        "id": answered.case.get("id"),
        "decisions": [decision_json(decision, rule_set) for decision in answered.decisions],
        "problems": [canonical.to_plain(problem) for problem in answered.problems],
    }
    return json.dumps(plain, ensure_ascii=False)


def decision_json(decision: Decision, rule_set: RuleSet) -> dict[str, Any]:
    """A decision with named parts and each tried rule with its valid dates and source."""
    plain: dict[str, Any] = canonical.to_plain(decision)
    for name in ("lines", "reached"):
        plain[name] = [_line_json(line) for line in getattr(decision, name)]
    plain["alternatives"] = [
        {
            "program": offer.program,
            "pathway": offer.pathway,
            "lines": [_line_json(line) for line in offer.lines],
            "expected_amount": canonical.to_plain(offer.expected_amount),
            "is_better": offer.is_better,
        }
        for offer in decision.alternatives
    ]
    plain["excluded"] = dict(decision.excluded)
    plain["counted"] = [each._asdict() for each in decision.counted]
    plain["left_out"] = [each._asdict() for each in decision.left_out]
    plain["trace"] = [trace_json(tried.rule, tried.said, tried.facts, decision, rule_set) for tried in decision.trace]
    return plain


def trace_json(rule: str, said: str, facts: Sequence[Any], decision: Decision, rule_set: RuleSet) -> dict[str, Any]:
    """A tried rule with its words, valid dates and source."""
    cited = rule_set.cited(rule, on=decision.starts_on)
    return {
        "rule": rule,
        "said": said,
        "facts": dict(facts),
        "sentence": cited.sentence,
        "source": cited.citation,
        "valid_from": cited.valid_from.isoformat(),
        "valid_through": cited.valid_through.isoformat() if cited.valid_through else None,
    }


def as_text(answered: Answered, rule_set: RuleSet) -> str:
    """What a coder reads: minutes, verdict, reasons with their sources."""
    rows = [f"{answered.name}  {answered.case.get('title', '')}".rstrip()]
    rows += [f"  ! {problem.message}" for problem in answered.problems]
    for decision in answered.decisions:
        rows.append(f"  {decision.starts_on} to {decision.ends_on}, {decision.payer or 'no payer'}, {decision.setting}")
        for said in explain(decision, rule_set):
            rows.append(f"    {said.text}")
            if said.source:
                rows.append(f"        {said.source}")
    return "\n".join(rows)


def differences(answered: Answered) -> list[str]:
    """Where the answer is not what the case expects; every key that `expect` names must agree.

    `reasons` agree as sets, lines in any order by the keys they name; named `warnings` must be among those
    given, and none may be when the list is empty. A case without `expect` has nothing to differ from.
    """
    expect = answered.case.get("expect")
    if expect is None:
        return []
    if not isinstance(expect, Mapping):
        return [f"expect is {expect!r}, not a mapping"]
    found = [f"expect names {key!r}, which no answer has" for key in expect if key not in ("decisions", "problems")]
    if "problems" in expect:
        found += _problem_differences(expect["problems"], answered.problems)
    elif answered.problems and expect.get("decisions") != []:
        found += [f"problem: {problem.message}" for problem in answered.problems]
    if "decisions" in expect:
        found += _decision_differences(expect["decisions"] or [], answered.decisions)
    return found


def _decision_differences(wanted: Sequence[Mapping[str, Any]], decisions: Sequence[Decision]) -> list[str]:
    if len(wanted) != len(decisions):
        return [f"{len(wanted)} decisions expected, {len(decisions)} given"]
    found = []
    for index, (expected, decision) in enumerate(zip(wanted, decisions, strict=True)):
        given = _comparable(decision)
        for key, value in expected.items():
            where = f"decisions[{index}].{key}"
            if key not in given:
                found.append(f"{where} is expected, which no decision has")
            elif not _agrees(key, value, given[key]):
                found.append(f"{where}: expected {_shown(value)}, given {_shown(given[key])}")
    return found


def _comparable(decision: Decision) -> dict[str, Any]:
    plain = dict(canonical.to_plain(decision))
    plain["lines"] = [_line_json(line) for line in decision.lines]
    plain["reached"] = [_line_json(line) for line in decision.reached]
    plain["excluded"] = dict(decision.excluded)
    plain["alternatives"] = [
        {**offer._asdict(), "lines": [_line_json(line) for line in offer.lines]} for offer in decision.alternatives
    ]
    return plain


def _agrees(key: str, wanted: Any, given: Any) -> bool:
    if key == "reasons":
        return sorted(map(str, wanted or [])) == sorted(given)
    if key == "warnings":
        return set(map(str, wanted)) <= set(given) if wanted else not given
    if key in ("lines", "reached", "alternatives"):
        wanted = wanted or []
        return len(wanted) == len(given) and _all_found(wanted, given)
    return _same(wanted, given)


def _all_found(wanted: Sequence[Any], given: Sequence[Any]) -> bool:
    left = list(given)
    for each in wanted:
        match = next((other for other in left if _same(each, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _same(wanted: Any, given: Any) -> bool:
    """Mappings agree on the keys that are wanted, lists of mappings in any order, the rest by value."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(key in given and _same(value, given[key]) for key, value in wanted.items())
    if isinstance(wanted, list):
        if not isinstance(given, (list, tuple)) or len(wanted) != len(given):
            return False
        return _all_found(wanted, given)
    if wanted is None or given is None or isinstance(wanted, bool) or isinstance(given, bool):
        return wanted is given
    if isinstance(given, Decimal) or isinstance(wanted, float):
        return Decimal(str(wanted)) == Decimal(str(given))
    return str(wanted) == str(given)


def _problem_differences(wanted: Any, problems: Sequence[Problem]) -> list[str]:
    """`problems` may be a number, or a list of keys, codes or parts of the sentences."""
    given = [f"{problem.field}: {problem.message}" for problem in problems]
    if isinstance(wanted, int):
        return [] if wanted == len(problems) else [f"{wanted} problems expected, given {given}"]
    found = []
    for each in wanted or []:
        named = [str(item) for item in each.values()] if isinstance(each, Mapping) else [str(each)]
        if not any(all(_names(problem, item) for item in named) for problem in problems):
            found.append(f"a problem with {named} is expected, given {given}")
    if not wanted and problems:
        found.append(f"no problem is expected, given {given}")
    return found


def _names(problem: Problem, item: str) -> bool:
    return item in (problem.code, problem.field) or item in problem.message


def _line_json(line: Any) -> dict[str, Any]:
    return {name: canonical.to_plain(value) for name, value in line._asdict().items()}


def _shown(value: Any) -> str:
    return json.dumps(canonical.to_plain(value), ensure_ascii=False)


def run(path: Path, *, how: str, write: Callable[[str], object], rule_set: RuleSet | None = None) -> int:
    """Answer a case file as `text`, `json` or `check`.

    0: all answered, and with `check` all as expected; 1: a difference, or with `text` facts with problems
    (`json` carries them in its lines); 2: the file cannot be read.
    """
    rules = rule_set or RuleSet.shipped()
    cases, problems = read_file(path)
    for problem in problems:
        write(problem.message)
    if problems:
        return UNREADABLE
    good = 0
    for answered in answers(cases, rules):
        found = differences(answered) if how == "check" else [problem.message for problem in answered.problems]
        good += not found
        if how == "json":
            write(as_json(answered, rules))
        elif how == "text":
            write(as_text(answered, rules) + "\n")
        for difference in found if how == "check" else ():
            write(f"{answered.name}: {difference}")
    if how == "check":
        write(f"{good} of {len(cases)} cases agree.")
    return ALL_GOOD if good == len(cases) or how == "json" else DIFFERENCES
