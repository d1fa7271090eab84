"""What a person does with money that waits: post it to a claim, undo a posting, put it aside, take it up again."""

from datetime import date, datetime

from django.db import transaction

from apps.billing.domain.lifecycle import (
    GIVES_BACK,
    ClaimState,
    Move,
    check_move,
    check_reason,
    rule_of,
)
from apps.billing.domain.posting import Outcome, Reason, Wait, outcome_of
from apps.billing.models import ClaimPayment, ClaimTask, Posting, RemittanceAdvice
from apps.billing.operations.denials import close_tasks
from apps.billing.operations.moves import Source, check_standing_again, locked_claims, write_moves
from apps.billing.operations.payment_items import (
    POSTED,
    WAITING,
    Item,
    judge,
    match,
    move_for,
    standing_on,
)
from apps.billing.operations.postings import write_postings
from apps.billing.operations.remittances import permit
from apps.practice import audit
from apps.practice.access import Actor
from apps.problems import Problem, Refused, refuse_any

ASIDE = ClaimPayment.State.ASIDE


@transaction.atomic
def match_payment(
    actor: Actor, *, payment_id: int, claim_id: int, reason: str, now: datetime, today: date
) -> ClaimPayment:
    """Post a waiting claim payment to the claim that a person chose; needs a reason.

    Refuses unreadable amounts. A claim whose state has no such move keeps its state; the money is posted all the same.
    """
    permit(actor)
    row = _locked(actor, payment_id, WAITING, "posted")
    refuse_any([*_check_reason(reason, "post it to this claim"), *_check_amount(row)])
    claims = locked_claims(actor, [claim_id])
    if not claims:
        said = "There is no such claim in this practice. Choose one from the list or by its number."
        raise Refused(Problem("claim_unknown", said, "claim"))
    _post_item(
        actor, Item(row, _reasons(row), claim=claims[0], matched_by="a person"), reason, now=now, today=today
    )
    return row


def _post_item(actor: Actor, item: Item, reason: str, *, now: datetime, today: date) -> None:
    """Write a posting that a person answers for, and what it does to its locked claim."""
    row, claim = item.row, item.claim
    assert claim is not None and row.paid is not None  # noqa: PT018  looked at before
    item.outcome = outcome_of(row.claim_status_code, row.paid, item.reasons)
    if item.outcome not in (Outcome.NOTED, Outcome.UNKNOWN):
        item.move = move_for(item, ClaimState(claim.state), standing_on([claim.pk])[claim.pk])
    old = {"state": WAITING, "claim": None, "waits_because": row.reason}
    row.claim, row.state, row.reason = claim, POSTED, ""
    row.save(update_fields=["claim", "state", "reason"])
    number = row.postings.count() + 1
    source = Source(
        f"835 {row.remittance.file.file_name}, segment {row.segment_number}", "claim_payment", row.pk
    )
    write_postings(
        actor, [item], source=source, now=now, today=today, reason=reason.strip()[:300], number=number
    )
    new = {
        "state": POSTED,
        "claim": claim.patient_control_number,
        "paid": str(row.paid),
        "payer_claim_control_number": row.payer_claim_control_number,
        "reason": reason.strip(),
    }
    audit.record(actor, "claim_payment.matched", row, patient_id=claim.patient_id, old=old, new=new, at=now)


@transaction.atomic
def undo_posting(actor: Actor, *, payment_id: int, reason: str, now: datetime) -> ClaimPayment:
    """Take a posting back with a new row; needs a reason. The claim goes back to what its history says.

    What a replacement or a void had taken the place of stands again; refused where another claim bills that since.
    """
    permit(actor)
    row = _locked(actor, payment_id, POSTED, "undone")
    refuse_any(_check_reason(reason, "undo this posting"))
    last = row.postings.order_by("number").last()
    assert last is not None  # posted
    (claim,) = locked_claims(actor, [last.claim_id])
    row.state, row.reason = WAITING, Wait.UNDONE
    row.save(update_fields=["state", "reason"])
    before = claim.state
    back = _state_without(row, last)
    source = Source(
        f"835 {row.remittance.file.file_name}, segment {row.segment_number}", "claim_payment", row.pk
    )
    may_move = (
        last.move and back != before and not check_move(ClaimState(before), Move.UNDO_POSTING, reason=reason)
    )
    if may_move and back in rule_of(Move.UNDO_POSTING).leads_back_to:
        refuse_any(check_standing_again(claim) if back is GIVES_BACK[Move.UNDO_POSTING] else [])
        write_moves(
            actor, [claim], Move.UNDO_POSTING, now=now, reason=reason, source=source, back_to={claim.pk: back}
        )
    _reversing(actor, last, before=before, after=claim.state, reason=reason, now=now).save()
    close_tasks(actor, ClaimTask.objects.filter(claim_payment=row), "The posting was undone.", now=now)
    old = {"state": POSTED, "paid": str(last.paid)}
    new = {"state": WAITING, "waits_because": row.reason, "reason": reason.strip()}
    audit.record(actor, "claim_payment.undone", row, patient_id=claim.patient_id, old=old, new=new, at=now)
    return row


