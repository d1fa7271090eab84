"""The three acts of an import: judge a file row by row, carry it out as it was judged, or put it away."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from apps.patients.domain.roster import RosterFile
from apps.patients.domain.roster_files import read_roster
from apps.patients.imports.planning import Planner, RowPlan
from apps.patients.imports.writing import write_plans
from apps.patients.models import RosterImport, RosterImportRow
from apps.practice import audit
from apps.practice.access import Actor, one_of
from apps.practice.domain.dates import in_words
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused, refuse_any

State = RosterImport.State
ROW_STATES = ("new", "changed", "same", "refused")
STALE = "preview_stale"

# Told how many rows are done, after each chunk; or, one by one, which patients of the roster were changed.
Progress = Callable[[int], object]


def _silent(_number: int) -> None:
    """Tell nobody."""


@transaction.atomic
def preview_roster(
    content: bytes,
    *,
    actor: Actor,
    file_name: str,
    now: datetime,
    today: date,
    progress: Progress = _silent,
) -> RosterImport:
    """Judge every row of a file and keep the judgement; change nobody. Refuses a file that cannot be read."""
    roster = RosterImport(
        practice=actor.practice,
        uploaded_by=actor.user,
        file_name=_plain_name(file_name),
        sha256=sha256(content).hexdigest(),
        content=content,
        created_at=now,
    )
    file = _read(content, today=today)
    roster.save()
    _judge(roster, file, actor=actor, today=today, progress=progress)
    audit.record(actor, "roster_import.previewed", roster, new=_recorded(roster), at=now)
    return roster


def _read(content: bytes, *, today: date) -> RosterFile:
    file = read_roster(content, today=today)
    if isinstance(file, RosterFile):
        return file
    raise Refused(file)


def _plain_name(file_name: str) -> str:
    name = "".join(character for character in file_name if character.isprintable())
    return name.replace("\\", "/").rsplit("/", 1)[-1][-200:]


def _judge(roster: RosterImport, file: RosterFile, *, actor: Actor, today: date, progress: Progress) -> None:
    roster.rows.all().delete()
    counts = dict.fromkeys((*ROW_STATES, "to_complete"), 0)
    for plans in Planner(actor, file, today=today).chunks():
        RosterImportRow.objects.bulk_create([_stored_row(roster, plan) for plan in plans])
        for plan in plans:
            counts[plan.state] += 1
            counts["to_complete"] += bool(plan.to_complete)
        progress(len(plans))
    if not any(counts.values()):
        refuse_any(
            [Problem("no_rows", "The file holds a header and no rows. Export the roster again.", "file")]
        )
    roster.counts = {**counts, "kind": file.kind, "findings": list(file.findings)}
    roster.save(update_fields=["counts"])


def _stored_row(roster: RosterImport, plan: RowPlan) -> RosterImportRow:
    return RosterImportRow(
        practice_id=roster.practice_id,
        roster_import=roster,
        line=plan.line,
        label=plan.label,
        state=plan.state,
        changes=plan.changes,
        problems=[asdict(each) for each in plan.problems],
        to_complete=[asdict(each) for each in plan.to_complete],
    )


@transaction.atomic
def renew_preview(roster: RosterImport, *, actor: Actor, today: date) -> RosterImport:
    """Judge the rows of an import that is not carried out yet once more, as things are now."""
    locked = _open_import(roster, actor=actor)
    file = _read(bytes(locked.content), today=today)
    _judge(locked, file, actor=actor, today=today, progress=_silent)
    return locked


@transaction.atomic
def commit_roster(
    roster: RosterImport,
    *,
    actor: Actor,
    accept_good_rows: bool,
    now: datetime,
    today: date,
    progress: Progress = _silent,
    changed: Progress = _silent,
) -> RosterImport:
    """Carry out an import exactly as its preview showed it, all of it or nothing.

    Refuses while rows are refused, unless `accept_good_rows`; and when the roster changed since the preview so that a
    row would now do something else (code `preview_stale`).
    """
    lock_practice(actor)
    locked = _open_import(roster, actor=actor)
    refused = locked.counts["refused"]
    if refused and not accept_good_rows:
        message = (
            f"{refused} row{'s are' if refused > 1 else ' is'} refused. Correct the file and choose it again, "
            "or import the good rows only."
        )
        raise Refused(Problem("rows_refused", message))
    planner = Planner(actor, _read(bytes(locked.content), today=today), today=today, is_locked=True)
    for plans in planner.chunks():
        _refuse_stale(locked, plans)
        planner.added |= write_plans(plans, actor=actor, now=now)
        for plan in plans:
            if plan.state == "changed" and plan.patient is not None:
                changed(plan.patient.pk)
        progress(len(plans))
    locked.state, locked.finished_at = State.DONE, now
    locked.save(update_fields=["state", "finished_at"])
    audit.record(actor, "roster_import.done", locked, new=_recorded(locked), at=now)
    return locked


def _refuse_stale(roster: RosterImport, plans: list[RowPlan]) -> None:
    rows = roster.rows.filter(line__gte=plans[0].line, line__lte=plans[-1].line)
    shown = {line: (state, changes) for line, state, changes in rows.values_list("line", "state", "changes")}
    different = [plan.line for plan in plans if shown.get(plan.line) != plan.judgement]
    if different:
        message = (
            f"The roster changed since this preview: row {different[0]} would now do something else. Nothing was "
            "imported. Look at the renewed preview, then import."
        )
        raise Refused(Problem(STALE, message))


def _open_import(roster: RosterImport, *, actor: Actor) -> RosterImport:
    locked = one_of(actor, RosterImport.objects.select_for_update(), roster.pk)
    if locked.state != State.PREVIEWED:
        finished = in_words(locked.finished_at.date()) if locked.finished_at else "before"
        word = "imported" if locked.state == State.DONE else "discarded"
        message = f"This file was {word} on {finished}. Choose it again to see what it would do now."
        raise Refused(Problem("import_finished", message))
    return locked


@transaction.atomic
def discard_roster(roster: RosterImport, *, actor: Actor, now: datetime) -> RosterImport:
    """Put a previewed file away without importing it: its content and its rows are forgotten."""
    locked = _open_import(roster, actor=actor)
    locked.rows.all().delete()
    locked.content, locked.state, locked.finished_at = b"", State.DISCARDED, now
    locked.save(update_fields=["content", "state", "finished_at"])
    audit.record(actor, "roster_import.discarded", locked, new=_recorded(locked), at=now)
    return locked


def _recorded(roster: RosterImport) -> dict[str, object]:
    counts = {name: roster.counts.get(name, 0) for name in ROW_STATES}
    return {"file": roster.file_name, "sha256": roster.sha256, **counts}
