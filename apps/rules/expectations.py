"""Whether the rules' answer is what a case expects."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from apps.problems import Problem
from apps.rules import canonical
from apps.rules.answer import Alternative, Decision


def differences(expect: Any, decisions: Sequence[Decision], problems: Sequence[Problem]) -> list[str]:
    """Where the answer is not what the case expects; every key that `expect` names must agree.

    `reasons` agree as sets, lines in any order by the keys they name; named `warnings` must be among those
    given, and none may be when the list is empty. A case without `expect` has nothing to differ from.
    """
    if expect is None:
        return []
    if not isinstance(expect, Mapping):
        return [f"expect is {expect!r}, not a mapping"]
    found = [
        f"expect names {key!r}, which no answer has" for key in expect if key not in ("decisions", "problems")
    ]
    if "problems" in expect:
        found += _problem_differences(expect["problems"], problems)
    elif problems and expect.get("decisions") != []:
        found += [f"problem: {problem.message}" for problem in problems]
    if "decisions" in expect:
        found += _decision_differences(expect["decisions"] or [], decisions)
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
    plain = decision.to_plain()
    plain["lines"] = [canonical.named(line) for line in decision.lines]
    plain["reached"] = [canonical.named(line) for line in decision.reached]
    plain["excluded"] = dict(decision.excluded)
    plain["alternatives"] = [offer_json(offer) for offer in decision.alternatives]
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
        return isinstance(given, Mapping) and all(
            key in given and _same(value, given[key]) for key, value in wanted.items()
        )
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


def _shown(value: Any) -> str:
    return json.dumps(canonical.to_plain(value), ensure_ascii=False)


def offer_json(offer: Alternative) -> dict[str, Any]:
    """An alternative with named parts."""
    return {**canonical.named(offer), "lines": [canonical.named(line) for line in offer.lines]}
