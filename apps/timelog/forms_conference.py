"""The form of a team conference: its time and who took part, and the patients one a line."""

from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from apps.practice.access import Actor
from apps.problems import Problem
from apps.timelog.domain.quick_log_people import Person
from apps.timelog.forms import LogForm
from apps.timelog.quick_log_selectors import quick_log_of

LEFT_OUT = ("activity", "counterpart", "channel", "goals", "is_confirmed")


class Line(NamedTuple):
    """A patient as written, whom that means (None while it is not clear), and the note of this patient's own."""

    written: str
    person: Person | None
    choices: tuple[Person, ...]
    note: str


class ConferenceForm(LogForm):
    """A conference over several patients."""

    attendees = forms.CharField(required=False, label="Who took part", widget=forms.TextInput)
    patients = forms.CharField(
        required=False,
        label="Patients, one a line, each with what was said of this patient",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="Schmitt, Denis: wound plan changed, agency visits daily",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, patient=None, **options)
        for name in LEFT_OUT:
            self.fields.pop(name, None)
        self.fields["note"].label = "What was said for all of them"
        self.fields["note"].help_text = ""

    def lines(self, actor: Actor) -> list[Line]:
        """Return the patients as written, each looked up by the practice's names."""
        written = [line for line in self.cleaned_data.get("patients", "").splitlines() if line.strip()]
        return [_line(each, actor) for each in written]


def unclear(lines: list[Line]) -> list[Problem]:
    """Return a problem for each line whose patient is not clear."""
    return [_problem(line) for line in lines if line.person is None]


def _line(written: str, actor: Actor) -> Line:
    name, _, note = written.partition(":")
    read = quick_log_of(actor, f"for {name.strip()}", now=timezone.now()).patient
    return Line(name.strip(), read.value, read.choices, note.strip())


def _problem(line: Line) -> Problem:
    if line.choices:
        named = "; ".join(person.name for person in line.choices[:6])
        message = f"“{line.written}” can be more than one patient: {named}. Write the first name too."
        return Problem("patient_ambiguous", message, "patients")
    message = f"No patient of this practice is called “{line.written}”. Check the spelling."
    return Problem("patient_unknown", message, "patients")
