"""Professional claims as an 837P file (005010X222A1): the same claims and numbers always give the same bytes.

The map behind it: loops and elements as in the implementation guide 005010X222A1, only those that an
oversight claim needs. `scrub` says whether a claim may be written; here a claim is written as it stands.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.billing.domain.claim import (
    Address,
    BillingProvider,
    ClaimDocument,
    Patient,
    PersonName,
    ServiceLine,
)
from apps.billing.domain.x12 import InterchangeHeader, Segments, SegmentWriter, day, minute, number, text
from apps.patients.domain.identifiers import bare_diagnosis_code, bare_member_id
from apps.practice.domain.identifiers import bare, phone_digits

VERSION = "005010X222A1"
CLAIMS_PER_FILE = 5000  # the guide's limit for one transaction set


@dataclass(frozen=True, slots=True)
class Receiver:
    """How one clearinghouse or payer wants its files: ids, qualifiers, contact, line ends.

    `line_end` follows every segment terminator: a line feed, carriage return and line feed, or nothing.
    """

    sender_qualifier: str
    sender_id: str
    receiver_qualifier: str
    receiver_id: str
    submitter_name: str
    submitter_id: str
    contact_name: str
    contact_phone: str
    receiver_name: str
    receiver_identifier: str
    application_sender: str = ""
    application_receiver: str = ""
    contact_extension: str = ""
    is_production: bool = False
    wants_acknowledgement: bool = False
    line_end: str = "\n"


@dataclass(frozen=True, slots=True)
class ControlNumbers:
    """The numbers of one file, none of them used for this receiver before; `batch` is ours (BHT03)."""

    interchange: int
    group: int
    batch: str
    transaction_set: int = 1


def in_files(claims: Sequence[ClaimDocument]) -> Iterator[Sequence[ClaimDocument]]:
    """Cut `claims` into portions that one file may hold."""
    for start in range(0, len(claims), CLAIMS_PER_FILE):
        yield claims[start : start + CLAIMS_PER_FILE]


def write_837p(
    claims: Iterable[ClaimDocument],
    *,
    receiver: Receiver,
    control_numbers: ControlNumbers,
    written_at: datetime,
) -> bytes:
    """Return one file with `claims`, taken one after another; `written_at` is the local time the envelope shows.

    Refuses (ValueError) no claims, more than 5,000, and values that the format cannot carry.
    """
    writer = SegmentWriter(line_end=receiver.line_end)
    sender = receiver.application_sender or receiver.sender_id
    addressee = receiver.application_receiver or receiver.receiver_id
    on, at = day(written_at.date()), minute(written_at)
    with (
        writer.interchange(_header(receiver, written_at), control_number=control_numbers.interchange),
        writer.group("HC", sender, addressee, on, at, control_number=control_numbers.group, version=VERSION),
        writer.transaction_set("837", control_number=control_numbers.transaction_set, version=VERSION),
    ):
        writer.add("BHT", "0019", "00", text(control_numbers.batch), on, at, "CH")
        _add_submitter(writer, receiver)
        _add_claims(writer, claims)
    return writer.to_bytes()


def _header(receiver: Receiver, written_at: datetime) -> InterchangeHeader:
    return InterchangeHeader(
        sender_qualifier=receiver.sender_qualifier,
        sender_id=receiver.sender_id,
        receiver_qualifier=receiver.receiver_qualifier,
        receiver_id=receiver.receiver_id,
        written_at=written_at,
        is_production=receiver.is_production,
        wants_acknowledgement=receiver.wants_acknowledgement,
    )


def _add_submitter(writer: SegmentWriter, receiver: Receiver) -> None:
    """Loops 1000A and 1000B."""
    writer.add(
        "NM1", "41", "2", text(receiver.submitter_name), "", "", "", "", "46", text(receiver.submitter_id)
    )
    extension = ("EX", bare(receiver.contact_extension)) if receiver.contact_extension else ()
    writer.add(
        "PER", "IC", text(receiver.contact_name), "TE", phone_digits(receiver.contact_phone), *extension
    )
    name, identifier = text(receiver.receiver_name), text(receiver.receiver_identifier)
    writer.add("NM1", "40", "2", name, "", "", "", "", "46", identifier)


class _Levels(Segments):
    """The segments of one biller and the claims under it; levels are numbered when all of them are known."""

    __slots__ = ("_levels",)

    def __init__(self) -> None:
        super().__init__()
        self._levels: list[tuple[int, str, str]] = []

    def level(self, code: str, *, has_child: bool) -> None:
        """Write an HL: a biller (20), a subscriber (22) under it, or a patient (23) under the subscriber before."""
        self._levels.append((len(self.rows), code, "1" if has_child else "0"))
        self.rows.append("HL")

    def number(self, before: int) -> int:
        """Number the levels from the one after `before`; return the last number."""
        biller = before + 1
        for own, (row, code, child) in enumerate(self._levels, start=biller):
            parent = "" if code == "20" else biller if code == "22" else own - 1
            self.rows[row] = f"HL*{own}*{parent}*{code}*{child}"
        return before + len(self._levels)


def _add_claims(writer: SegmentWriter, claims: Iterable[ClaimDocument]) -> None:
    """Write every biller once (2000A) with the claims under it, billers in the order of their first claim."""
    by_biller: dict[tuple[BillingProvider, Address | None, bool], _Levels] = {}
    count = 0
    for count, claim in enumerate(claims, start=1):
        provider, pay_to, wants_taxonomy = biller = (
            claim.billing_provider,
            claim.pay_to,
            claim.payer.wants_taxonomy,
        )
        theirs = by_biller.get(biller)
        if theirs is None:
            theirs = by_biller[biller] = _Levels()
            _add_billing_provider(theirs, provider, pay_to, wants_taxonomy=wants_taxonomy)
        _add_subscriber(theirs, claim)
        _add_claim(theirs, claim)
        if count > CLAIMS_PER_FILE:
            break
    if not 1 <= count <= CLAIMS_PER_FILE:
        said = "none" if not count else "more"
        raise ValueError(f"A file holds 1 to {CLAIMS_PER_FILE:,} claims; these are {said}. Use in_files.")
    last = 0
    for theirs in by_biller.values():
        last = theirs.number(last)
        writer.rows += theirs.rows


def _add_billing_provider(
    writer: _Levels, provider: BillingProvider, pay_to: Address | None, *, wants_taxonomy: bool
) -> None:
    """Loops 2000A, 2010AA and 2010AB."""
    writer.level("20", has_child=True)
    if provider.taxonomy and wants_taxonomy:
        writer.add("PRV", "BI", "PXC", provider.taxonomy)
    if isinstance(provider.name, PersonName):
        writer.add("NM1", "85", "1", *_name(provider.name), "XX", provider.npi)
    else:
        writer.add("NM1", "85", "2", text(provider.name), "", "", "", "", "XX", provider.npi)
    _add_address(writer, provider.address)
    writer.add("REF", provider.tax_id_kind, bare(provider.tax_id))
    if pay_to is not None:
        writer.add("NM1", "87", "1" if provider.is_person else "2")
        _add_address(writer, pay_to)


def _add_subscriber(writer: _Levels, claim: ClaimDocument) -> None:
    """Loops 2000B to 2010CA."""
    patient, subscriber, payer = claim.patient, claim.subscriber, claim.payer
    own = patient.is_subscriber
    writer.level("22", has_child=not own)
    group = (
        (text(subscriber.group_number), text(subscriber.group_name)) if not payer.is_medicare else ("", "")
    )
    relation = patient.relationship if own else ""
    writer.add("SBR", "P", relation, *group, "", "", "", "", payer.claim_filing_indicator)
    name = patient.name if own else subscriber.name
    writer.add("NM1", "IL", "1", *_name(name), "MI", member_id(claim))
    if own:
        _add_person(writer, patient)
    writer.add("NM1", "PR", "2", text(payer.name), "", "", "", "", "PI", text(payer.electronic_payer_id))
    if payer.address is not None:
        _add_address(writer, payer.address)
    if claim.billing_provider.payer_assigned_id:
        writer.add("REF", "G2", text(claim.billing_provider.payer_assigned_id))
    if own:
        return
    writer.level("23", has_child=False)
    writer.add("PAT", patient.relationship)
    writer.add("NM1", "QC", "1", *_name(patient.name))
    _add_person(writer, patient)


def member_id(claim: ClaimDocument) -> str:
    """Return the member id as claims carry it; a Medicare number loses the hyphens of the card."""
    identifier = claim.subscriber.member_id
    return bare_member_id(identifier) if claim.payer.is_medicare else text(identifier)


def _add_person(writer: Segments, patient: Patient) -> None:
    _add_address(writer, patient.address)
    writer.add("DMG", "D8", day(patient.born_on), patient.sex)


def _add_claim(writer: Segments, claim: ClaimDocument) -> None:
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
    for qualifier, value in _claim_references(claim):
        if value:
            writer.add("REF", qualifier, text(value))
    if claim.note:
        writer.add("NTE", "ADD", text(claim.note))
    codes = [bare_diagnosis_code(code) for code in claim.diagnosis_codes]
    writer.add_composed("HI", *[("ABF" if place else "ABK", code) for place, code in enumerate(codes)])
    _add_rendering_provider(writer, claim)
    _add_service_facility(writer, claim)
    for place, line in enumerate(claim.lines, start=1):
        _add_line(writer, line, place=str(place))


def _claim_references(claim: ClaimDocument) -> tuple[tuple[str, str], ...]:
    return (
        ("9F", claim.referral_number),
        ("G1", claim.prior_authorization_number),
        ("F8", claim.payer_claim_control_number),
        ("1J", claim.care_plan_oversight_number),
    )


def _add_rendering_provider(writer: Segments, claim: ClaimDocument) -> None:
    """Loop 2310B, left out when the biller is that same person."""
    rendering = claim.rendering_provider
    if rendering.npi == claim.billing_provider.npi and claim.billing_provider.is_person:
        return
    writer.add("NM1", "82", "1", *_name(rendering.name), "XX", rendering.npi)
    if rendering.taxonomy and claim.payer.wants_taxonomy:
        writer.add("PRV", "PE", "PXC", rendering.taxonomy)


def _add_service_facility(writer: Segments, claim: ClaimDocument) -> None:
    """Loop 2310C, only when the place is not the biller's own address (guide, situational rule of 2310C)."""
    facility = claim.service_facility
    if facility is None or is_same_place(facility.address, claim.billing_provider.address):
        return
    identifier = ("XX", facility.npi) if facility.npi else ()
    writer.add("NM1", "77", "2", text(facility.name), "", "", "", "", *identifier)
    _add_address(writer, facility.address)


