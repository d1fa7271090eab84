"""Approved claims as a FHIR R4 Bundle of Claim resources with the people and organizations they name.

Only elements of the base specification (http://hl7.org/fhir/R4/claim.html), no extensions. The same claims and time
give the same bytes: names of entries are made from what is in them. References stay inside the bundle.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from apps.billing.domain.claim import (
    Address,
    BillingProvider,
    ClaimDocument,
    ClaimFrequency,
    PersonName,
    Relationship,
    ServiceLine,
    Sex,
    Subscriber,
    TaxIdKind,
)
from apps.billing.domain.money import dollars
from apps.patients.domain.identifiers import dotted_diagnosis_code
from apps.practice.domain.identifiers import bare

Json: TypeAlias = dict[str, Any]

_SPACE = UUID("6f0d3c52-6d0c-5c1b-9a43-0d1e2b7f8a11")
_CODES = "http://terminology.hl7.org/CodeSystem"
_NPI = "http://hl7.org/fhir/sid/us-npi"
_EMPLOYER, _SOCIAL_SECURITY = "urn:oid:2.16.840.1.113883.4.4", "http://hl7.org/fhir/sid/us-ssn"
_DIAGNOSES = "http://hl7.org/fhir/sid/icd-10-cm"
_CPT = "http://www.ama-assn.org/go/cpt"
_HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
_PLACES = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
_GENDER = {Sex.FEMALE: "female", Sex.MALE: "male", Sex.UNKNOWN: "unknown"}
_RELATION = {Relationship.SELF: "self", Relationship.SPOUSE: "spouse", Relationship.CHILD: "child"}
_NUMBER = re.compile(r'"\\u0000([0-9.]+)"')


def claim_bundle(claims: Iterable[ClaimDocument], *, made_at: datetime) -> bytes:
    """Return a collection of `claims` as JSON in UTF-8; `made_at` is aware and becomes Claim.created."""
    book = _Book()
    for claim in claims:
        book.add_claim(claim, made_at=made_at)
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made_at.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": name, "resource": resource} for name, resource in book.entries.items()],
    }
    text = json.dumps(bundle, ensure_ascii=False, separators=(",", ":"))
    return _NUMBER.sub(r"\1", text).encode()


class _Book:
    """The entries of a bundle by their names; what two claims share stands there once."""

    def __init__(self) -> None:
        self.entries: dict[str, Json] = {}

    def add(self, resource: Json) -> Json:
        """Put `resource` in, once, and return a reference to it."""
        kept = _without_empty(resource)
        name = f"urn:uuid:{uuid5(_SPACE, json.dumps(kept, sort_keys=True))}"
        self.entries[name] = kept
        return {"reference": name}

    def add_claim(self, claim: ClaimDocument, *, made_at: datetime) -> None:
        """Put a claim in with everybody it names."""
        patient = self.add(_patient(claim))
        payer = self.add(_payer(claim))
        rendering = claim.rendering_provider
        biller = claim.billing_provider
        facility = claim.service_facility
        self.add(
            {
                "resourceType": "Claim",
                "identifier": [{"value": claim.patient_control_number}],
                "status": "active",
                "type": _coded(f"{_CODES}/claim-type", "professional"),
                "use": "claim",
                "patient": patient,
                "billablePeriod": _period(claim.period_starts_on, claim.period_ends_on),
                "created": made_at.isoformat(timespec="seconds"),
                "insurer": payer,
                "provider": self.add(_biller(biller)),
                "priority": _coded(f"{_CODES}/processpriority", "normal"),
                "related": _related(claim),
                "payee": {"type": _coded(f"{_CODES}/payeetype", _payee(claim))},
                "referral": _referral(claim),
                "facility": self.add(_location(claim)) if facility else None,
                "careTeam": [
                    {
                        "sequence": 1,
                        "provider": self.add(_practitioner(rendering.name, rendering.npi)),
                        "role": _coded(f"{_CODES}/claimcareteamrole", "primary"),
                        "qualification": _taxonomy(rendering.taxonomy),
                    }
                ],
                "supportingInfo": _numbered(self._supporting(claim)),
                "diagnosis": [
                    {
                        "sequence": place,
                        "diagnosisCodeableConcept": _coded(_DIAGNOSES, dotted_diagnosis_code(code)),
                    }
                    for place, code in enumerate(claim.diagnosis_codes, start=1)
                ],
                "insurance": [
                    {
                        "sequence": 1,
                        "focal": True,
                        "coverage": self._coverage(claim, patient, payer),
                        "preAuthRef": [claim.prior_authorization_number]
                        if claim.prior_authorization_number
                        else [],
                    }
                ],
                "item": [_item(claim, line, place) for place, line in enumerate(claim.lines, start=1)],
                "total": _money(claim.total_charge),
            }
        )

    def _coverage(self, claim: ClaimDocument, patient: Json, payer: Json) -> Json:
        subscriber = claim.subscriber
        own = claim.patient.is_subscriber
        group = (
            [
                {
                    "type": _coded(f"{_CODES}/coverage-class", "group"),
                    "value": subscriber.group_number,
                    "name": subscriber.group_name,
                }
            ]
            if subscriber.group_number
            else []
        )
        return self.add(
            {
                "resourceType": "Coverage",
                "status": "active",
                "subscriber": patient if own else self.add(_related_person(subscriber, patient)),
                "subscriberId": subscriber.member_id,
                "beneficiary": patient,
                "relationship": _coded(
                    f"{_CODES}/subscriber-relationship", _RELATION.get(claim.patient.relationship, "other")
                ),
                "payor": [payer],
                "class": group,
            }
        )

    def _supporting(self, claim: ClaimDocument) -> Iterator[Json]:
        """Yield what the Claim has no element of its own for: the agency, the patient's payment, the note."""
        category = _coded(f"{_CODES}/claiminformationcategory", "info")
        if claim.care_plan_oversight_number:
            agency = {
                "resourceType": "Organization",
                "identifier": [{"system": _NPI, "value": claim.care_plan_oversight_number}],
            }
            said = {"text": "Home health agency or hospice under whose plan of care the patient is"}
            yield {"category": category, "code": said, "valueReference": self.add(agency)}
        if claim.amount_paid:
            quantity = {"value": _number(claim.amount_paid), "system": "urn:iso:std:iso:4217", "code": "USD"}
            yield {"category": category, "code": {"text": "Paid by the patient"}, "valueQuantity": quantity}
        if claim.note:
            yield {"category": category, "code": {"text": "Note"}, "valueString": claim.note}


