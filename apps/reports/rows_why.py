"""Why somebody who is in no programme could be: the facts on record that say so, for the patients of one page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from apps.patients.models import CareEpisode, Diagnosis, Enrollment, Patient, PatientStatus
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import in_words
from apps.reports.domain.report import Cell, Column, Row
from apps.reports.domain.slices import Slice, Source
from apps.reports.program_rows import running
from apps.reports.rows_shown import LISTED, Listed

COULD = "could"


def listed_as(wanted: Slice) -> Listed:
    """Return how the rows of a slice are shown: those who could be in a programme with a column that says why."""
    kind = LISTED[wanted.source]
    if wanted.source is not Source.PATIENTS or COULD not in dict(wanted.where):
        return kind

    def with_reason(row: Patient, actor: Actor) -> Row:
        plain = kind.row(row, actor)
        return replace(plain, cells=(Cell(row.why), *plain.cells))  # type: ignore[attr-defined]

    return replace(kind, columns=(Column("Why"), *kind.columns), row=with_reason)


def explain(actor: Actor, wanted: Slice, rows: Sequence[Patient]) -> None:
    """Write beside each patient who could be in a programme why (`row.why`): two queries at most, none for others."""
    program = dict(wanted.where).get(COULD)
    if wanted.source is not Source.PATIENTS or program is None:
        return
    is_oversight = program == Enrollment.Program.CARE_PLAN_OVERSIGHT
    found: dict[int, list[str]] = defaultdict(list)
    for patient, said in (_under_care if is_oversight else _chronic)(actor, [row.pk for row in rows]):
        found[patient].append(said)
    for row in rows:
        row.why = "; ".join(found[row.pk])  # type: ignore[attr-defined]


def _under_care(actor: Actor, patients: Sequence[int]) -> Iterator[tuple[int, str]]:
    episodes = rows_of(actor, CareEpisode).filter(running(actor), patient__in=patients)
    for each in episodes.select_related("agency").order_by("patient", "starts_on", "pk"):
        where = f"{each.get_setting_display()}: {each.agency}" if each.agency else each.get_setting_display()
        yield each.patient_id, f"{where} since {in_words(each.starts_on)}"


def _chronic(actor: Actor, patients: Sequence[int]) -> Iterator[tuple[int, str]]:
    kind = PatientStatus.Kind.ELIGIBLE_FOR_CHRONIC_CARE
    said = rows_of(actor, PatientStatus).filter(
        running(actor), kind=kind, struck_at__isnull=True, patient__in=patients
    )
    for each in said.order_by("patient", "starts_on", "pk"):
        yield each.patient_id, f"recorded as eligible since {in_words(each.starts_on)}"
    listed: dict[int, list[str]] = defaultdict(list)
    conditions = rows_of(actor, Diagnosis).filter(is_chronic=True, ends_on__isnull=True, patient__in=patients)
    for row in conditions.order_by("patient", "rank", "pk"):
        listed[row.patient_id].append(row.description or row.code)
    for patient, names in listed.items():
        if len(names) > 1:
            yield patient, f"{len(names)} chronic conditions: {', '.join(names)}"
