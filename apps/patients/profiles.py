"""The payer profiles of the rules, as a person choosing one reads them."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from apps.patients.rule_sets import rules_in_force
from apps.practice.models import Practice
from apps.problems import Problem
from apps.rules.ruleset import RuleSet

# X12 claim filing indicator of Medicare Part B, whose member ids have a fixed shape.
MEDICARE_PART_B = "MB"


class Meaning(NamedTuple):
    """One thing that a profile settles."""

    label: str
    value: str


@dataclass(frozen=True)
class PayerProfile:
    """A profile: its id in the rules, its name, what it means, and where that is written."""

    id: str
    label: str
    meanings: tuple[Meaning, ...]
    source: str


BASES = {
    "rolling_30": "30-day windows, counted from the first day of the enrollment",
    "calendar_month": "calendar months",
}
DATES_OF_SERVICE = {
    "threshold_date": "the day on which the minutes reached the threshold",
    "month_end": "the last day of the month",
    "first_last_documented": "from the first documented day through the last",
}


def payer_profiles(practice: Practice, *, on: date) -> list[PayerProfile]:
    """Return the profiles in force on a date, shipped and own, in the order of the rules."""
    rule_set = rules_in_force(practice)
    return [_profile(rule_set, str(row["id"]), on) for row in rule_set.rows("profile", on=on)]


def asks_for_medicare_number(practice: Practice, profile: str, *, on: date) -> bool:
    """Say whether a payer with this profile knows its members by Medicare Beneficiary Identifier."""
    row = rules_in_force(practice).row("profile", profile, on=on)
    return row is not None and row["claim_filing_indicator"] == MEDICARE_PART_B


def check_profile(practice: Practice, profile: str, *, on: date, field: str = "profile") -> list[Problem]:
    """Return a problem when the rules do not know the profile."""
    if rules_in_force(practice).row("profile", profile, on=on) is not None:
        return []
    known = ", ".join(each.id for each in payer_profiles(practice, on=on))
    seen = f"The rules know no profile {profile}" if profile else "The profile is missing"
    return [Problem("profile_unknown", f"{seen}. Choose one of: {known}.", field)]


def _profile(rule_set: RuleSet, profile: str, on: date) -> PayerProfile:
    row = rule_set.row("profile", profile, on=on)
    assert row is not None
    meanings = [
        Meaning("Oversight is added up by", BASES[row["period_basis"]["cpo"]]),
        Meaning("Codes", _codes(rule_set, row["code_set"]["cpo"], on)),
        Meaning("Claims", _claims(rule_set, row["stop"])),
        Meaning("Date of service", DATES_OF_SERVICE[row["date_of_service"]["cpo"]]),
    ]
    return PayerProfile(
        profile, row["label"], tuple(meanings), rule_set.cited(f"profile.{profile}", on=on).citation
    )


def _codes(rule_set: RuleSet, code_set: str, on: date) -> str:
    tiers = [row for row in rule_set.rows("tier", on=on) if row["code_set"] == code_set]
    return ", ".join(f"{row['code']} from {row['minutes']} min" for row in tiers) or "none"


def _claims(rule_set: RuleSet, stop: str) -> str:
    if not stop:
        return "drafted when the minutes suffice"
    return rule_set.reason(stop).sentence.replace("{payer}", "This payer")
