"""What of a claim goes out, item by item as the form names them."""

from collections.abc import Iterator
from typing import Any

from apps.billing.domain.claim import ClaimDocument


def document_facts(document: ClaimDocument) -> Iterator[dict[str, Any]]:
    """Yield what goes out, item by item, in the order of the form."""
    subscriber, patient = document.subscriber, document.patient
    yield _fact(
        "Payer", f"{document.payer.name} ({document.payer.electronic_payer_id or 'no electronic id'})"
    )
    yield _fact("Member id, item 1a", subscriber.member_id)
    yield _fact(
        "Patient, items 2 and 3",
        f"{patient.name.last}, {patient.name.first}, born {patient.born_on:%-d %b %Y}",
    )
    yield _fact("Diagnoses, item 21", ", ".join(document.diagnosis_codes))
    if document.care_plan_oversight_number:
        yield _fact("Agency NPI, item 23 and REF*1J", document.care_plan_oversight_number)
    if document.prior_authorization_number:
        yield _fact("Prior authorization, item 23", document.prior_authorization_number)
    for line in document.lines:
        days = f"{line.starts_on:%-d %b %Y}"
        if line.ends_on != line.starts_on:
            days += f" to {line.ends_on:%-d %b %Y}"
        code = "-".join((line.procedure_code, *line.modifiers))
        yield _fact("Service, item 24", f"{code} × {line.units}, {days}, ${line.charge}")
    yield _fact("Place of service, item 24B", document.place_of_service)
    if document.service_facility is not None:
        place = document.service_facility
        yield _fact(
            "Service facility, item 32", f"{place.name}, {place.address.street}, {place.address.city}"
        )
    yield _fact("Rendering provider, item 24J", document.rendering_provider.npi)
    yield _fact("Patient control number, item 26", document.patient_control_number)
    yield _fact(
        "Billing provider, item 33",
        f"{document.billing_provider.npi}, tax id {document.billing_provider.tax_id}",
    )


def _fact(label: str, value: str) -> dict[str, Any]:
    return {"label": label, "value": value, "is_missing": not value}
