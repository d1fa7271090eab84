"""The forms for what comes back: a file, a match, work on a denial."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.billing.domain.answer_files import LARGEST_BYTES
from apps.billing.models import Claim
from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Action
from apps.practice.models import User
from apps.practice.people_selectors import hands


class AnswerFileForm(forms.Form):
    """One file of a payer or clearinghouse; what is in it is looked at by the operation itself."""

    file = forms.FileField(
        label="File",
        help_text=f"As it was downloaded, up to {LARGEST_BYTES // 1024**2} MB.",
        max_length=None,
        error_messages={
            "required": "No file was chosen. Choose the file on your computer.",
            "empty": "The file is empty. Download it again.",
        },
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a file that is too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size // 1024**2:,} MB; at most {LARGEST_BYTES // 1024**2} MB are taken."
            )
        return file


class MatchForm(forms.Form):
    """The claim that a waiting payment belongs to: one of those proposed, or one named by its number."""

    claim = forms.IntegerField(required=False)
    number = forms.CharField(
        required=False, max_length=14, label="Claim number", help_text="Item 26, when it is none of these."
    )
    reason = forms.CharField(
        max_length=300, label="Why it belongs there", error_messages={"required": "Say in a few words why."}
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        """Find the claim; a number that is typed outweighs a box that is ticked."""
        values = super().clean() or self.cleaned_data
        number, chosen = values.get("number", "").strip(), values.get("claim")
        mine = rows_of(self.actor, Claim)
        found = mine.filter(patient_control_number=number) if number else mine.filter(pk=chosen or 0)
        row = found.first()
        if row is None:
            said = f"No claim here has the number {number}." if number else "No claim is chosen."
            self.add_error("number", f"{said} Choose one of those proposed, or type its number.")
        values["claim_id"] = row.pk if row else None
        return values


class AssignForm(forms.Form):
    """Who takes a piece of work; nobody lays it back."""

    person = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="Nobody yet", label="Who does it"
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        able = [user.pk for user in hands(actor, Action.SEE_CLAIMS, today=actor.today).at_hand]
        field.queryset = User.objects.filter(pk__in=able).order_by("full_name", "pk")
