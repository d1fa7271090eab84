"""Move what the roster knows of one record to another of the same person, and put it back exactly."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps

from apps.patients.models import (
    CareEpisode,
    CarePlan,
    Consent,
    Coverage,
    DecisionMaking,
    Diagnosis,
    Document,
    Enrollment,
    FaceToFaceVisit,
    OutsideService,
    Patient,
    PatientIdentifier,
    PatientMerge,
    PatientStatus,
    PlanCopy,
    Stay,
    TimedService,
    ToldApart,
)
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import Span
from apps.problems import Problem, refuse_any

# Rows of which two may stand on one day.
FREELY = (PatientIdentifier, Document, DecisionMaking, OutsideService, TimedService, PlanCopy)
# Rows with dates, of which only one kind may stand on a day: what is compared, first and last day.
DATED: tuple[tuple[type[Any], tuple[str, ...], str, str], ...] = (
    (Coverage, (), "starts_on", "ends_on"),
    (CareEpisode, ("setting",), "starts_on", "ends_on"),
    (Consent, (), "given_on", "revoked_on"),
    (CarePlan, (), "made_on", "ends_on"),
    (Stay, ("kind",), "starts_on", "ends_on"),
    (PatientStatus, ("kind",), "starts_on", "ends_on"),
)


def problems_with_merging(kept: Patient, merged: Patient, *, actor: Actor, reason: str) -> list[Problem]:
    """Return what stands against merging one record into another."""
    found = []
    if kept.pk == merged.pk:
        found.append(Problem("merge_of_one", "These are one record. Choose two."))
    if {kept.practice_id, merged.practice_id} != {actor.practice.pk}:
        found.append(Problem("not_of_this_practice", "One of the records belongs to another practice."))
    if kept.merged_into_id or merged.merged_into_id:
        message = (
            "One of the two was merged already. Undo that merge first, or choose the record it went into."
        )
        found.append(Problem("merged_already", message))
    if not reason.strip():
        found.append(Problem("reason_missing", "Say how you know that it is one person.", "reason"))
    elif len(reason.strip()) > 200:
        found.append(Problem("too_long", "Shorten the reason to 200 characters.", "reason"))
    return found


def move_rows(merge: PatientMerge, *, actor: Actor, today: date, now: datetime) -> None:
    """Let the kept record have every row of the merged one that fits beside its own; list what was moved."""
    kept, merged = merge.kept, merge.merged
    moved: list[tuple[Any, int]] = []
    for model, alike, first, last in DATED:
        taken = [_key(row, alike, first, last) for row in _standing(model, kept)]
        for row in _standing(model, merged):
            key, span = _key(row, alike, first, last)
            if not any(other == key and there.overlaps(span) for other, there in taken):
                moved.append((model, row.pk))
    days = set(_standing(FaceToFaceVisit, kept).values_list("provider", "occurred_on"))
    moved += [
        (FaceToFaceVisit, row.pk)
        for row in _standing(FaceToFaceVisit, merged)
        if (row.provider_id, row.occurred_on) not in days
    ]
    moved += [(Diagnosis, pk) for pk in _ids_of_new_lines(kept, merged)]
    moved += [(model, pk) for model in FREELY for pk in _ids_of_free(model, merged, moved)]
    _move_enrollments(merge, moved, today=today)
    merge.moved = [[model._meta.label_lower, pk] for model, pk in moved]
    _set_patient(merge.moved, kept, now=now, actor=actor)
    Enrollment.objects.filter(patient__in=(kept, merged)).update(periods_are_cut=False)


def _ids_of_new_lines(kept: Patient, merged: Patient) -> list[int]:
    """Return the lines of a problem list that the other lacks: a code stands open once, however it is described."""
    own = list(
        Diagnosis.objects.filter(patient=kept, ends_on__isnull=True).values_list("code", "description")
    )
    codes = {code for code, _ in own if code}
    return [
        row.pk
        for row in Diagnosis.objects.filter(patient=merged)
        if (row.code, row.description) not in own and (row.ends_on is not None or row.code not in codes)
    ]


def _ids_of_free(model: type[Any], merged: Patient, moved: Iterable[tuple[Any, int]]) -> list[int]:
    rows = model._default_manager.filter(patient=merged)
    if model is PlanCopy:  # a copy goes with its plan
        rows = rows.filter(plan__in=[pk for table, pk in moved if table is CarePlan])
    return list(rows.values_list("pk", flat=True))


def _move_enrollments(merge: PatientMerge, moved: list[tuple[Any, int]], *, today: date) -> None:
    """Move enrollments that nothing was counted under; end the others where they run."""
    own = list(Enrollment.objects.filter(patient=merge.kept))
    for row in Enrollment.objects.filter(patient=merge.merged):
        span = Span(row.starts_on, row.ends_on)
        overlaps = any(
            each.program == row.program and Span(each.starts_on, each.ends_on).overlaps(span) for each in own
        )
        if not overlaps and not _is_used(row):
            moved.append((Enrollment, row.pk))
        elif row.ends_on is None or row.ends_on > today:
            merge.ended.append([row.pk, row.ends_on.isoformat() if row.ends_on else None])
            row.ends_on = max(today, row.starts_on)
            row.periods_are_cut = False
            row.save(update_fields=["ends_on", "periods_are_cut"])


def _is_used(row: Enrollment) -> bool:
    """Say whether something above the roster, such as a service period, points at an enrollment."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in row._meta.related_objects
    )


