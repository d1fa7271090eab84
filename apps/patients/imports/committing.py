"""Carries an import out exactly as its preview showed it, all of it or nothing."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from apps.patients.imports.kinds import ImportKind, kind_of, plans_of
from apps.patients.imports.planning import RowPlan
from apps.patients.imports.rosters import Progress, State, in_states, read_kept, recorded, silent
from apps.patients.models import RosterImport, RosterImportRow
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.bulk import update_each
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused

STALE = "preview_stale"


@transaction.atomic
def ask_to_commit(
    roster: RosterImport, *, actor: Actor, accept_good_rows: bool, now: datetime
) -> RosterImport:
    """Let the background carry an import out; refuses while rows are refused, unless `accept_good_rows`."""
    locked = in_states(roster, (State.PREVIEWED,), actor=actor)
    _refuse_bad_rows(locked, accept_good_rows=accept_good_rows)
    old = {"state": locked.state, "accepts_good_rows": locked.accepts_good_rows}
    locked.state, locked.accepts_good_rows, locked.asked_by = State.RUNNING, accept_good_rows, actor.user
    locked.problem = ""
    locked.save(update_fields=["state", "accepts_good_rows", "asked_by", "problem"])
    new = {**recorded(locked), "state": locked.state, "accepts_good_rows": accept_good_rows}
    audit.record(actor, "roster_import.asked_for", locked, old=old, new=new, at=now)
    return locked


@transaction.atomic
def commit_roster(
    roster: RosterImport,
    *,
    actor: Actor,
    accept_good_rows: bool,
    now: datetime,
    today: date,
    progress: Progress = silent,
    changed: Progress = silent,
) -> RosterImport:
    """Carry out an import exactly as its preview showed it, all of it or nothing.

    Refuses while rows are refused, unless `accept_good_rows`; and when the roster changed since the preview so that a
    row would now do something else (code `preview_stale`).
    """
    lock_practice(actor)
    locked = in_states(roster, (State.PREVIEWED, State.RUNNING), actor=actor)
    _refuse_bad_rows(locked, accept_good_rows=accept_good_rows)
    kind = kind_of(locked.kind)
    planner = plans_of(kind, actor, read_kept(locked, today=today), today=today, is_locked=True)
    for plans in planner.chunks():
        rows = _refuse_stale(locked, plans)
        planner.added |= kind.write(plans, actor=actor, now=now, source=locked)
        _keep_written(kind, plans, rows)
        for plan in plans:
            if plan.state == "changed" and plan.patient is not None:
                changed(plan.patient.pk)
        progress(len(plans))
    old = {"state": locked.state}
    locked.state, locked.finished_at = State.DONE, now
    locked.save(update_fields=["state", "finished_at"])
    audit.record(
        actor, "roster_import.done", locked, old=old, new={**recorded(locked), "state": locked.state}, at=now
    )
    return locked


def _refuse_bad_rows(roster: RosterImport, *, accept_good_rows: bool) -> None:
    refused = roster.counts["refused"]
    if refused and not accept_good_rows:
        message = (
            f"{refused} row{'s are' if refused > 1 else ' is'} refused. Correct the file and choose it again, "
            "or import the good rows only."
        )
        raise Refused(Problem("rows_refused", message))


def _refuse_stale(roster: RosterImport, plans: list[RowPlan]) -> dict[int, RosterImportRow]:
    """Return the rows of the preview by line; refuse when one would now do something else."""
    rows = roster.rows.filter(line__gte=plans[0].line, line__lte=plans[-1].line)
    shown = {row.line: row for row in rows.defer("problems", "to_complete")}
    different = [
        plan.line
        for plan in plans
        if (row := shown.get(plan.line)) is None or (row.state, row.changes) != plan.judgement
    ]
    if different:
        message = (
            f"The roster changed since this preview: row {different[0]} would now do something else. Nothing was "
            "imported. Look at the renewed preview, then import."
        )
        raise Refused(Problem(STALE, message))
    return shown


def _keep_written(kind: ImportKind, plans: list[RowPlan], rows: Mapping[int, RosterImportRow]) -> None:
    written = [(rows[plan.line].pk, plan, writes) for plan in plans if (writes := kind.written(plan))]
    update_each(RosterImportRow, "writes", {pk: writes for pk, _, writes in written})
    whose = {pk: plan.patient.pk for pk, plan, _ in written if plan.patient}
    update_each(RosterImportRow, "patient_id", whose)
