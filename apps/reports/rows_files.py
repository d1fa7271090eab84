"""The rows behind a figure as a file: all of them, whatever page was looked at."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may
from apps.practice.domain import sheets
from apps.practice.domain.roles import Action
from apps.practice.sheet_files import sheet_response
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.written import in_file
from apps.reports.report_files import sheet_column
from apps.reports.rows_shown import Listed, listed, rows_numbered, sums_of
from apps.reports.rows_views import asked_rows
from apps.reports.rows_why import explain, listed_as

MOST_ROWS = 20_000
AT_ONCE = 1000


@require_GET
@may(Action.SEE_REPORTS)
def file(request: MemberRequest, source: str, kind: str) -> Any:
    """Hand out the rows of an address as CSV or XLSX, up to 20,000 of them; the trail keeps whom they are about."""
    actor, wanted = request.actor, asked_rows(request, Source(source))
    shown = listed_as(wanted)
    count = sums_of(actor, wanted)["count"]
    if count > MOST_ROWS:
        messages.error(
            request,
            f"{count:,} rows are more than a file of them holds ({MOST_ROWS:,}). Take shorter dates, or one provider.",
        )
        return redirect(f"{reverse('reports:rows', args=[source])}?{wanted.query}")
    rows, subjects = _read(actor, wanted, shown)
    audit.record(actor, f"{shown.noun}.exported", new={"rows": sorted(subjects), "format": kind})
    columns = [sheets.Column(shown.label), *map(sheet_column, shown.columns)]
    now = timezone.now().astimezone(actor.time_zone)
    name = f"{shown.title.lower().replace(' ', '-')}-{actor.today}"
    return sheet_response(sheets.Sheet(shown.title, columns, rows), format=kind, name=name, made_at=now)


def _read(actor: Actor, wanted: Slice, shown: Listed) -> tuple[list[list[Any]], set[int]]:
    """Return all rows as a sheet has them, and the numbers by which the trail knows whom they are about."""
    rows: list[list[Any]] = []
    subjects: set[int] = set()
    numbers = list(listed(actor, wanted))
    for first in range(0, len(numbers), AT_ONCE):
        found = rows_numbered(actor, wanted.source, numbers[first : first + AT_ONCE])
        explain(actor, wanted, found)
        subjects.update(map(shown.subject, found))
        for row in (shown.row(each, actor) for each in found):
            cells = zip(row.cells, shown.columns, strict=True)
            rows.append([row.label, *(in_file(cell.value, column.unit) for cell, column in cells)])
    return rows, subjects
