"""The recorded rows behind the facts of some periods: read with as many queries for one patient as for a thousand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.patients.models import (
    AgencyRole,
    CareEpisode,
    CarePlan,
    Consent,
    Coverage,
    DecisionMaking,
    Diagnosis,
    FaceToFaceVisit,
    OutsideService,
    PatientStatus,
    PlanCopy,
    Stay,
    TimedService,
)
from apps.practice.models import Collaboration, Practice, Provider, Supervision

# Rows as named tuples: a model instance costs five times as much, and a close reads tens of thousands.
Rows = Mapping[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """What is true of the whole practice: its providers' kinds, who works with whom, and roles at agencies."""

    practice: Practice
    kinds: Mapping[int, str]
    collaborations: Sequence[Collaboration]
    agency_roles: Sequence[AgencyRole]
    # by member of the staff and supervisor
    supervisions: Mapping[tuple[int, int], Sequence[Supervision]]


@dataclass(frozen=True, slots=True)
class PatientRows:
    """The recorded rows of some patients, by patient; what was struck out is not among them."""

    coverages: Rows
    episodes: Rows
    visits: Rows
    timed_services: Rows
    consents: Rows
    diagnoses: Rows
    stays: Rows
    statuses: Rows
    plans: Rows
    copies: Rows
    decision_making: Rows
    outside_services: Rows


def practice_facts(practice: Practice) -> PracticeFacts:
    """Read what is the same for every period of a run."""
    supervisions: dict[tuple[int, int], list[Supervision]] = defaultdict(list)
    for row in Supervision.objects.filter(practice=practice):
        supervisions[row.staff_id, row.supervisor_id].append(row)
    return PracticeFacts(
        practice=practice,
        kinds=dict(Provider.objects.filter(practice=practice).values_list("pk", "kind")),
        collaborations=list(Collaboration.objects.filter(practice=practice)),
        agency_roles=list(AgencyRole.objects.filter(practice=practice)),
        supervisions=supervisions,
    )


def patient_rows(patient_ids: Iterable[int]) -> PatientRows:
    """Read everything that is recorded of these patients and that a decision may look at."""
    ids = list(patient_ids)
    return PatientRows(
        coverages=_by_patient(Coverage, ids, "id", "payer__name", "starts_on", "ends_on"),
        episodes=_by_patient(
            CareEpisode, ids,
            "id", "setting", "agency_id", "agency__npi", "starts_on", "ends_on", "plan_signer_id", "plan_signed_on",
            "attending_id", "complexity_statement", "complexity_signed_on", "necessity_statement",
            "necessity_signed_on",
        ),
        visits=_standing(
            FaceToFaceVisit, ids, "id", "provider_id", "occurred_on", "begins_at", "minutes", "is_initiating_visit"
        ),
        timed_services=_standing(
            TimedService, ids, "id", "provider_id", "kind", "occurred_on", "begins_at", "minutes"
        ),
        consents=_standing(Consent, ids, "given_on", "revoked_on"),
        diagnoses=_by_patient(
            Diagnosis.objects.filter(is_chronic=True).exclude(code=""), ids,
            "code", "starts_on", "ends_on", "is_serious",
        ),
        stays=_standing(Stay, ids, "id", "kind", "starts_on", "ends_on"),
        statuses=_standing(PatientStatus, ids, "id", "kind", "starts_on", "ends_on"),
        plans=_standing(CarePlan, ids, "id", "made_on", "ends_on"),
        copies=_standing(PlanCopy, ids, "plan_id", "given_on"),
        decision_making=_standing(DecisionMaking, ids, "provider_id", "occurred_on", "level"),
        outside_services=_standing(OutsideService, ids, "id", "code", "provider_id", "starts_on", "ends_on"),
    )  # fmt: skip


def _standing(model: type[Any], patient_ids: list[int], *fields: str) -> dict[int, list[Any]]:
    return _by_patient(model.objects.filter(struck_at__isnull=True), patient_ids, *fields)


def _by_patient(
    rows: "QuerySet[Any] | type[Any]", patient_ids: list[int], *fields: str
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    chosen = rows if isinstance(rows, QuerySet) else rows.objects.all()
    for row in chosen.filter(patient__in=patient_ids).values_list("patient_id", *fields, named=True):
        found[row.patient_id].append(row)
    return found
