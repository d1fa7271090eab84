"""What one entry of time is worth: counts, or why not, at the moment it is logged."""

from dataclasses import dataclass
from datetime import date

from apps.rules.cells import Cell
from apps.rules.resolved import OTHER, OWN, STAFF, STAFF_TYPE, Resolved
from apps.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether time counts for a payer and a program. `reason` is empty when it counts.

    `sentence` says it in words, `source` names document, section, date and confidence, `rule` the row's id.
    """

    counts: bool
    reason: str
    sentence: str
    source: str
    rule: str


def verdict(
    activity: str,
    *,
    counterpart: str = "",
    channel: str = "",
    payer: str,
    program: str,
    provider_type: str = "",
    is_rendering_provider: bool = True,
    rule_set: RuleSet,
    on: date,
) -> Verdict | None:
    """Say whether such an entry counts for `payer` in `program` on the date `on`, and why or why not.

    `provider_type` and `is_rendering_provider` say whose time it is. `None` when the payer has no profile
    in force, or none for that program. A word that is no row raises LookupError.
    """
    resolved = rule_set.resolved(payer, program, on=on)
    if resolved is None or not resolved.persons:
        return None
    _check_words(counterpart, channel, rule_set)
    cell = _cell(
        resolved, activity, counterpart, channel, _person(provider_type, is_rendering=is_rendering_provider)
    )
    cited = rule_set.cited(cell.rule, on=on)
    return Verdict(not cell.reason, cell.reason, cited.sentence, cited.citation, cell.rule)


def _person(provider_type: str, *, is_rendering: bool) -> str:
    if provider_type == STAFF_TYPE:
        return STAFF
    return OWN if is_rendering else OTHER


def _cell(resolved: Resolved, activity: str, counterpart: str, channel: str, person: str) -> Cell:
    """The row that decides: against the person, against the time, else for its counterpart or activity."""
    whose = resolved.persons[person]
    if whose.reason:
        return whose
    found = resolved.cell(activity, counterpart, channel)
    if found.reason or not counterpart:
        return found
    return Cell("", f"counterpart.{counterpart}.{resolved.verdict_table}")


def _check_words(counterpart: str, channel: str, rule_set: RuleSet) -> None:
    for table, word in (("counterpart", counterpart), ("channel", channel)):
        if word and word not in rule_set.ids(table):
            raise LookupError(
                f"{word!r} is no {table}. Use one of: {', '.join(sorted(rule_set.ids(table)))}."
            )
