"""What a claim says in each item of the CMS-1500 (02/12), as text, whether it fits or not.

Source: NUCC 1500 Claim Form Reference Instruction Manual, version 02/12; for Medicare the Medicare Claims
Processing Manual (Pub. 100-04), chapter 26, section 10, where it differs. Items without a value are empty.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from apps.billing.domain.claim import (
    ClaimDocument,
    ClaimFilingIndicator,
    ClaimFrequency,
    Relationship,
    ServiceLine,
    Sex,
    TaxIdKind,
)
from apps.billing.domain.cms1500_text import (
    birth,
    city_line,
    identifier,
    listed_name,
    money,
    month_day_year,
    note_lines,
    phone,
    plain,
    spoken_name,
    street,
    zip_code,
)
from apps.billing.domain.money import sum_of
from apps.billing.domain.x12 import text
from apps.patients.domain.identifiers import bare_diagnosis_code
from apps.practice.domain.identifiers import bare

Values = dict[str, str]

PATIENTS_HOME = "12"  # place of service

SIGNATURE_ON_FILE = "SIGNATURE ON FILE"
LETTERS = "ABCDEFGHIJKL"

_INSURANCE_BOX = {
    ClaimFilingIndicator.MEDICARE_B: "1 medicare",
    ClaimFilingIndicator.MEDICARE_A: "1 medicare",
    ClaimFilingIndicator.MEDICAID: "1 medicaid",
    ClaimFilingIndicator.TRICARE: "1 tricare",
    ClaimFilingIndicator.VETERANS_AFFAIRS: "1 champva",
    ClaimFilingIndicator.WORKERS_COMPENSATION: "1 feca",
    ClaimFilingIndicator.COMMERCIAL: "1 group health plan",
    ClaimFilingIndicator.BLUE_CROSS_BLUE_SHIELD: "1 group health plan",
    ClaimFilingIndicator.HMO: "1 group health plan",
    ClaimFilingIndicator.PPO: "1 group health plan",
    ClaimFilingIndicator.POS: "1 group health plan",
    ClaimFilingIndicator.EPO: "1 group health plan",
    ClaimFilingIndicator.INDEMNITY: "1 group health plan",
}
_RELATIONSHIP_BOX = {
    Relationship.SELF: "6 self",
    Relationship.SPOUSE: "6 spouse",
    Relationship.CHILD: "6 child",
}
_SEX_BOX = {Sex.MALE: "male", Sex.FEMALE: "female"}


def claim_values(document: ClaimDocument) -> Values:
    """Return the text of every item that is the same on all forms of the claim, by the names of POSITIONS."""
    parts: tuple[Callable[[ClaimDocument], Values], ...] = (
        _carrier,
        _patient,
        _insured,
        _signatures,
        _condition,
        _numbers,
        _places,
    )
    return {item: value for part in parts for item, value in part(document).items()}


def _carrier(document: ClaimDocument) -> Values:
    """The carrier block and item 1."""
    payer = document.payer
    box = _INSURANCE_BOX.get(payer.claim_filing_indicator, "1 other")
    values = {
        "carrier name": plain(payer.name),
        box: "X",
        "1a insured id": identifier(document.subscriber.member_id),
    }
    if payer.address is not None:
        values["carrier address 1"] = plain(payer.address.street)
        values["carrier address 2"] = plain(payer.address.street_2)
        values["carrier city"] = city_line(payer.address)
    return values


def _patient(document: ClaimDocument) -> Values:
    """Items 2, 3, 5, 6 and 10."""
    patient = document.patient
    values = {
        "2 patient name": listed_name(patient.name),
        **birth("3 birth", patient.born_on),
        "5 patient street": street(patient.address),
        "5 patient city": plain(patient.address.city),
        "5 patient state": patient.address.state,
        "5 patient zip": zip_code(patient.address),
        **phone("5", patient.phone),
        "10a no": "X",
        "10b no": "X",
        "10c no": "X",
    }
    if patient.sex in _SEX_BOX:
        values[f"3 {_SEX_BOX[patient.sex]}"] = "X"
    if not document.payer.is_medicare:
        values[_RELATIONSHIP_BOX.get(patient.relationship, "6 other")] = "X"
    return values


def _insured(document: ClaimDocument) -> Values:
    """Items 4, 7 and 11: with Medicare first, nothing but the word NONE in item 11."""
    if document.payer.is_medicare:
        return {"11 group number": "NONE"}
    subscriber, patient = document.subscriber, document.patient
    own = patient.is_subscriber
    address = patient.address if own else subscriber.address
    born_on, sex = (patient.born_on, patient.sex) if own else (subscriber.born_on, subscriber.sex)
    values = {
        "4 insured name": listed_name(patient.name if own else subscriber.name),
        "11 group number": identifier(subscriber.group_number),
        "11c plan name": plain(subscriber.group_name),
        "11d no": "X",
        **phone("7", patient.phone if own else subscriber.phone),
    }
    if address is not None:
        values["7 insured street"] = street(address)
        values["7 insured city"] = plain(address.city)
        values["7 insured state"] = address.state
        values["7 insured zip"] = zip_code(address)
    if born_on is not None:
        values |= birth("11a birth", born_on)
    if sex in _SEX_BOX:
        values[f"11a {_SEX_BOX[sex]}"] = "X"
    return values


def _signatures(document: ClaimDocument) -> Values:
    """Items 12, 13 and 31. Item 13 stays empty for Medicare: it is for Medigap only."""
    third_party = document.benefits_assigned and not document.payer.is_medicare
    return {
        "12 signature": SIGNATURE_ON_FILE if document.patient_signature_on_file else "",
        "13 signature": SIGNATURE_ON_FILE if third_party else "",
        "31 signature": SIGNATURE_ON_FILE if document.provider_signature_on_file else "",
        "31 date": document.signed_on.strftime("%m %d %y") if document.signed_on else "",
    }


def _condition(document: ClaimDocument) -> Values:
    """Items 19 to 23. Item 23 holds one number: the agency's, or a prior authorization or referral."""
    first, second = note_lines(text(document.note))
    values = {"19 line 1": first, "19 line 2": second, "20 no": "X", "21 icd indicator": "0"}
    codes = zip(LETTERS, document.diagnosis_codes, strict=False)
    values |= {f"21 {letter}": bare_diagnosis_code(code) for letter, code in codes}
    if document.claim_frequency is not ClaimFrequency.ORIGINAL:
        values["22 resubmission code"] = document.claim_frequency.value
        values["22 original reference"] = text(document.payer_claim_control_number)
    number = (
        document.care_plan_oversight_number or document.prior_authorization_number or document.referral_number
    )
    values["23 prior authorization"] = identifier(number)
    return values


