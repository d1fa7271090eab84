"""The forms of payers, agencies and roles at agencies."""

from datetime import date
from typing import Any

from django import forms

from apps.patients.models import Agency, AgencyRole, Payer
from apps.patients.operations_partners import (
    problems_with_agency,
    problems_with_agency_role,
    problems_with_payer,
)
from apps.patients.profiles import payer_profiles
from apps.practice.form_fields import RosterForm, Section, plain_field
from apps.practice.models import Practice


def profile_choices(practice: Practice, *, on: date) -> list[tuple[str, str]]:
    """Return the payer profiles, shipped and own, as choices."""
    return [(profile.id, profile.label) for profile in payer_profiles(practice, on=on)]


class PayerForm(RosterForm):
    """Who pays, and by which rules."""

    check = staticmethod(problems_with_payer)
    sections = (
        Section("Payer", "", ("name", "profile", "electronic_payer_id", "on_paper", "appeal_days")),
        Section("Address", "Printed on paper claims.", ("street", "street_2", ("city", "state", "zip_code"))),
        Section("Until", "", ("ends_on",)),
    )

    class Meta:
        model = Payer
        exclude: tuple[str, ...] = ("practice",)
        formfield_callback = plain_field
        labels = {
            "street_2": "More of the address",
            "ends_on": "Last day you deal with it",
            "electronic_payer_id": "Electronic payer id",
        }
        help_texts = {
            "electronic_payer_id": "From your clearinghouse's payer list. Files need it; paper claims do not.",
            "appeal_days": "What your contract says, from the remittance on. Blank: the term of federal rules.",
            "on_paper": "Its claims go out on the CMS-1500: what does not fit the form is said before approval.",
            "ends_on": "Instead of deleting. Blank while you do.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["profile"] = forms.ChoiceField(
            label="Rules it follows",
            choices=[("", "Choose one"), *profile_choices(self.actor.practice, on=self.actor.today)],
            help_text="What each means stands below. Another choice lets open periods be cut anew; closed ones stand.",
            error_messages={
                "required": "The rules are missing. Choose the ones this payer follows.",
                "invalid_choice": "The rules know no profile %(value)s. Choose one from the list.",
            },
        )


class AgencyForm(RosterForm):
    """A home health agency, hospice or nursing facility."""

    check = staticmethod(problems_with_agency)
    sections = (
        Section("Agency", "", ("kind", "name", "npi")),
        Section("Address and phone", "", ("street", "street_2", ("city", "state", "zip_code"), "phone")),
        Section("Until", "", ("ends_on",)),
    )

    class Meta:
        model = Agency
        exclude: tuple[str, ...] = ("practice",)
        formfield_callback = plain_field
        labels = {"ends_on": "Last day you work with it", "street_2": "More of the address"}
        help_texts = {
            "npi": "Ten digits. Medicare claims carry it; they wait while it is missing.",
            "ends_on": "Instead of deleting. Blank while you do.",
        }


class AgencyRoleForm(RosterForm):
    """A provider's role at an agency."""

    check = staticmethod(problems_with_agency_role)
    owner = "agency"
    sections = (Section("", "", ("provider", "role", ("starts_on", "ends_on"))),)

    class Meta:
        model = AgencyRole
        exclude: tuple[str, ...] = ("practice", "agency")
        formfield_callback = plain_field
        labels = {"starts_on": "First day", "ends_on": "Last day"}
        help_texts = {"ends_on": "Blank while it lasts."}
