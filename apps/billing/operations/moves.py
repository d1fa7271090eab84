"""Make a move of the claims' table of states: one lock order, one history, one audit trail for all of them."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from apps.billing.domain.lifecycle import ClaimState, Move, check_move, rule_of, state_after
from apps.billing.models import Claim, ClaimEvent, Submission
from apps.practice.access import Actor
from apps.practice.audit import event, record_many
from apps.problems import Problem

Check = Callable[[Claim], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that a move was refused for, with every reason; no number for an id that is not the practice's."""

    claim_id: int
    patient_control_number: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The claims that were moved and those that were left as they were."""

    claim_ids: tuple[int, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the claims left out, in their order."""
        return tuple(problem for claim in self.left_out for problem in claim.problems)


def permit(actor: Actor, move: Move) -> None:
    """Raise PermissionDenied unless the actor's roles allow the move."""
    if not actor.may(rule_of(move).action):
        raise PermissionDenied


def locked_claims(actor: Actor, claim_ids: Collection[int]) -> list[Claim]:
    """Lock those of the claims that are the practice's, in the order of their ids, until the transaction ends."""
    mine = Claim.objects.filter(practice=actor.practice, pk__in=claim_ids)
    return list(mine.order_by("pk").select_for_update(of=("self",)))


def sorted_out(
    claims: Iterable[Claim], claim_ids: Collection[int], check: Check
) -> tuple[list[Claim], list[LeftOut]]:
    """Part the claims into those that `check` finds nothing against and those that are left out."""
    good, left_out = [], []
    for claim in claims:
        problems = tuple(check(claim))
        if problems:
            left_out.append(LeftOut(claim.pk, claim.patient_control_number, problems))
        else:
            good.append(claim)
    known = {claim.pk for claim in good} | {each.claim_id for each in left_out}
    strange = Problem(
        "claim_unknown", "There is no such claim in this practice. Look for it in the list.", "claim"
    )
    left_out += [LeftOut(pk, "", (strange,)) for pk in claim_ids if pk not in known]
    return good, left_out


def moving(move: Move, *, reason: str = "") -> Check:
    """Return the check of the table for `move`."""

    def check(claim: Claim) -> list[Problem]:
        return check_move(ClaimState(claim.state), move, reason=reason)

    return check


def write_moves(
    actor: Actor,
    claims: Collection[Claim],
    move: Move,
    *,
    now: datetime,
    fields: Collection[str] = (),
    reason: str = "",
    submission: Submission | None = None,
) -> None:
    """Move locked claims that may move: their rows (with other changed `fields`), their history, the audit trail."""
    history, trail = [], []
    for claim in claims:
        old = claim.state
        claim.state = state_after(ClaimState(old), move)
        claim.state_reason = reason.strip()[:300]
        history.append(_event(actor, claim, move, old, now=now, submission=submission))
        change = {"old": {"state": old}, "new": {"state": str(claim.state), "reason": claim.state_reason}}
        trail.append(event(actor, f"claim.{move}", claim, patient_id=claim.patient_id, at=now, **change))
    Claim.objects.bulk_update(claims, {"state", "state_reason", *fields}, batch_size=500)
    ClaimEvent.objects.bulk_create(history)
    record_many(trail)


def _event(
    actor: Actor, claim: Claim, move: Move, old: str, *, now: datetime, submission: Submission | None
) -> ClaimEvent:
    return ClaimEvent(
        practice_id=claim.practice_id,
        claim=claim,
        move=move,
        from_state=old,
        to_state=claim.state,
        actor=actor.user,
        reason=claim.state_reason,
        submission=submission,
        at=now,
    )
