"""What the roster knows of a patient, and of those the practice works with."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from apps.patients.domain.identifiers import dotted_diagnosis_code
from apps.patients.models import (
    Agency,
    AgencyRole,
    CareEpisode,
    Consent,
    Coverage,
    Diagnosis,
    Document,
    Enrollment,
    FaceToFaceVisit,
    Patient,
    Payer,
    Stay,
)
from apps.patients.selectors_documents import EPISODE, documents_by_row
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import Span


class Dated(NamedTuple):
    """A row with where its dates stand today (current, future or ended), and the documents that prove it."""

    row: Any
    state: str
    documents: tuple[Document, ...] = ()


class Condition(NamedTuple):
    """A line of the problem list with its code as people read it."""

    row: Diagnosis
    code: str
    state: str


@dataclass(frozen=True)
class Record:
    """Everything the roster knows of one patient, each list with the newest first."""

    patient: Patient
    coverages: list[Dated]
    enrollments: list[Dated]
    episodes: list[Dated]
    diagnoses: list[Condition]
    visits: list[FaceToFaceVisit]
    consents: list[Dated]
    stays: list[Dated]
    documents: list[Document]


def record_of(patient: Patient, *, today: date) -> Record:
    """Return the roster's record of a patient with a fixed number of queries; what was struck out is not part of it."""
    own = {"patient": patient}
    documents = list(Document.objects.filter(**own).select_related("uploaded_by", "removed_by"))
    papers = documents_by_row(each for each in documents if not each.is_removed)
    standing = {**own, "struck_at__isnull": True}
    return Record(
        patient=patient,
        coverages=_dated(Coverage.objects.filter(**own).select_related("payer"), today),
        enrollments=_dated(Enrollment.objects.filter(**own).select_related("rendering_provider"), today),
        episodes=[
            each._replace(documents=tuple(papers.get((EPISODE, each.row.pk), ())))
            for each in _dated(
                CareEpisode.objects.filter(**own).select_related("agency", "plan_signer"), today
            )
        ],
        diagnoses=[_condition(row, today) for row in Diagnosis.objects.filter(**own)],
        visits=list(FaceToFaceVisit.objects.filter(**standing).select_related("provider")),
        consents=_dated(Consent.objects.filter(**standing), today, first="given_on", last="revoked_on"),
        stays=_dated(Stay.objects.filter(**standing), today),
        documents=documents,
    )


def _dated(
    rows: "QuerySet[Any]", today: date, first: str = "starts_on", last: str = "ends_on"
) -> list[Dated]:
    found = [Dated(row, _state(getattr(row, first), getattr(row, last), today)) for row in rows]
    return sorted(found, key=lambda dated: getattr(dated.row, first) or date.min, reverse=True)


def _state(first: date | None, last: date | None, today: date) -> str:
    if Span(first, last).holds(today):
        return "current"
    return "future" if first and first > today else "ended"


def _condition(row: Diagnosis, today: date) -> Condition:
    code = dotted_diagnosis_code(row.code) if row.code else ""
    return Condition(row, code, _state(row.starts_on, row.ends_on, today))


def payers(actor: Actor, *, today: date) -> QuerySet[Payer]:
    """Return the practice's payers by name, each with `member_count`: the patients it covers today."""
    in_force = (Q(coverages__starts_on__isnull=True) | Q(coverages__starts_on__lte=today)) & (
        Q(coverages__ends_on__isnull=True) | Q(coverages__ends_on__gte=today)
    )
    counted = Count("coverages__patient", filter=in_force, distinct=True)
    return rows_of(actor, Payer).annotate(member_count=counted).order_by("name", "pk")


def agencies(actor: Actor) -> QuerySet[Agency]:
    """Return the practice's agencies by name."""
    return rows_of(actor, Agency)


def agency_roles(agency: Agency) -> QuerySet[AgencyRole]:
    """Return the roles of the practice's providers at an agency, by date."""
    return AgencyRole.objects.filter(agency=agency).select_related("provider")
