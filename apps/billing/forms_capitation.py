"""The form of a capitation: what a plan pays by the member and month, dated and with its source."""

from collections.abc import Mapping
from typing import Any

from apps.billing.forms_rules import DATES, SOURCE, OwnRuleForm, choice, number, plain, profiles_of
from apps.billing.selectors.assumptions import capitated_profiles
from apps.patients.models import OwnRule
from apps.practice.form_fields import Section
from apps.rules.ruleset import RuleSet


class CapitationForm(OwnRuleForm):
    """What a capitated plan pays by the member and month, whatever is done."""

    table = OwnRule.Table.CAPITATION
    sections = (
        Section(
            "Capitation",
            "The reports set the shadow value of the time beside it; no claim and no decision follow it.",
            (("payer", "amount"), *DATES),
        ),
        Section("Source", "", SOURCE),
    )

    def add_columns(self, rule_set: RuleSet) -> None:
        """Offer the profiles of plans that pay by the member and month."""
        capitated = capitated_profiles(rule_set)
        offered = [(key, label) for key, label in profiles_of(rule_set) if key in capitated]
        self.fields["payer"] = choice(
            "Payer profile",
            [("", "Choose one"), *offered],
            hint="Every payer with this profile. Copy the profile for a plan that pays otherwise.",
        )
        self.fields["starts_on"].help_text = "Months that end on this day or later go by it."
        self.fields["amount"] = number(
            "Amount a member and month", hint="In dollars, as 12.50.", example="12.50"
        )

    def content(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return payer and amount."""
        return {"payer": cleaned["payer"], "amount": plain(cleaned["amount"])}

    def key(self, cleaned: Mapping[str, Any]) -> str:
        """Return one id for a profile, so that its versions cannot overlap."""
        return str(cleaned["payer"])[:60]
