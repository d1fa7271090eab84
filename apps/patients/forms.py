"""The forms of one patient's roster: person, coverage, care, enrollment."""

from typing import Any

from django import forms

from apps.patients.domain.identifiers import bare_diagnosis_code, check_diagnosis_code
from apps.patients.models import CareEpisode, Coverage, Diagnosis, Enrollment, Patient
from apps.patients.operations import problems_with_coverage, problems_with_enrollment, problems_with_patient
from apps.patients.operations_care import problems_with_diagnosis, problems_with_episode
from apps.practice.form_fields import CheckedField, RosterForm, Section, plain_field
from apps.practice.models import Provider

BILLING_KINDS = [kind for kind in Provider.Kind if kind != Provider.Kind.CLINICAL_STAFF]


def only_practitioners(form: RosterForm, name: str) -> None:
    """Offer only providers who may bill; clinical staff sign no plans and stand on no claim."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    assert field.queryset is not None
    field.queryset = field.queryset.filter(kind__in=BILLING_KINDS)


class PatientForm(RosterForm):
    """Who the patient is."""

    check = staticmethod(problems_with_patient)
    sections = (
        Section("Name", "As it stands on the insurance card.", (
            ("last_name", "first_name"), ("middle_name", "suffix"),
        )),
        Section("Person", "", (("born_on", "sex"), ("medical_record_number", "died_on"))),
        Section("Address and phone", "Claims need the address.", (
            "street", "street_2", ("city", "state", "zip_code"), "phone",
        )),
    )  # fmt: skip

    class Meta:
        model = Patient
        exclude: tuple[str, ...] = ("practice", "created_at")
        formfield_callback = plain_field
        labels = {"born_on": "Date of birth", "died_on": "Date of death", "street_2": "More of the address"}
        help_texts = {
            "suffix": "As in Jr, Sr, III.",
            "medical_record_number": "Your own number for the patient.",
            "died_on": "Blank while the patient lives.",
        }


class CoverageForm(RosterForm):
    """Who pays, under which number, from when until when."""

    check = staticmethod(problems_with_coverage)
    owner = "patient"
    sections = (
        Section("Insurance", "", ("payer", "member_id", ("group_number", "plan_name"))),
        Section("In force", "One coverage at a time: end the old one the day before the new one begins.", (
            ("starts_on", "ends_on"),
        )),
        Section("Subscriber", "Whose insurance it is; the rest only for a patient insured through somebody else.", (
            "relationship",
            ("subscriber_last_name", "subscriber_first_name", "subscriber_middle_name"),
            ("subscriber_born_on", "subscriber_sex"),
            "subscriber_street",
            ("subscriber_city", "subscriber_state", "subscriber_zip_code"),
        )),
    )  # fmt: skip

    class Meta:
        model = Coverage
        exclude: tuple[str, ...] = ("practice", "patient")
        formfield_callback = plain_field
        labels = {
            "relationship": "The subscriber is",
            "starts_on": "First day",
            "ends_on": "Last day",
            "subscriber_last_name": "Last name",
            "subscriber_first_name": "First name",
            "subscriber_middle_name": "Middle name",
            "subscriber_born_on": "Date of birth",
            "subscriber_sex": "Sex",
            "subscriber_street": "Street",
            "subscriber_city": "City",
            "subscriber_state": "State",
            "subscriber_zip_code": "ZIP code",
        }
        help_texts = {
            "member_id": "As on the card; hyphens do not matter for Medicare.",
            "starts_on": "Blank: since before you knew the patient.",
            "ends_on": "Blank while it lasts.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["member_id"].required = True
        self.fields["member_id"].error_messages["required"] = (
            "The member id is missing. Copy it from the card."
        )


class EpisodeForm(RosterForm):
    """Under which agency the patient is, and the plan of care."""

    check = staticmethod(problems_with_episode)
    owner = "patient"
    sections = (
        Section("Where", "", ("setting", "agency", ("starts_on", "ends_on"))),
        Section("Plan of care", "Who signed the plan bills the oversight.", (
            ("plan_signer", "plan_signed_on"), "attending",
        )),
        Section("Statements", "Without a signature of its own, a statement stands on the signed plan.", (
            "complexity_statement", ("complexity_signer", "complexity_signed_on"),
            "necessity_statement", ("necessity_signer", "necessity_signed_on"),
        )),
    )  # fmt: skip

    class Meta:
        model = CareEpisode
        exclude: tuple[str, ...] = ("practice", "patient")
        formfield_callback = plain_field
        labels = {
            "starts_on": "First day",
            "ends_on": "Last day",
            "plan_signer": "Signed by",
            "plan_signed_on": "Signed on",
            "attending": "Attending of record",
            "complexity_signer": "Complexity signed by",
            "complexity_signed_on": "Complexity signed on",
            "necessity_signer": "Necessity signed by",
            "necessity_signed_on": "Necessity signed on",
        }
        help_texts = {
            "agency": "Keep agencies under Practice.",
            "ends_on": "The day of discharge; blank while it lasts.",
            "plan_signed_on": "Blank until it is signed.",
            "attending": "Under hospice: whom the patient named as attending.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("plan_signer", "attending", "complexity_signer", "necessity_signer"):
            only_practitioners(self, name)


class EnrollmentForm(RosterForm):
    """In which programme the patient is, and who bills it."""

    check = staticmethod(problems_with_enrollment)
    owner = "patient"
    sections = (Section("", "", ("program", "rendering_provider", ("starts_on", "ends_on"))),)

    class Meta:
        model = Enrollment
        exclude: tuple[str, ...] = ("practice", "patient", "periods_are_cut")
        formfield_callback = plain_field
        labels = {"program": "Programme", "starts_on": "First day", "ends_on": "Last day"}
        help_texts = {
            "rendering_provider": "Whose time counts, and whose name stands on the claim.",
            "starts_on": "30-day windows are counted from this day.",
            "ends_on": "Blank while it lasts. Closed periods stay as they are.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        only_practitioners(self, "rendering_provider")


class DiagnosisForm(RosterForm):
    """A line of the problem list."""

    check = staticmethod(problems_with_diagnosis)
    owner = "patient"
    sections = (
        Section(
            "", "", ("code", "description", "rank", "is_chronic", "is_serious", ("starts_on", "ends_on"))
        ),
    )
    code = CheckedField(
        tidy=bare_diagnosis_code,
        check=check_diagnosis_code,
        label="ICD-10-CM code",
        required=False,
        widget=forms.TextInput(
            attrs={"class": "is-code", "autocapitalize": "characters", "autocomplete": "off"}
        ),
        help_text="With or without its point, as in I50.32. Blank until somebody has chosen one.",
    )

    class Meta:
        model = Diagnosis
        exclude: tuple[str, ...] = ("practice", "patient", "snomed_code")
        formfield_callback = plain_field
        labels = {
            "is_chronic": "Chronic: expected to last a year or more",
            "is_serious": "Serious: the one condition of principal care",
            "description": "In words",
        }
        help_texts = {"ends_on": "Instead of deleting: the day it was resolved or struck off."}
