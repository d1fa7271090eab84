"""What has to happen to a claim when the book no longer supports what it says."""

from collections.abc import Sequence
from enum import StrEnum

from apps.billing.domain.lifecycle import ClaimState

_S = ClaimState
UNSENT = frozenset({_S.DRAFT, _S.HELD, _S.RETURNED})
PAID = frozenset({_S.PAID, _S.PARTLY_PAID})
OVER = frozenset({_S.REPLACED, _S.VOIDED, _S.REFUNDED})

# Code, modifiers and units of the lines of a claim.
Lines = Sequence[tuple[str, tuple[str, ...], int]]


class Way(StrEnum):
    """What is done with a claim."""

    REDRAW = "redraw"
    GIVE_UP = "give_up"
    UNDO_FILE = "undo_file"
    KEEP = "keep"
    NEW_CLAIM = "new_claim"
    REPLACEMENT = "replacement"
    VOID = "void"
    REOPENING = "reopening"
    REFUND = "refund"

    @property
    def sentence(self) -> str:
        """What will be done, in words."""
        return _SENTENCES[self]


_SENTENCES: dict[Way, str] = {
    Way.REDRAW: "The draft is drawn anew and has to be approved again.",
    Way.GIVE_UP: "Nothing is left to bill: the draft is given up.",
    Way.UNDO_FILE: "The claim is in a file that was not sent. Undo the file first.",
    Way.KEEP: "What was billed stays as it is.",
    Way.NEW_CLAIM: "The payer rejected the claim before deciding it: a new claim takes its place.",
    Way.REPLACEMENT: "The payer takes replacements: a replacement claim (frequency 7) is drafted for review.",
    Way.VOID: "The payer takes voids: a void claim (frequency 8) is drafted for review.",
    Way.REOPENING: "The payer takes no replacement: a letter asks it to reopen the claim.",
    Way.REFUND: "The payer takes no replacement: what it paid too much is owed back.",
}


def way_of(
    state: ClaimState, *, billed: Lines, supported: Lines, is_less: bool, takes_corrections: bool
) -> Way:
    """Return what to do with a claim in `state` that billed one thing where the book supports another.

    `is_less`: the book supports less than was billed. `takes_corrections`: the payer takes frequency 7 and 8.
    """
    if state in UNSENT or state is _S.APPROVED:
        return Way.REDRAW if supported else Way.GIVE_UP
    if state is _S.BATCHED:
        return Way.UNDO_FILE
    if state in OVER or sorted(billed) == sorted(supported):
        return Way.KEEP
    if state is _S.REJECTED:
        return Way.NEW_CLAIM if supported else Way.GIVE_UP
    if takes_corrections:
        return Way.REPLACEMENT if supported else Way.VOID
    return _without_corrections(state, is_less=is_less)


def _without_corrections(state: ClaimState, *, is_less: bool) -> Way:
    """Return the way with a payer that takes no 7 and no 8: money paid too much goes back, the rest is asked for."""
    if is_less and state in PAID:
        return Way.REFUND
    return Way.KEEP if is_less and state is _S.DENIED else Way.REOPENING
