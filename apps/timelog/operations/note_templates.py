"""A practice's templates for notes: said anew, changed, retired; what they said before stays."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import Practice
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.note_templates import Template, check_template, shipped
from apps.timelog.models import Activity, NoteTemplate


def save_template(
    template: Template, *, actor: Actor, now: datetime, based_on: int = 0, is_retired: bool = False
) -> NoteTemplate:
    """Let a template say this from now on; an empty key makes a new one.

    `based_on` is the number of the version that was changed, 0 for one that comes with the product unchanged.
    """
    said = replace(template, title=template.title.strip(), text=_text(template.text))
    refuse_any(check_template(said, activities=Activity.values))
    with transaction.atomic():
        Practice.objects.select_for_update().get(pk=actor.practice.pk)
        key = said.key or uuid4().hex
        old = NoteTemplate.objects.filter(practice=actor.practice, key=key).first()
        number = old.number if old is not None else 0
        if number != based_on:
            message = (
                f"The template was changed meanwhile (version {number}, you saw {based_on}). Look again."
            )
            raise Refused(Problem("changed_meanwhile", message))
        row = NoteTemplate.objects.create(
            practice=actor.practice, key=key, number=number + 1, activity=said.activity, title=said.title,
            text=said.text, is_retired=is_retired, recorded_by=actor.user, recorded_at=now,
        )  # fmt: skip
        action = "note_template.retired" if is_retired else "note_template.saved"
        audit.record(actor, action, row, old=_said(old, key), new=_said(row, key), at=now)
        return row


def _text(written: str) -> str:
    """Return the lines without blanks at their ends, but one after a last colon for what is filled in."""
    lines = [line.rstrip() for line in written.replace("\r\n", "\n").strip().split("\n")]
    return "\n".join(f"{line} " if line.endswith(":") else line for line in lines)


def _said(row: NoteTemplate | None, key: str) -> dict[str, object] | None:
    if row is None:
        before = next((each for each in shipped() if each.key == key), None)
        return {"activity": before.activity, "title": before.title, "text": before.text} if before else None
    said = {"activity": row.activity, "title": row.title, "text": row.text}
    return {**said, "is_retired": row.is_retired}
