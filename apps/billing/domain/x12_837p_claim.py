"""The claim itself in an 837P: loop 2300 with its providers, and its lines (2400)."""

from apps.billing.domain.claim import Address, ClaimDocument, ServiceLine
from apps.billing.domain.x12 import Segments, day, number, text
from apps.billing.domain.x12_837p_levels import Levels, add_address, name_parts
from apps.patients.domain.identifiers import bare_diagnosis_code
from apps.practice.domain.identifiers import bare


def add_claim(writer: Levels, claim: ClaimDocument) -> None:
    """Loop 2300 and what is below it."""
    writer.add_composed(
        "CLM",
        claim.patient_control_number,
        number(claim.total_charge),
        "",
        "",
        (claim.place_of_service, "B", claim.claim_frequency),
        "Y" if claim.provider_signature_on_file else "N",
        "A" if claim.accepts_assignment else "C",
        "Y" if claim.benefits_assigned else "N",
        "Y" if claim.patient_signature_on_file else "I",
    )
    if claim.amount_paid:
        writer.add("AMT", "F5", number(claim.amount_paid))
    for qualifier, value in (
        ("9F", claim.referral_number),
        ("G1", claim.prior_authorization_number),
        ("F8", claim.payer_claim_control_number),
        ("1J", claim.care_plan_oversight_number),
    ):
        if value:
            writer.add("REF", qualifier, text(value))
    if claim.note:
        writer.add("NTE", "ADD", text(claim.note))
    writer.add_qualified("HI", ("ABK", "ABF"), [bare_diagnosis_code(code) for code in claim.diagnosis_codes])
    writer.add_part(
        claim.rendering_provider,
        lambda: _add_rendering_provider(writer, claim),
        variant=claim.payer.wants_taxonomy,
    )
    _add_service_facility(writer, claim)
    for place, line in enumerate(claim.lines, start=1):
        _add_line(writer, line, place=str(place))


def _add_rendering_provider(writer: Segments, claim: ClaimDocument) -> None:
    """Loop 2310B, left out when the biller is that same person."""
    rendering = claim.rendering_provider
    if rendering.npi == claim.billing_provider.npi and claim.billing_provider.is_person:
        return
    writer.add("NM1", "82", "1", *name_parts(rendering.name), "XX", rendering.npi)
    if rendering.taxonomy and claim.payer.wants_taxonomy:
        writer.add("PRV", "PE", "PXC", rendering.taxonomy)


def _add_service_facility(writer: Segments, claim: ClaimDocument) -> None:
    """Loop 2310C, only when the place is not the biller's own address (guide, situational rule of 2310C)."""
    facility = claim.service_facility
    if facility is None or is_same_place(facility.address, claim.billing_provider.address):
        return
    identifier = ("XX", facility.npi) if facility.npi else ()
    writer.add("NM1", "77", "2", text(facility.name), "", "", "", "", *identifier)
    add_address(writer, facility.address)


def is_same_place(one: Address, other: Address) -> bool:
    """Say whether two addresses are one place, however they are written."""
    return one == other or _place(one) == _place(other)


def _place(address: Address) -> tuple[str, ...]:
    street = f"{text(address.street)} {text(address.street_2)}".strip()
    return (street, text(address.city), address.state, bare(address.zip_code))


def _add_line(writer: Segments, line: ServiceLine, *, place: str) -> None:
    """Loop 2400: one day as D8, several as RD8."""
    writer.add("LX", place)
    pointers = tuple(map(str, line.diagnosis_pointers))
    procedure = ("HC", line.procedure_code, *line.modifiers)
    writer.add_composed("SV1", procedure, number(line.charge), "UN", str(line.units), "", "", pointers)
    if line.starts_on == line.ends_on:
        writer.add("DTP", "472", "D8", day(line.starts_on))
    else:
        writer.add("DTP", "472", "RD8", f"{day(line.starts_on)}-{day(line.ends_on)}")
    writer.add("REF", "6R", text(line.line_id))
