"""Claim documents for tests: a few named people, and one builder for each kind of claim."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from apps.billing.domain.claim import (
    Address,
    BillingProvider,
    ClaimDocument,
    ClaimFilingIndicator,
    ClaimFrequency,
    Patient,
    Payer,
    PersonName,
    Relationship,
    RenderingProvider,
    ServiceFacility,
    ServiceLine,
    Sex,
    Subscriber,
    TaxIdKind,
)
from apps.billing.domain.x12_837p import ControlNumbers, Receiver

TODAY = date(2026, 11, 22)
WRITTEN_AT = datetime(2026, 11, 22, 14, 5, tzinfo=ZoneInfo("America/Chicago"))

GROUP_NPI = "1300000019"
DOCTOR_NPI = "1300000027"
AGENCY_NPI = "1300000035"
FACILITY_NPI = "1400000109"

OFFICE = Address("410 Birch Avenue", "Decorah", "IA", "52101-1834", street_2="Suite 3")
RIVERVIEW = Address("9 River Road", "Decorah", "IA", "52101-2206")
LILAC_STREET = Address("27 Lilac St", "Ridgeway", "IA", "52165")

PRACTICE = BillingProvider(
    name="Oneota Family Medicine PC",
    npi=GROUP_NPI,
    tax_id="42-7654321",
    tax_id_kind=TaxIdKind.EMPLOYER,
    address=OFFICE,
    phone="(563) 555-0142",
    taxonomy="207Q00000X",
)
SOLO = BillingProvider(
    name=PersonName("Adeyemi", "Grace", "T", credentials="MD"),
    npi=DOCTOR_NPI,
    tax_id="219-09-9999",
    tax_id_kind=TaxIdKind.SOCIAL_SECURITY,
    address=OFFICE,
    phone="563-555-0142",
    taxonomy="207Q00000X",
)
DOCTOR = RenderingProvider(PersonName("Adeyemi", "Grace", "T", credentials="MD"), DOCTOR_NPI, "207Q00000X")
NURSING_HOME = ServiceFacility("Riverview Care Center", RIVERVIEW, FACILITY_NPI)

EDITH = PersonName("Sørensen", "Edith", "M")
MEDICARE = Payer(
    name="Wisconsin Physicians Service",
    electronic_payer_id="05102",
    claim_filing_indicator=ClaimFilingIndicator.MEDICARE_B,
    address=Address("PO Box 8550", "Madison", "WI", "53708-8550"),
    requires_care_plan_oversight_number=True,
    claim_alone=True,
    submit_after_period_end=True,
    file_by_on=date(2027, 10, 31),
)
PRAIRIE_MUTUAL = Payer(
    name="Prairie Mutual Health",
    electronic_payer_id="PMH01",
    claim_filing_indicator=ClaimFilingIndicator.PPO,
    address=Address("1200 Grand Ave", "Des Moines", "IA", "50309"),
    accepts_frequency_7_8=True,
)


def line(**changes: Any) -> ServiceLine:
    """Return the one line of a Medicare home-health oversight claim, with `changes`."""
    built = ServiceLine(
        line_id="P81-1",
        procedure_code="G0181",
        charge=Decimal("125.50"),
        starts_on=date(2026, 10, 31),
        ends_on=date(2026, 10, 31),
        diagnosis_pointers=(1,),
    )
    return replace(built, **changes)


def medicare_claim(**changes: Any) -> ClaimDocument:
    """Return a clean G0181 claim to Medicare for Edith, with `changes`."""
    built = ClaimDocument(
        patient_control_number="CM26100000817",
        billing_provider=PRACTICE,
        rendering_provider=DOCTOR,
        subscriber=Subscriber(EDITH, "1EG4-TE5-MK73"),
        patient=Patient(EDITH, date(1938, 4, 9), Sex.FEMALE, LILAC_STREET, phone="563 555 0177"),
        payer=MEDICARE,
        place_of_service="11",
        diagnosis_codes=("I50.32", "E11.22", "N18.31"),
        lines=(line(),),
        period_starts_on=date(2026, 10, 1),
        period_ends_on=date(2026, 10, 31),
        accepts_assignment=True,
        care_plan_oversight_number=AGENCY_NPI,
        signed_on=date(2026, 11, 3),
    )
    return replace(built, **changes)


def dependent_claim(**changes: Any) -> ClaimDocument:
    """Return a clean 99375 claim to a commercial payer for a child on her father's plan, with `changes`."""
    father = Subscriber(
        PersonName("O'Rourke", "Dennis", "P", suffix="Jr"),
        "PM-8841-220",
        group_number="GR 4471",
        group_name="Driftless Foods",
        address=RIVERVIEW,
        born_on=date(1980, 7, 1),
        sex=Sex.MALE,
        phone="563 555 0190",
    )
    nora = Patient(
        PersonName("O'Rourke-Núñez", "Nora"), date(2014, 2, 28), Sex.FEMALE, RIVERVIEW, Relationship.CHILD
    )
    span = line(
        line_id="P97-1",
        procedure_code="99375",
        charge=Decimal("140"),
        starts_on=date(2026, 10, 5),
        ends_on=date(2026, 10, 29),
        diagnosis_pointers=(1, 2),
    )
    changed: dict[str, Any] = {
        "patient_control_number": "CM26100000971",
        "subscriber": father,
        "patient": nora,
        "payer": PRAIRIE_MUTUAL,
        "diagnosis_codes": ("G80.9", "Z99.81"),
        "lines": (span,),
        "period_starts_on": date(2026, 10, 1),
        "period_ends_on": date(2026, 10, 30),
        "care_plan_oversight_number": "",
        "prior_authorization_number": "AUTH-5520",
        **changes,
    }
    return medicare_claim(**changed)


