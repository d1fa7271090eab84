"""Acts of a person on claims: each is kept with the claims it moved, and can be taken back as one."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from apps.billing.domain.holds import HoldReason
from apps.billing.domain.lifecycle import TAKES_BACK, Move, rule_of
from apps.billing.models import Claim, ClaimEvent, ReviewAct
from apps.billing.operations.approval import approve, withdraw_approval
from apps.billing.operations.holding import BY_HAND, Holding, hold
from apps.billing.operations.moves import LeftOut, Moved, Source, permit
from apps.billing.operations.review import release, resume, return_, void
from apps.practice import audit
from apps.practice.access import Actor
from apps.problems import Problem, Refused

KIND = "review_act"
UNDONE = "Undone: “{}” was taken back."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to be done with claims; `holding` is for holds only."""

    move: Move
    reason: str = ""
    holding: Holding = BY_HAND


@dataclass(frozen=True, slots=True)
class Done:
    """An act with what it moved and what it left out."""

    act: ReviewAct
    moved: Moved


@transaction.atomic
def act(actor: Actor, wanted: Wanted, *, claim_ids: Collection[int], now: datetime, today: date) -> Done:
    """Make a move of claims in one act; those that may not are left out with every reason.

    An act that moved nothing is not kept.
    """
    permit(actor, wanted.move)
    row = ReviewAct.objects.create(
        practice=actor.practice,
        actor=actor.user,
        move=wanted.move,
        made_at=now,
    )
    moved = _made(actor, wanted, claim_ids=claim_ids, now=now, today=today, source=Source("", KIND, row.pk))
    if not moved.claim_ids:
        row.delete()
        return Done(ReviewAct(move=wanted.move), moved)
    row.claim_ids, row.left_out = list(moved.claim_ids), len(moved.left_out)
    row.reason = wanted.reason.strip()[:300]  # a reason that cannot be stored moved nothing
    row.save(update_fields=["claim_ids", "left_out", "reason"])
    new = {"move": str(wanted.move), "claims": len(moved.claim_ids), "left_out": len(moved.left_out)}
    audit.record(actor, "review_act.made", row, new={**new, "reason": row.reason}, at=now)
    return Done(row, moved)


def _made(
    actor: Actor, wanted: Wanted, *, claim_ids: Collection[int], now: datetime, today: date, source: Source
) -> Moved:
    if wanted.move is Move.APPROVE:
        return approve(actor, claim_ids=claim_ids, now=now, today=today, source=source)
    if wanted.move is Move.WITHDRAW_APPROVAL:
        return withdraw_approval(
            actor, claim_ids=claim_ids, reason=wanted.reason, now=now, today=today, source=source
        )
    if wanted.move is Move.HOLD:
        return hold(
            actor,
            claim_ids=claim_ids,
            reason=wanted.reason,
            holding=wanted.holding,
            now=now,
            source=source,
        )
    return _PLAIN[wanted.move](actor, claim_ids=claim_ids, reason=wanted.reason, now=now, source=source)


_PLAIN: Mapping[Move, Callable[..., Moved]] = {
    Move.RELEASE: release,
    Move.RETURN: return_,
    Move.RESUME: resume,
    Move.VOID: void,
}


@transaction.atomic
def undo(actor: Actor, *, act_id: int, now: datetime, today: date) -> Moved:
    """Take a whole act back: every claim it moved that nothing happened to since is again as it was.

    Claims that moved on are left out with the reason. Refuses what cannot be taken back, and a second time.
    """
    row = ReviewAct.objects.select_for_update().filter(practice=actor.practice, pk=act_id).first()
    if row is None:
        raise Refused(Problem("act_unknown", "There is no such act in this practice.", "act"))
    move = TAKES_BACK.get(Move(row.move))
    if row.undone_at is not None or move is None:
        said = "was undone already" if row.undone_at else "cannot be undone"
        raise Refused(Problem("act_not_undoable", f"“{rule_of(Move(row.move)).label}” {said}.", "act"))
    last = _last_events(row.claim_ids)
    still = [pk for pk in row.claim_ids if pk in last and _is_of(last[pk], row)]
    reason = UNDONE.format(rule_of(Move(row.move)).label)
    moved = Moved((), ())
    for holding, group in _as_before(still, move).items():
        why = holding.said or reason
        done = _made(
            actor,
            Wanted(move, why, holding.holding),
            claim_ids=group,
            now=now,
            today=today,
            source=Source("", KIND, row.pk),
        )
        moved = Moved((*moved.claim_ids, *done.claim_ids), (*moved.left_out, *done.left_out))
    row.undone_at, row.undone_by = now, actor.user
    row.save(update_fields=["undone_at", "undone_by"])
    old, new = {"claims": len(row.claim_ids)}, {"claims_moved_back": len(moved.claim_ids)}
    audit.record(actor, "review_act.undone", row, old={"move": row.move, **old}, new=new, at=now)
    return Moved(moved.claim_ids, (*moved.left_out, *_moved_on(set(row.claim_ids) - set(still))))


@dataclass(frozen=True, slots=True)
class _Before:
    """Why a claim was held or returned before it was released or taken up."""

    said: str = ""
    holding: Holding = BY_HAND


def _as_before(claim_ids: Iterable[int], move: Move) -> dict[_Before, list[int]]:
    """Part the claims by what they said before, where undoing has to say it again."""
    ids = list(claim_ids)
    if move not in (Move.HOLD, Move.RETURN):
        return {_Before(): ids} if ids else {}
    events = ClaimEvent.objects.filter(claim__in=ids, move=move).order_by("pk")
    said = {event.claim_id: event.reason for event in events}
    found: dict[_Before, list[int]] = {}
    for pk in ids:
        why = Holding(HoldReason.OTHER) if move is Move.HOLD else BY_HAND
        found.setdefault(_Before(said.get(pk, ""), why), []).append(pk)
    return found


def _last_events(claim_ids: Collection[int]) -> dict[int, ClaimEvent]:
    newest = ClaimEvent.objects.filter(claim__in=claim_ids).values("claim").annotate(last=Max("pk"))
    return {each.claim_id: each for each in ClaimEvent.objects.filter(pk__in=newest.values("last"))}


def _is_of(event: ClaimEvent, row: ReviewAct) -> bool:
    return (event.source_kind, event.source_id) == (KIND, row.pk)


def _moved_on(claim_ids: Collection[int]) -> list[LeftOut]:
    said = "It was moved again since and stays as it is now."
    numbers = dict(Claim.objects.filter(pk__in=claim_ids).values_list("pk", "patient_control_number"))
    return [LeftOut(pk, numbers[pk], (Problem("claim_moved_on", said, "state"),)) for pk in sorted(numbers)]
