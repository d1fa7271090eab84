"""The forms of documents: a file beside a fact, or by itself with what it proves; and why one is removed."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.patients.domain.documents import LARGEST_BYTES, LARGEST_MEGABYTES, MEDIA_TYPES, too_large
from apps.patients.models import Document, Patient
from apps.patients.operations_documents import Upload, problems_with_file
from apps.patients.selectors_documents import EPISODE, Key, provable_rows
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, in_words
from apps.practice.form_fields import DayField
from apps.practice.forms import PlainForm
from apps.problems import Problem

ACCEPT = ",".join([*(each.name for each in MEDIA_TYPES), *(f".{each.extension}" for each in MEDIA_TYPES)])
# How the choice of what a document proves calls each kind; the day stands behind it.
NAMES = {
    EPISODE: "Episode of care",
    "consent": "Consent",
    "plan": "Comprehensive plan",
    "copy": "Copy of the plan",
    "decision-making": "Medical decision-making",
    "visit": "Visit",
    "timed-service": "Service with time of its own",
    "stay": "Stay",
    "status": "Status",
    "outside-service": "Service billed elsewhere",
}


class DocumentForm(PlainForm):
    """A file that proves a row; beside the form of that row it may be left out."""

    file = forms.FileField(
        label="Document",
        help_text=f"PDF, PNG, JPEG or TIFF, up to {LARGEST_MEGABYTES} MB. Goes with audit packets and letters.",
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": "No file was chosen. Choose the scan or the PDF on your computer."},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    kind = forms.ChoiceField(label="What it is", required=False, choices=Document.Kind.choices)
    dated_on = DayField(label="Date on it", required=False)

    def __init__(
        self, *args: Any, usual: str = Document.Kind.OTHER, is_needed: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["file"].required = is_needed
        self.fields["kind"].initial = usual

    def clean_file(self) -> "UploadedFile[Any] | None":
        """Refuse a file that is too large before it is read, and one that is nothing we keep."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        is_huge = file.size is not None and file.size > LARGEST_BYTES
        problems = [too_large(file.size or 0)] if is_huge else problems_with_file(file.read())
        if problems:
            raise forms.ValidationError([problem.message for problem in problems])
        return file

    def upload(self) -> Upload | None:
        """Return what was chosen; None when nothing was."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        file.seek(0)
        return Upload(
            file.name or "", file.read(), self.cleaned_data.get("kind", ""), self.cleaned_data.get("dated_on")
        )

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong with what was chosen."""
        return [
            Problem("document_refused", str(message), "file")
            for messages in self.errors.values()
            for message in messages
        ]


class OwnDocumentForm(DocumentForm):
    """A file by itself: it says which row of the patient it proves."""

    proves = forms.ChoiceField(
        label="What it proves",
        required=False,
        help_text="Packets and letters take the documents of what a claim rests on.",
    )

    def __init__(self, *args: Any, actor: Actor, patient: Patient, **options: Any) -> None:
        super().__init__(*args, is_needed=True, **options)
        self.rows = provable_choices(actor, patient)
        proves: Any = self.fields["proves"]
        proves.choices = [
            ("", "Nothing on the list"),
            *((f"{word}-{pk}", label) for (word, pk), (label, _) in self.rows.items()),
        ]
        self.order_fields(["file", "kind", "proves", "dated_on"])

    def proven(self) -> Any:
        """Return the row chosen, None for none."""
        word, _, pk = self.cleaned_data["proves"].rpartition("-")
        return self.rows[word, int(pk)][1] if word else None


def provable_choices(actor: Actor, patient: Patient) -> dict[Key, tuple[str, Any]]:
    """Return what a document of the patient can prove, each in words with its row."""
    return {
        (word, row.pk): (f"{NAMES[word]}, {_when(row)}", row)
        for word, rows in provable_rows(actor, patient).items()
        for row in rows
    }


def _when(row: Any) -> str:
    for name in ("occurred_on", "given_on", "made_on"):
        day = getattr(row, name, None)
        if day is not None:
            return in_words(day)
    return str(Span(row.starts_on, row.ends_on))


class RemoveForm(PlainForm):
    """Why a document is removed."""

    reason = forms.CharField(
        label="Why is it removed?",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why this is removed; the next reader asks."},
    )
