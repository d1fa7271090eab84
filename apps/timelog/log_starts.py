"""What a form of time starts with: the words of the last entry, or a template's text after what is typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from apps.practice.access import Actor
from apps.timelog.domain.note_templates import Template, added, used_in
from apps.timelog.models import EntryVersion
from apps.timelog.template_selectors import last_said


@dataclass(frozen=True, slots=True)
class Last:
    """The last entry for a patient as a start of the next: its words, and the template its note was written with."""

    version: EntryVersion
    text: str

    def initial(self) -> dict[str, Any]:
        """Return the fields that it fills."""
        said = self.version
        filled = {"activity": said.activity, "counterpart": said.counterpart, "channel": said.channel}
        return {**filled, **({"note": self.text} if self.text else {})}


def last_of(actor: Actor, patient_id: int | None, templates: Iterable[Template]) -> Last | None:
    """Return the actor's last entry for a patient; None where there is none."""
    version = last_said(actor, patient_id) if patient_id is not None else None
    if version is None:
        return None
    template = used_in(version.note, templates)
    return Last(version, template.text if template else "")


def asked_template(request: HttpRequest, templates: Iterable[Template]) -> Template | None:
    """Return the template whose button was pressed; None where another was, or it is gone."""
    key = request.POST.get("template", "")
    return next((each for each in templates if key and each.key == key), None)


def with_template(sent: QueryDict, template: Template) -> dict[str, Any]:
    """Return what was typed, with a template's text after the note, as a start that nobody sent."""
    values: dict[str, Any] = {name: sent.get(name) for name in sent if name != "goals"}
    values["note"] = added(sent.get("note", ""), template.text)
    values["activity"] = sent.get("activity") or template.activity
    return {**values, "goals": sent.getlist("goals")}
