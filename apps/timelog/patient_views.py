"""Patients to log time for: the list, and the page of one."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.patients.models import CareEpisode, Goal, Patient
from apps.patients.shown import patient_tabs
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.timelog.patient_facts import facts_of
from apps.timelog.patient_selectors import is_without_patients, patients_page, starred
from apps.timelog.progress import progress_of
from apps.timelog.rows import entry_rows
from apps.timelog.selectors import entries_of_patient, running_timer, seconds_by_patient
from apps.timelog.worklist import FILTERS, NEAR_MINUTES, SORTS, WorkPage, worklist

DAYS_SHOWN = 92
HEADS = (
    ("name", "Patient", ""), ("minutes", "Minutes so far", "wide"), ("days", "Days left", "num"),
    ("value", "At stake", "num"), ("", "What remains", "wide is-less"),
)  # fmt: skip
MOST_SHOWN = 200


@require_GET
@may(Action.SEE_PATIENTS)
def patient_list(request: MemberRequest) -> HttpResponse:
    """List the practice's patients by name, with how far their minutes have come."""
    actor = request.actor
    words = request.GET.get("q", "").strip()[:80]
    can_be_mine = actor.provider is not None and actor.may(Action.LOG_TIME)
    show = request.GET.get("show") or ("mine" if can_be_mine and not words else "all")
    mine = can_be_mine and show == "mine"
    found = patients_page(
        actor, words=words, mine=mine, after=_number(request, "after"), before=_number(request, "before")
    )
    progress = progress_of(actor, found.patients, today=actor.today)
    audit.record(actor, "patients.listed", new={"patients": [patient.pk for patient in found.patients]})
    context = {
        "rows": [{"patient": patient, "progress": progress.get(patient.pk)} for patient in found.patients],
        "page": found,
        "words": words,
        "show": "mine" if mine else "all",
        "query": urlencode({"q": words, "show": "mine" if mine else "all"}),
        "starred": starred(actor),
        "views": _views(words, mine=mine) if can_be_mine else [],
        "may_log": can_be_mine,
        "running": running_timer(actor),
        "may_merge": request.actor.may(Action.CORRECT_TIME),
        "may_add": actor.may(Action.CHANGE_ROSTER),
        "is_beginning": not found.patients and is_without_patients(actor),
    }
    return render(request, "timelog/patients.html", context)


@require_GET
@may(Action.SEE_PATIENTS)
def patient_detail(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Show one patient: facts, the running period, entries with everything they ever said, goals."""
    actor = request.actor
    patient = one_of(actor, Patient, patient_id)
    progress = progress_of(actor, [patient], today=actor.today).get(patient.pk)
    since = _since(request, today=actor.today)
    entries = entries_of_patient(actor, patient, starts_on=since, ends_on=actor.today)[:MOST_SHOWN]
    rows = entry_rows(actor, entries, with_history=True, progress=progress)
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    episode = (
        CareEpisode.objects.filter(patient=patient, starts_on__lte=actor.today)
        .select_related("agency")
        .last()
    )
    context = {
        "patient": patient,
        "progress": progress,
        "today": actor.today,
        "facts": facts_of(patient, episode=episode, progress=progress, today=actor.today),
        "rows": rows,
        "seconds": seconds_by_patient(actor, [patient], starts_on=since, ends_on=actor.today).get(
            patient.pk, 0
        ),
        "is_cut": len(rows) == MOST_SHOWN,
        "since": since,
        "earlier": since - timedelta(days=DAYS_SHOWN),
        "goals": rows_of(actor, Goal).filter(patient=patient).prefetch_related("revisions__recorded_by"),
        "may_change_goals": actor.may(Action.CHANGE_GOALS),
        "may_log": actor.may(Action.LOG_TIME) and actor.provider is not None,
        "may_enroll": actor.may(Action.CHANGE_ROSTER),
        "is_starred": patient.pk in starred(actor),
        "running": running_timer(actor),
        "tabs": patient_tabs(actor, patient, current="patients:detail"),
        "now": timezone.now(),
    }
    return render(request, "timelog/patient.html", context)


@require_GET
@may(Action.LOG_TIME)
def mine(request: MemberRequest) -> HttpResponse:
    """List one's own patients by what is at stake and what remains to do."""
    actor = request.actor
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "value"
    only = request.GET.get("only") if request.GET.get("only") in FILTERS else "all"
    assert sort is not None  # one of the sorts
    assert only is not None  # one of the filters
    found = (
        worklist(actor, today=actor.today, sort=sort, only=only, after=_number(request, "after"))
        if actor.provider
        else WorkPage((), None, 0, is_cut=False)
    )
    audit.record(actor, "patients.listed", new={"patients": [row.patient.pk for row in found.rows]})
    context = {
        "page": found,
        "query": urlencode({"sort": sort, "only": only}),
        "filters": [
            {
                "label": label,
                "url": "?" + urlencode({"sort": sort, "only": name}),
                "is_current": name == only,
            }
            for name, label in zip(
                FILTERS,
                (
                    "All",
                    "A step ahead",
                    f"{NEAR_MINUTES} min or less to it",
                    "Facts missing",
                    "A step reached",
                ),
                strict=True,
            )
        ],
        "heads": [
            {
                "label": label,
                "kind": kind,
                "is_sorted": name == sort,
                "way": "descending" if name == "value" else "ascending",
                "url": "?" + urlencode({"sort": name, "only": only}) if name else "",
            }
            for name, label, kind in HEADS
        ],
        "may_log": actor.provider is not None,
        "starred": starred(actor),
        "running": running_timer(actor),
    }
    return render(request, "timelog/worklist.html", context)


def _views(words: str, *, mine: bool) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": "?" + urlencode({"q": words, "show": show}),
            "is_current": (show == "mine") == mine,
        }
        for label, show in (("My patients", "mine"), ("All patients", "all"))
    ]


def _since(request: HttpRequest, *, today: date) -> date:
    """Return the first date to show entries of; three months back when the address names none."""
    usual = today - timedelta(days=DAYS_SHOWN)
    try:
        return max(date(1900, 6, 1), min(date.fromisoformat(request.GET.get("since", "")), usual))
    except ValueError:
        return usual


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None
