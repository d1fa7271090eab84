"""The acts of an import: receive a file, match its columns, judge it row by row, put it away."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from apps.patients.domain.roster import RosterFile
from apps.patients.domain.roster_columns import comparable, is_reason
from apps.patients.domain.roster_csv import look_at_table
from apps.patients.domain.roster_files import (
    LARGEST_BYTES,
    check_file,
    is_fhir,
    is_workbook,
    read_roster,
    too_large,
)
from apps.patients.imports.kinds import kind_of, plans_of
from apps.patients.imports.planning import RowPlan
from apps.patients.imports.workbooks import table_of
from apps.patients.models import ColumnMatch, RosterImport, RosterImportRow
from apps.practice import audit
from apps.practice.access import Actor, one_of
from apps.practice.bulk import insert
from apps.practice.domain.dates import in_words, local_day
from apps.problems import Problem, Refused, refuse_any

State = RosterImport.State
Layout = RosterImport.Layout
ROW_STATES = ("new", "changed", "same", "refused")

# Told how many rows are done, after each chunk; or, one by one, which patients of the roster were changed.
Progress = Callable[[int], object]


def silent(_number: int) -> None:
    """Tell nobody."""


def preview_roster(
    content: bytes,
    *,
    actor: Actor,
    file_name: str,
    now: datetime,
    today: date,
    kind: str = "patients",
    progress: Progress = silent,
) -> RosterImport:
    """Judge every row of a file and keep the judgement; change nobody. Refuses a file that cannot be read."""
    with transaction.atomic():
        roster = receive_roster([(file_name, content)], actor=actor, kind=kind, now=now)
        return judge_roster(roster, actor=actor, now=now, today=today, progress=progress)


@transaction.atomic
def bring_roster(
    files: Sequence[tuple[str, bytes]],
    *,
    actor: Actor,
    kind: str,
    at_once_bytes: int,
    now: datetime,
    today: date,
) -> RosterImport:
    """Receive what was chosen, and judge it at once unless columns are to be matched or it is large."""
    roster = receive_roster(files, actor=actor, kind=kind, now=now)
    if roster.state != State.JUDGING or len(roster.content) > at_once_bytes:
        return roster
    return judge_roster(roster, actor=actor, now=now, today=today)


@transaction.atomic
def receive_roster(
    files: Sequence[tuple[str, bytes]], *, actor: Actor, kind: str, now: datetime
) -> RosterImport:
    """Keep a file that was chosen, with its columns matched as far as their names are known; judge nothing yet.

    Several files are taken together when all are NDJSON, as bulk exports write one for each type of resource.
    """
    size = sum(len(content) for _, content in files)
    refuse_any([too_large(size)] if size > LARGEST_BYTES else [])
    file_name, content, layout = _one_file(files)
    roster = RosterImport(
        practice=actor.practice, uploaded_by=actor.user, file_name=_plain_name(file_name), kind=kind, layout=layout,
        sha256=sha256(content).hexdigest(), created_at=now, state=State.JUDGING,
    )  # fmt: skip
    if layout == Layout.XLSX:
        table = table_of(content)
        refuse_any([table] if isinstance(table, Problem) else [])
        content = table if isinstance(table, bytes) else b""
    refuse_any(check_file(content))
    roster.content = content
    if layout in (Layout.CSV, Layout.XLSX):
        _match(roster)
    roster.save()
    audit.record(
        actor, "roster_import.received", roster, new={"file": roster.file_name, "kind": kind}, at=now
    )
    return roster


def _one_file(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes, RosterImport.Layout]:
    """Return the name, content and layout of what was chosen."""
    name, content = files[0]
    if len(files) > 1:
        if not all(is_fhir(each) and _is_ndjson(each) for _, each in files):
            message = "Several files are taken together only as NDJSON of one bulk export. Choose one file."
            raise Refused(Problem("files_not_ndjson", message, "file"))
        return f"{name} and {len(files) - 1} more", b"\n".join(each for _, each in files), Layout.NDJSON
    if is_workbook(content):
        return name, content, Layout.XLSX
    if is_fhir(content):
        return name, content, Layout.NDJSON if _is_ndjson(content) else Layout.BUNDLE
    return name, content, Layout.CSV


def _is_ndjson(content: bytes) -> bool:
    lines = [line for line in content.lstrip().split(b"\n", 2)[:2] if line.strip()]
    return len(lines) > 1 and all(
        line.strip().startswith(b"{") and line.strip().endswith(b"}") for line in lines
    )


def _match(roster: RosterImport) -> None:
    """Match the columns by their names and by what was chosen for them before; a person is asked about the others."""
    table = kind_of(roster.kind).table
    kept = ColumnMatch.objects.filter(practice=roster.practice_id, kind=roster.kind)
    remembered = dict(kept.values_list("name", "column"))
    looked = look_at_table(bytes(roster.content), kind=table, matches=remembered)
    if isinstance(looked, list):
        raise Refused(looked)
    names, columns = looked.header.names, looked.header.columns
    roster.matches = {
        name: column.name if column else "" for name, column in zip(names, columns, strict=True)
    }
    unknown = [  # a corrected file of refused rows has the reasons still
        name
        for name, column in zip(names, columns, strict=True)
        if name and column is None and comparable(name) not in remembered and not is_reason(name)
    ]
    if unknown or looked.header.problems:
        roster.state = State.MATCHING


@transaction.atomic
def judge_roster(
    roster: RosterImport, *, actor: Actor, now: datetime, today: date, progress: Progress = silent
) -> RosterImport:
    """Judge every row of a received file and keep the judgement; change nobody."""
    locked = in_states(roster, (State.JUDGING, State.MATCHING), actor=actor)
    _judge(locked, read_kept(locked, today=today), actor=actor, today=today, progress=progress)
    locked.state = State.PREVIEWED
    locked.save(update_fields=["state"])
    audit.record(actor, "roster_import.previewed", locked, new=recorded(locked), at=now)
    return locked


def read_kept(roster: RosterImport, *, today: date) -> RosterFile:
    """Return the rows of the file that is kept, as its columns are matched now; refuses what cannot be read."""
    table = kind_of(roster.kind).table
    file = read_roster(bytes(roster.content), today=today, kind=table, matches=roster.matches)
    if isinstance(file, RosterFile):
        return file
    raise Refused(file)


def _plain_name(file_name: str) -> str:
    name = "".join(character for character in file_name if character.isprintable())
    return name.replace("\\", "/").rsplit("/", 1)[-1][-200:]


def _judge(roster: RosterImport, file: RosterFile, *, actor: Actor, today: date, progress: Progress) -> None:
    roster.rows.all().delete()
    counts = dict.fromkeys((*ROW_STATES, "to_complete"), 0)
    for plans in plans_of(kind_of(roster.kind), actor, file, today=today).chunks():
        insert([_stored_row(roster, plan) for plan in plans])
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
        patient_id=plan.patient.pk if plan.patient else None,
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
    _judge(locked, read_kept(locked, today=today), actor=actor, today=today, progress=silent)
    return locked


@transaction.atomic
def give_back(roster: RosterImport, *, actor: Actor, problem: str, now: datetime) -> RosterImport:
    """Let an import that was stopped, or cannot be carried out, wait again where it began; nothing of it was kept."""
    locked = in_states(roster, (State.RUNNING, State.JUDGING, State.UNDOING), actor=actor)
    before = {State.RUNNING: State.PREVIEWED, State.UNDOING: State.DONE, State.JUDGING: State.DISCARDED}
    old = {"state": locked.state, "problem": locked.problem}
    locked.state, locked.problem = before[State(locked.state)], problem
    if locked.state == State.DISCARDED and locked.layout in (Layout.CSV, Layout.XLSX):
        locked.state = State.MATCHING
    elif locked.state == State.DISCARDED:
        locked.content, locked.finished_at = b"", now
    locked.save(update_fields=["state", "problem", "content", "finished_at"])
    new = {"state": locked.state, "problem": problem}
    audit.record(actor, "roster_import.stopped", locked, old=old, new=new, at=now)
    return locked


def in_states(roster: RosterImport, states: tuple[State, ...], *, actor: Actor) -> RosterImport:
    """Return the import, locked; refuse what cannot be done in the state that it is in."""
    locked = one_of(actor, RosterImport.objects.select_for_update(of=("self",)), roster.pk)
    if locked.state in states:
        return locked
    finished = (
        in_words(local_day(locked.finished_at, actor.practice.time_zone)) if locked.finished_at else "before"
    )
    words = {
        State.DONE: f"imported on {finished}", State.DISCARDED: f"discarded on {finished}",
        State.UNDONE: "undone",
    }  # fmt: skip
    said = words.get(State(locked.state))
    message = (
        f"This file was {said}. Choose it again to see what it would do now."
        if said
        else f"This file is at another step: {locked.get_state_display().lower()}. Look at its page again."
    )
    raise Refused(Problem("import_finished", message))


def _open_import(roster: RosterImport, *, actor: Actor) -> RosterImport:
    return in_states(roster, (State.PREVIEWED, State.MATCHING), actor=actor)


@transaction.atomic
def discard_roster(roster: RosterImport, *, actor: Actor, now: datetime) -> RosterImport:
    """Put a previewed file away without importing it: its content and its rows are forgotten."""
    locked = _open_import(roster, actor=actor)
    locked.rows.all().delete()
    old = {"state": locked.state}
    locked.content, locked.state, locked.finished_at = b"", State.DISCARDED, now
    locked.save(update_fields=["content", "state", "finished_at"])
    audit.record(
        actor,
        "roster_import.discarded",
        locked,
        old=old,
        new={**recorded(locked), "state": locked.state},
        at=now,
    )
    return locked


def recorded(roster: RosterImport) -> dict[str, object]:
    """Return what the audit trail says of an import."""
    counts = {name: roster.counts.get(name, 0) for name in ROW_STATES}
    return {"file": roster.file_name, "sha256": roster.sha256, **counts}
