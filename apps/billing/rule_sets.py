"""The rules as billing uses them: which set is in force, and what a payer's profile asks of a claim."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from apps.billing.models import RuleSetVersion
from apps.problems import Problem, Refused
from apps.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payer profile asks of a claim of one program; see `apps/rules/data/profiles.toml`."""

    place_of_service: str
    claim_filing_indicator: str
    claim_alone: bool
    accepts_replacement: bool
    care_plan_oversight_number: bool
    submit_after_period_end: bool
    span_across_months: bool
    late_entry_days: int


@lru_cache(maxsize=1024)
def terms_of(rule_set: RuleSet, profile: str, program: str, on: date) -> Terms:
    """Return the terms of a profile on a date of service; refuses a profile that the rules do not know."""
    row = rule_set.row("profile", profile, on=on)
    if row is None:
        known = ", ".join(sorted(rule_set.ids("profile")))
        raise Refused(
            Problem(
                "unknown_profile",
                f"The rules know no payer profile “{profile}”. Choose one of: {known}.",
                "profile",
            )
        )
    return Terms(
        place_of_service=row["place_of_service"],
        claim_filing_indicator=row["claim_filing_indicator"],
        claim_alone=row["claim_alone"],
        accepts_replacement=row["accepts_replacement"],
        care_plan_oversight_number=row["care_plan_oversight_number"],
        submit_after_period_end=row["submit_after_period_end"].get(program, True),
        span_across_months=row["span_across_months"],
        late_entry_days=row["late_entry_days"],
    )


def keep_rule_set(rule_set: RuleSet) -> None:
    """Keep the rules whole under their hash, once."""
    RuleSetVersion.objects.get_or_create(
        content_hash=rule_set.content_hash, defaults={"content": rule_set.to_json()}
    )
