"""What the pages of the roster imports show."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404

from apps.patients.domain.roster_csv import Looked, look_at_table
from apps.patients.imports import progress
from apps.patients.imports.kinds import kind_of
from apps.patients.imports.rosters import ROW_STATES
from apps.patients.models import RosterImport, RosterImportRow
from apps.practice.access import Actor, rows_of
from apps.problems import Refused

TO_COMPLETE = "to_complete"
LABELS = {
    "": ("rows", "layers"),
    "new": ("new", "plus"),
    "changed": ("changed", "pencil"),
    "same": ("same", "minus"),
    "refused": ("refused", "circle-x"),
    TO_COMPLETE: ("to complete", "circle-help"),
}


@dataclass(frozen=True)
class Counter:
    """A count that filters the rows."""

    count: int
    label: str
    url: str
    is_current: bool
    icon: str


def imports_of(actor: Actor) -> QuerySet[RosterImport]:
    """Return the imports of the practice, the newest first, without the files themselves."""
    return rows_of(actor, RosterImport).defer("content").select_related("uploaded_by")


def rows_shown(roster: RosterImport, *, show: str) -> QuerySet[RosterImportRow]:
    """Return the rows of an import in one state, those with something to complete, or all."""
    rows = RosterImportRow.objects.filter(roster_import=roster)
    if show == TO_COMPLETE:
        return rows.exclude(to_complete=[])
    return rows.filter(state=show) if show in ROW_STATES else rows


def whom(roster: RosterImport, rows: Iterable[RosterImportRow]) -> dict[str, list[int]]:
    """Return what the trail says of a look at rows: the patients of the roster that they are about.

    Rows from before they kept that say nothing, not nobody: the access report tells that they are not named.
    """
    seen = list(rows)
    if kind_of(roster.kind).is_of_patients and any(_should_name(row) for row in seen):
        return {}
    return {"patients": sorted({row.patient_id for row in seen if row.patient_id is not None})}


def _should_name(row: RosterImportRow) -> bool:
    is_known = row.state in (RosterImportRow.State.CHANGED, RosterImportRow.State.SAME) or bool(row.writes)
    return is_known and row.patient_id is None


def columns_of(roster: RosterImport) -> Looked:
    """Return the columns of a table as they are matched so far, with its first rows; refuses what cannot be read.

    A FHIR file has none, and nothing is kept of a file that was put away: there is nothing to be found.
    """
    if roster.layout not in (RosterImport.Layout.CSV, RosterImport.Layout.XLSX) or not roster.content:
        raise Http404("There are no columns to match: it is a FHIR file, or it was put away.")
    table = kind_of(roster.kind).table
    looked = look_at_table(bytes(roster.content), kind=table, matches=roster.matches)
    if isinstance(looked, list):
        raise Refused(looked)
    return looked


def counters(roster: RosterImport, *, show: str) -> list[Counter]:
    """Return how many rows are in each state, as links that show only those; an undone import asks for nothing."""
    counts = {state: roster.counts.get(state, 0) for state in (*ROW_STATES, TO_COMPLETE)}
    counts[""] = sum(counts[state] for state in ROW_STATES)
    return [
        Counter(counts[key], label, f"?{urlencode({'show': key})}" if key else "?", show == key, icon)
        for key, (label, icon) in LABELS.items()
        if key != TO_COMPLETE or roster.state != RosterImport.State.UNDONE
    ]


def progress_of(roster: RosterImport) -> dict[str, object]:
    """Return what the bar of an import in the background shows; the rows are counted once they were read."""
    total = sum(roster.counts.get(state, 0) for state in ROW_STATES)
    if roster.state == RosterImport.State.UNDOING:
        total = comes_in(roster)
    done = progress.done_of(roster.pk)
    return {"roster": roster, "done": min(done, total) if total else done, "total": total}


def comes_in(roster: RosterImport) -> int:
    """Return how many rows an import adds or changes."""
    return int(roster.counts.get("new", 0)) + int(roster.counts.get("changed", 0))
