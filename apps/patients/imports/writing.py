"""Writes the plans of a chunk of rows with few statements, and records what was added and what changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from apps.patients.imports.draft import Write
from apps.patients.imports.planning import RowPlan
from apps.patients.models import (
    Agency,
    CareEpisode,
    CarePlan,
    Consent,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Patient,
    PatientIdentifier,
    PatientStatus,
    Payer,
    PlanCopy,
    RosterImport,
    Stay,
)
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.bulk import insert
from apps.practice.models import AuditEvent, Provider
from apps.practice.records import plain_values, readable_values
from apps.practice.told import CAUSE

BATCH = 500
# What others point at comes first.
ORDER: tuple[type[Model], ...] = (
    Payer,
    Provider,
    Agency,
    Patient,
    PatientIdentifier,
    Coverage,
    CareEpisode,
    Enrollment,
    Diagnosis,
    FaceToFaceVisit,
    Consent,
    CarePlan,
    PlanCopy,
    PatientStatus,
    Stay,
)


def write_plans(plans: Sequence[RowPlan], *, actor: Actor, now: datetime, source: RosterImport) -> set[int]:
    """Keep what the accepted `plans` of `source` say; return the ids of the patients that are new."""
    writes = [(plan, write) for plan in plans for write in plan.writes]
    for model in ORDER:
        of_model = [write for _, write in writes if type(write.row) is model]
        _add([write.row for write in of_model if write.old is None])
        _change(model, [write for write in of_model if write.old is not None])
    _cut_periods_anew(writes)
    audit.record_many(_events(plans, actor=actor, now=now, cause=cause_of(source)))
    return {plan.patient.pk for plan in plans if plan.patient and plan.state == "new"}


def _add(rows: list[Model]) -> None:
    for row in rows:  # what it points at has got its number just now
        row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]  # noqa: SLF001
    insert(rows)


def _change(model: type[Model], writes: Sequence[Write]) -> None:
    names = {name for write in writes for name, _, _ in _differences(write)}
    rows = list({id(write.row): write.row for write in writes}.values())
    if model is Enrollment:
        for row in rows:
            row.periods_are_cut = False  # type: ignore[attr-defined]
        names.add("periods_are_cut")
    if rows:
        model._default_manager.bulk_update(rows, sorted(names), batch_size=BATCH)


def _differences(write: Write) -> Iterator[tuple[str, Any, Any]]:
    old = write.old or {}
    for name, new in readable_values(write.row).items():
        if old.get(name) != new:
            yield name, old.get(name), new


def _cut_periods_anew(writes: Sequence[tuple[RowPlan, Write]]) -> None:
    """A patient whose coverage is another one now has other service periods, as long as they are not closed."""
    patients = {
        plan.patient.pk
        for plan, write in writes
        if plan.patient and plan.state == "changed" and isinstance(write.row, Coverage)
    }
    if patients:
        Enrollment.objects.filter(patient__in=patients).update(periods_are_cut=False)
    payers = {write.row.pk for _, write in writes if isinstance(write.row, Payer) and write.old is not None}
    if payers:
        members = Enrollment.objects.filter(patient__coverages__payer__in=payers)
        Enrollment.objects.filter(pk__in=members.values("pk")).update(periods_are_cut=False)


def cause_of(source: RosterImport, *, is_undone: bool = False) -> dict[str, Any]:
    """Return what each event of an import says of where it comes from; `told` puts it in words."""
    undone = {"is_undone": True} if is_undone else {}
    return {CAUSE: {"id": source.pk, "file": source.file_name, **undone}}


def _events(
    plans: Iterable[RowPlan], *, actor: Actor, now: datetime, cause: dict[str, Any]
) -> Iterator[AuditEvent]:
    for plan in plans:
        if plan.patient is not None and plan.state == "new":
            new = {**_filled(plan.patient), **_parts_in_words(plan), **cause}
            yield audit.event(
                actor, "patient.added", plan.patient, patient_id=plan.patient.pk, new=new, at=now
            )
        for write in plan.writes:
            if plan.state == "changed" or plan.patient is None or isinstance(write.row, Agency):
                yield _event(plan, write, actor=actor, now=now, cause=cause)


def written(plan: RowPlan) -> list[list[Any]]:
    """Return what was written for a row, so that it can be taken back: table, number, values before and after."""
    return [
        [
            write.row._meta.label_lower,
            write.row.pk,
            _kept(write.before, write.row),
            _kept(plain_values(write.row), write.row),
        ]
        for write in plan.writes
    ]


def _kept(values: dict[str, object] | None, row: Model) -> dict[str, object] | None:
    """Return values as JSON holds them; when and by whom a row was recorded is no part of what it says."""
    if values is None:
        return None
    names = {field.name for field in row._meta.concrete_fields if field.editable and not field.primary_key}
    return {name: as_kept(value) for name, value in values.items() if name in names}


def as_kept(value: object) -> object:
    """Return a value of a field as JSON holds it."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _filled(row: Model) -> dict[str, Any]:
    return {name: value for name, value in readable_values(row).items() if value not in ("", None)}


def _parts_in_words(plan: RowPlan) -> dict[str, str]:
    """What came with a new patient, kept in the one event of the patient: "coverage" -> "Medicare, 1EG4…"."""
    parts: dict[str, list[str]] = {}
    for change in plan.changes[1:]:
        parts.setdefault(change["label"].lower(), []).append(change["new"])
    return {label: "; ".join(several) for label, several in parts.items()}


def _event(plan: RowPlan, write: Write, *, actor: Actor, now: datetime, cause: dict[str, Any]) -> AuditEvent:
    about = plan.patient.pk if plan.patient and not isinstance(write.row, Agency) else None
    if write.old is None:
        new = {**_filled(write.row), **cause}
        return audit.event(actor, f"{write.noun}.added", write.row, patient_id=about, new=new, at=now)
    changed = list(_differences(write))
    old = {name: before for name, before, _ in changed}
    new = {**{name: after for name, _, after in changed}, **cause}
    return audit.event(actor, f"{write.noun}.changed", write.row, patient_id=about, old=old, new=new, at=now)
