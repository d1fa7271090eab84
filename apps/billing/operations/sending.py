"""Make files of approved claims, keep their bytes, and mark them sent."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.claim_json import from_json
from apps.billing.domain.lifecycle import Move, check_reason
from apps.billing.domain.money import sum_of
from apps.billing.domain.x12_837p import CLAIMS_PER_FILE, ControlNumbers, write_837p
from apps.billing.domain.x12_837p import Receiver as ReceiverOfFiles
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.moves import locked_claims, moving, permit, sorted_out, write_moves
from apps.billing.operations.sendable import against_sending
from apps.billing.pdf import Paper, cms1500_pdf
from apps.billing.preflight import findings_of
from apps.practice.access import Actor
from apps.practice.audit import record
from apps.problems import Problem, Refused, refuse_any

MADE, SENT, UNDONE = Submission.State.MADE, Submission.State.SENT, Submission.State.UNDONE
X12 = Submission.Format.X12_837P


@transaction.atomic
def make_submission(
    actor: Actor,
    *,
    claim_ids: Collection[int],
    format: Submission.Format,
    receiver: Receiver | None = None,
    now: datetime,
    today: date,
) -> Submission:
    """Make one file of approved claims and put them in its batch; `receiver` is for the 837P only.

    All or nothing: refuses a claim that is not approved or may not go out yet, naming every one. An 837P is looked
    at with pyx12; while it has findings it can only be undone. Its control number is never used again.
    """
    permit(actor, Move.BATCH)
    refuse_any(_check_request(claim_ids, format, receiver))
    locked = _lock_receiver(actor, receiver)
    claims = locked_claims(actor, claim_ids)
    good, left_out = sorted_out(claims, claim_ids, against_sending(format, locked, today=today))
    refuse_any(_named(each.patient_control_number, problem) for each in left_out for problem in each.problems)
    submission = _written(actor, [from_json(claim.document) for claim in good], format, locked, now)
    for claim in good:
        claim.submission = submission
    write_moves(actor, good, Move.BATCH, now=now, fields=["submission"], submission=submission)
    new = {"file_name": submission.file_name, "claims": submission.claim_count, "sha256": submission.sha256}
    record(actor, "submission.made", submission, new=new, at=now)
    return submission


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
    submission.sent_by = submission.sent_at = None
    return _say(actor, submission, MADE, "submission.not_sent", now=now, reason=reason)


def check_may_leave(submission: Submission) -> list[Problem]:
    """Return what keeps a file here: the findings of its last look."""
    if not submission.findings:
        return []
    count = len(submission.findings)
    said = f"The check of the file found {count} fault{'s' if count > 1 else ''}."
    return [
        Problem(
            "submission_has_findings", f"{said} Undo it, put the claims right, and make it again.", "findings"
        )
    ]


def _check_request(
    claim_ids: Collection[int], format: Submission.Format, receiver: Receiver | None
) -> list[Problem]:
    problems = []
    if not claim_ids:
        problems.append(
            Problem("no_claims", "There is no claim to put in a file. Choose at least one.", "claims")
        )
    if len(claim_ids) > CLAIMS_PER_FILE:
        said = f"A file holds at most {CLAIMS_PER_FILE:,} claims; these are {len(claim_ids):,}."
        problems.append(Problem("too_many_claims", f"{said} Make several files.", "claims"))
    if format == X12 and receiver is None:
        said = "An 837P needs a receiver. Choose the clearinghouse or payer it goes to."
        problems.append(Problem("no_receiver", said, "receiver"))
    return problems


def _lock_receiver(actor: Actor, receiver: Receiver | None) -> Receiver | None:
    """Lock the receiver, so that its next control number is given once."""
    if receiver is None:
        return None
    return Receiver.objects.select_for_update().get(practice=actor.practice, pk=receiver.pk)


def _named(number: str, problem: Problem) -> Problem:
    """Return the problem with the claim it is about."""
    return Problem(problem.code, f"{number}: {problem.message}" if number else problem.message, problem.field)


def _written(
    actor: Actor,
    documents: Sequence[ClaimDocument],
    format: Submission.Format,
    receiver: Receiver | None,
    now: datetime,
) -> Submission:
    """Write and look at the file, and keep it."""
    submission = Submission(
        practice=actor.practice,
        format=format,
        receiver=receiver if format == X12 else None,
        claim_count=len(documents),
        total_charge=sum_of(document.total_charge for document in documents),
        made_by=actor.user,
        made_at=now,
    )
    local = now.astimezone(actor.time_zone)
    if format == X12:
        assert receiver is not None  # checked
        _write_x12(submission, documents, receiver, local)
    else:
        submission.content = cms1500_pdf(documents, paper=Paper.PREPRINTED)
        submission.file_name = f"cms1500-{actor.practice.pk}-{local:%Y%m%d-%H%M%S-%f}.pdf"
    submission.sha256 = sha256(submission.content).hexdigest()
    submission.save()
    return submission


def _write_x12(
    submission: Submission, documents: Sequence[ClaimDocument], receiver: Receiver, local: datetime
) -> None:
    number = receiver.next_control_number
    receiver.next_control_number += 1
    receiver.save(update_fields=["next_control_number"])
    submission.interchange_control_number = number
    submission.content = write_837p(
        documents,
        receiver=_receiver_of_files(receiver),
        control_numbers=ControlNumbers(interchange=number, group=number, batch=f"{number:09}"),
        written_at=local,
    )
    submission.file_name = f"837p-{receiver.pk}-{number:09}.txt"
    submission.findings = [asdict(finding) for finding in findings_of(submission.content)]
    submission.checked_at = submission.made_at


def _receiver_of_files(receiver: Receiver) -> ReceiverOfFiles:
    return ReceiverOfFiles(
        sender_qualifier=receiver.sender_qualifier,
        sender_id=receiver.sender_id,
        receiver_qualifier=receiver.receiver_qualifier,
        receiver_id=receiver.receiver_id,
        submitter_name=receiver.practice.name,
        submitter_id=receiver.sender_id,
        contact_name=receiver.contact_name,
        contact_phone=receiver.contact_phone,
        receiver_name=receiver.name,
        receiver_identifier=receiver.receiver_id,
        is_production=receiver.is_production,
        line_end="\n" if receiver.breaks_lines else "",
    )


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
) -> Submission:
    """Write the new state of a locked submission and keep who did it."""
    old, submission.state = submission.state, state
    submission.save(update_fields=["state", "sent_by", "sent_at"])
    record(
        actor,
        action,
        submission,
        old={"state": old},
        new={"state": str(state), "reason": reason.strip()},
        at=now,
    )
    return submission
