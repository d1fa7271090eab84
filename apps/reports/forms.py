"""The form of the access report."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of
from apps.practice.form_fields import DayField
from apps.practice.models import User
from apps.reports.access_report import Asked, Kind

DAYS = 90
LARGEST_ID = 2**63 - 1
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class ReportDayField(DayField):
    """A day that a report can have: periods before it, and days after it, are days too."""

    def clean(self, value: Any) -> date | None:
        """Refuse a day of another age."""
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(
                f"{day:%-d %b} of the year {day.year} is out of reach. Take one from 1900 on."
            )
        return day


class AccessForm(forms.Form):
    """Of which patient, by whom, from when to when."""

    patient = forms.CharField(required=False, max_length=100, label="Patient")
    person = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Everybody", label="Who")
    kind = forms.ChoiceField(
        choices=[("", "Everything"), *((kind.value, kind.value.capitalize()) for kind in Kind)],
        required=False,
        label="Did",
    )
    starts_on = ReportDayField(required=False, label="From")
    ends_on = ReportDayField(required=False, label="Through")
    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self._actor = actor
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(memberships__practice=actor.practice).distinct()

    def clean_patient(self) -> Patient | None:
        """Find the one patient meant, by number, medical record number or the beginning of names."""
        said = self.cleaned_data["patient"].strip()
        if not said:
            return None
        found = list(rows_of(self._actor, Patient).filter(_named(said)).order_by("last_name", "pk")[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                f"No patient here is called {said}. Write the last name, or the number."
            )
        names = "; ".join(
            f"no. {row.pk} {row.display_name}, born {row.born_on:%-d %b %Y}" for row in found[:5]
        )
        raise forms.ValidationError(f"Several patients fit {said}. Write the number of one: {names}.")

    def clean(self) -> dict[str, Any]:
        """Refuse dates in the wrong order."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day comes before the first. Correct one of the two.")
        return said

    def asked(self) -> Asked:
        """Return what was asked; without dates, the last ninety days."""
        said = self.cleaned_data if self.is_valid() else {}
        ends_on = said.get("ends_on") or self._actor.today
        return Asked(
            starts_on=said.get("starts_on") or ends_on - timedelta(days=DAYS - 1),
            ends_on=ends_on,
            patient=said.get("patient"),
            person=said.get("person"),
            kind=said.get("kind") or "",
            before=said.get("before"),
        )


def _named(said: str) -> Q:
    if said.isascii() and said.isdigit() and len(said) < 19:
        return Q(pk=int(said)) | Q(medical_record_number__iexact=said)
    found = Q()
    for word in said.replace(",", " ").split():
        found &= (
            Q(last_name__istartswith=word)
            | Q(first_name__istartswith=word)
            | Q(medical_record_number__iexact=word)
        )
    return found


class SelfAuditForm(forms.Form):
    """On which dates the periods ended whose claims are looked over, both inclusive."""

    starts_on = ReportDayField(label="Periods that ended from")
    ends_on = ReportDayField(label="Through")