def _patient(claim: ClaimDocument) -> Json:
    patient = claim.patient
    return {
        "resourceType": "Patient",
        "name": [_human_name(patient.name)],
        "telecom": _telecom(patient.phone),
        "gender": _GENDER[patient.sex],
        "birthDate": patient.born_on.isoformat(),
        "address": [_address(patient.address)],
    }


def _related_person(subscriber: Subscriber, patient: Json) -> Json:
    return {
        "resourceType": "RelatedPerson",
        "patient": patient,
        "name": [_human_name(subscriber.name)],
        "telecom": _telecom(subscriber.phone),
        "gender": _GENDER[subscriber.sex],
        "birthDate": subscriber.born_on.isoformat() if subscriber.born_on else "",
        "address": [_address(subscriber.address)] if subscriber.address else [],
    }


def _payer(claim: ClaimDocument) -> Json:
    payer = claim.payer
    return {
        "resourceType": "Organization",
        "identifier": [{"value": payer.electronic_payer_id}] if payer.electronic_payer_id else [],
        "name": payer.name,
        "address": [_address(payer.address)] if payer.address else [],
    }


def _biller(provider: BillingProvider) -> Json:
    system = _EMPLOYER if provider.tax_id_kind is TaxIdKind.EMPLOYER else _SOCIAL_SECURITY
    identifiers = [
        {"system": _NPI, "value": provider.npi},
        {"system": system, "value": bare(provider.tax_id)},
    ]
    contact = {"telecom": _telecom(provider.phone), "address": [_address(provider.address)]}
    if isinstance(provider.name, PersonName):
        return {
            "resourceType": "Practitioner",
            "identifier": identifiers,
            "name": [_human_name(provider.name)],
            **contact,
        }
    return {"resourceType": "Organization", "identifier": identifiers, "name": provider.name, **contact}


