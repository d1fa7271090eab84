"""Encounter records: services under a capitated plan, reported without a claim.

Source: the founding article (2025-10), oversight under capitation: the plan pays by the member and month and hears of
the service all the same. A record is a closed stretch that would be billed if the plan took claims.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from apps.billing.models import Decision
from apps.patients.domain.identifiers import dotted_diagnosis_code
from apps.practice.access import Actor, rows_of
from apps.practice.domain.sheets import Cell, Column, Kind, Sheet
from apps.rules.answer import Decision as Answer
from apps.rules.facts import PeriodFacts

ONLY_CAPITATED = ["capitated"]
COLUMNS = (
    Column("Decision"),
    Column("Patient last name"),
    Column("Patient first name"),
    Column("Birth date", Kind.DATE),
    Column("Member id"),
    Column("Payer"),
    Column("Rendering provider"),
    Column("Rendering NPI"),
    Column("Procedure"),
    Column("Units", Kind.NUMBER),
    Column("From", Kind.DATE),
    Column("Through", Kind.DATE),
    Column("Diagnoses"),
    Column("Minutes", Kind.NUMBER),
    Column("Shadow value", Kind.MONEY, is_summed=True),
)


@dataclass(frozen=True, slots=True)
class EncounterRecord:
    """One stretch: what was reached, with the diagnoses that held. No claim was made of it, and none may be."""

    decision: Decision
    answer: Answer
    diagnoses: tuple[str, ...]

    @property
    def codes(self) -> str:
        """The codes reached, as "99375 × 1"."""
        return ", ".join(f"{line.code} × {line.units}" for line in self.answer.reached)


def encounter_records(actor: Actor, *, month: date) -> list[EncounterRecord]:
    """Return the records of the periods that ended in the month of a date: one query, by payer and patient."""
    rows = rows_of(actor, Decision).filter(
        is_current=True,
        reasons=ONLY_CAPITATED,
        window_ends_on__year=month.year,
        window_ends_on__month=month.month,
    )
    rows = rows.select_related("patient", "period__coverage__payer", "rendering_provider")
    ordered = rows.order_by("payer__name", "patient__last_name", "patient__first_name", "pk")
    return [_record(row) for row in ordered]


def _record(row: Decision) -> EncounterRecord:
    diagnoses = PeriodFacts.from_json(row.facts).diagnoses
    return EncounterRecord(row, Answer.from_json(row.result), tuple(map(dotted_diagnosis_code, diagnoses)))


def encounter_sheet(records: Iterable[EncounterRecord]) -> Sheet:
    """Return the records as a sheet, one row a code, with the sum of their shadow value."""
    return Sheet("Encounters", COLUMNS, _rows(records))


def _rows(records: Iterable[EncounterRecord]) -> Iterator[tuple[Cell, ...]]:
    for record in records:
        row, answer = record.decision, record.answer
        patient, provider, coverage = row.patient, row.rendering_provider, row.period.coverage
        for line in answer.reached:
            yield (
                *(str(row.pk), patient.last_name, patient.first_name, patient.born_on),
                *((coverage.member_id, coverage.payer.name) if coverage else ("", "")),
                *(str(provider), provider.npi, line.code, line.units),
                *(answer.from_date, answer.through_date, " ".join(record.diagnoses)),
                *(answer.minutes, line.expected_amount),
            )