def replacement_claim(**changes: Any) -> ClaimDocument:
    """Return the replacement of `dependent_claim`, with `changes`."""
    changed: dict[str, Any] = {
        "patient_control_number": "CM26100000972",
        "claim_frequency": ClaimFrequency.REPLACEMENT,
        "payer_claim_control_number": "2026310PMH00417",
        **changes,
    }
    return dependent_claim(**changed)


def void_claim(**changes: Any) -> ClaimDocument:
    """Return the void of `dependent_claim`, with `changes`."""
    changed: dict[str, Any] = {
        "patient_control_number": "CM26100000973",
        "claim_frequency": ClaimFrequency.VOID,
    }
    return replacement_claim(**{**changed, **changes})


def solo_claim(**changes: Any) -> ClaimDocument:
    """Return a claim of a physician who bills under her own number, with `changes`."""
    return medicare_claim(**{"patient_control_number": "CM26100000818", "billing_provider": SOLO, **changes})


def facility_claim(**changes: Any) -> ClaimDocument:
    """Return a claim for a nursing-facility resident, paid to a post office box, with `changes`."""
    changed: dict[str, Any] = {
        "patient_control_number": "CM26100000975",
        "lines": (line(line_id="P98-1", procedure_code="99380", charge=Decimal("131.25")),),
        "patient": Patient(EDITH, date(1938, 4, 9), Sex.FEMALE, RIVERVIEW),
        "subscriber": Subscriber(EDITH, "PM5510023", group_number="R77"),
        "payer": PRAIRIE_MUTUAL,
        "place_of_service": "32",
        "service_facility": NURSING_HOME,
        "pay_to": Address("PO Box 71", "Decorah", "IA", "52101-0071"),
        "care_plan_oversight_number": "",
        "amount_paid": Decimal("20"),
        "note": "Plan of care revised 12 Oct 2026",
        "referral_number": "REF 118",
    }
    return medicare_claim(**{**changed, **changes})


RECEIVER = Receiver(
    sender_qualifier="ZZ",
    sender_id="ONEOTA01",
    receiver_qualifier="ZZ",
    receiver_id="CLEARWAY",
    submitter_name="Oneota Family Medicine PC",
    submitter_id="ONEOTA01",
    contact_name="Billing office",
    contact_phone="563-555-0143",
    receiver_name="Clearway Exchange",
    receiver_identifier="CLEARWAY",
    contact_extension="12",
)
CONTROL_NUMBERS = ControlNumbers(interchange=417, group=417, batch="CM417")
