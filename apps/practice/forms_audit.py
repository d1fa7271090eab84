"""The form that narrows the audit trail."""

from typing import Any

from django import forms

from apps.practice.access import Actor
from apps.practice.form_fields import DayField
from apps.practice.models import User

LARGEST_ID = 2**63 - 1


class AuditForm(forms.Form):
    """Which events of the trail to show."""

    NOUNS = (
        ("", "Everything"),
        ("patient", "Patients"),
        ("patients", "Lists of patients"),
        ("coverage", "Coverages"),
        ("episode", "Episodes of care"),
        ("enrollment", "Enrollments"),
        ("diagnosis", "Diagnoses"),
        ("face_to_face", "Visits"),
        ("consent", "Consents"),
        ("stay", "Stays"),
        ("care_plan", "Comprehensive plans"),
        ("plan_copy", "Copies of plans"),
        ("decision_making", "Decision-making"),
        ("patient_status", "Statuses"),
        ("timed_service", "Timed services"),
        ("outside_service", "Services billed elsewhere"),
        ("supervision", "Supervisions"),
        ("goal", "Goals"),
        ("time", "Time entries"),
        ("entry", "Looks at entries"),
        ("entries", "Lists of entries"),
        ("timer", "Timers"),
        ("period", "Periods"),
        ("periods", "Lists of periods"),
        ("decisions", "Lists of decisions"),
        ("claim", "Claims"),
        ("claims", "Lists of claims"),
        ("submission", "Submissions"),
        ("roster_import", "Imports"),
        ("payer", "Payers"),
        ("agency", "Agencies"),
        ("agency_role", "Roles at agencies"),
        ("charge", "Charges"),
        ("receiver", "Receivers"),
        ("provider", "Providers"),
        ("service_location", "Service locations"),
        ("collaboration", "Collaborations"),
        ("practice", "The practice"),
        ("role", "Roles"),
        ("invitation", "Invitations"),
        ("token", "Tokens"),
        ("access_report", "Access reports"),
        ("audit", "This trail"),
    )

    person = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Everybody", label="Who")
    noun = forms.ChoiceField(choices=NOUNS, required=False, label="What")
    patient = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        label="Patient no.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    starts_on = DayField(required=False, label="From")
    ends_on = DayField(required=False, label="Through")
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(memberships__practice=actor.practice).distinct()
