"""The forms of the practice: its details, providers, people, tokens, and the doors to it."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from apps.practice.domain.dates import zone_in_words
from apps.practice.domain.roles import Role
from apps.practice.form_fields import DayField, RosterForm, Section, plain_field
from apps.practice.models import Collaboration, Practice, Provider, ServiceLocation, Supervision
from apps.practice.operations import (
    cannot_be_planned,
    problems_with_collaboration,
    problems_with_practice,
    problems_with_provider,
    problems_with_supervision,
)
from apps.practice.operations_locations import problems_with_service_location
from apps.problems import Problem

# The zones of the United States first; whoever is elsewhere can still choose it.
HOME_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
)

ROLE_HINTS = {
    Role.PHYSICIAN: "logs own time, sees the practice's patients",
    Role.CARE_STAFF: "logs own time, sees the practice's patients",
    Role.BILLING_MANAGER: "reviews, approves and sends claims, keeps patients and payers",
    Role.ADMINISTRATOR: "keeps the practice, its people and its patients",
    Role.AUDITOR: "reads everything, for a limited time, and changes nothing",
}


def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every time zone, those of the United States first."""
    others = sorted(available_timezones() - set(HOME_ZONES))
    return [
        ("United States", [(zone, zone_in_words(zone)) for zone in HOME_ZONES]),
        ("Elsewhere", [(zone, zone_in_words(zone)) for zone in others if "/" in zone]),
    ]


