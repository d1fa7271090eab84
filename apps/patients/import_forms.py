"""The forms of the imports: which files, and which of our columns each column of a table is."""

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.patients.domain.roster_columns import is_reason
from apps.patients.domain.roster_csv import Looked
from apps.patients.domain.roster_files import LARGEST_BYTES, LARGEST_MEGABYTES, too_large
from apps.patients.imports.kinds import kind_of, kinds

# A column is named on one line of a phone.
SHORT = 44
ACCEPT = ".csv,.txt,.tsv,.xlsx,.json,.ndjson,text/csv,application/json,application/fhir+ndjson"


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file, or several of one bulk export."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        single = super().clean
        return [single(each, initial) for each in data] if data else [single(None, initial)]


class RosterFileForm(forms.Form):
    """What kind of file, and the file; what is in it is looked at by the import itself."""

    kind = forms.ChoiceField(label="What it holds", required=False)
    file = _FilesField(
        label="File",
        help_text=f"CSV, XLSX, a FHIR R4 bundle, or the NDJSON files of a bulk export. Up to {LARGEST_MEGABYTES} MB.",
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": "No file was chosen. Choose the file on your computer."},
        widget=_Files(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind: Any = self.fields["kind"]
        kind.choices = [(each.word, each.name) for each in kinds()]

    def clean_kind(self) -> str:
        """Return the kind; patients when nothing was said."""
        return self.cleaned_data["kind"] or "patients"

    def clean_file(self) -> "list[UploadedFile[Any]]":
        """Refuse files that are too large before they are read."""
        files: list[UploadedFile[Any]] = self.cleaned_data["file"]
        size = sum(file.size or 0 for file in files)
        if size > LARGEST_BYTES:
            raise forms.ValidationError(too_large(size).message)
        return files


class MatchedColumn(NamedTuple):
    """A column of the file: its name, some of its cells, and the choice of what it is."""

    name: str
    samples: Sequence[str]
    field: forms.BoundField


def _in_short(meaning: str) -> str:
    return shorten(meaning, SHORT, placeholder="…")


class MatchForm(forms.Form):
    """One choice for each column of a table."""

    def __init__(
        self, *args: Any, kind: str, looked: Looked, matches: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.looked = looked
        table = kind_of(kind).table
        choices = [
            ("", "Leave out"),
            *(
                (
                    column.name,
                    f"{_in_short(column.meaning)} ({column.name}{', needed' if column.is_required else ''})",
                )
                for column in table.columns
            ),
        ]
        for place, name in enumerate(looked.header.names):
            if name and not is_reason(name):
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=name, choices=choices, required=False, initial=matches.get(name, "")
                )

    @property
    def columns(self) -> list[MatchedColumn]:
        """The columns as the page shows them."""
        return [
            MatchedColumn(name, [row[place] for row in self.looked.samples if place < len(row)], self[key])
            for place, name in enumerate(self.looked.header.names)
            if (key := f"column_{place}") in self.fields
        ]

    def matches(self) -> dict[str, str]:
        """Return what was chosen, by the names of the file's columns."""
        return {column.name: self.cleaned_data[column.field.name] for column in self.columns}
