"""A day of one's own as a time line, adjusted in place; and the week as a grid."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.timelog import pages
from apps.timelog.day_selectors import closed_books, own_week
from apps.timelog.domain.clock import ONE_DAY
from apps.timelog.domain.day_line import DayLine, Gap, Sitting, day_line, gaps_before
from apps.timelog.forms_correcting import AdjustForm
from apps.timelog.models import TimeEntry
from apps.timelog.operations import amend_entry
from apps.timelog.pages import EntryRow
from apps.timelog.rows import entry_rows
from apps.timelog.selectors import own_entries, own_totals, running_timer

WEEK = timedelta(days=7)
MOST_SHOWN = 200
FIRST, LAST = date(1900, 1, 8), date(2199, 12, 20)


@dataclass(frozen=True, slots=True)
class DayRow:
    """An entry on the page of a day: free time before it, whether it is closed, and the form that adjusts it."""

    row: EntryRow
    gap: Gap | None
    overlaps: bool
    is_closed: bool
    form: AdjustForm | None


@require_GET
@may(Action.LOG_TIME)
def day(request: MemberRequest) -> HttpResponse:
    """Show one's own entries of a date on a line, with what is free between them."""
    return _day(request, day_named(request))


@require_POST
@may(Action.LOG_TIME)
def adjust(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Move, lengthen or shorten one's own entry, with a reason: a correction like any other."""
    actor = request.actor
    rows = TimeEntry.objects.select_related("current_version", "patient", "provider")
    entry = one_of(actor, rows.filter(provider=actor.provider), entry_id)
    version = entry.current_version
    assert version is not None  # every entry gets its first version in the transaction that adds it
    form = AdjustForm(request.POST, version=version, time_zone=actor.time_zone)
    done = pages.accepted(
        form,
        lambda: amend_entry(
            entry,
            actor=actor,
            draft=form.draft(time_zone=actor.time_zone),
            based_on=form.cleaned_data["based_on"],
            now=timezone.now(),
        ),
    )
    if not done:
        return _day(request, version.performed_on, refused=form)
    pages.say_done(request, "Adjusted. The old times stay readable.", done.entry)
    return redirect(f"{reverse('timelog:day')}?day={version.performed_on}#entry-{entry.pk}")


@require_GET
@may(Action.LOG_TIME)
def week(request: MemberRequest) -> HttpResponse:
    """Show one's own week as a grid of patients or activities by day."""
    actor, on = request.actor, day_named(request)
    monday = on - timedelta(days=on.weekday())
    by_activity = request.GET.get("by") == "activity"
    found = own_week(actor, monday=monday, by_activity=by_activity) if actor.provider else None
    shown = [row.patient_id for row in found.rows if row.patient_id] if found else []
    audit.record(actor, "week.viewed", actor.provider, new={"from": monday, "patients": shown})
    context = {
        "week": found,
        "columns": list(zip(found.days, found.seconds, strict=True)) if found else [],
        "by_activity": by_activity,
        "monday": monday,
        "sunday": monday + WEEK - ONE_DAY,
        "earlier": max(monday - WEEK, FIRST),
        "later": monday + WEEK if monday + WEEK <= actor.today else None,
        "today": actor.today,
        "tabs": tabs("week", on),
    }
    return render(request, "timelog/week.html", context)


def day_named(request: MemberRequest) -> date:
    """Return the date named in the address; today when there is none or it is not one."""
    try:
        named = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return request.actor.today
    return min(max(named, FIRST), LAST)


def tabs(current: str, on: date) -> list[dict[str, object]]:
    """Return the three ways to look at one's own time around `on`."""
    named = (("day", "Day"), ("week", "Week"), ("entries", "List"))
    return [
        {
            "label": label,
            "url": f"{reverse(f'timelog:{name}')}?day={on.isoformat()}",
            "is_current": name == current,
        }
        for name, label in named
    ]


def _day(request: MemberRequest, on: date, *, refused: AdjustForm | None = None) -> HttpResponse:
    actor = request.actor
    found = (
        entry_rows(actor, own_entries(actor, starts_on=on, ends_on=on)[:MOST_SHOWN]) if actor.provider else []
    )
    total = own_totals(actor, starts_on=on, ends_on=on).get(on) if actor.provider else None
    audit.record(
        actor, "day.viewed", actor.provider, new={"day": on, "rows": [row.entry.pk for row in found]}
    )
    closed = closed_books(actor, [row.entry.book_id for row in found], day=on)
    line, timed = _timed(found, on, actor=actor, closed=closed, refused=refused)
    untimed = [row for row in found if row.version.started_at is None and not row.version.is_void]
    context = {
        "day": on,
        "line": line,
        "timed": timed,
        "untimed": [_row(row, actor=actor, closed=closed, refused=refused) for row in untimed],
        "void": [row for row in found if row.version.is_void],
        "total": total,
        "clocked": sum(each.row.version.seconds for each in timed),
        "earlier": max(on - ONE_DAY, FIRST),
        "later": on + ONE_DAY if on < actor.today else None,
        "today": actor.today,
        "timer": running_timer(actor) if on == actor.today else None,
        "has_provider": actor.provider is not None,
        "tabs": tabs("day", on),
        "is_cut": len(found) == MOST_SHOWN,
        "is_refused": refused is not None,
    }
    return render(request, "timelog/day.html", context, status=UNPROCESSABLE if refused else 200)


def _timed(
    found: list[EntryRow], on: date, *, actor: Actor, closed: set[int], refused: AdjustForm | None
) -> tuple[DayLine, list[DayRow]]:
    rows = [row for row in found if row.version.started_at is not None and not row.version.is_void]
    rows.sort(key=lambda row: (str(row.version.started_at), row.entry.pk))
    sittings = [
        Sitting(row.entry.pk, row.version.started_at, row.version.ended_at)
        for row in rows
        if row.version.started_at and row.version.ended_at
    ]
    line = day_line(sittings, day=on, time_zone=actor.time_zone)
    gaps = gaps_before(sittings)
    overlapping = {mark.key for mark in line.marks if mark.overlaps}
    return line, [
        replace(
            _row(row, actor=actor, closed=closed, refused=refused),
            gap=gaps.get(row.entry.pk),
            overlaps=row.entry.pk in overlapping,
        )
        for row in rows
    ]


def _row(row: EntryRow, *, actor: Actor, closed: set[int], refused: AdjustForm | None) -> DayRow:
    is_closed = row.entry.book_id in closed
    form: AdjustForm | None = None
    if refused is not None and refused.version.pk == row.version.pk:
        form = refused
    elif not is_closed:
        form = AdjustForm(version=row.version, time_zone=actor.time_zone, auto_id=f"id_%s_{row.entry.pk}")
    return DayRow(row, None, overlaps=False, is_closed=is_closed, form=form)
