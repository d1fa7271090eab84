"""The forms of recorded facts: what decisions ask for, each with its proof."""

from typing import Any

from django import forms

from apps.patients import operations_facts as proofs
from apps.patients import operations_plans as plans
from apps.patients.forms import only_practitioners
from apps.patients.models import (
    CarePlan,
    Consent,
    DecisionMaking,
    FaceToFaceVisit,
    OutsideService,
    PatientStatus,
    PlanCopy,
    RecordedFact,
    Stay,
    TimedService,
)
from apps.practice.form_fields import RosterForm, Section, plain_field
from apps.practice.forms import PlainForm

OWNED: tuple[str, ...] = ("practice", "patient")
TIME_HINT = (
    "By the practice's clock. With it, overlapping time is cut; without it, the minutes are only kept apart."
)


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class FaceToFaceForm(RosterForm):
    """A visit with the patient."""

    check = staticmethod(proofs.problems_with_face_to_face)
    owner = "patient"
    sections = (
        Section("", "", (("occurred_on", "kind"), "provider", "is_initiating_visit")),
        Section("Time of the visit", "None of it counts as oversight or care management.", (
            ("begins_at", "minutes"), "note",
        )),
    )  # fmt: skip

    class Meta:
        model = FaceToFaceVisit
        exclude = OWNED
        formfield_callback = plain_field
        widgets = {"begins_at": _clock()}
        labels = {
            "occurred_on": "Day of the visit",
            "kind": "Kind of visit",
            "provider": "Seen by",
            "begins_at": "Began at",
            "is_initiating_visit": "This visit began chronic or principal care management",
        }
        help_texts = {"begins_at": TIME_HINT}


class ConsentForm(RosterForm):
    """The patient's agreement to care management."""

    check = staticmethod(proofs.problems_with_consent)
    owner = "patient"
    sections = (Section("", "", (("given_on", "revoked_on"), "is_written", "note")),)

    class Meta:
        model = Consent
        exclude = OWNED
        formfield_callback = plain_field
        labels = {"given_on": "Given on", "revoked_on": "Revoked on", "is_written": "There is a signed paper"}
        help_texts = {
            "revoked_on": "Blank while it stands.",
            "note": "Who explained what, when it was given by word of mouth.",
        }


class StayForm(RosterForm):
    """A hospital or Medicare Part A nursing stay."""

    check = staticmethod(proofs.problems_with_stay)
    owner = "patient"
    sections = (Section("", "", ("kind", ("starts_on", "ends_on"), "note")),)

    class Meta:
        model = Stay
        exclude = OWNED
        formfield_callback = plain_field
        labels = {"kind": "Kind of stay", "starts_on": "Admitted on", "ends_on": "Discharged on"}
        help_texts = {"ends_on": "Blank while it lasts."}


class CarePlanForm(RosterForm):
    """The comprehensive plan of chronic or principal care."""

    check = staticmethod(plans.problems_with_care_plan)
    owner = "patient"
    sections = (Section("", "", (("made_on", "made_by"), ("revised_on", "ends_on"), "note")),)

    class Meta:
        model = CarePlan
        exclude = OWNED
        formfield_callback = plain_field
        labels = {
            "made_on": "Made on",
            "made_by": "Made by",
            "revised_on": "Last revised on",
            "ends_on": "In force until",
        }
        help_texts = {"ends_on": "Blank while it is in force.", "note": "Where the plan is kept."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        only_practitioners(self, "made_by")


class PlanCopyForm(RosterForm):
    """A copy of the plan, given away."""

    check = staticmethod(plans.problems_with_plan_copy)
    owner = "patient"
    sections = (Section("", "", ("plan", ("given_on", "way"), ("given_to", "given_by"), "note")),)

    class Meta:
        model = PlanCopy
        exclude = OWNED
        formfield_callback = plain_field
        labels = {
            "plan": "Copy of",
            "given_on": "Given on",
            "way": "How",
            "given_to": "To whom",
            "given_by": "By whom",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)
        assert field.queryset is not None
        field.error_messages["required"] = (
            "The plan is missing. Record the comprehensive plan first, then its copy."
        )
        if self.instance.patient_id is not None:
            field.queryset = field.queryset.filter(patient=self.instance.patient_id, struck_at__isnull=True)
            if self.is_new:
                field.initial = field.queryset.first()


class DecisionMakingForm(RosterForm):
    """How complex the practitioner's decisions were."""

    check = staticmethod(plans.problems_with_decision_making)
    owner = "patient"
    sections = (Section("", "", (("occurred_on", "level"), "provider", "note")),)

    class Meta:
        model = DecisionMaking
        exclude = OWNED
        formfield_callback = plain_field
        labels = {"occurred_on": "Day", "provider": "Whose"}
        help_texts = {"note": "Where the note stands."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        only_practitioners(self, "provider")


class PatientStatusForm(RosterForm):
    """Where the patient stands with payers."""

    check = staticmethod(plans.problems_with_patient_status)
    owner = "patient"
    sections = (Section("", "", ("kind", ("starts_on", "ends_on"), "note")),)

    class Meta:
        model = PatientStatus
        exclude = OWNED
        formfield_callback = plain_field
        labels = {"starts_on": "First day", "ends_on": "Last day"}
        help_texts = {"ends_on": "Blank while it lasts.", "note": "How it was found out, and when."}


class OutsideServiceForm(RosterForm):
    """A code billed elsewhere for the patient."""

    check = staticmethod(plans.problems_with_outside_service)
    owner = "patient"
    sections = (Section("", "", ("code", ("provider", "biller"), ("starts_on", "ends_on"), "note")),)

    class Meta:
        model = OutsideService
        exclude = OWNED
        formfield_callback = plain_field
        labels = {
            "code": "Procedure code",
            "provider": "One of ours",
            "biller": "Or somebody outside",
            "starts_on": "First day it covers",
            "ends_on": "Last day it covers",
        }
        help_texts = {
            "code": "As in 99495, 99457, 99484, G0556 or 90960.",
            "ends_on": "A monthly code: the month's last day.",
        }


class TimedServiceForm(RosterForm):
    """A certification or another service with time of its own."""

    check = staticmethod(plans.problems_with_timed_service)
    owner = "patient"
    sections = (
        Section("", "", (("kind", "code"), "provider", ("occurred_on", "begins_at", "minutes"), "note")),
    )

    class Meta:
        model = TimedService
        exclude = OWNED
        formfield_callback = plain_field
        widgets = {"begins_at": _clock()}
        labels = {
            "kind": "Kind of service",
            "code": "Procedure code",
            "provider": "Whose",
            "occurred_on": "Day",
            "begins_at": "Began at",
        }
        help_texts = {"begins_at": TIME_HINT}


class StrikeForm(PlainForm):
    """Why a fact is struck out."""

    reason = forms.CharField(
        label="Why is it struck out?",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why this is struck out; the next reader asks."},
    )


FactForm = type[RosterForm]
FORMS: dict[type[RecordedFact], FactForm] = {
    Consent: ConsentForm,
    CarePlan: CarePlanForm,
    PlanCopy: PlanCopyForm,
    DecisionMaking: DecisionMakingForm,
    FaceToFaceVisit: FaceToFaceForm,
    TimedService: TimedServiceForm,
    Stay: StayForm,
    PatientStatus: PatientStatusForm,
    OutsideService: OutsideServiceForm,
}
