"""Checks of what the claim as a whole says: its numbers, its frequency, and the rules of care plan oversight."""

import re
from collections.abc import Iterator
from datetime import date

from apps.billing.domain.claim import ClaimDocument, ClaimFrequency
from apps.billing.domain.scrub_text import check_identifier, check_text
from apps.practice.domain.identifiers import check_npi
from apps.problems import Problem

_CONTROL_NUMBER = re.compile(r"[A-Z0-9]{1,14}", re.ASCII)

# CMS, Place of Service Code Set
PLACES_OF_SERVICE = frozenset(
    [f"{code:02}" for code in (*range(1, 28), *range(31, 35), 41, 42, *range(49, 59), *range(60, 63), 65, 66)]
    + ["71", "72", "81", "99"]
)


def patient_control_number(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """CLM01 and item 26: at most 14 capital letters and digits, so that every payer returns it unchanged."""
    number = document.patient_control_number
    if not _CONTROL_NUMBER.fullmatch(number):
        message = (
            f"The patient control number “{number}” must be 1 to 14 capitals and digits. Renumber the claim."
        )
        yield Problem("control_number_shape", message, "patient_control_number")


def place_of_service(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Item 24B is a code that CMS knows."""
    code = document.place_of_service
    if code not in PLACES_OF_SERVICE:
        message = f"The place of service {code or '(none)'} is not a CMS code. Choose one, such as 11 for the office."
        yield Problem("place_of_service_unknown", message, "place_of_service")


def claim_frequency(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Replacements and voids go only to payers that take them (CLM05-3; original Medicare does not)."""
    if document.claim_frequency is ClaimFrequency.ORIGINAL or document.payer.accepts_frequency_7_8:
        return
    kind = document.claim_frequency.name.lower()
    message = (
        f"{document.payer.name} does not take a {kind} (frequency {document.claim_frequency.value}). "
        "Send a new original when the first was rejected; ask for a reopening when it was paid or denied."
    )
    yield Problem("frequency_not_accepted", message, "claim_frequency")


def payer_claim_control_number(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """REF*F8 and item 22 come with replacements and voids, and only with them."""
    number, field = document.payer_claim_control_number, "payer_claim_control_number"
    if document.claim_frequency is not ClaimFrequency.ORIGINAL:
        what = "The payer's claim control number, which a replacement or void must name,"
        yield from check_identifier(number, 50, what=what, field=field)
    elif number:
        message = f"An original claim names no earlier one, but {number} is given. Remove it, or make it a replacement."
        yield Problem("control_number_on_original", message, field)


def care_plan_oversight_number(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """REF*1J and item 23: the agency's NPI where the payer asks for it, nowhere else.

    Source: Medicare Claims Processing Manual (Pub. 100-04), chapter 26, section 10.4, item 23.
    """
    number, field = document.care_plan_oversight_number, "care_plan_oversight_number"
    if not number:
        if document.payer.requires_care_plan_oversight_number:
            message = (
                f"{document.payer.name} wants the NPI of the home health agency or hospice and none is given. "
                "Enter it with the agency."
            )
            yield Problem("agency_npi_missing", message, field)
        return
    yield from check_npi(number, field=field, whose="The agency's NPI")
    if not document.payer.requires_care_plan_oversight_number:
        message = f"{document.payer.name} does not take an agency's NPI ({number}). Leave it out."
        yield Problem("agency_npi_not_wanted", message, field)
    if number in (document.billing_provider.npi, document.rendering_provider.npi):
        message = f"The agency's NPI {number} is the practice's own. Enter that of the home health agency or hospice."
        yield Problem("agency_npi_is_own", message, field)


def reference_numbers(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Prior authorization and referral numbers fit (REF*G1, REF*9F)."""
    numbers = (
        ("The prior authorization number", "prior_authorization_number", document.prior_authorization_number),
        ("The referral number", "referral_number", document.referral_number),
    )
    for what, field, number in numbers:
        yield from check_identifier(number, 50, what=what, field=field, required=False)


def note(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The note fits (NTE02)."""
    yield from check_text(document.note, 80, what="The note", field="note", required=False)


def signatures(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Both signatures are on file (CLM06, CLM09; items 12 and 31)."""
    if not document.patient_signature_on_file:
        message = "The patient's signed release is not on file. Obtain it, then record it with the patient."
        yield Problem("patient_signature_missing", message, "patient_signature_on_file")
    if not document.provider_signature_on_file:
        message = (
            "The rendering provider's signature is not on file. Obtain it, then record it with the provider."
        )
        yield Problem("provider_signature_missing", message, "provider_signature_on_file")


def claim_alone(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Where the payer says so, a claim of oversight holds one unit of one service and nothing else.

    Source: Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 180.1.
    """
    if not document.payer.claim_alone:
        return
    if len(document.lines) > 1:
        message = f"{document.payer.name} wants oversight alone on its claim; this one has {len(document.lines)} lines."
        yield Problem("claim_not_alone", f"{message} Put each service on a claim of its own.", "lines")
    for place, line in enumerate(document.lines, start=1):
        if line.units != 1:
            message = (
                f"{document.payer.name} takes one unit of {line.procedure_code} a period, not {line.units}."
            )
            yield Problem("more_than_one_unit", f"{message} Set the units to 1.", f"lines.{place}.units")


def period_has_ended(document: ClaimDocument, today: date) -> Iterator[Problem]:
    """Where the payer says so, a claim leaves only after its service period has ended (same source)."""
    ends_on = document.period_ends_on
    if document.payer.submit_after_period_end and today <= ends_on:
        message = (
            f"The service period ends on {ends_on:%m/%d/%Y}; {document.payer.name} takes the claim only then."
        )
        yield Problem("period_not_ended", f"{message} Send it later.", "period_ends_on")


def filed_in_time(document: ClaimDocument, today: date) -> Iterator[Problem]:
    """The payer's time for filing has not run out; its last day still counts."""
    file_by_on = document.payer.file_by_on
    if file_by_on is not None and today > file_by_on:
        message = (
            f"{document.payer.name} took this claim until {file_by_on:%m/%d/%Y}. "
            "Void it, or ask the payer for an exception before sending."
        )
        yield Problem("filed_too_late", message, "payer.file_by_on")
