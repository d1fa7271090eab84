"""Takes a whole import back: what it brought is removed, what it changed says again what it said; all of it or nothing.

Nothing is taken back that somebody has worked with since: a changed value, time, a period, a document on top of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey, Model, prefetch_related_objects

from apps.patients.imports.kinds import kind_of
from apps.patients.imports.on_top import lock, on_top, remove
from apps.patients.imports.rosters import State, in_states, recorded
from apps.patients.imports.writing import ORDER, as_kept, cause_of
from apps.patients.models import Coverage, Enrollment, Patient, RosterImport, RosterImportRow
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import AuditEvent
from apps.practice.records import lock_practice, plain_values, readable_values
from apps.problems import Problem, Refused

CHUNK = 500
SHOWN = 50
NOUNS = {
    "patients.facetofacevisit": "face_to_face",
    "patients.careepisode": "episode",
    "patients.careplan": "care_plan",
    "patients.plancopy": "plan_copy",
    "patients.patientstatus": "patient_status",
    "patients.patientidentifier": "identifier",
}

Progress = Callable[[int], object]
_Touch = tuple[RosterImportRow, dict[str, Any] | None, dict[str, Any]]
Touched = dict[type[Model], dict[int, _Touch]]
Numbers = dict[type[Model], set[int]]


@transaction.atomic
def ask_to_undo(roster: RosterImport, *, actor: Actor, now: datetime) -> RosterImport:
    """Let the background take an import back."""
    locked = in_states(roster, (State.DONE,), actor=actor)
    old = {"state": locked.state}
    locked.state, locked.asked_by, locked.problem = State.UNDOING, actor.user, ""
    locked.save(update_fields=["state", "asked_by", "problem"])
    new = {**recorded(locked), "state": locked.state}
    audit.record(actor, "roster_import.undo_asked_for", locked, old=old, new=new, at=now)
    return locked


@transaction.atomic
def undo_roster(
    roster: RosterImport,
    *,
    actor: Actor,
    now: datetime,
    progress: Progress = lambda _: None,
    changed: Progress = lambda _: None,
) -> RosterImport:
    """Take an import back, all of it or nothing; refuses with the rows and reasons that stand against it."""
    lock_practice(actor)
    locked = in_states(roster, (State.DONE, State.UNDOING), actor=actor)
    kind = kind_of(locked.kind)
    if kind.undo is not None:
        problems = _undone_by_kind(kind.undo, locked, actor, now, progress)
    else:
        problems = _problems_with(locked)
        for rows in () if problems else _chunks(locked):
            _take_back(rows, actor=actor, now=now, changed=changed, cause=cause_of(locked, is_undone=True))
            progress(len(rows))
    if problems:
        raise Refused([*problems[:SHOWN], *_and_more(len(problems) - SHOWN)])
    was, locked.state, locked.finished_at = locked.state, State.UNDONE, now
    locked.save(update_fields=["state", "finished_at"])
    old, new = {"state": was}, {**recorded(locked), "state": locked.state}
    audit.record(actor, "roster_import.undone", locked, old=old, new=new, at=now)
    return locked


def _undone_by_kind(
    undo: Any, roster: RosterImport, actor: Actor, now: datetime, progress: Progress
) -> list[Problem]:
    problems: list[Problem] = []
    for rows in _chunks(roster):
        problems += undo(actor, rows, f"The import of {roster.file_name} was undone", now)
        progress(len(rows))
    return problems


def _and_more(count: int) -> list[Problem]:
    return [Problem("and_more", f"And {count:,} more rows.")] if count > 0 else []


def _chunks(roster: RosterImport) -> Iterator[list[RosterImportRow]]:
    """Yield the rows that wrote something, the last first."""
    rows = roster.rows.exclude(writes=[]).order_by("-line").defer("changes", "problems", "to_complete")
    last: int | None = None
    while chunk := list((rows if last is None else rows.filter(line__lt=last))[:CHUNK]):
        last = chunk[-1].line
        yield chunk


def _numbers(roster: RosterImport) -> tuple[Numbers, Numbers]:
    """Return the numbers of everything that the import added, and of what it changed, by table."""
    added: Numbers = defaultdict(set)
    changed: Numbers = defaultdict(set)
    for writes in roster.rows.exclude(writes=[]).values_list("writes", flat=True).iterator(chunk_size=CHUNK):
        for table, pk, before, _ in writes:
            (added if before is None else changed)[apps.get_model(table)].add(pk)
    return added, changed


def _touched(rows: Sequence[RosterImportRow]) -> Touched:
    """Return what the rows wrote, by table and number: what it was before the first write, and after the last."""
    found: Touched = defaultdict(dict)
    for row in rows:
        for table, pk, before, after in reversed(row.writes):
            known = found[apps.get_model(table)]
            known[pk] = (row, before, known[pk][2] if pk in known else after)
    return found


def _problems_with(roster: RosterImport) -> list[Problem]:
    """Return what stands against taking an import back; what it brought and changed stays locked until the end."""
    brought, changed = _numbers(roster)
    for numbers in (brought, changed):
        lock(numbers)
    above = on_top(brought)
    later: dict[type[Model], set[int]] = defaultdict(set)
    return [each for rows in _chunks(roster) for each in _problems_with_some(rows, above, later)]


def _problems_with_some(
    rows: Sequence[RosterImportRow],
    above: Mapping[type[Model], Mapping[int, str]],
    later: dict[type[Model], set[int]],
) -> Iterator[Problem]:
    """Yield what stands against some rows; `later` is what rows of the same import changed again, further down."""
    for model, touched in _touched(rows).items():
        stored = {each.pk: each for each in model._default_manager.filter(pk__in=touched)}
        for pk, (row, before, after) in touched.items():
            if pk not in stored:
                yield _problem(row, f"the {model._meta.verbose_name} it wrote is gone")
            elif pk not in later[model] and _differs(stored[pk], before, after):
                yield _problem(row, f"the {model._meta.verbose_name} it wrote was changed since")
            elif before is None and (what := above.get(model, {}).get(pk)):
                yield _problem(row, f"{what} was recorded on top of the {model._meta.verbose_name}")
        later[model].update(pk for pk, (_, before, _) in touched.items() if before is not None)


def _problem(row: RosterImportRow, why: str) -> Problem:
    message = f"Row {row.line}, {row.label}: {why}. Put it right by hand; nothing was undone."
    return Problem("undo_stands_against", message, f"row {row.line}")


def _differs(stored: Model, before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    """Say whether what the import wrote no longer stands; values that it left alone may be others now."""
    values = plain_values(stored)
    return any(as_kept(values[name]) != after[name] for name in _said(before, after))


# The engine's own marks on a row.
_NOT_SAID = frozenset({"periods_are_cut"})


def _said(before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    """Return the names of the values that the import said; those it left alone are not its own."""
    return [
        name
        for name, value in after.items()
        if name not in _NOT_SAID and (before is None or before.get(name) != value)
    ]


def _take_back(
    rows: Sequence[RosterImportRow], *, actor: Actor, now: datetime, changed: Progress, cause: dict[str, Any]
) -> None:
    touched = _touched(rows)
    events: list[AuditEvent] = []
    gone_patients = {pk for pk, (_, before, _) in touched.get(Patient, {}).items() if before is None}
    for model in sorted(touched, key=ORDER.index, reverse=True):
        locked = model._default_manager.select_for_update().filter(pk__in=touched[model])
        stored: dict[int, Any] = {each.pk: each for each in locked}
        _name_what_they_point_at(list(stored.values()))
        restored = _restored(stored, touched[model])
        gone = [row for pk, row in stored.items() if pk not in restored]
        events += [_changed_back(stored[pk], new, actor, now, cause) for pk, (new, _) in restored.items()]
        events += [_removed(row, actor, now, cause) for row in gone]
        _write_back(model, restored)
        if gone:
            remove(model, [row.pk for row in gone])
        whose = {_patient_of(row) for row in stored.values()} - gone_patients - {None}
        if model is Coverage:
            Enrollment.objects.filter(patient__in=whose).update(periods_are_cut=False)
        for patient in whose:
            changed(int(patient or 0))
    audit.record_many(events)


def _name_what_they_point_at(rows: Sequence[Model]) -> None:
    """Read what the rows point at, which the audit trail names, once for all of them."""
    for field in rows[0]._meta.concrete_fields if rows else ():
        if isinstance(field, ForeignKey) and field.editable and field.name not in ("practice", "patient"):
            prefetch_related_objects(rows, field.name)


def _restored(stored: Mapping[int, Any], touched: Mapping[int, _Touch]) -> dict[int, tuple[Any, set[str]]]:
    """Return the rows that were changed, as they were before, by number, and the names of what is another then."""
    found = {}
    for pk, (_, before, after) in touched.items():
        if before is not None:
            names = {name for name in _said(before, after) if name in before}
            found[pk] = (_as_before(stored[pk], {name: before[name] for name in names}), names)
    _name_what_they_point_at([row for row, _ in found.values()])
    return found


def _as_before(row: Any, before: Mapping[str, Any]) -> Any:
    """Return a copy of a row that says what it said before."""
    copy = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    for name, value in before.items():
        field: Any = row._meta.get_field(name)
        setattr(copy, field.attname, field.to_python(value) if value is not None else None)
    return copy


def _write_back(model: type[Model], restored: Mapping[int, tuple[Any, set[str]]]) -> None:
    rows = [row for row, _ in restored.values()]
    names = {name for _, several in restored.values() for name in several}
    if model is Enrollment:
        names.add("periods_are_cut")
        for row in rows:
            row.periods_are_cut = False
    if rows:
        model._default_manager.bulk_update(rows, sorted(names), batch_size=CHUNK)


def _patient_of(row: Model) -> int | None:
    return row.pk if isinstance(row, Patient) else getattr(row, "patient_id", None)


def _changed_back(
    row: Model, restored: Model, actor: Actor, now: datetime, cause: dict[str, Any]
) -> AuditEvent:
    old, new = readable_values(row), readable_values(restored)
    different = [name for name in new if old.get(name) != new[name]]
    return audit.event(
        actor, f"{_noun(type(row))}.changed", row, patient_id=_patient_of(row), at=now,
        old={name: old[name] for name in different}, new={**{name: new[name] for name in different}, **cause},
    )  # fmt: skip


def _removed(row: Model, actor: Actor, now: datetime, cause: dict[str, Any]) -> AuditEvent:
    old = {name: value for name, value in readable_values(row).items() if value not in ("", None)}
    return audit.event(
        actor, f"{_noun(type(row))}.removed", row, patient_id=_patient_of(row), old=old, new=cause, at=now
    )


def _noun(model: type[Model]) -> str:
    return NOUNS.get(model._meta.label_lower, model._meta.model_name or "row")
