"""What the pages of the book share: sending a form to an operation, and the rows that templates show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Refused
from apps.rules.activities import Verdict
from apps.timelog.forms import BookForm, LogForm
from apps.timelog.models import EntryVersion, TimeEntry
from apps.timelog.operations import problems_of


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as a list shows it; `earlier` are its older versions, `verdict` whether it counts, None if unknown.

    `days_after` is how many dates after the act it was entered."""

    entry: TimeEntry
    version: EntryVersion
    earlier: list[EntryVersion]
    verdict: Verdict | None
    is_own: bool
    days_after: int = 0

    @property
    def state(self) -> str:
        """Return the face of the verdict, empty when there is none."""
        if self.version.is_void:
            return "voided"
        if not self.version.is_confirmed:
            return "unconfirmed"
        if self.verdict is None:
            return ""
        return "counted" if self.verdict.counts else "not_counted"


def accepted(form: BookForm, save: Callable[[], Any]) -> Any:
    """Return what `save` made of a valid form; None, with the problems on the form, when there were any."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return save()
    except Refused as refused:
        form.refuse(refused.problems)
        return None


def add_other_problems(form: LogForm, *, actor: Actor, patient: Patient | None) -> None:
    """Put what the book would refuse on a form whose fields could not all be read: everything is said at once."""
    if actor.provider is None:
        return
    draft = form.draft(time_zone=actor.time_zone)
    form.refuse(problems_of(draft, actor=actor, patient=patient, provider=actor.provider, now=timezone.now()))


def say_done(request: HttpRequest, words: str, entry: TimeEntry, *, asks_words: bool = False) -> None:
    """Say that something was done to `entry`, with an undo beside it for as long as it is open.

    `asks_words` offers to say what the time was.
    """
    version = entry.current_version
    number = version.number if version else 1
    undo = f"{reverse('timelog:undo', args=(entry.pk,))}?based_on={number}"
    said = f" {reverse('timelog:amend', args=(entry.pk,))}?said=after" if asks_words else ""
    messages.success(request, words, extra_tags=f"{undo}{said}")


def page(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    """Show a form: 200 when it is fresh, 422 when it came back with problems."""
    return render(
        request, template, {"form": form, **context}, status=UNPROCESSABLE if form.is_bound else 200
    )