def _practitioner(name: PersonName, npi: str) -> Json:
    return {
        "resourceType": "Practitioner",
        "identifier": [{"system": _NPI, "value": npi}],
        "name": [_human_name(name)],
    }


def _location(claim: ClaimDocument) -> Json:
    facility = claim.service_facility
    assert facility is not None  # asked only for one
    return {
        "resourceType": "Location",
        "identifier": [{"system": _NPI, "value": facility.npi}] if facility.npi else [],
        "name": facility.name,
        "address": _address(facility.address),
    }


def _item(claim: ClaimDocument, line: ServiceLine, place: int) -> Json:
    system = _CPT if line.procedure_code[:1].isdigit() else _HCPCS
    one_day = line.starts_on == line.ends_on
    return {
        "sequence": place,
        "careTeamSequence": [1],
        "diagnosisSequence": list(line.diagnosis_pointers),
        "productOrService": _coded(system, line.procedure_code),
        "modifier": [{"coding": [{"code": modifier}]} for modifier in line.modifiers],
        **(
            {"servicedDate": line.starts_on.isoformat()}
            if one_day
            else {"servicedPeriod": _period(line.starts_on, line.ends_on)}
        ),
        "locationCodeableConcept": _coded(_PLACES, claim.place_of_service),
        "quantity": {"value": line.units},
        "net": _money(line.charge),
    }


def _related(claim: ClaimDocument) -> list[Json]:
    if claim.claim_frequency is ClaimFrequency.ORIGINAL:
        return []
    return [
        {
            "claim": {"identifier": {"value": claim.payer_claim_control_number}},
            "relationship": _coded(f"{_CODES}/ex-relatedclaimrelationship", "prior"),
        }
    ]


def _referral(claim: ClaimDocument) -> Json | None:
    return {"identifier": {"value": claim.referral_number}} if claim.referral_number else None


def _payee(claim: ClaimDocument) -> str:
    return "provider" if claim.benefits_assigned else "subscriber"


def _taxonomy(code: str) -> Json | None:
    return _coded("http://nucc.org/provider-taxonomy", code) if code else None


def _coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def _period(starts_on: date, ends_on: date) -> Json:
    return {"start": starts_on.isoformat(), "end": ends_on.isoformat()}


def _human_name(name: PersonName) -> Json:
    return {
        "family": name.last,
        "given": [part for part in (name.first, name.middle) if part],
        "suffix": [part for part in (name.suffix, name.credentials) if part],
    }


def _address(address: Address) -> Json:
    return {
        "line": [line for line in (address.street, address.street_2) if line],
        "city": address.city,
        "state": address.state,
        "postalCode": address.zip_code,
        "country": "US",
    }


def _telecom(phone: str) -> list[Json]:
    return [{"system": "phone", "value": phone}] if phone else []


def _money(amount: Decimal) -> Json:
    return {"value": _number(amount), "currency": "USD"}


def _number(amount: Decimal) -> str:
    """Mark an amount so that it is written as a JSON number with its cents: binary fractions would blur them."""
    return f"\0{dollars(amount)}"


def _numbered(rows: Iterable[Json]) -> list[Json]:
    return [{"sequence": place, **row} for place, row in enumerate(rows, start=1)]


def _without_empty(value: Any) -> Any:
    """Leave out what is empty: FHIR knows no empty text, list or object."""
    if isinstance(value, dict):
        kept = {name: _without_empty(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in ("", None, [], {})}
    if isinstance(value, list):
        return [each for each in map(_without_empty, value) if each not in ("", None, [], {})]
    return value
