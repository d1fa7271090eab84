"""Takes a whole import back: what it brought is removed, what it changed says again what it said; all of it or nothing.

Nothing is taken back that somebody has worked with since: a changed value, time, a period, a document on top of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from apps.patients.imports.kinds import kind_of
from apps.patients.imports.rosters import State, in_states, recorded
from apps.patients.imports.writing import ORDER, as_kept, cause_of
from apps.patients.models import Coverage, Document, Enrollment, RosterImport, RosterImportRow
from apps.patients.selectors_documents import WORDS
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import AuditEvent
from apps.practice.records import lock_practice, plain_values, readable_values
from apps.problems import Problem, Refused

CHUNK = 200
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
Touched = dict[type[Model], dict[int, tuple[RosterImportRow, dict[str, Any] | None, dict[str, Any]]]]


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
        brought = _brought(locked)
        problems = [each for rows in _chunks(locked) for each in _problems_with(rows, brought)]
        for rows in () if problems else _chunks(locked):
            _take_back(rows, actor=actor, now=now, changed=changed, cause=cause_of(locked, is_undone=True))
            progress(len(rows))
    if problems:
        raise Refused([*problems[:SHOWN], *_and_more(len(problems) - SHOWN)])
    was, locked.state, locked.finished_at = locked.state, State.UNDONE, now
    locked.save(update_fields=["state", "finished_at"])
    old, new = {**recorded(locked), "state": was}, {"state": locked.state}
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


def _brought(roster: RosterImport) -> dict[type[Model], set[int]]:
    """Return the numbers of everything that the import added, by table."""
    found: dict[type[Model], set[int]] = defaultdict(set)
    for writes in roster.rows.exclude(writes=[]).values_list("writes", flat=True).iterator(chunk_size=CHUNK):
        for table, pk, before, _ in writes:
            if before is None:
                found[apps.get_model(table)].add(pk)
    return found


def _touched(rows: Sequence[RosterImportRow]) -> Touched:
    """Return what the rows wrote, by table and number: what it was before the first write, and after the last."""
    found: Touched = defaultdict(dict)
    for row in rows:
        for table, pk, before, after in reversed(row.writes):
            known = found[apps.get_model(table)]
            known[pk] = (row, before, known[pk][2] if pk in known else after)
    return found


def _problems_with(
    rows: Sequence[RosterImportRow], brought: dict[type[Model], set[int]]
) -> Iterator[Problem]:
    for model, touched in _touched(rows).items():
        stored = {each.pk: each for each in model._default_manager.filter(pk__in=touched)}
        added = {pk for pk, (_, before, _) in touched.items() if before is None and pk in stored}
        for pk, (row, before, after) in touched.items():
            if pk not in stored:
                yield _problem(row, f"the {model._meta.verbose_name} it wrote is gone")
            elif _differs(stored[pk], before, after):
                yield _problem(row, f"the {model._meta.verbose_name} it wrote was changed since")
        for pk, what in _on_top(model, added, brought):
            yield _problem(touched[pk][0], f"{what} was recorded on top of the {model._meta.verbose_name}")


def _problem(row: RosterImportRow, why: str) -> Problem:
    message = f"Row {row.line}, {row.label}: {why}. Put it right by hand; nothing was undone."
    return Problem("undo_stands_against", message, f"row {row.line}")


def _differs(stored: Model, before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    """Say whether what the import wrote no longer stands; values that it left alone may be others now."""
    names = [name for name, value in after.items() if before is None or before.get(name) != value]
    values = plain_values(stored)
    return any(as_kept(values[name]) != after[name] for name in names if name not in _NOT_SAID)


# The engine's own marks on a row.
_NOT_SAID = frozenset({"periods_are_cut"})


def _on_top(
    model: type[Model], added: set[int], brought: dict[type[Model], set[int]]
) -> Iterator[tuple[int, str]]:
    """Yield the rows that others, which the import did not bring, point at."""
    if not added:
        return
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        name = relation.field.name
        rows = other._default_manager.filter(**{f"{name}__in": added}).exclude(
            pk__in=brought.get(other, set()) if len(brought.get(other, ())) < CHUNK else ()
        )
        for pk, pointing in rows.values_list(name, "pk"):
            if pk is not None and pointing not in brought.get(other, ()):
                yield pk, f"a {other._meta.verbose_name}"
    if model in WORDS:
        papers = Document.objects.filter(proves=WORDS[model], proves_id__in=added, removed_at__isnull=True)
        for pk in papers.values_list("proves_id", flat=True):
            if pk is not None:
                yield pk, "a document"


def _take_back(
    rows: Sequence[RosterImportRow], *, actor: Actor, now: datetime, changed: Progress, cause: dict[str, Any]
) -> None:
    touched = _touched(rows)
    events: list[AuditEvent] = []
    for model in sorted(touched, key=ORDER.index, reverse=True):
        mine = touched[model]
        stored = {
            each.pk: each
            for each in model._default_manager.select_for_update(of=("self",)).filter(pk__in=mine)
        }
        events += _restore(model, stored, {pk: before for pk, (_, before, _) in mine.items() if before is not None},
                           actor, now, changed, cause)  # fmt: skip
        gone = {pk for pk, (_, before, _) in mine.items() if before is None}
        events += [_removed(stored[pk], actor, now, cause) for pk in gone]
        patients = {
            getattr(stored[pk], "patient_id", None) for pk in gone if isinstance(stored[pk], Coverage)
        }
        model._default_manager.filter(pk__in=gone).delete()
        Enrollment.objects.filter(patient__in=patients).update(periods_are_cut=False)
        for patient in {getattr(stored[pk], "patient_id", None) for pk in gone} - {None}:
            changed(int(patient or 0))
    audit.record_many(events)


def _restore(
    model: type[Model], stored: dict[int, Any], before: dict[int, dict[str, Any]], actor: Actor, now: datetime,
    changed: Progress, cause: dict[str, Any],
) -> Iterator[AuditEvent]:  # fmt: skip
    names: set[str] = set()
    for pk, values in before.items():
        row = stored[pk]
        old = readable_values(row)
        for name, value in values.items():
            field: Any = model._meta.get_field(name)
            setattr(row, field.attname, field.to_python(value) if value is not None else None)
        if isinstance(row, Enrollment):
            row.periods_are_cut = False
        names |= set(values)
        row = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
        new = readable_values(row)
        different = [name for name in new if old.get(name) != new[name]]
        patient = pk if model._meta.model_name == "patient" else getattr(row, "patient_id", None)
        if patient is not None:
            changed(patient)
        yield audit.event(
            actor, f"{_noun(model)}.changed", row, patient_id=patient, at=now,
            old={name: old[name] for name in different}, new={**{name: new[name] for name in different}, **cause},
        )  # fmt: skip
    if before:
        if model is Coverage:
            whose = {stored[pk].patient_id for pk in before}
            Enrollment.objects.filter(patient__in=whose).update(periods_are_cut=False)
        rows: Iterable[Any] = [stored[pk] for pk in before]
        model._default_manager.bulk_update(rows, sorted(names), batch_size=CHUNK)


def _removed(row: Model, actor: Actor, now: datetime, cause: dict[str, Any]) -> AuditEvent:
    old = {name: value for name, value in readable_values(row).items() if value not in ("", None)}
    patient = row.pk if row._meta.model_name == "patient" else getattr(row, "patient_id", None)
    return audit.event(
        actor, f"{_noun(type(row))}.removed", row, patient_id=patient, old=old, new=cause, at=now
    )


def _noun(model: type[Model]) -> str:
    return NOUNS.get(model._meta.label_lower, model._meta.model_name or "row")