class PracticeForm(RosterForm):
    """Who the practice is on a claim, where it is, and how it works."""

    check = staticmethod(problems_with_practice)
    marks_optional = False
    sections = (
        Section("Who bills", "As the NPPES registry and the IRS know the practice.", (
            "name", "entity", "npi", "taxonomy_code", ("tax_id_kind", "tax_id"),
        )),
        Section("Place of business", "Printed on every claim. A street, not a post office box.", (
            "street", "street_2", ("city", "state", "zip_code"), ("phone", "billing_contact"),
        )),
        Section("Where payments go", "Only when that is another address. A post office box is fine.", (
            "pay_to_street", "pay_to_street_2", ("pay_to_city", "pay_to_state", "pay_to_zip_code"),
        )),
        Section("How the practice works", "", (
            "time_zone", "longest_day_minutes", "allows_own_approval", "approval_needs_attestation",
            "second_factor_roles", "digest_hour",
        )),
        Section("Timers", "Whole minutes. A timer asks about time without a key, click or touch, and stops by itself in"
            " the end; then it waits on its owner's page Today and counts nowhere until its minutes are confirmed.", (
            ("idle_minutes", "call_idle_minutes", "timer_limit_minutes"),
        )),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        choices=time_zone_choices,
        help_text="Days begin and end, and periods close, by this clock.",
        error_messages={"required": "The time zone is missing. Choose one."},
    )
    second_factor_roles = forms.MultipleChoiceField(
        label="A second factor is required of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in Role],
        help_text="Whoever works in such a role and has none is led to set one up, and can do nothing else until then;"
        " their tokens for programs do not work either.",
    )

    class Meta:
        model = Practice
        exclude: tuple[str, ...] = ("is_sample", "created_at")
        formfield_callback = plain_field
        help_texts = {
            "npi": "Ten digits: the number of the organization, or your own in a solo practice.",
            "zip_code": "Nine digits, as in 43215-1234: electronic claims need all of them.",
            "taxonomy_code": "Ten characters, as in 207QG0300X.",
            "billing_contact": "Whom a payer asks for.",
            "street_2": "Suite or floor, if there is one.",
        }
        labels = {
            "tax_id": "Number",
            "tax_id_kind": "Tax id is",
            "entity": "The practice is",
            "street_2": "More of the address",
            "pay_to_street": "Street or box",
            "pay_to_street_2": "More of the address",
            "pay_to_city": "City",
            "pay_to_state": "State",
            "pay_to_zip_code": "ZIP code",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["allows_own_approval"].label = "People may approve claims for time they logged themselves"
        self.fields["approval_needs_attestation"].label = "Approval needs the provider's signature"
        self.fields[
            "allows_own_approval"
        ].help_text = "Leave this off where two people can look at every claim."


class ProviderForm(RosterForm):
    """Somebody whose time is logged."""

    check = staticmethod(problems_with_provider)
    sections = (
        Section("Who", "The name as the NPPES registry has it.", (
            "kind", ("first_name", "middle_name"), ("last_name", "suffix"), "credentials",
        )),
        Section("On claims", "Needed by those whose name stands on claims; clinical staff have none.", (
            "npi", "taxonomy_code", "service_location",
        )),
        Section("Here", "", ("user", ("starts_on", "ends_on"), "capacity_minutes")),
    )  # fmt: skip

    class Meta:
        model = Provider
        exclude: tuple[str, ...] = ("practice",)
        formfield_callback = plain_field
        help_texts = {
            "credentials": "As in MD, DO, NP, RN.",
            "npi": "Ten digits: the provider's own number.",
            "ends_on": "Instead of deleting: time up to this day stays.",
            "capacity_minutes": "Planned for patients in a month. Reports on programmes say how much of it is used.",
        }
        labels = {
            "user": "Account",
            "starts_on": "Works here since",
            "ends_on": "Last day here",
            "capacity_minutes": "Minutes a month",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        account = self.fields["user"]
        assert isinstance(account, forms.ModelChoiceField)
        account.label, account.empty_label = "Account", "none: others log this time"
        account.help_text = "Whose sign-in logs this provider's time."
        place = self.fields["service_location"]
        assert isinstance(place, forms.ModelChoiceField)
        place.label, place.empty_label = "Sees patients at", "the practice's billing address"
        place.help_text = "Named on claims (item 32) when it is not the billing address."
        self.fields["starts_on"].label, self.fields["ends_on"].label = "Works here since", "Last day here"
        minutes = self.fields["capacity_minutes"]
        minutes.widget.attrs["min"] = 1
        beyond = cannot_be_planned("%(show_value)s")
        minutes.error_messages |= {
            "invalid": "Write whole minutes, as in 720, or leave it blank.",
            "min_value": beyond,
            "max_value": beyond,
        }


class ServiceLocationForm(RosterForm):
    """A place where patients are seen that is not the billing address."""

    check = staticmethod(problems_with_service_location)
    sections = (
        Section("", "", ("name", "npi", "street", "street_2", ("city", "state", "zip_code"))),
    )  # fmt: skip

    class Meta:
        model = ServiceLocation
        exclude: tuple[str, ...] = ("practice",)
        formfield_callback = plain_field
        help_texts = {
            "npi": "Only when the place has a number of its own.",
            "zip_code": "Nine digits, as in 43215-1234.",
        }
        labels = {"street_2": "More of the address"}


class CollaborationForm(RosterForm):
    """A documented collaboration with a physician."""

    check = staticmethod(problems_with_collaboration)
    owner = "provider"
    sections = (Section("", "", ("physician", ("starts_on", "ends_on"))),)

    class Meta:
        model = Collaboration
        exclude: tuple[str, ...] = ("practice", "provider")
        formfield_callback = plain_field
        help_texts = {"starts_on": "As the agreement says.", "ends_on": "Blank while it lasts."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        physician = self.fields["physician"]
        assert isinstance(physician, forms.ModelChoiceField)
        assert physician.queryset is not None
        physician.queryset = physician.queryset.filter(kind=Provider.Kind.PHYSICIAN)


class SupervisionForm(RosterForm):
    """Who supervises a member of the clinical staff, and how."""

    check = staticmethod(problems_with_supervision)
    owner = "staff"
    sections = (Section("", "", ("supervisor", ("kind", "is_incident_to"), ("starts_on", "ends_on"))),)

    class Meta:
        model = Supervision
        exclude: tuple[str, ...] = ("practice", "staff")
        formfield_callback = plain_field
        labels = {
            "kind": "Kind of supervision",
            "is_incident_to": "Billed incident to this supervisor",
            "starts_on": "First day",
            "ends_on": "Last day",
        }
        help_texts = {
            "kind": "Chronic and principal care management ask for general supervision at least.",
            "ends_on": "Blank while it lasts.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        supervisor = self.fields["supervisor"]
        assert isinstance(supervisor, forms.ModelChoiceField)
        assert supervisor.queryset is not None
        supervisor.queryset = supervisor.queryset.exclude(kind=Provider.Kind.CLINICAL_STAFF)


class PlainForm(forms.Form):
    """A form over no row: an operation looks at what was typed and says what is wrong."""

    def refuse(self, problems: "tuple[Problem, ...] | list[Problem]") -> None:
        """Put each problem beside its field."""
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, ValidationError(problem.message, code=problem.code))


class RolesForm(PlainForm):
    """Which roles somebody holds, and until when."""

    roles = forms.TypedMultipleChoiceField(
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, f"{role.label}: {hint}") for role, hint in ROLE_HINTS.items()],
    )
    ends_on = DayField(
        label="Last day",
        required=False,
        help_text="Blank: until an administrator ends it. Auditors always have one.",
    )


class InvitationForm(RolesForm):
    """Whom to invite, in which roles."""

    email = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="The person gets a link that works for 14 days.",
    )
    full_name = forms.CharField(label="Name", required=False, max_length=100)
    field_order = ("email", "full_name", "roles", "ends_on")


class AccountForm(PlainForm):
    """Name and password of an invited person."""

    full_name = forms.CharField(
        label="Your name",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="As colleagues know you.",
    )
    password = forms.CharField(
        label="Password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters, not a common one. Several words are easy to remember.",
    )


class SetupForm(AccountForm):
    """The first practice and its administrator."""

    practice_name = forms.CharField(
        label="Name of the practice", required=False, max_length=60, help_text="As it stands on claims."
    )
    time_zone = forms.ChoiceField(choices=time_zone_choices, initial="America/New_York")
    email = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text="You sign in with it.",
    )
    works_alone = forms.BooleanField(
        label="I work alone: I also see the patients, review the claims and send them",
        required=False,
        help_text="Gives you these roles, too, and lets you approve claims for your own time. Leave it off where others"
        " do that; you can invite them and change it under Practice.",
    )
    field_order = ("practice_name", "time_zone", "full_name", "email", "password", "works_alone")


class TokenForm(PlainForm):
    """A personal token asked for."""

    name = forms.CharField(
        label="What is it for",
        required=False,
        max_length=60,
        help_text="The program that will use it, as in “Scheduling system”.",
    )
    expires_on = DayField(label="Last day", required=False, help_text="Blank: until you revoke it.")
