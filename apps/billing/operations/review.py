"""Move claims through review, by the table of moves only."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import Claim
from apps.billing.operations.approval import approve, check_again, withdraw_approval
from apps.billing.operations.holding import hold
from apps.billing.operations.locked import locked_claims_of
from apps.billing.operations.moves import (
    NO_SOURCE,
    LeftOut,
    Moved,
    Source,
    locked_claims,
    move_claims,
    moving,
    permit,
    sorted_out,
    write_moves,
)
from apps.practice.access import Actor
from apps.practice.audit import record
from apps.problems import Problem, Refused
from apps.timelog.operations.months import keep_months

__all__ = [
    "LeftOut",
    "Moved",
    "approve",
    "check_again",
    "hold",
    "release",
    "resume",
    "return_",
    "set_prior_authorization",
    "void",
    "withdraw_approval",
]

UNSENT = (ClaimState.DRAFT, ClaimState.HELD, ClaimState.RETURNED)


def release(
    actor: Actor, *, claim_ids: Collection[int], now: datetime, reason: str = "", source: Source = NO_SOURCE
) -> Moved:
    """Make held claims drafts again."""
    return move_claims(actor, Move.RELEASE, claim_ids=claim_ids, reason=reason, now=now, source=source)


def return_(
    actor: Actor, *, claim_ids: Collection[int], reason: str, now: datetime, source: Source = NO_SOURCE
) -> Moved:
    """Give drafts back to those who documented them; needs a reason."""
    return move_claims(actor, Move.RETURN, claim_ids=claim_ids, reason=reason, now=now, source=source)


def resume(
    actor: Actor, *, claim_ids: Collection[int], now: datetime, reason: str = "", source: Source = NO_SOURCE
) -> Moved:
    """Take returned claims up again as drafts."""
    return move_claims(actor, Move.RESUME, claim_ids=claim_ids, reason=reason, now=now, source=source)


@transaction.atomic
def void(
    actor: Actor, *, claim_ids: Collection[int], reason: str, now: datetime, source: Source = NO_SOURCE
) -> Moved:
    """Give up claims that were never approved; needs a reason. Their numbers are never used again."""
    permit(actor, Move.VOID)
    keep_months(actor.practice)
    allowed, claims = moving(Move.VOID, reason=reason), locked_claims(actor, claim_ids)
    closed = locked_claims_of(actor.practice, claims)
    good, left_out = sorted_out(
        claims, claim_ids, lambda claim: [*allowed(claim), *_not_unsent(claim), *closed.get(claim.pk, ())]
    )
    write_moves(actor, good, Move.VOID, reason=reason, now=now, source=source)
    return Moved(tuple(claim.pk for claim in good), tuple(left_out))


def _not_unsent(claim: Claim) -> list[Problem]:
    if claim.state in UNSENT:
        return []
    said = f"This claim is {ClaimState(claim.state).label.lower()}; only one that is not approved can be given up."
    return [Problem("claim_move_not_allowed", f"{said} Withdraw its approval first.", "state")]


@transaction.atomic
def set_prior_authorization(actor: Actor, *, claim_id: int, number: str, now: datetime) -> None:
    """Write the payer's authorization number on a draft, or take it off with an empty `number`.

    Refuses what is no draft, and a number of more than 29 characters.
    """
    permit(actor, Move.APPROVE)
    claims = locked_claims(actor, [claim_id])
    if not claims or claims[0].state != ClaimState.DRAFT:
        raise Refused(
            Problem("claim_not_draft", "Only a draft can be changed. Release or resume it first.", "claim")
        )
    claim, new = claims[0], number.strip()
    if len(new) > 29:
        raise Refused(
            Problem("number_too_long", f"“{new}” has {len(new)} characters; 29 fit on a claim.", "number")
        )
    old = claim.prior_authorization_number
    claim.prior_authorization_number = new
    claim.save(update_fields=["prior_authorization_number"])
    record(
        actor,
        "claim.prior_authorization_set",
        claim,
        patient_id=claim.patient_id,
        old={"prior_authorization_number": old},
        new={"prior_authorization_number": new},
        at=now,
    )