def _standing(model: type[Any], patient: Patient) -> Any:
    rows = model._default_manager.filter(patient=patient)
    return rows.filter(struck_at__isnull=True) if hasattr(model, "is_struck") else rows


def _key(row: Any, alike: tuple[str, ...], first: str, last: str) -> tuple[tuple[Any, ...], Span]:
    return tuple(getattr(row, name) for name in alike), Span(getattr(row, first), getattr(row, last))


def _set_patient(rows: Iterable[Any], patient: Patient, *, now: datetime, actor: Actor) -> None:
    by_table: dict[str, list[int]] = {}
    for table, pk in rows:
        by_table.setdefault(table, []).append(pk)
    for table, ids in by_table.items():
        model = apps.get_model(table)
        model._default_manager.filter(pk__in=ids).update(patient=patient)
        audit.record(
            actor, f"{model._meta.model_name}.moved", patient_id=patient.pk, at=now,
            new={"rows": ids, "to": f"{patient} (no. {patient.pk})"},
        )  # fmt: skip


def put_rows_back(merge: PatientMerge, *, actor: Actor, now: datetime) -> list[Problem]:
    """Give the merged record back every row that was moved, and its enrollments their ends; say what is in the way."""
    gone = [
        table
        for table, pk in merge.moved
        if not apps.get_model(table)._default_manager.filter(pk=pk, patient=merge.kept).exists()
    ]
    used = [
        row
        for row in Enrollment.objects.filter(
            pk__in=[pk for table, pk in merge.moved if table == "patients.enrollment"]
        )
        if _is_used(row)
    ]
    if gone or used:
        what = (
            "an enrollment that was moved has periods by now"
            if used
            else "a row that was moved is no longer there"
        )
        return [Problem("unmerge_stands_against", f"It cannot be put back: {what}. Put it right by hand.")]
    _set_patient(merge.moved, merge.merged, now=now, actor=actor)
    for pk, ends_on in merge.ended:
        Enrollment.objects.filter(pk=pk).update(ends_on=ends_on, periods_are_cut=False)
    Enrollment.objects.filter(patient__in=(merge.kept, merge.merged)).update(periods_are_cut=False)
    return []


def tell_apart(actor: Actor, *, one: Patient, other: Patient, now: datetime) -> ToldApart:
    """Say that two records are of two people; they are not shown as duplicates any more."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    refuse_any(
        [Problem("merge_of_one", "These are one record. Choose two.")] if first.pk == second.pk else []
    )
    row, is_new = rows_of(actor, ToldApart).get_or_create(
        one=first, other=second, defaults={"practice": actor.practice, "told_by": actor.user, "told_at": now}
    )
    if is_new:
        for patient in (first, second):
            new = {"records": [first.pk, second.pk]}
            audit.record(actor, "patient.told_apart", patient, patient_id=patient.pk, new=new, at=now)
    return row
