"""The form that takes a roster file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.patients.domain.roster_files import LARGEST_BYTES, LARGEST_MEGABYTES, too_large


class RosterFileForm(forms.Form):
    """One file; what is in it is looked at by the import itself."""

    file = forms.FileField(
        label="Roster file",
        help_text=f"CSV, or a FHIR R4 bundle as JSON. Up to {LARGEST_MEGABYTES} MB.",
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": "No file was chosen. Choose the roster file on your computer."},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.json,.ndjson,text/csv,application/json"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a file that is too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST_BYTES:
            raise forms.ValidationError(too_large(file.size).message)
        return file
