"""Professional claims as an 837P file (005010X222A1): the same claims and numbers always give the same bytes.

The map behind it: loops and elements as in the implementation guide 005010X222A1, only those that an
oversight claim needs. `scrub` says whether a claim may be written; here a claim is written as it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from apps.billing.domain.claim import (
    Address,
    BillingProvider,
    ClaimDocument,
    Patient,
    PersonName,
)
from apps.billing.domain.x12 import InterchangeHeader, Segments, SegmentWriter, day, minute, text
from apps.billing.domain.x12_837p_claim import add_claim
from apps.billing.domain.x12_837p_levels import Levels, add_address, name_parts
from apps.patients.domain.identifiers import bare_member_id
from apps.practice.domain.identifiers import bare, phone_digits

VERSION = "005010X222A1"
CLAIMS_PER_FILE = 5000  # the guide's limit for one transaction set

# Who is paid, where, and whether the payer is told the provider's kind: one level 2000A.
Biller: TypeAlias = tuple[BillingProvider, Address | None, bool]


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


def _add_claims(writer: SegmentWriter, claims: Iterable[ClaimDocument]) -> None:
    """Write every biller once (2000A) with the claims under it, billers in the order of their first claim."""
    by_biller: dict[Biller, Levels] = {}
    theirs, before = Levels(), None
    count = 0
    for count, claim in enumerate(claims, start=1):
        biller = (claim.billing_provider, claim.pay_to, claim.payer.wants_taxonomy)
        if biller != before:
            theirs, before = _levels_of(biller, by_biller), biller
        _add_subscriber(theirs, claim)
        add_claim(theirs, claim)
        if count > CLAIMS_PER_FILE:
            break
    if not 1 <= count <= CLAIMS_PER_FILE:
        said = "none" if not count else "more"
        raise ValueError(f"A file holds 1 to {CLAIMS_PER_FILE:,} claims; these are {said}.")
    last = 0
    for theirs in by_biller.values():
        last = theirs.number(last)
        writer.rows += theirs.rows


def _levels_of(biller: Biller, known: dict[Biller, Levels]) -> Levels:
    """Return where the claims of `biller` are written, begun with its loops when it is new."""
    found = known.get(biller)
    if found is None:
        found = known[biller] = Levels()
        provider, pay_to, wants_taxonomy = biller
        _add_billing_provider(found, provider, pay_to, wants_taxonomy=wants_taxonomy)
    return found


def _add_billing_provider(
    writer: Levels, provider: BillingProvider, pay_to: Address | None, *, wants_taxonomy: bool
) -> None:
    """Loops 2000A, 2010AA and 2010AB."""
    writer.level("20", has_child=True)
    if provider.taxonomy and wants_taxonomy:
        writer.add("PRV", "BI", "PXC", provider.taxonomy)
    if isinstance(provider.name, PersonName):
        writer.add("NM1", "85", "1", *name_parts(provider.name), "XX", provider.npi)
    else:
        writer.add("NM1", "85", "2", text(provider.name), "", "", "", "", "XX", provider.npi)
    add_address(writer, provider.address)
    writer.add("REF", provider.tax_id_kind, bare(provider.tax_id))
    if pay_to is not None:
        writer.add("NM1", "87", "1" if provider.is_person else "2")
        add_address(writer, pay_to)


def _add_subscriber(writer: Levels, claim: ClaimDocument) -> None:
    """Loops 2000B to 2010CA."""
    patient, subscriber, payer = claim.patient, claim.subscriber, claim.payer
    own = patient.is_subscriber
    writer.level("22", has_child=not own)
    relation = patient.relationship if own else ""
    writer.add("SBR", "P", relation, *_group(claim), "", "", "", "", payer.claim_filing_indicator)
    name = patient.name if own else subscriber.name
    writer.add("NM1", "IL", "1", *name_parts(name), "MI", member_id(claim))
    if own:
        _add_person(writer, patient)
    writer.add_part(payer, lambda: _add_payer(writer, claim), variant=False)
    if own:
        return
    writer.level("23", has_child=False)
    writer.add("PAT", patient.relationship)
    writer.add("NM1", "QC", "1", *name_parts(patient.name))
    _add_person(writer, patient)


def _group(claim: ClaimDocument) -> tuple[str, str]:
    """Return SBR03 and SBR04: the group's number, or its name where there is no number; neither for Medicare."""
    if claim.payer.is_medicare:
        return "", ""
    number = text(claim.subscriber.group_number)
    return number, "" if number else text(claim.subscriber.group_name)


def _add_payer(writer: Segments, claim: ClaimDocument) -> None:
    """Loop 2010BB: the same for all claims of one biller to one payer."""
    payer, assigned = claim.payer, claim.billing_provider.payer_assigned_id
    writer.add("NM1", "PR", "2", text(payer.name), "", "", "", "", "PI", text(payer.electronic_payer_id))
    if payer.address is not None:
        add_address(writer, payer.address)
    if assigned:
        writer.add("REF", "G2", text(assigned))


def member_id(claim: ClaimDocument) -> str:
    """Return the member id as claims carry it; a Medicare number loses the hyphens of the card."""
    identifier = claim.subscriber.member_id
    return bare_member_id(identifier) if claim.payer.is_medicare else text(identifier)


def _add_person(writer: Segments, patient: Patient) -> None:
    add_address(writer, patient.address)
    writer.add("DMG", "D8", day(patient.born_on), patient.sex)
