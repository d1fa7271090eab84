"""Why a claim is held: words of a list, so that holds can be counted and asked about."""

from collections.abc import Mapping
from enum import StrEnum


class HoldReason(StrEnum):
    """What a held claim waits for."""

    FACT = "fact"
    PHYSICIAN = "physician"
    AGENCY = "agency"
    PAYER = "payer"
    CODING = "coding"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason as a list says it."""
        return _LABELS[self]


_LABELS = {
    HoldReason.FACT: "A fact that is missing",
    HoldReason.PHYSICIAN: "The physician's answer",
    HoldReason.AGENCY: "A document of the agency",
    HoldReason.PAYER: "The payer's answer",
    HoldReason.CODING: "A second look at the coding",
    HoldReason.OTHER: "Something else",
}


def fact_key(problem: Mapping[str, str]) -> str:
    """Return what tells a problem of a claim, as it is kept, from its other problems."""
    return f"{problem['code']}/{problem['field']}"[:60]


# A fact that no check of a claim asks for, but that somebody may wait for.
SIGNATURE = "not_attested"
