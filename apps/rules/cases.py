"""Case files: questions to the rules with, where wished, their expected answers.

`answers` reads and decides; `as_text` and `as_json` say the result. No database.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from apps.problems import Problem, refuse_any
from apps.rules import canonical
from apps.rules.answer import Decision
from apps.rules.case_facts import read_case
from apps.rules.decision import decide
from apps.rules.expectations import differences, offer_json
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
        cases = yaml.load(path.read_text(encoding="utf-8"), Loader=_CaseLoader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError) as error:
        return [], [Problem("unreadable_file", f"{path} cannot be read: {error}. Check the path.", str(path))]
    except yaml.YAMLError as error:
        return [], [Problem("not_yaml", f"{path} is not YAML: {error}. Correct it.", str(path))]
    if not isinstance(cases, list):
        return [], [Problem("not_a_list", f"{path} must hold a list of cases.", str(path))]
    return cases, []


_FastSafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CaseLoader(_FastSafeLoader):  # type: ignore[misc, valid-type]
    """Reads an impossible date as the text it is, so that one case with it is a problem and not the whole file."""

    def day(self, node: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_CaseLoader.add_constructor("tag:yaml.org,2002:timestamp", _CaseLoader.day)


def read_folder(folder: Path) -> list[Any]:
    """The cases of every YAML file of a folder, by file name; raises Refused with what cannot be read."""
    cases: list[Any] = []
    for path in sorted(folder.glob("*.yaml")):
        found, problems = read_file(path)
        refuse_any(problems)
        cases += found
    return cases


def answers(cases: Iterable[Any], rule_set: RuleSet) -> Iterator[Answered]:
    """Decide each case, in the order of the file."""
    for case in cases:
        facts, problems = read_case(case, rule_set)
        decisions = decide(facts, rule_set) if facts is not None else ()
        yield Answered(case if isinstance(case, Mapping) else {}, decisions, tuple(problems))


def as_json(answered: Answered, rule_set: RuleSet) -> str:
    """One line: id, decisions with their full trace, problems."""
    written = answered.case.get("id")
    plain = {
        "id": written if written is None or isinstance(written, (str, int)) else str(written),
        "decisions": [decision_json(decision, rule_set) for decision in answered.decisions],
        "problems": [canonical.to_plain(problem) for problem in answered.problems],
    }
    return json.dumps(plain, ensure_ascii=False)


def decision_json(decision: Decision, rule_set: RuleSet) -> dict[str, Any]:
    """A decision with named parts and each tried rule with its valid dates and source."""
    plain = decision.to_plain()
    for name in ("lines", "reached"):
        plain[name] = [canonical.named(line) for line in getattr(decision, name)]
    plain["alternatives"] = [offer_json(offer) for offer in decision.alternatives]
    plain["excluded"] = dict(decision.excluded)
    plain["counted"] = [canonical.named(each) for each in decision.counted]
    plain["left_out"] = [canonical.named(each) for each in decision.left_out]
    plain["trace"] = [
        trace_json(tried.rule, tried.said, tried.facts, decision, rule_set) for tried in decision.trace
    ]
    return plain


def trace_json(
    rule: str, said: str, facts: Sequence[Any], decision: Decision, rule_set: RuleSet
) -> dict[str, Any]:
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
        rows.append(
            f"  {decision.starts_on} to {decision.ends_on}, {decision.payer or 'no payer'}, {decision.setting}"
        )
        for said in explain(decision, rule_set):
            rows.append(f"    {said.text} [{said.code}]" if said.code else f"    {said.text}")
            if said.source:
                rows.append(f"        {said.source}")
    return "\n".join(rows)


def _differences(answered: Answered) -> list[str]:
    return differences(answered.case.get("expect"), answered.decisions, answered.problems)


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
        found = (
            _differences(answered) if how == "check" else [problem.message for problem in answered.problems]
        )
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
