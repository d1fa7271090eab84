"""One claim as the segments of an 837P, each with what it is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.x12_837p import ControlNumbers, write_837p
from apps.billing.models import Receiver
from apps.billing.operations.writing import receiver_of_files
from apps.practice.access import Actor, rows_of

ENVELOPE = ("ISA", "GS", "ST", "SE", "GE", "IEA")
WORDS = {
    "BHT": "beginning of the transaction", "HL": "whose loop begins", "PRV": "taxonomy", "N3": "street",
    "N4": "city, state, ZIP code", "REF": "a reference number", "PER": "whom to call", "SBR": "subscriber",
    "DMG": "birth date and sex", "CLM": "the claim: number, charge, place, frequency", "HI": "diagnoses",
    "LX": "line", "SV1": "procedure, charge, units, pointers", "DTP": "dates of service", "NTE": "note",
    "PAT": "the patient's relationship", "AMT": "amount paid",
}  # fmt: skip
PARTIES = {
    "41": "submitter", "40": "receiver", "85": "billing provider", "87": "pay-to address", "IL": "subscriber",
    "PR": "payer", "QC": "patient", "82": "rendering provider", "77": "service facility", "DN": "referring provider",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A segment with what it says."""

    text: str
    words: str


def segments_of(actor: Actor, document: ClaimDocument, *, now: datetime) -> list[Shown] | None:
    """Return the segments between the envelopes; None while the practice has no receiver to write for.

    Control numbers are those of a file that is not made: the envelope is left out.
    """
    receiver = rows_of(actor, Receiver).select_related("practice").first()
    if receiver is None:
        return None
    written = write_837p(
        [document],
        receiver=receiver_of_files(receiver),
        control_numbers=ControlNumbers(interchange=1, group=1, batch="1"),
        written_at=now.astimezone(actor.time_zone),
    )
    return list(_shown(written.decode("ascii")))


def _shown(text: str) -> Iterator[Shown]:
    for segment in text.replace("\r", "").replace("\n", "").split("~"):
        name, _, rest = segment.partition("*")
        if segment and name not in ENVELOPE:
            words = PARTIES.get(rest.partition("*")[0], "a party") if name == "NM1" else WORDS.get(name, "")
            yield Shown(segment, words)
