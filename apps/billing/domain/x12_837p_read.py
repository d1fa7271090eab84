"""What an 837P file says, for a person: its envelope, its claims line by line, their sums, and what does not agree.

`python -m apps.billing.domain.x12_837p_read FILE` prints it. Reads whatever is there; never guesses an amount.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from apps.billing.domain.x12_command import say_files
from apps.billing.domain.x12_read import Segment, TransactionSet, read
from apps.billing.domain.x12_values import cents


@dataclass(slots=True)
class ReadClaim:
    """One claim (CLM) as it stands in a file: texts as written, `total` None when it is no number."""

    number: str
    total: Decimal | None
    place_and_frequency: str
    subscriber: str
    patient: str
    payer: str
    diagnoses: str = ""
    references: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    charges: list[Decimal | None] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """Whether the lines' charges make the claim's total."""
        return None not in self.charges and sum(each for each in self.charges if each) == self.total


def claims_in(transaction: TransactionSet) -> list[ReadClaim]:
    """Return the claims of one transaction set, in their order."""
    claims: list[ReadClaim] = []
    names = {"IL": "", "QC": "", "PR": ""}
    for segment in transaction.segments:
        kind = segment.identifier
        if kind == "HL" and segment.element(3) == "22":
            names = dict.fromkeys(names, "")
        elif kind == "NM1" and segment.element(1) in names:
            names[segment.element(1)] = _name(segment)
        elif kind == "CLM":
            claims.append(
                ReadClaim(
                    number=segment.element(1),
                    total=cents(segment.element(2)),
                    place_and_frequency="/".join(segment.components(5)),
                    subscriber=names["IL"],
                    patient=names["QC"] or names["IL"],
                    payer=names["PR"],
                )
            )
        elif claims:
            _take(claims[-1], segment)
    return claims


def described(content: bytes) -> Iterator[str]:
    """Yield the sentences of a whole file."""
    found = read(content)
    for transaction in found.transaction_sets:
        claims = claims_in(transaction)
        known = [claim.total for claim in claims if claim.total is not None]
        yield (
            f"Interchange {transaction.interchange_control_number}, group {transaction.group_control_number}, "
            f"set {transaction.control_number} ({transaction.kind}): "
            f"{len(claims)} claims, {sum(known, Decimal(0))} dollars"
        )
        for claim in claims:
            yield from _sentences(claim)
    for finding in found.findings:
        yield f"Segment {finding.segment_number}: {finding.message}"


def _take(claim: ReadClaim, segment: Segment) -> None:
    kind = segment.identifier
    if kind == "HI":
        claim.diagnoses = " ".join(
            "".join(segment.components(place)[1:2]) for place in range(1, 13) if segment.element(place)
        )
    elif kind == "SV1":
        service = "-".join(segment.components(1)[1:])
        claim.lines.append(f"{service} x {segment.element(4)}, {segment.element(2)} dollars")
        claim.charges.append(cents(segment.element(2)))
    elif kind == "DTP" and segment.element(1) == "472" and claim.lines:
        claim.lines[-1] += f", on {segment.element(3)}"
    elif kind == "REF" and claim.lines:
        claim.lines[-1] += f", line id {segment.element(2)}"
    elif kind == "REF":
        claim.references[segment.element(1)] = segment.element(2)


def _sentences(claim: ReadClaim) -> Iterator[str]:
    yield f"  {claim.number}: {claim.patient} ({claim.subscriber}), {claim.payer}, {claim.total} dollars"
    said = ", ".join(f"{qualifier} {value}" for qualifier, value in claim.references.items())
    yield f"    {claim.place_and_frequency}; diagnoses {claim.diagnoses}{'; ' if said else ''}{said}"
    for line in claim.lines:
        yield f"    {line}"
    if not claim.adds_up:
        yield f"    Its lines do not add up to {claim.total}."


def _name(segment: Segment) -> str:
    parts = (segment.element(place) for place in (3, 4, 5))
    return f"{' '.join(part for part in parts if part)} {segment.element(9)}".strip()


class ClaimFinder:
    """Knows which claim a segment belongs to: all from its subscriber's level (HL 22) to the next."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._starts: list[int] = []
        self._numbers: list[str] = []
        for segment in segments:
            begins = segment.identifier == "HL" and segment.element(3) in ("20", "22")
            if begins or segment.identifier == "SE":
                self._starts.append(segment.number)
                self._numbers.append("")
            elif segment.identifier == "CLM" and self._numbers:
                self._numbers[-1] = segment.element(1)

    def at(self, segment_number: int) -> str:
        """Return the patient control number of the claim around a segment, empty when there is none."""
        index = bisect_right(self._starts, segment_number) - 1
        return self._numbers[index] if index >= 0 else ""


def main(arguments: list[str]) -> int:
    """Print what each file says; see `say_files` for what it returns."""
    return say_files(arguments, module="apps.billing.domain.x12_837p_read", say=_said)


def _said(content: bytes) -> tuple[str, bool]:
    found = read(content)
    claims = [claim for transaction in found.transaction_sets for claim in claims_in(transaction)]
    sentences = [*described(content), *([] if claims else ["There is no claim in this file."])]
    return "\n".join(sentences), bool(claims) and not found.findings and all(each.adds_up for each in claims)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
