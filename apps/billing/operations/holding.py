"""Hold claims for a reason of the list, and let go of those that waited for a fact once it is there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.billing.assemble import assembled
from apps.billing.domain.holds import SIGNATURE, HoldReason, fact_key
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import Claim
from apps.billing.operations.drafting import say_problems
from apps.billing.operations.moves import (
    NO_SOURCE,
    Moved,
    Source,
    locked_claims,
    moving,
    permit,
    sorted_out,
    write_moves,
)
from apps.billing.selectors.attestations import attested_periods
from apps.practice.access import Actor
from apps.problems import Problem

HELD_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Holding:
    """Why claims are held: a word of the list, and the problem (its `fact_key`) to be gone; empty: by hand."""

    reason: HoldReason = HoldReason.OTHER
    until: str = ""


BY_HAND = Holding()


@transaction.atomic
def hold(
    actor: Actor,
    *,
    claim_ids: Collection[int],
    reason: str,
    now: datetime,
    holding: Holding = BY_HAND,
    source: Source = NO_SOURCE,
) -> Moved:
    """Put drafts aside; needs a reason, in words or of the list.

    With `holding.until` a claim is released by itself once that problem does not stand against it any more; a claim
    that it does not stand against is left out.
    """
    permit(actor, Move.HOLD)
    said = reason.strip() or (holding.reason.label if holding.reason is not HoldReason.OTHER else "")
    allowed = moving(Move.HOLD, reason=said)
    claims = locked_claims(actor, claim_ids)
    unsigned = _unsigned(actor, claims) if holding.until == SIGNATURE else set()

    def against(claim: Claim) -> list[Problem]:
        return [*allowed(claim), *_not_awaited(claim, holding.until, is_unsigned=claim.pk in unsigned)]

    good, left_out = sorted_out(claims, claim_ids, against)
    for claim in good:
        claim.hold_reason, claim.hold_until = holding.reason, holding.until
    write_moves(actor, good, Move.HOLD, now=now, reason=said, source=source)
    return Moved(tuple(claim.pk for claim in good), tuple(left_out))


def _not_awaited(claim: Claim, until: str, *, is_unsigned: bool) -> list[Problem]:
    """Return what keeps a claim from waiting for a fact: it is there."""
    if not until or is_unsigned or until in {fact_key(each) for each in claim.problems}:
        return []
    said = "What it would wait for does not stand against this claim. Hold it for another reason."
    return [Problem("hold_waits_for_nothing", said, "until")]


def let_go(
    actor: Actor, *, now: datetime, today: date, patient_ids: Collection[int] | None = None
) -> tuple[int, ...]:
    """Release the held claims whose fact has arrived (of all patients for None); return which.

    It is done in the name of `actor`, who may be the practice's schedule: the hold said that it would be.
    """
    held = Claim.objects.filter(practice=actor.practice, state=ClaimState.HELD).exclude(hold_until="")
    if patient_ids is not None:
        held = held.filter(patient__in=patient_ids)
    ids = list(held.order_by("pk").values_list("pk", flat=True))
    released: list[int] = []
    for start in range(0, len(ids), HELD_AT_ONCE):
        released += _let_go_some(actor, held.filter(pk__in=ids[start : start + HELD_AT_ONCE]), now, today)
    return tuple(released)


@transaction.atomic
def _let_go_some(actor: Actor, held: QuerySet[Claim], now: datetime, today: date) -> Iterable[int]:
    claims = list(held.order_by("pk").select_for_update(of=("self",)))
    found = assembled(Claim.objects.filter(pk__in=[claim.pk for claim in claims]), today=today)
    unsigned = _unsigned(actor, [claim for claim in claims if claim.hold_until == SIGNATURE])
    arrived: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        before = {fact_key(each): each["message"] for each in claim.problems}
        say_problems(claim, found[claim.pk].problems)
        stands = claim.pk in unsigned or claim.hold_until in {fact_key(each) for each in claim.problems}
        if not stands:
            arrived[before.get(claim.hold_until, "The signature was missing.")].append(claim)
    Claim.objects.bulk_update(claims, ["problems", "problem_count"], batch_size=HELD_AT_ONCE)
    for said, group in arrived.items():
        reason = f"What it waited for has arrived: {said}"[:300]
        write_moves(actor, group, Move.RELEASE, now=now, reason=reason)
    return [claim.pk for group in arrived.values() for claim in group]


def _unsigned(actor: Actor, claims: Iterable[Claim]) -> set[int]:
    """Return those of the claims whose period has no signature that still says what stands."""
    periods = {claim.pk: claim.period_id for claim in claims}
    signed = attested_periods(actor.practice, set(periods.values())) if periods else set()
    return {claim_id for claim_id, period_id in periods.items() if period_id not in signed}
