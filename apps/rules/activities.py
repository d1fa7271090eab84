"""What one entry of time is worth: counts, or why not, at the moment it is logged."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether time counts for a payer and a program. `reason` is empty when it counts.

    `sentence` says it in words, `source` names document, section and date, `rule` the row's id.
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
    provider_type: str = "physician",
    rule_set: "RuleSet",
    on: date,
) -> Verdict:
    """Say whether such an entry counts for `payer` in `program` on the date `on`, and why or why not."""
    raise NotImplementedError
