"""Approved claims as rows for practices that bill in another program: one row a service line.

Sums are those of the rows: charges stand on every line, what belongs to the whole claim (its total, what the patient
paid) on its first line only, so that adding up any column of money is right.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from apps.billing.domain.claim import Address, ClaimDocument, PersonName, ServiceLine
from apps.billing.domain.money import dollars
from apps.patients.domain.identifiers import dotted_diagnosis_code

Cell: TypeAlias = str | int | date | Decimal | None

COLUMNS = (
    "Control number", "Frequency", "Corrects", "Line", "Line id",
    "Patient last name", "Patient first name", "Patient middle name", "Patient suffix", "Birth date", "Sex",
    "Patient street", "Patient street 2", "Patient city", "Patient state", "Patient ZIP code", "Patient phone",
    "Payer", "Payer id", "Claim filing indicator", "Member id", "Group number", "Plan", "Patient is",
    "Subscriber last name", "Subscriber first name", "Subscriber middle name",
    "Billing provider", "Billing NPI", "Tax id", "Rendering provider", "Rendering NPI", "Agency NPI",
    "Facility", "Facility NPI", "Prior authorization", "Referral", "Place of service", "Accepts assignment",
    "From", "Through", "Procedure", "Modifiers", "Units", "Charge", "Claim charge", "Patient paid",
    "Diagnoses", "Diagnosis pointers", "Period from", "Period through", "Note",
)  # fmt: skip
MONEY = frozenset({"Charge", "Claim charge", "Patient paid"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def superbill_rows(claims: Iterable[ClaimDocument]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of every service line, in the order of COLUMNS."""
    for claim in claims:
        for place, line in enumerate(claim.lines, start=1):
            yield (
                *_claim_cells(claim, line, place),
                *_party_cells(claim),
                *_service_cells(claim, line, is_first=place == 1),
            )


def superbill_csv(claims: Iterable[ClaimDocument]) -> bytes:
    """Return the rows as CSV in UTF-8 with a byte order mark, which spreadsheet programs want; a heading, no total row.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in superbill_rows(claims):
        writer.writerow([_written(cell) for cell in row])
    return output.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    written = str(cell)
    return f"'{written}" if isinstance(cell, str) and written.startswith(_FORMULA) else written


def _claim_cells(claim: ClaimDocument, line: ServiceLine, place: int) -> tuple[Cell, ...]:
    return (
        claim.patient_control_number,
        claim.claim_frequency.value,
        claim.payer_claim_control_number,
        place,
        line.line_id,
    )


def _party_cells(claim: ClaimDocument) -> tuple[Cell, ...]:
    patient, subscriber, payer, facility = (
        claim.patient,
        claim.subscriber,
        claim.payer,
        claim.service_facility,
    )
    return (
        *(patient.name.last, patient.name.first, patient.name.middle, patient.name.suffix),
        *(patient.born_on, patient.sex.value),
        *_address(patient.address),
        patient.phone,
        *(payer.name, payer.electronic_payer_id, payer.claim_filing_indicator.value),
        *(subscriber.member_id, subscriber.group_number, subscriber.group_name),
        patient.relationship.name.lower().replace("_", " "),
        *(subscriber.name.last, subscriber.name.first, subscriber.name.middle),
        *(
            _spoken(claim.billing_provider.name),
            claim.billing_provider.npi,
            claim.billing_provider.tax_id,
        ),
        *(_spoken(claim.rendering_provider.name), claim.rendering_provider.npi),
        claim.care_plan_oversight_number,
        *((facility.name, facility.npi) if facility else ("", "")),
        *(claim.prior_authorization_number, claim.referral_number),
        *(claim.place_of_service, "yes" if claim.accepts_assignment else "no"),
    )


def _service_cells(claim: ClaimDocument, line: ServiceLine, *, is_first: bool) -> tuple[Cell, ...]:
    return (
        *(line.starts_on, line.ends_on, line.procedure_code, " ".join(line.modifiers), line.units),
        dollars(line.charge),
        *((claim.total_charge, dollars(claim.amount_paid)) if is_first else (None, None)),
        " ".join(dotted_diagnosis_code(code) for code in claim.diagnosis_codes),
        " ".join(str(pointer) for pointer in line.diagnosis_pointers),
        *(claim.period_starts_on, claim.period_ends_on, claim.note),
    )


def _address(address: Address) -> tuple[str, ...]:
    return address.street, address.street_2, address.city, address.state, address.zip_code


def _spoken(name: str | PersonName) -> str:
    if isinstance(name, str):
        return name
    parts = (name.first, name.middle, name.last, name.suffix, name.credentials)
    return " ".join(part for part in parts if part)
