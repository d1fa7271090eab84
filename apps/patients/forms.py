"""The forms of one patient's roster: person, coverage, care, enrollment."""

from typing import Any

from django import forms

from apps.patients.domain.identifiers import bare_diagnosis_code, check_diagnosis_code
from apps.patients.models import (
    CareEpisode,
    Consent,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Patient,
    Stay,
)
from apps.patients.operations import problems_with_coverage, problems_with_enrollment, problems_with_patient
from apps.patients.operations_care import (
    problems_with_consent,
    problems_with_diagnosis,
    problems_with_episode,
    problems_with_face_to_face,
    problems_with_stay,
)
from apps.practice.form_fields import CheckedField, RosterForm, Section, plain_field
from apps.practice.models import Provider

BILLING_KINDS = [kind for kind in Provider.Kind if kind != Provider.Kind.CLINICAL_STAFF]


def _only_practitioners(form: RosterForm, name: str) -> None:
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
            ("plan_signer", "plan_signed_on"), "complexity_statement",
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
        }
        help_texts = {
            "agency": "Keep agencies under Practice.",
            "ends_on": "The day of discharge; blank while it lasts.",
            "plan_signed_on": "Blank until it is signed.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _only_practitioners(self, "plan_signer")


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
        _only_practitioners(self, "rendering_provider")


class DiagnosisForm(RosterForm):
    """A line of the problem list."""

    check = staticmethod(problems_with_diagnosis)
    owner = "patient"
    sections = (Section("", "", ("code", "description", "rank", "is_chronic", ("starts_on", "ends_on"))),)
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
        labels = {"is_chronic": "Chronic: expected to last a year or more", "description": "In words"}
        help_texts = {"ends_on": "Instead of deleting: the day it was resolved or struck off."}


class FaceToFaceForm(RosterForm):
    """A visit with the patient."""

    check = staticmethod(problems_with_face_to_face)
    owner = "patient"
    sections = (Section("", "", ("occurred_on", "provider", "is_initiating_visit", "note")),)

    class Meta:
        model = FaceToFaceVisit
        exclude: tuple[str, ...] = ("practice", "patient")
        formfield_callback = plain_field
        labels = {
            "occurred_on": "Day of the visit",
            "provider": "Seen by",
            "is_initiating_visit": "This visit began chronic care management",
        }


class ConsentForm(RosterForm):
    """The patient's agreement to chronic care management."""

    check = staticmethod(problems_with_consent)
    owner = "patient"
    sections = (Section("", "", (("given_on", "revoked_on"), "is_written", "note")),)

    class Meta:
        model = Consent
        exclude: tuple[str, ...] = ("practice", "patient")
        formfield_callback = plain_field
        labels = {"given_on": "Given on", "revoked_on": "Revoked on", "is_written": "There is a signed paper"}
        help_texts = {
            "revoked_on": "Blank while it stands.",
            "note": "Who explained what, when it was given by word of mouth.",
        }


class StayForm(RosterForm):
    """A hospital or Medicare Part A nursing stay."""

    check = staticmethod(problems_with_stay)
    owner = "patient"
    sections = (Section("", "", ("kind", ("starts_on", "ends_on"))),)

    class Meta:
        model = Stay
        exclude: tuple[str, ...] = ("practice", "patient")
        formfield_callback = plain_field
        labels = {"kind": "Kind of stay", "starts_on": "Admitted on", "ends_on": "Discharged on"}
        help_texts = {"ends_on": "Blank while it lasts."}
