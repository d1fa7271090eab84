"""Make a move of the claims' table of states: one lock order, one history, one audit trail for all of them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from apps.billing.domain.lifecycle import (
    GIVES_BACK,
    LIVE_STATES,
    TAKES_OVER,
    ClaimState,
    Move,
    check_move,
    rule_of,
    state_after,
)
from apps.billing.models import Claim, ClaimEvent, Correction, Posting, Submission
from apps.billing.operations import trail
from apps.billing.operations.signals import look_again_beside
from apps.practice.access import Actor
from apps.practice.audit import event, record, record_many
from apps.practice.bulk import insert
from apps.problems import Problem

ORIGINAL, VOID = "1", "8"

# What stood beside such a claim may stand alone now.
LEAVES_ITS_PLACE = (Move.VOID, Move.REPLACE, Move.BILL_ANOTHER_PAYER)

# What one statement names: SQLite takes some ten thousand values, long lists are slow to plan.
IDS_AT_ONCE = 1000

# What a move says on a claim.
SAID = ("state", "state_reason", "hold_reason", "hold_until")

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


@dataclass(frozen=True, slots=True)
class Source:
    """What said that a claim moved: its name with the place in it, and our row of it by kind and id."""

    document: str
    kind: str = ""
    id: int | None = None


NO_SOURCE = Source("")


@transaction.atomic
def move_claims(
    actor: Actor,
    move: Move,
    *,
    claim_ids: Collection[int],
    now: datetime,
    reason: str = "",
    source: Source = NO_SOURCE,
    back_to: Mapping[int, ClaimState] | None = None,
) -> Moved:
    """Make `move` of every claim that the table allows it for; the others are left out with every reason.

    `source` is kept with the history. `back_to` restores a state by claim, for a move that undoes another. When a
    payer takes a replacement or a void, the claim it corrects moves with it; it stands again when that is undone.
    """
    permit(actor, move)
    good, left_out = sorted_out(locked_claims(actor, claim_ids), claim_ids, moving(move, reason=reason))
    write_moves(actor, good, move, now=now, reason=reason, source=source, back_to=back_to)
    return Moved(tuple(claim.pk for claim in good), tuple(left_out))


def permit(actor: Actor, move: Move) -> None:
    """Raise PermissionDenied unless the actor's roles allow the move."""
    if not actor.may(rule_of(move).action):
        raise PermissionDenied


def locked_claims(actor: Actor, claim_ids: Collection[int]) -> list[Claim]:
    """Lock those of the claims that are the practice's, in the order of their ids, until the transaction ends.

    The claims that they correct are locked with them: those may have to move too.
    """
    mine = Claim.objects.filter(practice=actor.practice)
    asked = mine.filter(pk__in=claim_ids).order_by()
    corrected = asked.filter(corrects__isnull=False)
    # one list of ids: of two lists joined by "or" PostgreSQL tries every claim of the practice
    rows = mine.filter(pk__in=asked.values("pk").union(corrected.values("corrects")))
    wanted = set(claim_ids)
    return [claim for claim in rows.order_by("pk").select_for_update(of=("self",)) if claim.pk in wanted]


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
    source: Source = NO_SOURCE,
    back_to: Mapping[int, ClaimState] | None = None,
) -> None:
    """Move locked claims that may move: their rows (with other changed `fields`), their history, the audit trail.

    What approval froze is forgotten by withdrawing it.
    """
    history, events = [], []
    for claim in claims:
        old, was = claim.state, trail.before(claim, move, submission)
        claim.state = state_after(ClaimState(old), move, back_to=(back_to or {}).get(claim.pk))
        claim.state_reason = reason.strip()[:300]
        if move is not Move.HOLD:
            claim.hold_reason = claim.hold_until = ""
        if move is Move.WITHDRAW_APPROVAL:
            claim.document = claim.document_hash = ""
            claim.approved_by = claim.approved_at = None
        history.append(_event(actor, claim, move, old, now=now, submission=submission, source=source))
        now_is = trail.after(claim, move, submission)
        events.append(
            event(actor, f"claim.{move}", claim, patient_id=claim.patient_id, old=was, new=now_is, at=now)
        )
    _save(claims, fields)
    insert(history)
    record_many(events)
    if move in LEAVES_ITS_PLACE and claims:
        look_again_beside({claim.patient_id for claim in claims})
    if move in TAKES_OVER:
        _take_over(actor, [claim for claim in claims if not claim.stands], now=now, source=source)
    if move in GIVES_BACK:
        fallen = [claim for claim in claims if claim.corrects_id and claim.state == GIVES_BACK[move]]
        _give_back(actor, fallen, now=now, source=source)


