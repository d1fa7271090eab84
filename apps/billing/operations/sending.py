"""Make files of approved claims, keep their bytes, and mark them sent."""

from collections.abc import Collection
from datetime import date, datetime

from apps.billing.models import Receiver, Submission
from apps.practice.access import Actor


def make_submission(
    actor: Actor,
    *,
    claim_ids: Collection[int],
    format: Submission.Format,
    receiver: Receiver | None,
    now: datetime,
    today: date,
) -> Submission:
    """Make one file of approved claims and put them in its batch; `receiver` is for the 837P only.

    All or nothing: refuses a claim that is not approved or may not go out yet, naming every one. An 837P is looked
    at with pyx12; while it has findings it can only be undone.
    """
    raise NotImplementedError


def undo_submission(actor: Actor, *, submission_id: int, reason: str, now: datetime) -> Submission:
    """Take the claims of an unsent file back to approved; its bytes and number stay for ever."""
    raise NotImplementedError


def mark_sent(actor: Actor, *, submission_id: int, now: datetime) -> Submission:
    """Record that a file went out; refuses one that has findings, was undone or was sent before."""
    raise NotImplementedError


def mark_not_sent(actor: Actor, *, submission_id: int, reason: str, now: datetime) -> Submission:
    """Record that a file marked sent did not go out after all; needs a reason."""
    raise NotImplementedError
