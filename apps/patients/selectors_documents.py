"""The documents of a patient, what each proves, and which of them a stretch of time rests on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, QuerySet

from apps.patients.models import (
    CareEpisode,
    CarePlan,
    Consent,
    DecisionMaking,
    Document,
    DocumentContent,
    FaceToFaceVisit,
    OutsideService,
    Patient,
    PatientStatus,
    PlanCopy,
    Stay,
    TimedService,
)
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import Span

EPISODE = "episode"
# What a document can prove, by the word that stands in addresses and in `Document.proves`.
PROVABLE: dict[str, type[Model]] = {
    EPISODE: CareEpisode,
    "consent": Consent,
    "plan": CarePlan,
    "copy": PlanCopy,
    "decision-making": DecisionMaking,
    "visit": FaceToFaceVisit,
    "timed-service": TimedService,
    "stay": Stay,
    "status": PatientStatus,
    "outside-service": OutsideService,
}
WORDS = {model: word for word, model in PROVABLE.items()}
# Medicare looks for the visit in the six months before (42 CFR 424.22); 184 days hold any six months.
DAYS_FOR_A_VISIT = timedelta(days=184)

Key = tuple[str, int]


def documents_of(
    actor: Actor, *, patient: Patient | None = None, fact: Model | None = None, with_removed: bool = False
) -> list[Document]:
    """Return the documents of a patient, or those that prove one row, the newest first."""
    rows = rows_of(actor, Document).select_related("uploaded_by", "removed_by")
    if patient is not None:
        rows = rows.filter(patient=patient)
    if fact is not None:
        rows = rows.filter(proves=WORDS[type(fact)], proves_id=fact.pk, patient=fact.patient_id)  # type: ignore[attr-defined]
    return list(rows if with_removed else rows.filter(removed_at__isnull=True))


def documents_by_row(documents: Iterable[Document]) -> dict[Key, list[Document]]:
    """Return documents by what they prove; those that prove no row are left out."""
    found: dict[Key, list[Document]] = defaultdict(list)
    for each in documents:
        if each.proves and each.proves_id is not None:
            found[each.proves, each.proves_id].append(each)
    return dict(found)


def rows_proven(documents: Collection[Document]) -> dict[Key, Any]:
    """Return the rows that documents prove with whom and what they name, with one query a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for each in documents:
        if each.proves and each.proves_id is not None:
            wanted[each.proves].add(each.proves_id)
    return {
        (word, row.pk): row
        for word, ids in wanted.items()
        for row in PROVABLE[word]._default_manager.filter(pk__in=ids).select_related(*_named_by(word))
    }


def _named_by(word: str) -> list[str]:
    """Return what the rows of a kind say of others in a list: who saw the patient, or which plan was copied."""
    names = {field.name for field in PROVABLE[word]._meta.get_fields() if field.many_to_one}
    return sorted(names & {"provider", "plan"})


def documents_behind(actor: Actor, *, patient_id: int, span: Span) -> list[Document]:
    """Return the documents that time on `span` rests on: what they prove holds then, or supports it."""
    return proofs_behind(actor, patient_id=patient_id, span=span)[0]


def proofs_behind(actor: Actor, *, patient_id: int, span: Span) -> tuple[list[Document], dict[Key, Any]]:
    """Return the documents that time on `span` rests on, and the rows that the patient's documents prove."""
    found = list(
        rows_of(actor, Document)
        .filter(patient=patient_id, removed_at__isnull=True)
        .exclude(proves="")
        .select_related("uploaded_by")
    )
    rows = rows_proven(found)
    return [each for each in found if is_behind(rows.get((each.proves, each.proves_id or 0)), span)], rows


def is_behind(row: Any, span: Span) -> bool:
    """Say whether time on `span` rests on a row: it holds on a day of it, or is a visit or a copy that supports it."""
    if row is None or getattr(row, "is_struck", False):
        return False
    if isinstance(row, FaceToFaceVisit):
        first = (span.starts_on or date.min + DAYS_FOR_A_VISIT) - DAYS_FOR_A_VISIT
        return row.is_initiating_visit or Span(first, span.ends_on).holds(row.occurred_on)
    if isinstance(row, PlanCopy):
        return span.ends_on is None or row.given_on <= span.ends_on
    if isinstance(row, DecisionMaking | TimedService):
        return span.holds(row.occurred_on)
    return _dates_of(row).overlaps(span)


def _dates_of(row: Any) -> Span:
    if isinstance(row, Consent):
        return Span(row.given_on, row.revoked_on)
    if isinstance(row, CarePlan):
        return Span(row.made_on, row.ends_on)
    return Span(row.starts_on, row.ends_on)


def contents_of(documents: Iterable[Document]) -> dict[int, bytes]:
    """Return the bytes of documents, by their ids."""
    rows = DocumentContent.objects.filter(document__in=[each.pk for each in documents])
    return {row.pk: bytes(row.content) for row in rows}


def provable_rows(actor: Actor, patient: Patient) -> dict[str, QuerySet[Any]]:
    """Return what a document of a patient can prove, kind by kind, without what was struck out."""
    found = {}
    for word, model in PROVABLE.items():
        rows = rows_of(actor, model).filter(patient=patient)
        found[word] = rows if word == EPISODE else rows.filter(struck_at__isnull=True)
    return found