def _save(claims: Collection[Claim], fields: Collection[str]) -> None:
    """Write the state and reason of the claims, all at once where they are the same, and other changed fields."""
    if fields:
        Claim.objects.bulk_update(claims, {"state", "state_reason", *fields}, batch_size=500)
        return
    alike: dict[tuple[str, ...], list[int]] = {}
    for claim in claims:
        said = (str(claim.state), claim.state_reason, claim.hold_reason, claim.hold_until)
        alike.setdefault(said, []).append(claim.pk)
    for words, ids in alike.items():
        for start in range(0, len(ids), IDS_AT_ONCE):
            some = Claim.objects.filter(pk__in=ids[start : start + IDS_AT_ONCE])
            some.update(**dict(zip(SAID, words, strict=True)))


def _take_over(actor: Actor, corrections: Collection[Claim], *, now: datetime, source: Source) -> None:
    """Let claims that a payer took stand in the place of those they correct; a void leaves nothing standing."""
    corrected = Claim.objects.in_bulk([claim.corrects_id for claim in corrections if claim.corrects_id])
    Correction.objects.filter(new_claim__in=corrections, state=Correction.State.OPEN).update(
        state=Correction.State.SETTLED,
        settled_on=now.astimezone(actor.time_zone).date(),
        ended_at=now,
        ended_by=actor.user,
    )
    for claim in corrections:
        old = corrected[claim.corrects_id or 0]
        is_void = claim.claim_frequency == VOID
        move = Move.VOID if is_void else Move.REPLACE
        if not check_move(ClaimState(old.state), move, reason="taken"):
            word = "Voided" if is_void else "Replaced"
            reason = f"{word} by claim {claim.patient_control_number}."
            write_moves(actor, [old], move, now=now, reason=reason, source=source)
        # Standing is taken over after the other has left its place: one live claim at any moment.
        if not is_void:
            claim.stands = True
            claim.save(update_fields=["stands"])


def _give_back(actor: Actor, corrections: Collection[Claim], *, now: datetime, source: Source) -> None:
    """Let claims stand again whose replacement or void the payer did not take after all, and open its case again."""
    for claim in corrections:
        old = Claim.objects.get(pk=claim.corrects_id or 0)
        if not _took_over(claim, old) or check_standing_again(claim):
            continue
        claim.stands = False
        claim.save(update_fields=["stands"])
        last = ClaimEvent.objects.filter(claim=old, to_state=old.state).order_by("pk").last()
        before = (
            ClaimState(last.from_state) if last and not _reversed_since(old, last) else ClaimState.ACCEPTED
        )
        reason = f"Claim {claim.patient_control_number} no longer takes its place."
        back_to = {old.pk: before}
        write_moves(actor, [old], Move.STAND_AGAIN, now=now, reason=reason, source=source, back_to=back_to)
        _open_case_again(actor, claim, reason=reason, now=now)


def _reversed_since(old: Claim, left: ClaimEvent) -> bool:
    """Say whether the payer took back what it decided of a claim after that had left its place."""
    rows = Posting.objects.filter(claim=old, state_before=left.to_state, at__gte=left.at)
    return rows.filter(claim_payment__state="posted", claim_payment__claim_status_code="22").exists()


def _took_over(claim: Claim, old: Claim) -> bool:
    """Say whether a correction had taken the place of the claim it corrects."""
    if claim.claim_frequency == VOID:
        return old.state == ClaimState.VOIDED
    return claim.stands and claim.claim_frequency != ORIGINAL and old.state == ClaimState.REPLACED


def _open_case_again(actor: Actor, claim: Claim, *, reason: str, now: datetime) -> None:
    case = Correction.objects.filter(new_claim=claim, state=Correction.State.SETTLED).first()
    if case is None:
        return
    case.state, case.settled_on, case.ended_at, case.ended_by = Correction.State.OPEN, None, None, None
    case.save(update_fields=["state", "settled_on", "ended_at", "ended_by"])
    said = {"old": {"state": "settled"}, "new": {"state": "open", "reason": reason}}
    record(actor, "correction.open_again", case, patient_id=case.patient_id, at=now, **said)


def check_standing_again(correction: Claim) -> list[Problem]:
    """Return what keeps the claim that `correction` replaced or voided from standing again: what came after it."""
    old = correction.corrects
    if old is None:
        return []
    others = Claim.objects.filter(
        Q(code_family=old.code_family) | Q(rendering_provider=old.rendering_provider_id),
        patient=old.patient_id,
        stands=True,
        period_starts_on__lte=old.period_ends_on,
        period_ends_on__gte=old.period_starts_on,
    )
    other = others.filter(state__in=LIVE_STATES).exclude(pk__in=(old.pk, correction.pk)).first()
    if other is None:
        return []
    said = f"Claim {other.patient_control_number} was made since and bills the same days as {old}."
    return [Problem("another_stands", f"{said} Void that one first.", "claim")]


def _event(
    actor: Actor,
    claim: Claim,
    move: Move,
    old: str,
    *,
    now: datetime,
    submission: Submission | None,
    source: Source,
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
        source_document=source.document[:200],
        source_kind=source.kind,
        source_id=source.id,
        at=now,
    )
