"""Forms of corrections: why a period is closed again, how a claim is put right, how a case ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from apps.billing.models import Correction
from apps.billing.operations.correcting import Wanted
from apps.billing.operations.settling import PaidBack

DAY = {"type": "date"}


def _reason(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, strip=True)


class AnswerForm(forms.Form):
    """A person's answer to a change: the reason, and how far the book went that was looked at."""

    based_on = forms.IntegerField(min_value=0, max_value=2_147_483_647, widget=forms.HiddenInput)
    reason = _reason("Reason")


class CorrectForm(forms.Form):
    """How a claim that went out is put right."""

    path = forms.ChoiceField(label="How")
    reason = _reason("Reason")
    amount = forms.DecimalField(
        label="Owed back", max_digits=9, decimal_places=2, min_value=Decimal("0.01"), required=False,
        help_text="Dollars and cents; for a refund only.",
    )  # fmt: skip
    identified_on = forms.DateField(
        label="Found on", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="The day the overpayment was identified: its clock starts then. Today when left empty.",
    )  # fmt: skip

    def __init__(self, *args: Any, paths: tuple[Correction.Path, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["path"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(path.value, path.label) for path in paths]
        if Correction.Path.REFUND not in paths:
            del self.fields["amount"], self.fields["identified_on"]

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        said = self.cleaned_data
        return Wanted(
            Correction.Path(said["path"]), said["reason"], said.get("amount"), said.get("identified_on")
        )


class AnotherPayerForm(forms.Form):
    """Why another payer is billed; its name is put before it."""

    reason = forms.CharField(label="Reason", max_length=200, strip=True)


class RefundForm(forms.Form):
    """Money that went back."""

    amount = forms.DecimalField(label="Paid back", max_digits=9, decimal_places=2, min_value=Decimal("0.01"))
    on = forms.DateField(label="On", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    reference = forms.CharField(label="Check or trace number", max_length=100)

    def paid_back(self) -> PaidBack:
        """Return what was entered."""
        said = self.cleaned_data
        return PaidBack(said["amount"], said["on"], said["reference"])


class ReopeningForm(forms.Form):
    """The payer's answer to a request for reopening."""

    was_granted = forms.TypedChoiceField(
        label="The payer", choices=[("yes", "reopened the claim"), ("no", "refused")],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    answered_on = forms.DateField(label="On", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    reference = forms.CharField(label="Its reference", max_length=100, required=False)


class WithdrawForm(forms.Form):
    """Why a correction is given up."""

    reason = _reason("Reason")


def days_left(case: Correction, *, today: date) -> int | None:
    """Return how many days are left to settle a case, negative when it is overdue; None without a clock."""
    return (case.due_on - today).days if case.due_on and case.state == Correction.State.OPEN else None