def _numbers(document: ClaimDocument) -> Values:
    """Items 25, 26 and 27."""
    provider = document.billing_provider
    kind = "25 employer" if provider.tax_id_kind is TaxIdKind.EMPLOYER else "25 social security"
    return {
        "25 tax id": bare(provider.tax_id),
        kind: "X",
        "26 account number": document.patient_control_number,
        "27 yes" if document.accepts_assignment else "27 no": "X",
    }


def _places(document: ClaimDocument) -> Values:
    """Items 32 and 33.

    Item 32 is the biller's own address when there is no other place, and empty for the patient's home.
    """
    provider, facility = document.billing_provider, document.service_facility
    name = provider.name if isinstance(provider.name, str) else spoken_name(provider.name)
    values = {
        "33 name": plain(name),
        "33 street": street(provider.address),
        "33 city": city_line(provider.address),
        "33a npi": provider.npi,
        "33b other id": _other_biller_id(document),
        **phone("33", provider.phone),
    }
    if facility is not None:
        place = facility.name, facility.address, facility.npi
    elif document.place_of_service != PATIENTS_HOME:
        place = name, provider.address, provider.npi
    else:
        return values
    values["32 name"] = plain(place[0])
    values["32 street"] = street(place[1])
    values["32 city"] = city_line(place[1])
    values["32a npi"] = place[2]
    return values


def _other_biller_id(document: ClaimDocument) -> str:
    """Item 33b: qualifier and number without a blank; Medicare does not use it."""
    provider = document.billing_provider
    if document.payer.is_medicare:
        return ""
    if provider.payer_assigned_id:
        return f"G2{identifier(provider.payer_assigned_id)}"
    return f"ZZ{provider.taxonomy}" if provider.taxonomy and document.payer.wants_taxonomy else ""


def line_values(document: ClaimDocument, line: ServiceLine) -> Values:
    """Return the text of one service line (item 24), by the names of SERVICE_LINE_POSITIONS."""
    dollars, cents = money(line.charge)
    pointers = "".join(
        LETTERS[pointer - 1] for pointer in line.diagnosis_pointers if 0 < pointer <= len(LETTERS)
    )
    values = {
        **month_day_year("24A from", line.starts_on),
        **month_day_year("24A to", line.ends_on),
        "24B place": document.place_of_service,
        "24D procedure": line.procedure_code,
        "24E pointer": pointers[:1] if document.payer.is_medicare else pointers,
        "24F dollars": dollars,
        "24F cents": cents,
        "24G units": str(line.units),
        "24J npi": document.rendering_provider.npi,
    }
    values |= {f"24D modifier {place}": each for place, each in enumerate(line.modifiers[:4], start=1)}
    taxonomy = document.rendering_provider.taxonomy
    if taxonomy and document.payer.wants_taxonomy and not document.payer.is_medicare:
        values |= {"24I qualifier": "ZZ", "24J other id": taxonomy}
    return values


def total_values(lines: Sequence[ServiceLine], amount_paid: Decimal) -> Values:
    """Return items 28 and 29 of a form with `lines`; item 29 stays empty when nothing was paid."""
    dollars, cents = money(sum_of(line.charge for line in lines))
    values = {"28 dollars": dollars, "28 cents": cents}
    if amount_paid:
        values["29 dollars"], values["29 cents"] = money(amount_paid)
    return values
