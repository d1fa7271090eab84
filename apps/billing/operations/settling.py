"""End a correction: money paid back, a reopening answered, a case withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from apps.billing.domain.correcting import PAID
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import Claim, Correction
from apps.billing.operations.correcting import (
    check_correction_reason,
    current_decided,
    permit_correcting,
)
from apps.billing.operations.drafting import Desk
from apps.billing.operations.moves import Source, locked_claims, move_claims, write_moves
from apps.billing.operations.reclosing import withdraw
from apps.billing.prices import prices_of
from apps.practice.access import Actor
from apps.practice.audit import record
from apps.problems import Problem, Refused, refuse_any

OPEN, SETTLED, WITHDRAWN = Correction.State.OPEN, Correction.State.SETTLED, Correction.State.WITHDRAWN
Path = Correction.Path


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money that went back to a payer: how much, on which day, under which check or trace number."""

    amount: Decimal
    on: date
    reference: str


@transaction.atomic
def record_refund(
    actor: Actor, *, correction_id: int, paid_back: PaidBack, now: datetime, today: date
) -> Correction:
    """Record that an overpayment went back; a claim that nothing supports any more becomes refunded.

    Refuses less than is owed, a day in the future or before the overpayment was found, and an empty reference.
    """
    permit_correcting(actor)
    case = _locked(actor, correction_id, Path.REFUND)
    refuse_any(_against_refund(case, paid_back, today))
    case.settled_amount, case.settled_reference = paid_back.amount, paid_back.reference.strip()
    _end(actor, case, SETTLED, on=paid_back.on, now=now, action="correction.refunded")
    if case.claim.state in PAID and current_decided(case.claim) is None:
        [claim] = locked_claims(actor, [case.claim_id])
        reason = f"${paid_back.amount} paid back on {paid_back.on:%-d %b %Y}"
        write_moves(actor, [claim], Move.REFUND, now=now, reason=reason, source=_source(case))
    return case


@transaction.atomic
def record_reopening(
    actor: Actor,
    *,
    correction_id: int,
    was_granted: bool,
    answered_on: date,
    reference: str,
    now: datetime,
    today: date,
) -> Correction:
    """Record the payer's answer to a request for reopening: granted, the claim is with the payer again."""
    permit_correcting(actor)
    case = _locked(actor, correction_id, Path.REOPENING)
    if answered_on > today:
        said = f"{answered_on:%-d %b %Y} is in the future. Give the day of the payer's answer."
        raise Refused(Problem("answered_in_future", said, "answered_on"))
    case.settled_reference = reference.strip()[:100]
    case.ended_reason = "Granted by the payer." if was_granted else "Refused by the payer."
    _end(actor, case, SETTLED, on=answered_on, now=now, action="correction.reopening_answered")
    if was_granted and case.claim.state in (*PAID, ClaimState.DENIED):
        move_claims(
            actor, Move.REOPEN, claim_ids=[case.claim_id], now=now, reason=case.reason, source=_source(case)
        )
    return case


@transaction.atomic
def withdraw_correction(
    actor: Actor, *, correction_id: int, reason: str, now: datetime, today: date
) -> Correction:
    """Give a correction up, with the claim drafted for it; needs a reason. Refused while the payer has that claim."""
    permit_correcting(actor)
    refuse_any(check_correction_reason(reason))
    case = _locked(actor, correction_id)
    if case.new_claim_id is not None:
        [new] = locked_claims(actor, [case.new_claim_id])
        _give_up(Desk(actor, prices_of(actor.practice), now, today), new, reason=reason)
    case.ended_reason = reason.strip()[:300]
    _end(actor, case, WITHDRAWN, on=None, now=now, action="correction.withdrawn")
    return case


def _give_up(desk: Desk, new: Claim, *, reason: str) -> None:
    if new.state in (ClaimState.BATCHED, ClaimState.SENT, ClaimState.ACCEPTED):
        said = f"Claim {new.patient_control_number} is {ClaimState(new.state).label.lower()}."
        raise Refused(
            Problem(
                "correction_with_payer", f"{said} Undo its file, or wait for the payer's answer.", "claim"
            )
        )
    if new.state == ClaimState.APPROVED:
        withdraw(desk, [new], reason=reason)
    if new.state != ClaimState.VOIDED:
        write_moves(desk.actor, [new], Move.VOID, now=desk.now, reason=reason)


def _locked(actor: Actor, correction_id: int, path: Correction.Path | None = None) -> Correction:
    """Lock an open case of the practice; refuses one that is over, or of another path."""
    mine = Correction.objects.filter(practice=actor.practice, pk=correction_id)
    case = mine.select_for_update(of=("self",)).select_related("claim", "new_claim").first()
    if case is None:
        raise Refused(
            Problem("correction_unknown", "There is no such correction in this practice.", "correction")
        )
    if case.state != OPEN:
        said = (
            f"This correction is {case.get_state_display().lower()} already. Open a new one if it is needed."
        )
        raise Refused(Problem("correction_over", said, "state"))
    if path is not None and case.path != path:
        said = f"This correction is a {case.get_path_display().lower()}, not a {path.label.lower()}."
        raise Refused(Problem("correction_of_other_kind", said, "path"))
    return case


def _against_refund(case: Correction, paid_back: PaidBack, today: date) -> list[Problem]:
    problems = []
    owed = case.amount or Decimal(0)
    if paid_back.amount < owed:
        said = (
            f"${owed} is owed back and ${paid_back.amount} was entered. Pay back and enter the whole amount."
        )
        problems.append(Problem("less_than_owed", said, "amount"))
    if paid_back.on > today:
        said = f"{paid_back.on:%-d %b %Y} is in the future. Enter the day on which the money went back."
        problems.append(Problem("paid_back_in_future", said, "on"))
    if paid_back.on < case.identified_on:
        said = f"The overpayment was found on {case.identified_on:%-d %b %Y}, after {paid_back.on:%-d %b %Y}."
        problems.append(Problem("paid_back_too_early", f"{said} Correct the day.", "on"))
    if not paid_back.reference.strip():
        said = "Enter the check or trace number, so that the money can be found again."
        problems.append(Problem("reference_missing", said, "reference"))
    if len(paid_back.reference.strip()) > 100:
        problems.append(
            Problem(
                "reference_too_long", "The reference is longer than 100 characters. Shorten it.", "reference"
            )
        )
    return problems


def _end(
    actor: Actor,
    case: Correction,
    state: Correction.State,
    *,
    on: date | None,
    now: datetime,
    action: str,
) -> None:
    case.state, case.settled_on = state, on
    case.ended_by, case.ended_at = actor.user, now
    case.save()
    new = {
        "state": str(state),
        "on": str(on or ""),
        "amount": str(case.settled_amount or ""),
        "reference": case.settled_reference,
        "reason": case.ended_reason,
    }
    record(actor, action, case, patient_id=case.patient_id, old={"state": "open"}, new=new, at=now)


def _source(case: Correction) -> Source:
    return Source(f"{case.get_path_display()} case {case.pk}", "correction", case.pk)
