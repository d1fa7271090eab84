"""What pages say about files of claims."""

from dataclasses import dataclass
from typing import Any

from apps.billing.models import Claim, Printer, Submission
from apps.billing.pdf import NO_OFFSET, PrinterOffset

CONTENT_TYPES = {
    Submission.Format.X12_837P: "application/edi-x12",
    Submission.Format.CMS_1500: "application/pdf",
    Submission.Format.CSV: "text/csv; charset=utf-8",
    Submission.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Submission.Format.FHIR: "application/fhir+json",
}
SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class ClaimFindings:
    """What the check found in one claim, or (`claim` None, no number) in the file as a whole."""

    number: str
    claim: Claim | None
    findings: list[dict[str, Any]]


def findings_shown(submission: Submission) -> list[ClaimFindings]:
    """Return what the check found, claim by claim, at most 200 of them."""
    by_number: dict[str, list[dict[str, Any]]] = {}
    for finding in submission.findings:
        by_number.setdefault(finding.get("patient_control_number", ""), []).append(finding)
    numbers = list(by_number)[:SHOWN_AT_MOST]
    rows = Claim.objects.filter(practice=submission.practice_id, patient_control_number__in=numbers)
    claims = {row.patient_control_number: row for row in rows.defer("document")}
    return [ClaimFindings(number, claims.get(number), by_number[number]) for number in numbers]


def offset_of(printer: Printer | None) -> PrinterOffset:
    """Return how far `printer` must move the data; not at all for none."""
    return PrinterOffset(float(printer.right_mm), float(printer.down_mm)) if printer else NO_OFFSET
