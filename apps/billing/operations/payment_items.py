"""Claim payments on their way: which claim each belongs to, and whether it is posted, noted or waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.billing.domain.lifecycle import GONE_STATES, ClaimState, Move, check_move, rule_of
from apps.billing.domain.posting import (
    NOTHING,
    Outcome,
    Reason,
    Standing,
    Wait,
    against_posting,
    outcome_of,
    takes_back_exactly,
)
from apps.billing.domain.remittance import ClaimPayment as Paid
from apps.billing.domain.remittance import claim_balances
from apps.billing.models import (
    Adjustment,
    Claim,
    ClaimPayment,
    Correction,
    Posting,
    RemittanceAdvice,
    ServicePayment,
)
from apps.billing.operations.moves import locked_claims
from apps.practice.access import Actor

POSTED, WAITING, NOTED = ClaimPayment.State.POSTED, ClaimPayment.State.WAITING, ClaimPayment.State.NOTED
MOVES = {Outcome.PAID: Move.PAY, Outcome.PARTLY_PAID: Move.PAY_PARTLY, Outcome.DENIED: Move.DENY}
FINISHED = (ClaimState.REPLACED, ClaimState.VOIDED, ClaimState.REFUNDED)


@dataclass(slots=True)
class Item:
    """One claim payment on its way: what was read, its row, its claim, and what is done with it."""

    row: ClaimPayment
    reasons: list[Reason]
    paid: Paid | None = None
    claim: Claim | None = None
    matched_by: str = ""
    names_several: bool = False
    outcome: Outcome = Outcome.UNKNOWN
    move: Move | None = None
    posting: Posting | None = None
    services: list[ServicePayment] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        """The payment as it is compared with those that stand."""
        row = self.row
        assert row.paid is not None  # looked at before
        return Standing(
            row.claim_status_code,
            row.charge,
            row.paid,
            row.payer_claim_control_number,
            row.patient_responsibility,
        )


def item_of(actor: Actor, advice: RemittanceAdvice, place: int, paid: Paid) -> Item:
    row = ClaimPayment(
        practice_id=actor.practice.pk,
        remittance_id=advice.pk,
        number=place,
        patient_control_number=paid.patient_control_number,
        claim_status_code=paid.claim_status_code,
        charge=paid.charge,
        paid=paid.paid,
        patient_responsibility=paid.patient_responsibility,
        claim_filing_indicator=paid.claim_filing_indicator,
        payer_claim_control_number=paid.payer_claim_control_number,
        patient_name=paid.patient_name,
        member_id=paid.member_id,
        rendering_npi=paid.rendering_npi,
        received_on=paid.received_on,
        starts_on=paid.starts_on,
        ends_on=paid.ends_on,
        interest=paid.interest,
        remark_codes=list(paid.remark_codes),
        adjudication=[list(each) for each in paid.adjudication],
        balances=claim_balances(paid),
        segment_number=paid.segment_number,
    )
    reasons = [Reason(each.adjustment_group, each.reason_code, each.amount) for each in paid.all_adjustments]
    return Item(row, reasons, paid)


def match(actor: Actor, items: Sequence[Item]) -> None:
    """Find and lock the claims: by claim number (CLP01), else by line id (REF*6R); exactly or not at all.

    A payment whose numbers are those of several of our claims says so: one of them is wrong, and nobody knows which.
    """
    wanted = {number for item in items for number in _numbers(item)}
    mine = Claim.objects.filter(practice=actor.practice, patient_control_number__in=wanted)
    locked = locked_claims(actor, list(mine.values_list("pk", flat=True)))
    claims = {claim.patient_control_number: claim for claim in locked}
    for item in items:
        by_claim, *by_line = _numbers(item)
        item.claim = claims.get(by_claim)
        item.matched_by = "claim number"
        found = {claims[number].pk: claims[number] for number in by_line if number in claims}
        if item.claim is None:
            item.claim = next(iter(found.values())) if len(found) == 1 else None
            item.matched_by = "line id" if item.claim else ""
        item.names_several = bool(item.claim and found.keys() - {item.claim.pk})


def _numbers(item: Item) -> list[str]:
    """Return the claim's number, then those in front of the lines' own numbers in our line ids."""
    services = item.paid.services if item.paid else ()
    lines = [service.line_id.strip().rpartition("-")[0] for service in services]
    return [item.row.patient_control_number.strip(), *filter(None, lines)]


def judge(items: Sequence[Item], *, held: dict[int, str]) -> None:
    """Say of each item whether it is posted, noted or waits, looking at what stands on its claim already."""
    standing = standing_on([item.claim.pk for item in items if item.claim])
    states = {item.claim.pk: ClaimState(item.claim.state) for item in items if item.claim}
    for item in items:
        item.row.claim = item.claim
        wait = held.get(item.row.remittance_id, "") or _wait(item, standing, states)
        if wait:
            item.row.state, item.row.reason = WAITING, wait
            continue
        assert item.claim is not None  # or it would wait
        item.row.state = NOTED if item.outcome is Outcome.NOTED else POSTED
        if item.row.state == POSTED:
            item.move = move_for(item, states[item.claim.pk], standing[item.claim.pk])
            standing[item.claim.pk].append(item.standing)
            states[item.claim.pk] = _after(states[item.claim.pk], item.move)


def _after(state: ClaimState, move: Move | None) -> ClaimState:
    return rule_of(move).ends_in if move else state


def _wait(item: Item, standing: dict[int, list[Standing]], states: dict[int, ClaimState]) -> str:
    if item.row.paid is None:
        return Wait.AMOUNT_UNREADABLE
    item.outcome = outcome_of(item.row.claim_status_code, item.row.paid, item.reasons)
    if item.claim is None:
        return Wait.NO_SUCH_CLAIM
    if item.names_several:
        return Wait.NUMBERS_DISAGREE
    if not item.row.balances:
        return Wait.DOES_NOT_BALANCE
    stands = standing.setdefault(item.claim.pk, [])
    if wait := against_posting(item.outcome, item.standing, stands, item.claim.total_charge):
        return wait
    return _state_wait(item, states[item.claim.pk], stands)


def _state_wait(item: Item, state: ClaimState, stands: Sequence[Standing]) -> str:
    move = MOVES.get(item.outcome, Move.REVERSE)
    if item.outcome is Outcome.NOTED or not check_move(state, move, reason="posted"):
        return ""
    # After a replacement or a void payers take back what they decided of the claim before.
    is_reversal = item.outcome is Outcome.REVERSAL and state in GONE_STATES
    if is_reversal and takes_back_exactly(item.standing, stands) and not _is_paid_back(item):
        return ""
    return Wait.CLAIM_FINISHED if state in FINISHED else Wait.CLAIM_NOT_SENT


def _is_paid_back(item: Item) -> bool:
    """Say whether the practice paid something of the claim back itself: taken back too, it would go back twice."""
    cases = Correction.objects.filter(claim=item.claim, path=Correction.Path.REFUND)
    return cases.filter(state=Correction.State.SETTLED).exists()


def move_for(item: Item, state: ClaimState, stands: Sequence[Standing]) -> Move | None:
    """Return the move of a posting; none for the refusal of a duplicate of what was paid, or where none is allowed."""
    net = sum((each.paid for each in stands), NOTHING)
    if item.outcome is Outcome.DENIED and net > 0:
        return None
    move = MOVES.get(item.outcome, Move.REVERSE)
    if item.outcome is Outcome.REVERSAL and net + item.standing.paid > 0:
        move = Move.PAY_PARTLY
    return None if check_move(state, move, reason="posted") else move


def standing_on(claim_ids: Sequence[int]) -> dict[int, list[Standing]]:
    """Return the payments that stand on each claim, in the order they were posted: one query."""
    found: dict[int, list[Standing]] = {pk: [] for pk in claim_ids}
    rows = ClaimPayment.objects.filter(claim__in=claim_ids, state=POSTED).order_by("pk")
    columns = (
        "claim",
        "claim_status_code",
        "charge",
        "paid",
        "payer_claim_control_number",
        "patient_responsibility",
    )
    for claim_id, *said in rows.values_list(*columns):
        found[claim_id].append(Standing(*said))
    return found
