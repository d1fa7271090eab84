"""Put payments on claims: the book of postings, the moves of the claims, the work that denials make."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from apps.billing.domain.lifecycle import Move
from apps.billing.domain.posting import NOTHING, Outcome, denials
from apps.billing.models import Claim, Posting
from apps.billing.operations.denials import close_tasks_of_paid, open_denials
from apps.billing.operations.moves import Source, write_moves
from apps.billing.operations.payment_items import Item
from apps.practice.access import Actor
from apps.practice.bulk import insert, update_each

# What is taken back goes first: a payment may let a claim take another one's place.
MOVES_IN_ORDER = (Move.REVERSE, Move.DENY, Move.PAY_PARTLY, Move.PAY)


def write_postings(
    actor: Actor,
    items: Sequence[Item],
    *,
    source: Source,
    now: datetime,
    today: date,
    reason: str = "",
    number: int = 1,
) -> None:
    """Put payments on their locked claims: the book, the moves, the work that denials make."""
    for round_ in _rounds(items):
        before = {item.claim.pk: item.claim.state for item in round_ if item.claim}
        for move in MOVES_IN_ORDER:
            _move(actor, [item for item in round_ if item.move is move], move, source=source, now=now)
        for item in round_:
            item.posting = _posting(actor, item, before, reason=reason, number=number, now=now)
    insert([item.posting for item in items if item.posting])
    _keep_control_numbers(items)
    open_denials(actor, [item for item in items if item.move and denied(item)], now=now, today=today)
    close_tasks_of_paid(
        actor, [item.claim.pk for item in items if item.claim and item.move is Move.PAY], now=now
    )


def denied(item: Item) -> bool:
    """Whether a payment refuses all or a part of its claim."""
    return item.outcome is Outcome.DENIED or (
        item.outcome is Outcome.PARTLY_PAID and any(denials(item.reasons))
    )


def _rounds(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Part the items so that a claim stands once in each round, in their order."""
    rounds: list[list[Item]] = []
    seen: dict[int, int] = {}
    for item in items:
        assert item.claim is not None  # posted
        place = seen.get(item.claim.pk, 0)
        seen[item.claim.pk] = place + 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(item)
    yield from rounds


def _move(actor: Actor, items: Sequence[Item], move: Move, *, source: Source, now: datetime) -> None:
    """Move claims of one kind together; what the history says of why differs, so they go by their reasons."""
    by_reason: dict[str, list[Claim]] = {}
    for item in items:
        assert item.claim is not None  # posted
        by_reason.setdefault(_why(item), []).append(item.claim)
    for why, claims in by_reason.items():
        write_moves(actor, claims, move, now=now, reason=why, source=source)


def _why(item: Item) -> str:
    labels = [each.label for each in denials(item.reasons)] if denied(item) else []
    codes = [*labels, *item.row.remark_codes] if denied(item) else []
    if item.outcome is Outcome.REVERSAL:
        return "The payer took its payment back."
    return ", ".join(dict.fromkeys(codes))[:300] or (
        "Denied without a reason" if item.outcome is Outcome.DENIED else ""
    )


def _posting(
    actor: Actor, item: Item, before: dict[int, str], *, reason: str, number: int, now: datetime
) -> Posting:
    assert item.claim is not None and item.row.paid is not None  # noqa: PT018  posted
    return Posting(
        practice_id=actor.practice.pk,
        claim_payment_id=item.row.pk,
        claim_id=item.claim.pk,
        number=number,
        matched_by=item.matched_by,
        move=item.move or "",
        paid=item.row.paid,
        patient_responsibility=item.row.patient_responsibility or NOTHING,
        state_before=before[item.claim.pk],
        state_after=item.claim.state,
        actor_id=actor.user.pk if actor.user else None,
        reason=reason,
        at=now,
    )


def _keep_control_numbers(items: Sequence[Item]) -> None:
    """Write the number that the payer gave a claim on it: replacements and appeals name it."""
    changed = {}
    for item in items:
        number = item.row.payer_claim_control_number.strip()
        if item.claim and number and len(number) <= 50 and item.claim.control_number_given != number:
            item.claim.control_number_given = changed[item.claim.pk] = number
    update_each(Claim, "control_number_given", changed)
