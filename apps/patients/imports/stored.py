"""What is stored about the patients that a chunk of rows may be about: a constant number of queries a chunk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from apps.patients.domain.checks import text
from apps.patients.domain.identifiers import bare_member_id
from apps.patients.domain.roster import Identifier, RosterRow, name_key
from apps.patients.models import (
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
    PlanCopy,
    Stay,
)
from apps.practice.access import Actor, rows_of

M = TypeVar("M", bound=Model)


@dataclass(slots=True)
class Dossier:
    """A patient with everything that an import compares."""

    patient: Patient
    identifiers: list[Identifier] = field(default_factory=list)
    coverages: list[Coverage] = field(default_factory=list)
    episodes: list[CareEpisode] = field(default_factory=list)
    enrollments: list[Enrollment] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    visits: list[FaceToFaceVisit] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    plans: list[CarePlan] = field(default_factory=list)
    copies: list[PlanCopy] = field(default_factory=list)
    statuses: list[PatientStatus] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """Patients by everything a row can find them by."""

    dossiers: dict[int, Dossier] = field(default_factory=dict)
    by_identifier: dict[Identifier, int] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)
    by_member_id: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[tuple[str, str, str], set[int]] = field(default_factory=lambda: defaultdict(set))


def stored_about(rows: Sequence[RosterRow], *, actor: Actor, is_locked: bool, but: set[int]) -> Stored:
    """Return the patients that `rows` may be about, leaving out the ids in `but`; `is_locked`: for a change."""
    stored = Stored()
    _find_by_identifier(stored, rows, actor)
    _find_by_number(stored, rows, actor)
    _find_by_member_id(stored, rows, actor)
    _find_by_name(stored, rows, actor)
    found = {
        *stored.by_identifier.values(), *stored.by_number.values(),
        *(pk for ids in stored.by_member_id.values() for pk in ids),
        *(pk for ids in stored.by_name.values() for pk in ids),
    } - but  # fmt: skip
    found = _follow_merges(stored, found, actor)
    _load(stored, found, actor=actor, is_locked=is_locked)
    return stored


def _follow_merges(stored: Stored, found: set[int], actor: Actor) -> set[int]:
    """Let what names a record that was merged into another mean that one."""
    merged = rows_of(actor, Patient).filter(pk__in=found, merged_into__isnull=False)
    into = {pk: kept for pk, kept in merged.values_list("pk", "merged_into") if kept is not None}
    if not into:
        return found
    stored.by_identifier.update({key: into.get(pk, pk) for key, pk in stored.by_identifier.items()})
    stored.by_number.update({key: into.get(pk, pk) for key, pk in stored.by_number.items()})
    _follow_many(stored.by_member_id.values(), into)
    _follow_many(stored.by_name.values(), into)
    return {into.get(pk, pk) for pk in found}


def _follow_many(groups: Iterable[set[int]], into: Mapping[int, int]) -> None:
    for ids in groups:
        ids.update([into[pk] for pk in ids & into.keys()])
        ids.difference_update(into)


def _find_by_identifier(stored: Stored, rows: Sequence[RosterRow], actor: Actor) -> None:
    wanted = {each for row in rows for each in row.identifiers}
    if not wanted:
        return
    matches = rows_of(actor, PatientIdentifier).filter(value__in={each.value for each in wanted})
    for system, value, patient_id in matches.values_list("system", "value", "patient_id"):
        if Identifier(system, value) in wanted:
            stored.by_identifier[Identifier(system, value)] = patient_id


def _find_by_number(stored: Stored, rows: Sequence[RosterRow], actor: Actor) -> None:
    numbers = {number for row in rows if (number := text(row.patient, "medical_record_number"))}
    if numbers:
        matches = rows_of(actor, Patient).filter(medical_record_number__in=numbers)
        stored.by_number.update(matches.values_list("medical_record_number", "pk"))


def _find_by_member_id(stored: Stored, rows: Sequence[RosterRow], actor: Actor) -> None:
    given = {number for row in rows for each in row.coverages if (number := text(each.values, "member_id"))}
    if given:
        matches = rows_of(actor, Coverage).filter(
            member_id__in=given | {bare_member_id(each) for each in given}
        )
        for member_id, patient_id in matches.values_list("member_id", "patient_id"):
            stored.by_member_id[bare_member_id(member_id)].add(patient_id)


def _find_by_name(stored: Stored, rows: Sequence[RosterRow], actor: Actor) -> None:
    wanted = {(*row.name_key, row.born_on.isoformat()) for row in rows if row.born_on}
    days = {row.born_on for row in rows if row.born_on}
    matches = rows_of(actor, Patient).filter(born_on__in=days).order_by()
    for pk, last_name, first_name, born_on in matches.values_list("pk", "last_name", "first_name", "born_on"):
        key = (*name_key(last_name, first_name), born_on.isoformat())
        if key in wanted:
            stored.by_name[key].add(pk)


def _load(stored: Stored, ids: set[int], *, actor: Actor, is_locked: bool) -> None:
    patients = rows_of(actor, Patient).filter(pk__in=ids).order_by("pk")
    for patient in patients.select_for_update() if is_locked else patients:
        stored.dossiers[patient.pk] = Dossier(patient)
    for identifier in _of(PatientIdentifier, ids, actor):
        dossier = stored.dossiers[identifier.patient_id]
        dossier.identifiers.append(Identifier(identifier.system, identifier.value))
    for coverage in _of(Coverage, ids, actor).select_related("payer"):
        stored.dossiers[coverage.patient_id].coverages.append(coverage)
    for episode in _of(CareEpisode, ids, actor).select_related("agency", "plan_signer"):
        stored.dossiers[episode.patient_id].episodes.append(episode)
    for enrollment in _of(Enrollment, ids, actor).select_related("rendering_provider"):
        stored.dossiers[enrollment.patient_id].enrollments.append(enrollment)
    for diagnosis in _of(Diagnosis, ids, actor):
        stored.dossiers[diagnosis.patient_id].diagnoses.append(diagnosis)
    for visit in _of(FaceToFaceVisit, ids, actor):
        stored.dossiers[visit.patient_id].visits.append(visit)
    _load_facts(stored, ids, actor)


def _load_facts(stored: Stored, ids: set[int], actor: Actor) -> None:
    """Read what is recorded of care management, struck out or not."""
    for consent in _of(Consent, ids, actor):
        stored.dossiers[consent.patient_id].consents.append(consent)
    for plan in _of(CarePlan, ids, actor):
        stored.dossiers[plan.patient_id].plans.append(plan)
    for copy in _of(PlanCopy, ids, actor):
        stored.dossiers[copy.patient_id].copies.append(copy)
    for status in _of(PatientStatus, ids, actor):
        stored.dossiers[status.patient_id].statuses.append(status)
    for stay in _of(Stay, ids, actor):
        stored.dossiers[stay.patient_id].stays.append(stay)


def _of(model: type[M], ids: Iterable[int], actor: Actor) -> QuerySet[M]:
    return rows_of(actor, model).filter(Q(patient__in=ids))
