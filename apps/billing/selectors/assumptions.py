"""The planning assumptions of a practice: named, dated, sourced; its own in place of the shipped ones.

Source: the founding article (2025-10) gives 26% of charges and a 33% collection rate; neither could be verified, and
the two answer different questions, so they are shown side by side and never multiplied with each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.patients.rule_sets import rules_in_force
from apps.practice.models import Practice
from apps.rules.money import OWN_BENCHMARK, benchmark_row, cents
from apps.rules.ruleset import Cited, RuleSet
from apps.rules.schema import Row

CAPITATED = "capitated"
# Claim filing indicators of private insurers: Blue Cross, commercial, HMO, PPO, POS, EPO, indemnity.
PRIVATE = frozenset({"BL", "CI", "HM", "12", "13", "14", "15"})


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption as it stands on a date. `name` stays the same when the practice puts its own value in place.

    `share` is of one, as 0.26; `percent` the same as people read it. `shipped_percent` is what the product ships.
    """

    name: str
    label: str
    share: Decimal
    shipped_percent: Decimal
    is_own: bool
    is_verified: bool
    cited: Cited

    @property
    def percent(self) -> Decimal:
        """The share in percent, as 26."""
        return in_percent(self.share)

    def of(self, charge: Decimal) -> Decimal:
        """What this one assumption makes of a charge, rounded once to the cent."""
        return cents(charge * self.share)


def assumptions_of(practice: Practice, *, on: date) -> list[Assumption]:
    """Return every assumption in force on a date, in the order in which they ship; no query once rules are known."""
    return list(_assumptions(rules_in_force(practice), on))


def _assumptions(rule_set: RuleSet, on: date) -> Iterator[Assumption]:
    for shipped in rule_set.rows("benchmark", on=on):
        name = str(shipped["id"])
        row = benchmark_row(name, on=on, rule_set=rule_set)
        if not name.startswith(OWN_BENCHMARK) and row is not None:
            yield _assumption(name, shipped, row, rule_set, on)


def _assumption(name: str, shipped: Row, row: Row, rule_set: RuleSet, on: date) -> Assumption:
    return Assumption(
        name=name,
        label=str(row["label"]),
        share=Decimal(row["value"]),
        shipped_percent=in_percent(Decimal(shipped["value"])),
        is_own=row["id"] != name,
        is_verified=bool(row["verified"]),
        cited=rule_set.cited(f"benchmark.{row['id']}", on=on),
    )


@dataclass(frozen=True, slots=True)
class Capitation:
    """What a plan pays by the member and month, from a date on, with where that is written."""

    amount: Decimal
    cited: Cited


def capitation_of(practice: Practice, *, profile: str, on: date) -> Capitation | None:
    """Return the capitation of the plans with a profile on a date; None where the practice has written none down."""
    rule_set = rules_in_force(practice)
    row = rule_set.row("capitation", profile, on=on)
    if row is None:
        return None
    return Capitation(cents(Decimal(row["amount"])), rule_set.cited(f"capitation.{profile}", on=on))


def capitated_profiles(rule_set: RuleSet) -> frozenset[str]:
    """Return the profiles, shipped and own, of plans that pay by the member and month and take no claim."""
    return frozenset(row["id"] for row in rule_set.rows("profile") if row["stop"] == CAPITATED)


def private_profiles(rule_set: RuleSet) -> frozenset[str]:
    """Return the profiles, shipped and own, of private insurers that take claims."""
    rows = rule_set.rows("profile")
    return frozenset(
        row["id"] for row in rows if row["claim_filing_indicator"] in PRIVATE and not row["stop"]
    )


def in_percent(share: Decimal) -> Decimal:
    """Return a share of one in percent, without trailing zeros or an exponent."""
    return Decimal(f"{(share * 100).normalize():f}")
