"""Make files of approved claims, keep their bytes, and mark them sent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from apps.billing.domain.claim_json import from_json
from apps.billing.domain.lifecycle import Move, check_reason
from apps.billing.domain.x12_837p import CLAIMS_PER_FILE
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.control_numbers import lock_numbers
from apps.billing.operations.moves import locked_claims, moving, permit, sorted_out, write_moves
from apps.billing.operations.sendable import against_sending
from apps.billing.operations.writing import written
from apps.practice.access import Actor
from apps.practice.audit import record
from apps.problems import Problem, Refused, refuse_any

MADE, SENT, UNDONE = Submission.State.MADE, Submission.State.SENT, Submission.State.UNDONE
X12 = Submission.Format.X12_837P


@transaction.atomic
def make_submissions(
    actor: Actor,
    *,
    claim_ids: Collection[int],
    format: Submission.Format,
    receiver: Receiver | None = None,
    now: datetime,
    today: date,
    follows: Submission | None = None,
) -> list[Submission]:
    """Make files of approved claims, at most 5,000 in each, and put the claims in their batches.

    All or nothing: refuses a claim that is not approved or may not go out yet, naming every one. `receiver` is for the
    837P only; its files wait for `check_submission` before they may leave. Control numbers are never used again.
    """
    permit(actor, Move.BATCH)
    refuse_any(_check_request(claim_ids, format, receiver))
    locked = _lock_receiver(actor, receiver)
    check = against_sending(format, locked, today=today)
    ordered = sorted(set(claim_ids))
    made, problems = [], []
    for start in range(0, len(ordered), CLAIMS_PER_FILE):
        portion = ordered[start : start + CLAIMS_PER_FILE]
        good, left_out = sorted_out(locked_claims(actor, portion), portion, check)
        problems += [_named(each.patient_control_number, one) for each in left_out for one in each.problems]
        if not problems:
            made.append(_put_in_a_file(actor, good, format, locked, now, follows))
    refuse_any(problems)
    return made


def make_submission(
    actor: Actor,
    *,
    claim_ids: Collection[int],
    format: Submission.Format,
    receiver: Receiver | None = None,
    now: datetime,
    today: date,
) -> Submission:
    """Make one file, as `make_submissions` does; refuses more claims than one file holds."""
    if len(claim_ids) > CLAIMS_PER_FILE:
        said = f"A file holds at most {CLAIMS_PER_FILE:,} claims; these are {len(claim_ids):,}."
        raise Refused(Problem("too_many_claims", f"{said} Make several files.", "claims"))
    return make_submissions(
        actor, claim_ids=claim_ids, format=format, receiver=receiver, now=now, today=today
    )[0]


def _put_in_a_file(
    actor: Actor,
    claims: Sequence[Claim],
    format: Submission.Format,
    receiver: Receiver | None,
    now: datetime,
    follows: Submission | None,
) -> Submission:
    submission = written(actor, [from_json(claim.document) for claim in claims], format, receiver, now)
    submission.follows = follows
    submission.save()
    for claim in claims:
        claim.submission = submission
    write_moves(actor, claims, Move.BATCH, now=now, fields=["submission"], submission=submission)
    new = {"file_name": submission.file_name, "claims": submission.claim_count, "sha256": submission.sha256}
    record(actor, "submission.made", submission, new=new, at=now)
    return submission


@transaction.atomic
def make_again_without(
    actor: Actor, *, submission_id: int, claim_ids: Collection[int], reason: str, now: datetime, today: date
) -> list[Submission]:
    """Take claims out of an unsent file: undo it, and make a new file of the others; needs a reason.

    The claims taken out are approved again. The old bytes and numbers stay. Returns nothing when no claim is left.
    """
    permit(actor, Move.UNBATCH)
    old = _locked(actor, submission_id, MADE, "made again")
    inside = set(old.claims.values_list("pk", flat=True))
    refuse_any(_check_taken_out(claim_ids, inside))
    undo_submission(actor, submission_id=submission_id, reason=reason, now=now)
    rest = inside - set(claim_ids)
    if not rest:
        return []
    return make_submissions(
        actor,
        claim_ids=rest,
        format=Submission.Format(old.format),
        receiver=old.receiver,
        now=now,
        today=today,
        follows=old,
    )


def _check_taken_out(claim_ids: Collection[int], inside: set[int]) -> list[Problem]:
    if not claim_ids:
        said = "No claim is chosen. Choose those that have to stay here."
        return [Problem("no_claims", said, "claims")]
    if strange := set(claim_ids) - inside:
        said = f"{len(strange)} of the chosen claims are not in this file. Look at it again."
        return [Problem("claim_not_in_file", said, "claims")]
    return []


@transaction.atomic
def undo_submission(actor: Actor, *, submission_id: int, reason: str, now: datetime) -> Submission:
    """Take the claims of an unsent file back to approved; its bytes and number stay for ever. Needs a reason."""
    permit(actor, Move.UNBATCH)
    submission = _locked(actor, submission_id, MADE, "undone")
    refuse_any(_check_reason(reason, "undo the file"))
    claims = _claims_of(actor, submission)
    for claim in claims:
        claim.submission = None
    write_moves(
        actor, claims, Move.UNBATCH, now=now, fields=["submission"], reason=reason, submission=submission
    )
    return _say(actor, submission, UNDONE, "submission.undone", now=now, reason=reason)


@transaction.atomic
def mark_sent(actor: Actor, *, submission_id: int, now: datetime) -> Submission:
    """Record that a file went out; refuses one that has findings, was undone or was sent before."""
    permit(actor, Move.SEND)
    submission = _locked(actor, submission_id, MADE, "marked sent")
    refuse_any(check_may_leave(submission))
    write_moves(actor, _claims_of(actor, submission), Move.SEND, now=now, submission=submission)
    submission.sent_by, submission.sent_at = actor.user, now
    return _say(actor, submission, SENT, "submission.sent", now=now)


@transaction.atomic
def mark_not_sent(actor: Actor, *, submission_id: int, reason: str, now: datetime) -> Submission:
    """Record that a file marked sent did not go out after all; needs a reason, and that no payer has answered."""
    permit(actor, Move.UNSEND)
    submission = _locked(actor, submission_id, SENT, "marked not sent")
    refuse_any(_check_reason(reason, "mark it not sent"))
    claims = _claims_of(actor, submission)
    check = moving(Move.UNSEND, reason=reason)
    refuse_any(_named(claim.patient_control_number, each) for claim in claims for each in check(claim))
    write_moves(actor, claims, Move.UNSEND, now=now, reason=reason, submission=submission)
    was = {"sent_at": submission.sent_at, "sent_by": str(submission.sent_by or "")}
    submission.sent_by = submission.sent_at = None
    return _say(actor, submission, MADE, "submission.not_sent", now=now, reason=reason, was=was)


def check_may_leave(submission: Submission) -> list[Problem]:
    """Return what keeps a file here: a check that is not over, or what it found."""
    if submission.format == X12 and submission.checked_at is None:
        said = f"{submission.file_name} is still being checked. Wait until the check is over."
        return [Problem("submission_unchecked", said, "findings")]
    if not submission.findings:
        return []
    count = len(submission.findings)
    said = f"The check of the file found {count} fault{'s' if count > 1 else ''}."
    remedy = "Take those claims out, or undo the file, put them right, and make it again."
    return [Problem("submission_has_findings", f"{said} {remedy}", "findings")]


def _check_request(
    claim_ids: Collection[int], format: Submission.Format, receiver: Receiver | None
) -> list[Problem]:
    problems = []
    if not claim_ids:
        problems.append(
            Problem("no_claims", "There is no claim to put in a file. Choose at least one.", "claims")
        )
    if format == X12 and receiver is None:
        said = "An 837P needs a receiver. Choose the clearinghouse or payer it goes to."
        problems.append(Problem("no_receiver", said, "receiver"))
    return problems


def _lock_receiver(actor: Actor, receiver: Receiver | None) -> Receiver | None:
    """Lock the receiver's numbers, so that each is given once."""
    if receiver is None:
        return None
    return lock_numbers(Receiver.objects.get(practice=actor.practice, pk=receiver.pk))


