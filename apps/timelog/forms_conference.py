"""The form of a team conference: its time, who took part, and the patients who were discussed, picked one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of
from apps.problems import Problem
from apps.timelog.forms import LogForm
from apps.timelog.patient_selectors import ever_enrolled, patients_to_add

LEFT_OUT = ("activity", "counterpart", "channel", "goals", "is_confirmed")
# More than anybody discusses in one sitting; the operation says how many may be.
MOST_READ = 60


class ConferenceForm(LogForm):
    """A conference over several patients."""

    attendees = forms.CharField(required=False, label="Who took part", widget=forms.TextInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, patient=None, **options)
        for name in LEFT_OUT:
            self.fields.pop(name, None)
        self.fields["note"].label = "What was said for all of them"
        self.fields["note"].help_text = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """A patient who was chosen, with what was said of this patient."""

    patient: Patient
    note: str


@dataclass(frozen=True, slots=True)
class Found:
    """A patient who was looked for. Time is logged only for those who are or were enrolled in a programme."""

    patient: Patient
    is_enrolled: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """Who was chosen so far, in order, and who was found beside; `words` is what was typed to find somebody.

    `is_moving` says that somebody was only being looked for, added or removed: nothing is logged yet.
    """

    picked: Sequence[Picked]
    found: Sequence[Found]
    words: str
    has_more: bool
    is_moving: bool
    said: str = ""


def picker_of(sent: QueryDict, actor: Actor) -> Picker:
    """Return the patients of a form as it was sent: those on it, one more or one less."""
    added, removed = _number(sent.get("add", "")), _number(sent.get("remove", ""))
    wanted = [pk for pk in map(_number, sent.getlist("patient")[:MOST_READ]) if pk and pk != removed]
    chosen = list(dict.fromkeys([*wanted, *([added] if added else [])]))
    known = rows_of(actor, Patient).filter(merged_into__isnull=True).in_bulk(chosen)
    picked = [Picked(known[pk], sent.get(f"said-{pk}", "").strip()) for pk in chosen if pk in known]
    words = "" if added else sent.get("find", "").replace("\0", "").strip()[:80]
    patients, has_more = patients_to_add(actor, words=words, chosen=chosen, today=actor.today)
    enrolled = ever_enrolled(actor, patients)
    found = [Found(each, each.pk in enrolled) for each in patients]
    is_moving = bool(added or removed or words or "look" in sent)
    said = f"{known[added].display_name} added." if added in known else ""
    return Picker(picked, found, words, has_more, is_moving, said)


def missed(picker: Picker) -> Problem:
    """Return the problem of a name that was typed and not chosen before the conference was to be logged."""
    message = f"“{picker.words}” is only typed. Choose the patient below, or empty the field."
    return Problem("patient_not_chosen", message, "patients")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
