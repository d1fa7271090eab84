"""Every requirement that no validator checks has a function of its own, and every function a requirement."""

import inspect

import pytest

from apps.billing.domain import scrub_claim, scrub_codes, scrub_lines, scrub_paper, scrub_parties
from apps.billing.domain.scrub import CHECKS, ELECTRONIC_CHECKS, PAPER_CHECKS, Check

ALL = CHECKS + ELECTRONIC_CHECKS + PAPER_CHECKS

# "What must be checked before writing (validators do not)" of the 837P map, in its order.
MAP: dict[str, tuple[Check, ...]] = {
    "NPI check digit": (
        scrub_parties.billing_provider_npi,
        scrub_parties.rendering_provider_npi,
        scrub_parties.service_facility,
        scrub_claim.care_plan_oversight_number,
    ),
    "MBI pattern": (scrub_parties.member_id,),
    "tax id 9 digits": (scrub_parties.billing_provider_tax_id,),
    "phone 10 digits": (scrub_parties.billing_provider_phone, scrub_paper.phones),
    "9-digit ZIP of billing and facility": (
        scrub_parties.billing_provider_address,
        scrub_parties.service_facility,
    ),
    "PO box": (scrub_parties.billing_provider_address,),
    "CLM01 <= 14": (scrub_claim.patient_control_number,),
    "frequency code": (scrub_claim.claim_frequency,),
    "F8 with 7/8": (scrub_claim.payer_claim_control_number,),
    "diagnosis billable and without point": (
        scrub_lines.diagnosis_shapes,
        scrub_lines.diagnosis_headings,
        scrub_lines.diagnosis_count,
    ),
    "repeated diagnoses": (scrub_lines.diagnosis_repeats,),
    "pointers within the list": (scrub_lines.pointers,),
    "dates reversed or in the future": (scrub_lines.dates, scrub_parties.patient_birth),
    "DMG and address when SBR02 = 18": (scrub_parties.patient_address, scrub_parties.patient_birth),
    "SBR02 = 18 together with 2000C": (scrub_parties.subscriber_is_the_patient,),
    "money > 2 decimals or negative": (scrub_lines.charges, scrub_lines.total, scrub_lines.amount_paid),
}
# The rules of oversight and of payers (billing-rules, sections 1 and 3).
RULES: dict[str, tuple[Check, ...]] = {
    "the agency's NPI goes with Medicare oversight and with nothing else": (
        scrub_claim.care_plan_oversight_number,
    ),
    "one service, one unit, nothing else on the claim": (
        scrub_claim.claim_alone,
        scrub_codes.one_unit_of_oversight,
    ),
    "codes that are gone": (scrub_codes.deleted_codes,),
    "Medicare pays oversight by its own codes": (scrub_codes.code_that_medicare_pays,),
    "chronic care management names two conditions": (scrub_codes.chronic_conditions,),
    "billed after the period has ended": (scrub_claim.period_has_ended,),
    "filed in time": (scrub_claim.filed_in_time,),
    "services inside their period": (scrub_lines.dates_in_period,),
    "a span stays inside one month": (scrub_lines.span_across_months,),
}
# What the format and the form hold.
FORMAT: dict[str, tuple[Check, ...]] = {
    "names that fit": (
        scrub_parties.billing_provider_name,
        scrub_parties.rendering_provider_name,
        scrub_parties.patient_name,
        scrub_parties.subscriber_name,
        scrub_parties.payer,
    ),
    "taxonomy codes": (scrub_parties.billing_provider_taxonomy, scrub_parties.rendering_provider_taxonomy),
    "the address that is paid": (scrub_parties.pay_to_address,),
    "group number and name": (scrub_parties.group,),
    "the id under which files reach the payer": (scrub_parties.electronic_payer_id,),
    "place of service": (scrub_claim.place_of_service,),
    "authorization and referral numbers": (scrub_claim.reference_numbers,),
    "the note": (scrub_claim.note,),
    "signatures on file": (scrub_claim.signatures,),
    "lines, their ids, codes, modifiers and units": (
        scrub_lines.line_count,
        scrub_lines.line_ids,
        scrub_lines.procedure_codes,
        scrub_lines.modifiers,
        scrub_lines.units,
    ),
    "what does not fit the form": (scrub_paper.fits_the_form,),
    "item 23 holds one number": (scrub_paper.one_number_in_item_23,),
    "item 7 when somebody else is insured": (scrub_paper.insured_address,),
}
TABLE = {**MAP, **RULES, **FORMAT}


@pytest.mark.parametrize("requirement", TABLE)
def test_a_requirement_is_checked_before_a_claim_leaves(requirement: str) -> None:
    assert all(check in ALL for check in TABLE[requirement])


def test_no_check_is_without_a_requirement() -> None:
    named = {check for checks in TABLE.values() for check in checks}
    assert set(ALL) == named


def test_no_function_of_the_modules_is_forgotten() -> None:
    """A check that was written but never put in the list would check nothing."""
    modules = (scrub_claim, scrub_codes, scrub_lines, scrub_paper, scrub_parties)
    written = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert written == set(ALL)


def test_every_check_says_what_it_looks_for() -> None:
    assert all(inspect.getdoc(check) for check in ALL)