def _named(number: str, problem: Problem) -> Problem:
    """Return the problem with the claim it is about."""
    return Problem(problem.code, f"{number}: {problem.message}" if number else problem.message, problem.field)


def _locked(actor: Actor, submission_id: int, wanted: Submission.State, done: str) -> Submission:
    """Lock the submission; refuses one that is not the practice's or not in the state `wanted`."""
    mine = Submission.objects.filter(practice=actor.practice, pk=submission_id)
    submission = mine.select_for_update(of=("self",)).first()
    if submission is None:
        raise Refused(Problem("submission_unknown", "There is no such file in this practice.", "submission"))
    if submission.state != wanted:
        is_now = submission.get_state_display().lower()
        said = f"A file can be {done} while it is {wanted.label.lower()}; this one is {is_now}."
        raise Refused(Problem("submission_state", f"{said} Look at its history.", "state"))
    return submission


def _claims_of(actor: Actor, submission: Submission) -> list[Claim]:
    return locked_claims(actor, list(submission.claims.values_list("pk", flat=True)))


def _check_reason(reason: str, what: str) -> list[Problem]:
    if reason.strip():
        return check_reason(reason)
    return [Problem("reason_missing", f"Say in a few words why you want to {what}.", "reason")]


def _say(
    actor: Actor,
    submission: Submission,
    state: Submission.State,
    action: str,
    *,
    now: datetime,
    reason: str = "",
    was: Mapping[str, object] | None = None,
) -> Submission:
    """Write the new state of a locked submission and keep who did it; `was` is what else it said before."""
    old, submission.state = submission.state, state
    submission.save(update_fields=["state", "sent_by", "sent_at"])
    record(
        actor,
        action,
        submission,
        old={"state": old, **(was or {})},
        new={"state": str(state), "reason": reason.strip()},
        at=now,
    )
    return submission
