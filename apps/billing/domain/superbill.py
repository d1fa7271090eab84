"""Approved claims as rows for practices that bill in another program: one row a service line.

Sums are those of the rows: charges stand on every line, what belongs to the whole claim (its total, what the patient
paid) on its first line only, so that adding up any column of money is right.
"""

from collections.abc import Iterable, Iterator

from apps.billing.domain.claim import Address, ClaimDocument, PersonName, ServiceLine
from apps.billing.domain.money import dollars
from apps.patients.domain.identifiers import dotted_diagnosis_code
from apps.practice.domain.sheets import Cell, Column, Kind, Sheet, csv_lines

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


def superbill_sheet(claims: Iterable[ClaimDocument]) -> Sheet:
    """Return the service lines as a sheet, with no row of totals: other programs read it."""
    columns = [Column(label, Kind.MONEY if label in MONEY else Kind.TEXT) for label in COLUMNS]
    return Sheet("Services", columns, superbill_rows(claims))


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
    """Return the rows as CSV in UTF-8 with a byte order mark; a heading, no total row."""
    return b"".join(csv_lines(superbill_sheet(claims)))


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
