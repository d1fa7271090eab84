"""Checks of the people and organizations on a claim."""

from collections.abc import Iterator
from datetime import date

from apps.billing.domain.claim import ClaimDocument, PersonName, TaxIdKind
from apps.billing.domain.scrub_text import check_address, check_identifier, check_name, check_text
from apps.billing.domain.x12 import text
from apps.patients.domain.identifiers import check_medicare_number
from apps.practice.domain.identifiers import (
    check_employer_number,
    check_npi,
    check_phone,
    check_social_security_number,
    check_taxonomy,
    is_po_box,
)
from apps.problems import Problem

_EARLIEST_BIRTH_YEAR = 1900

# places of service, as CMS numbers them, that are another organization's house: a claim must name it
NURSING_PLACES = frozenset({"31", "32"})
HOSPICE_PLACES = frozenset({"34"})


def billing_provider_name(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The biller has a name of at most 60 characters (2010AA NM103)."""
    name, field = document.billing_provider.name, "billing_provider.name"
    if isinstance(name, PersonName):
        yield from check_name(name, whose="The billing provider's", field=field)
    else:
        yield from check_text(name, 60, what="The billing provider's name", field=field)


def billing_provider_npi(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The biller's NPI passes its check digit."""
    npi = document.billing_provider.npi
    yield from check_npi(npi, field="billing_provider.npi", whose="The billing provider's NPI")


def billing_provider_tax_id(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The biller's tax id has nine digits of its kind (REF*EI or SY)."""
    provider, field = document.billing_provider, "billing_provider.tax_id"
    if provider.tax_id_kind is TaxIdKind.EMPLOYER:
        yield from check_employer_number(provider.tax_id, field=field)
    else:
        yield from check_social_security_number(provider.tax_id, field=field)


def billing_provider_taxonomy(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A taxonomy code, where one is given, has its ten characters."""
    if document.billing_provider.taxonomy:
        yield from check_taxonomy(document.billing_provider.taxonomy, field="billing_provider.taxonomy")


def billing_provider_address(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The biller has a street address, no post office box, with a nine-digit ZIP code (guide, 2010AA N3, N4)."""
    address, field = document.billing_provider.address, "billing_provider.address"
    yield from check_address(address, whose="The billing provider's", field=field, nine_digit_zip=True)
    if is_po_box(address.street) or is_po_box(address.street_2):
        message = (
            f"The billing address {address.street} is a post office box, which a claim may not show. "
            "Give the street address, and the box as pay-to address."
        )
        yield Problem("billing_address_po_box", message, f"{field}.street")


def billing_provider_phone(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The biller can be called (item 33)."""
    yield from check_phone(document.billing_provider.phone, field="billing_provider.phone")


def pay_to_address(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A pay-to address, where one is given, is complete; it may be a post office box."""
    if document.pay_to is not None:
        yield from check_address(document.pay_to, whose="The pay-to", field="pay_to")


def rendering_provider_name(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The rendering provider has a name that fits."""
    name = document.rendering_provider.name
    yield from check_name(name, whose="The rendering provider's", field="rendering_provider.name")


def rendering_provider_npi(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The rendering provider's NPI passes its check digit."""
    npi = document.rendering_provider.npi
    yield from check_npi(npi, field="rendering_provider.npi", whose="The rendering provider's NPI")


def rendering_provider_taxonomy(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A taxonomy code, where one is given, has its ten characters."""
    if document.rendering_provider.taxonomy:
        yield from check_taxonomy(document.rendering_provider.taxonomy, field="rendering_provider.taxonomy")


def service_facility(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A service facility has a name, an address with a nine-digit ZIP code, and a valid NPI if any (2310C)."""
    facility = document.service_facility
    if facility is None:
        yield from _facility_missing(document)
        return
    yield from check_text(
        facility.name, 60, what="The service facility's name", field="service_facility.name"
    )
    whose, field = "The service facility's", "service_facility.address"
    yield from check_address(facility.address, whose=whose, field=field, nine_digit_zip=True)
    if facility.npi:
        yield from check_npi(facility.npi, field="service_facility.npi", whose=f"{whose} NPI")


def _facility_missing(document: ClaimDocument) -> Iterator[Problem]:
    """A nursing facility or hospice as place of service is never the biller's own address (2310C, item 32)."""
    place = document.place_of_service
    if place in NURSING_PLACES | HOSPICE_PLACES:
        kind = "nursing facility" if place in NURSING_PLACES else "hospice"
        message = (
            f"The place of service is {place}, a {kind}, but the patient has no episode of care with a {kind} on the"
            " dates of service. Enter the episode with its agency, or choose another place of service for the payer."
        )
        yield Problem("service_facility_missing", message, "place_of_service")


def patient_name(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The patient has a name that fits."""
    yield from check_name(document.patient.name, whose="The patient's", field="patient.name")


def patient_birth(document: ClaimDocument, today: date) -> Iterator[Problem]:
    """The patient was born, not before 1900 and not after the first service."""
    born_on = document.patient.born_on
    first_service = min((line.starts_on for line in document.lines), default=today)
    if born_on > min(today, first_service):
        message = f"The birth date {born_on:%m/%d/%Y} lies after the first service. Correct it in the patient's record."
        yield Problem("birth_after_service", message, "patient.born_on")
    elif born_on.year < _EARLIEST_BIRTH_YEAR:
        message = f"The birth date {born_on:%m/%d/%Y} lies before 1900. Correct it in the patient's record."
        yield Problem("birth_too_early", message, "patient.born_on")


def patient_address(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The patient's address is complete (2010BA or 2010CA N3, N4; required with SBR02 = 18)."""
    yield from check_address(document.patient.address, whose="The patient's", field="patient.address")


def subscriber_name(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The subscriber has a name that fits."""
    if not document.patient.is_subscriber:
        yield from check_name(document.subscriber.name, whose="The subscriber's", field="subscriber.name")


def subscriber_is_the_patient(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """With relationship "self" both are one person; Medicare covers nobody else."""
    patient, subscriber = document.patient, document.subscriber
    same_name = (text(patient.name.last), text(patient.name.first)) == (
        text(subscriber.name.last),
        text(subscriber.name.first),
    )
    if patient.is_subscriber and not same_name:
        message = (
            f"The subscriber is {subscriber.name.first} {subscriber.name.last} but the relationship says that the "
            "patient holds the coverage. Correct the name or the relationship."
        )
        yield Problem("subscriber_differs", message, "subscriber.name")
    if document.payer.is_medicare and not patient.is_subscriber:
        message = f"Medicare covers only the patient, not the patient's {patient.relationship.name.lower()}."
        yield Problem(
            "medicare_dependent", f"{message} Set the relationship to self.", "patient.relationship"
        )


def member_id(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The member id is there; for Medicare it has the shape of a Medicare number."""
    identifier, field = document.subscriber.member_id, "subscriber.member_id"
    if document.payer.is_medicare:
        yield from check_medicare_number(identifier, field=field)
        return
    yield from check_identifier(identifier, 80, what="The member id", field=field)
    if len(text(identifier)) == 1:
        message = (
            f"The member id {identifier} has one character; a claim needs two or more. Copy it from the card."
        )
        yield Problem("member_id_too_short", message, field)


def group(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Group number and name fit (SBR03, SBR04)."""
    subscriber = document.subscriber
    number, name = "The group number", "The group name"
    yield from check_text(
        subscriber.group_number, 50, what=number, field="subscriber.group_number", required=False
    )
    yield from check_text(subscriber.group_name, 60, what=name, field="subscriber.group_name", required=False)


def payer(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The payer has a name; its address, where given, is complete."""
    seen = document.payer
    yield from check_text(seen.name, 60, what="The payer's name", field="payer.name")
    if seen.address is not None:
        yield from check_address(seen.address, whose="The payer's", field="payer.address")


def electronic_payer_id(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The payer has the id under which files reach it (2010BB NM109)."""
    value, field = document.payer.electronic_payer_id, "payer.electronic_payer_id"
    what = "The payer's electronic id"
    yield from check_identifier(value, 80, what=what, field=field)
    if len(text(value)) == 1:
        message = f"{what} {value} has one character; it needs two or more. Ask the clearinghouse."
        yield Problem("payer_id_too_short", message, field)