def is_same_place(one: Address, other: Address) -> bool:
    """Say whether two addresses are one place, however they are written."""
    return one == other or _place(one) == _place(other)


def _place(address: Address) -> tuple[str, ...]:
    street = f"{text(address.street)} {text(address.street_2)}".strip()
    return (street, text(address.city), address.state, bare(address.zip_code))


def _add_line(writer: Segments, line: ServiceLine, *, place: str) -> None:
    """Loop 2400: one day as D8, several as RD8."""
    writer.add("LX", place)
    pointers = tuple(str(pointer) for pointer in line.diagnosis_pointers)
    procedure = ("HC", line.procedure_code, *line.modifiers)
    writer.add_composed("SV1", procedure, number(line.charge), "UN", str(line.units), "", "", pointers)
    if line.starts_on == line.ends_on:
        writer.add("DTP", "472", "D8", day(line.starts_on))
    else:
        writer.add("DTP", "472", "RD8", f"{day(line.starts_on)}-{day(line.ends_on)}")
    writer.add("REF", "6R", text(line.line_id))


def _name(name: PersonName) -> tuple[str, ...]:
    """Return NM103 to NM107."""
    return text(name.last), text(name.first), text(name.middle), "", text(name.suffix)


def _add_address(writer: Segments, address: Address) -> None:
    writer.add("N3", text(address.street), text(address.street_2))
    writer.add("N4", text(address.city), address.state, bare(address.zip_code))
