"""What must be right before a claim may leave: every check, all problems at once.

A validator of the file format finds none of these: they are situational rules of the implementation guide
005010X222A1, limits of the code sets, and the payers' own rules for care plan oversight.
"""

from collections.abc import Callable, Iterable
from datetime import date

from apps.billing.domain import scrub_claim, scrub_codes, scrub_lines, scrub_paper, scrub_parties
from apps.billing.domain.claim import ClaimDocument
from apps.problems import Problem

Check = Callable[[ClaimDocument, date], Iterable[Problem]]

# Each takes the document and today's date at the practice. The order is that of a reader going down the claim.
CHECKS: tuple[Check, ...] = (
    scrub_claim.patient_control_number,
    scrub_parties.billing_provider_name,
    scrub_parties.billing_provider_npi,
    scrub_parties.billing_provider_tax_id,
    scrub_parties.billing_provider_taxonomy,
    scrub_parties.billing_provider_address,
    scrub_parties.billing_provider_phone,
    scrub_parties.pay_to_address,
    scrub_parties.rendering_provider_name,
    scrub_parties.rendering_provider_npi,
    scrub_parties.rendering_provider_taxonomy,
    scrub_parties.service_facility,
    scrub_parties.patient_name,
    scrub_parties.patient_birth,
    scrub_parties.patient_address,
    scrub_parties.subscriber_name,
    scrub_parties.subscriber_is_the_patient,
    scrub_parties.member_id,
    scrub_parties.group,
    scrub_parties.payer,
    scrub_claim.place_of_service,
    scrub_claim.claim_frequency,
    scrub_claim.payer_claim_control_number,
    scrub_claim.care_plan_oversight_number,
    scrub_claim.reference_numbers,
    scrub_claim.note,
    scrub_claim.signatures,
    scrub_claim.claim_alone,
    scrub_claim.period_has_ended,
    scrub_claim.filed_in_time,
    scrub_lines.diagnosis_count,
    scrub_lines.diagnosis_shapes,
    scrub_lines.diagnosis_headings,
    scrub_lines.diagnosis_repeats,
    scrub_lines.line_count,
    scrub_lines.line_ids,
    scrub_lines.procedure_codes,
    scrub_codes.deleted_codes,
    scrub_codes.code_that_medicare_pays,
    scrub_codes.chronic_conditions,
    scrub_lines.modifiers,
    scrub_lines.charges,
    scrub_lines.units,
    scrub_codes.one_unit_of_oversight,
    scrub_lines.pointers,
    scrub_lines.dates,
    scrub_lines.dates_in_period,
    scrub_lines.span_across_months,
    scrub_lines.total,
    scrub_lines.amount_paid,
)

# What only a claim in a file for a clearinghouse or payer must meet besides.
ELECTRONIC_CHECKS: tuple[Check, ...] = (scrub_parties.electronic_payer_id,)

# What only a claim on the CMS-1500 must meet besides.
PAPER_CHECKS: tuple[Check, ...] = (
    scrub_paper.fits_the_form,
    scrub_paper.one_number_in_item_23,
    scrub_paper.insured_address,
    scrub_paper.phones,
)


def scrub(document: ClaimDocument, *, today: date) -> list[Problem]:
    """Return everything that keeps `document` from leaving as 837P; nothing when it may go."""
    return _found(CHECKS + ELECTRONIC_CHECKS, document, today)


def scrub_on_any_way(document: ClaimDocument, *, today: date) -> list[Problem]:
    """Return what keeps `document` from leaving on whatever way: file, paper or superbill."""
    return _found(CHECKS, document, today)


def scrub_for_paper(document: ClaimDocument, *, today: date) -> list[Problem]:
    """Return what keeps a claim off the CMS-1500 besides: items that do not fit, mostly."""
    return _found(PAPER_CHECKS, document, today)


def _found(checks: Iterable[Check], document: ClaimDocument, today: date) -> list[Problem]:
    return [problem for check in checks for problem in check(document, today)]