def _state_without(row: ClaimPayment, last: Posting) -> ClaimState:
    """Return the state of the claim as if this payment had not been posted: what stands still, else where it began."""
    posted = ClaimPayment.objects.filter(claim=last.claim_id, state=POSTED).exclude(pk=row.pk)
    others = Posting.objects.filter(claim=last.claim_id, claim_payment__in=posted).exclude(move="")
    if (newest := others.order_by("pk").last()) and newest.state_after:
        return ClaimState(newest.state_after)
    first = Posting.objects.filter(claim=last.claim_id).exclude(move="").order_by("pk").first()
    return ClaimState(first.state_before if first else last.state_before)


def _reversing(
    actor: Actor, last: Posting, *, before: str, after: str, reason: str, now: datetime
) -> Posting:
    return Posting(
        practice_id=last.practice_id,
        claim_payment_id=last.claim_payment_id,
        claim_id=last.claim_id,
        number=last.number + 1,
        matched_by="a person",
        paid=-last.paid,
        patient_responsibility=-last.patient_responsibility,
        state_before=before,
        state_after=after,
        actor=actor.user,
        reason=reason.strip()[:300],
        at=now,
    )


@transaction.atomic
def put_aside(actor: Actor, *, payment_id: int, reason: str, now: datetime) -> ClaimPayment:
    """Put a waiting payment aside that belongs to no claim here (another practice, another system); needs a reason."""
    return _set_state(actor, payment_id, WAITING, ASIDE, reason, now=now, verb="put aside")


@transaction.atomic
def take_up(actor: Actor, *, payment_id: int, reason: str, now: datetime) -> ClaimPayment:
    """Let a payment that was put aside wait again; needs a reason."""
    return _set_state(actor, payment_id, ASIDE, WAITING, reason, now=now, verb="taken up again")


def _set_state(
    actor: Actor,
    payment_id: int,
    wanted: ClaimPayment.State,
    state: ClaimPayment.State,
    reason: str,
    *,
    now: datetime,
    verb: str,
) -> ClaimPayment:
    permit(actor)
    row = _locked(actor, payment_id, wanted, verb)
    refuse_any(_check_reason(reason, "do this"))
    old = {"state": row.state, "waits_because": row.reason}
    row.state = state
    row.reason = Wait.TAKEN_BACK if state == WAITING else row.reason
    row.save(update_fields=["state", "reason"])
    new = {"state": str(state), "waits_because": row.reason, "reason": reason.strip()}
    audit.record(actor, f"claim_payment.{verb.replace(' ', '_')}", row, old=old, new=new, at=now)
    return row


@transaction.atomic
def post_held(actor: Actor, *, remittance_id: int, reason: str, now: datetime, today: date) -> int:
    """Post all claims of a payment that was held as a whole, as they stand; needs a reason. Return how many.

    Claims that would wait by themselves go on waiting, with their own reason.
    """
    permit(actor)
    advice = RemittanceAdvice.objects.filter(practice=actor.practice, pk=remittance_id).first()
    if advice is None or not advice.hold_reason:
        raise Refused(
            Problem("nothing_held", "Nothing is held here. Look at the payment again.", "remittance")
        )
    refuse_any(_check_reason(reason, "post it as it stands"))
    held = advice.claims.select_for_update().filter(state=WAITING, reason=advice.hold_reason)
    items = [Item(row, _reasons(row)) for row in held.order_by("number")]
    items.sort(key=lambda item: item.row.claim_status_code != "22")
    match(actor, items)
    judge(items, held={})
    for item in items:
        item.row.reason = "" if item.row.state != WAITING else item.row.reason
    ClaimPayment.objects.bulk_update(
        [item.row for item in items], ["state", "reason", "claim"], batch_size=500
    )
    posted = [item for item in items if item.row.state == POSTED]
    source = Source(f"835 {advice.file.file_name}", "remittance_file", advice.file_id)
    for item in posted:
        number = item.row.postings.count() + 1
        write_postings(
            actor, [item], source=source, now=now, today=today, reason=reason.strip(), number=number
        )
    new = {"posted": len(posted), "reason": reason.strip(), "held": advice.hold_reason}
    audit.record(actor, "remittance.posted_as_it_stands", advice, new=new, at=now)
    return len(posted)


def _reasons(row: ClaimPayment) -> list[Reason]:
    return [Reason(each.adjustment_group, each.reason_code, each.amount) for each in row.adjustments.all()]


def _locked(actor: Actor, payment_id: int, wanted: ClaimPayment.State, done: str) -> ClaimPayment:
    """Lock the claim payment; refuses one that is not the practice's or not in the state `wanted`."""
    mine = ClaimPayment.objects.filter(practice=actor.practice, pk=payment_id)
    row = mine.select_for_update(of=("self",)).select_related("remittance").first()
    if row is None:
        raise Refused(Problem("payment_unknown", "There is no such payment in this practice.", "payment"))
    if row.state != wanted:
        is_now = row.get_state_display().lower()
        said = f"A payment can be {done} while it is {wanted.label.lower()}; this one is {is_now}."
        raise Refused(Problem("payment_state", f"{said} Look at it again.", "state"))
    return row


def _check_amount(row: ClaimPayment) -> list[Problem]:
    if row.paid is not None:
        return []
    said = (
        "What was paid cannot be read in the file, so it cannot be posted. Ask the payer for the file again."
    )
    return [Problem("amount_unreadable", said, "paid")]


def _check_reason(reason: str, what: str) -> list[Problem]:
    if reason.strip():
        return check_reason(reason)
    return [Problem("reason_missing", f"Say in a few words why you {what}.", "reason")]
