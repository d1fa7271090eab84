"""The last look at an 837P, in the background: pyx12 reads the kept bytes, and its findings are kept with the file."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.billing.models import Submission
from apps.billing.preflight import findings_of
from apps.practice.access import Actor
from apps.practice.audit import record

X12 = Submission.Format.X12_837P

# A check that has not shown itself for so long has died with its worker, and another may begin.
SILENCE = timedelta(minutes=2)
_SHOWN_EVERY = timedelta(seconds=1)


def check_submission(actor: Actor, *, submission_id: int, clock: Callable[[], datetime]) -> Submission | None:
    """Look at an 837P and keep what is found; None when there is nothing to do or another one is at it.

    May be asked any number of times: the bytes never change, so every look finds the same. `clock` is read now and
    then, because a look at thousands of claims takes a while.
    """
    mine = Submission.objects.filter(practice=actor.practice, pk=submission_id)
    now = clock()
    if not unchecked(now=now).filter(pk__in=mine.values("pk")).update(check_seen_at=now, check_done=0):
        return None
    submission = mine.get()
    findings = findings_of(bytes(submission.content), seen=_keep_progress(submission, clock))
    return _keep(actor, submission, [asdict(finding) for finding in findings], now=clock())


def unchecked(*, now: datetime) -> QuerySet[Submission]:
    """Return the files that wait for a check, in every practice."""
    nobody = Q(check_seen_at=None) | Q(check_seen_at__lt=now - SILENCE)
    return Submission.objects.filter(nobody, format=X12, checked_at=None)


def _keep_progress(submission: Submission, clock: Callable[[], datetime]) -> Callable[[int], None]:
    """Return what writes down, at most once a second, how many claims were looked at."""
    shown_at = clock()

    def seen(claims: int) -> None:
        nonlocal shown_at
        now = clock()
        if now - shown_at >= _SHOWN_EVERY:
            shown_at = now
            Submission.objects.filter(pk=submission.pk).update(check_done=claims, check_seen_at=now)

    return seen


@transaction.atomic
def _keep(
    actor: Actor, submission: Submission, findings: list[dict[str, object]], *, now: datetime
) -> Submission:
    """Write down what was found; a file that was undone meanwhile keeps it too."""
    locked = Submission.objects.select_for_update().defer("content").get(pk=submission.pk)
    if locked.checked_at is None:
        locked.findings, locked.checked_at = findings, now
        locked.check_done = locked.check_total
        locked.save(update_fields=["findings", "checked_at", "check_done"])
        record(actor, "submission.checked", locked, new={"findings": len(findings)}, at=now)
    return locked
