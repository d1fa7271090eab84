"""Today, logging by hand, corrections, and one's own entries."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import next_of, typed
from apps.timelog import pages
from apps.timelog.day_views import tabs
from apps.timelog.domain.clock import in_words
from apps.timelog.forms import LogForm, ReasonForm
from apps.timelog.forms_correcting import AmendForm
from apps.timelog.log_starts import asked_template, last_of, with_template
from apps.timelog.models import Activity, EntryVersion, TimeEntry
from apps.timelog.operations import amend_entry, confirm_entry, log_time, void_entry
from apps.timelog.patient_selectors import (
    has_enrolled_patients,
    is_without_patients,
    patients_at_hand,
    patients_near_a_threshold,
    starred,
)
from apps.timelog.progress import progress_of
from apps.timelog.rows import entry_rows, last_closed_day
from apps.timelog.selectors import own_entries, own_totals, running_timer, waiting_timers
from apps.timelog.template_selectors import templates_of
from apps.timelog.verdicts import hints

WEEK = timedelta(days=7)
# The reason that the form of a correction starts with where a timer was stopped without a word.
SAID_AFTER = "What it was, said after the timer was stopped"
# More than anybody reads; totals are those of all.
MOST_SHOWN = 200


@require_GET
@may(Action.LOG_TIME)
def today(request: MemberRequest) -> HttpResponse:
    """Show what runs, what was logged today, and which patients have a step ahead."""
    actor, day = request.actor, request.actor.today
    rows = (
        entry_rows(actor, own_entries(actor, starts_on=day, ends_on=day)[:MOST_SHOWN])
        if actor.provider
        else []
    )
    total = own_totals(actor, starts_on=day, ends_on=day).get(day) if actor.provider else None
    near = patients_near_a_threshold(actor, today=day) if actor.provider else []
    stars = starred(actor)
    at_hand = patients_at_hand(actor, stars=stars, today=day) if actor.provider else []
    has_patients = bool(near) or has_enrolled_patients(actor)
    audit.record(
        actor,
        "patients.listed",
        new={"patients": [*(each.patient.pk for each in near), *(each.patient.pk for each in at_hand)]},
    )
    context = {
        "rows": rows,
        "near": near,
        "at_hand": at_hand,
        "starred": stars,
        "day": day,
        "has_provider": actor.provider is not None,
        "may_add_provider": actor.may(Action.CHANGE_ROSTER),
        "has_patients": has_patients,
        "is_beginning": not has_patients and is_without_patients(actor),
        "seconds": total.seconds if total else 0,
        "timer": running_timer(actor),
        "waiting": waiting_timers(actor),
        "is_cut": len(rows) == MOST_SHOWN,
    }
    return render(request, "timelog/today.html", context)


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def log(request: MemberRequest, patient_id: int | None = None) -> HttpResponse:
    """Log an entry by hand for a patient, or programme time."""
    actor = request.actor
    patient = one_of(actor, Patient, patient_id) if patient_id is not None else None
    initial = {"performed_on": actor.today, "client_id": uuid4()}
    if patient is None:
        initial["activity"] = Activity.PROGRAM_MONITORING
    templates = templates_of(actor)
    last = last_of(actor, patient_id, templates)
    if last and request.GET.get("same"):
        initial |= last.initial()
    pressed = asked_template(request, templates)
    if pressed is not None:
        initial |= with_template(request.POST, pressed)
    form = LogForm(None if pressed else typed(request), initial=initial, patient=patient)
    made = pages.accepted(
        form,
        lambda: log_time(
            form.draft(time_zone=actor.time_zone),
            actor=actor,
            patient=patient,
            now=timezone.now(),
            client_id=form.cleaned_data["client_id"],
            goals=form.chosen_goals(),
        ),
    )
    if made:
        pages.say_done(request, f"{in_words(_seconds(made))} logged.", made[0])
        return redirect(next_of(request) or _page_of(patient))
    if form.is_bound and not form.non_field_errors() and form.errors:
        pages.add_other_problems(form, actor=actor, patient=patient)
    shown = {"templates": templates, "last": last, "begins": not form.is_bound}
    return pages.page(request, "timelog/log.html", form, {**_around(request, patient), **shown})


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME, Action.CORRECT_TIME)
def amend(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Correct an entry, with a reason: one's own, or that of others where the role corrects."""
    actor = request.actor
    entry, version = _correctable(request, entry_id)
    why = SAID_AFTER if request.GET.get("said") else ""
    form = AmendForm(typed(request), version=version, time_zone=actor.time_zone, why=why)
    done = pages.accepted(
        form,
        lambda: amend_entry(
            entry,
            actor=actor,
            draft=form.draft(time_zone=actor.time_zone),
            based_on=form.cleaned_data["based_on"],
            goals=form.chosen_goals() if "goals" in form.fields else None,
            now=timezone.now(),
        ),
    )
    if done:
        pages.say_done(request, "Corrected. The old version stays readable.", done.entry)
        return redirect(next_of(request) or _page_of(entry.patient))
    context = {"version": version, "length": in_words(version.seconds), **_around(request, entry.patient)}
    return pages.page(request, "timelog/amend.html", form, context)


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME, Action.CORRECT_TIME)
def void(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Take an entry out of every total, with a reason."""
    entry, version = _correctable(request, entry_id)
    said = "Voided. The entry stays readable and counts nowhere."
    return _for_a_reason(request, entry, version, void_entry, "timelog/void.html", said)


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def confirm(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Say of one's own entry that its doubtful length is right, with a reason."""
    entry, version = _own_entry(request, entry_id)
    said = f"Confirmed. {in_words(version.seconds)} count from now on."
    return _for_a_reason(request, entry, version, confirm_entry, "timelog/confirm.html", said)


def _for_a_reason(
    request: MemberRequest,
    entry: TimeEntry,
    version: EntryVersion,
    act: Callable[..., EntryVersion],
    template: str,
    said: str,
) -> HttpResponse:
    """Ask for the reason of an act on an entry, and do it when it is given."""
    form = ReasonForm(typed(request), initial={"based_on": version.number})
    done = pages.accepted(
        form,
        lambda: act(
            entry,
            actor=request.actor,
            reason=form.cleaned_data["reason"],
            based_on=form.cleaned_data["based_on"],
            now=timezone.now(),
        ),
    )
    if done:
        pages.say_done(request, said, done.entry)
        return redirect(next_of(request) or _page_of(entry.patient))
    context = {"version": version, "length": in_words(version.seconds), **_around(request, entry.patient)}
    return pages.page(request, template, form, context)


@require_GET
@may(Action.LOG_TIME)
def entries(request: MemberRequest) -> HttpResponse:
    """Show one's own entries of a week, day by day."""
    actor = request.actor
    day = _day(request, default=actor.today)
    monday = day - timedelta(days=day.weekday())
    sunday = monday + WEEK - timedelta(days=1)
    rows = (
        entry_rows(actor, own_entries(actor, starts_on=monday, ends_on=sunday)[:MOST_SHOWN])
        if actor.provider
        else []
    )
    totals = own_totals(actor, starts_on=monday, ends_on=sunday) if actor.provider else {}
    shown = [row.version.entry_id for row in rows]
    audit.record(
        actor, "entries.listed", actor.provider, new={"from": monday, "through": sunday, "rows": shown}
    )
    context = {
        "days": [
            {"day": on, "rows": list(found), "total": totals.get(on)}
            for on, found in groupby(rows, key=lambda row: row.version.performed_on)
        ],
        "monday": monday,
        "sunday": sunday,
        "earlier": monday - WEEK,
        "later": monday + WEEK if monday + WEEK <= actor.today else None,
        "seconds": sum(total.seconds for total in totals.values()),
        "for_patients": sum(total.for_patients for total in totals.values()),
        "has_provider": actor.provider is not None,
        "is_cut": len(rows) == MOST_SHOWN,
        "tabs": tabs("entries", day),
    }
    return render(request, "timelog/entries.html", context)


def _own_entry(request: MemberRequest, entry_id: int) -> tuple[TimeEntry, EntryVersion]:
    """Return one's own entry with what it says; 404 for anybody else's, there is nothing to confirm."""
    rows = TimeEntry.objects.select_related("current_version", "patient", "provider")
    return _with_version(one_of(request.actor, rows.filter(provider=request.actor.provider), entry_id))


def _correctable(request: MemberRequest, entry_id: int) -> tuple[TimeEntry, EntryVersion]:
    """Return an entry that one may correct; 404 for anybody else's unless the role corrects those."""
    if not request.actor.may(Action.CORRECT_TIME):
        return _own_entry(request, entry_id)
    rows = TimeEntry.objects.select_related("current_version", "patient", "provider")
    return _with_version(one_of(request.actor, rows, entry_id))


def _with_version(entry: TimeEntry) -> tuple[TimeEntry, EntryVersion]:
    assert (
        entry.current_version is not None
    )  # every entry gets its first version in the transaction that adds it
    return entry, entry.current_version


def _around(request: MemberRequest, patient: Patient | None) -> dict[str, Any]:
    """Return what a form about time shows beside its fields, and record that the patient was looked at."""
    actor = request.actor
    context: dict[str, Any] = {
        "patient": patient,
        "next": next_of(request),
        "back": next_of(request) or _page_of(patient),
    }
    context["closed_through"] = last_closed_day(actor, patient)
    if patient is None:
        return context
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    progress = progress_of(actor, [patient], today=actor.today).get(patient.pk)
    if progress is not None and actor.provider is not None:
        context["progress"] = progress
        context["hints"] = hints(progress, provider=actor.provider, on=actor.today)
    return context


def _page_of(patient: Patient | None) -> str:
    return reverse("patients:detail", args=(patient.pk,)) if patient else reverse("timelog:entries")


def _seconds(made: list[TimeEntry]) -> int:
    return sum(entry.current_version.seconds for entry in made if entry.current_version)


def _day(request: HttpRequest, *, default: date) -> date:
    """Return the date named in the address; the default when there is none or it is not one."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return default
    return min(max(day, date(1900, 1, 8)), date(2199, 12, 20))
