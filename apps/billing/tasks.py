"""What beat may ask for: one line around each operation."""

import logging
from collections.abc import Iterable

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.billing.models import CloseRun, Submission
from apps.billing.operations import trials
from apps.billing.operations.approval import check_incomplete
from apps.billing.operations.checking import check_submission, unchecked
from apps.billing.operations.closing import close_due_periods as close
from apps.billing.operations.deciding import decide_again as decide_periods_again
from apps.practice.access import schedule_of
from apps.practice.models import Practice

PERIODS_AT_A_TIME = 200

log = logging.getLogger(__name__)


@shared_task(name="billing.close_due_periods")
def close_due_periods() -> None:
    """Close what is due in every practice, each by its own local date; one that fails holds back no other."""
    failed = []
    for practice in Practice.objects.order_by("id"):
        actor = schedule_of(practice)
        try:
            close(actor, today=actor.today, now=timezone.now(), trigger=CloseRun.Trigger.SCHEDULE)
        except Exception:
            log.exception("The close of practice %s failed.", practice.pk)
            failed.append(practice.pk)
    if failed:
        raise RuntimeError(f"The close failed in {len(failed)} of the practices; see the log.")


@shared_task(name="billing.check_incomplete_drafts")
def check_incomplete_drafts() -> None:
    """Look again at drafts that lacked a fact, in every practice."""
    for practice in Practice.objects.order_by("id"):
        actor = schedule_of(practice)
        check_incomplete(actor, today=actor.today)


@shared_task(name="billing.check_file")
def check_file(submission_id: int) -> None:
    """Look at one 837P with pyx12; a repeated or late message changes nothing."""
    submission = Submission.objects.select_related("practice").defer("content").get(pk=submission_id)
    actor = schedule_of(submission.practice)
    check_submission(actor, submission_id=submission_id, clock=timezone.now)


@shared_task(name="billing.check_waiting_files")
def check_waiting_files() -> None:
    """Look at every 837P that waits: one whose message was lost, or whose worker died."""
    for submission_id in list(unchecked(now=timezone.now()).values_list("pk", flat=True)):
        check_file(submission_id)


def check_soon(*submission_ids: int) -> None:
    """Ask a worker to look at files once they are kept; without a broker the schedule does it within a minute."""
    transaction.on_commit(lambda: _ask(submission_ids))


def _ask(submission_ids: Iterable[int]) -> None:
    for submission_id in submission_ids:
        try:
            check_file.delay(submission_id)
        except OperationalError:
            log.warning("No worker could be asked to check file %s; the schedule will.", submission_id)


@shared_task(name="billing.run_trial")
def run_trial(trial_id: int) -> None:
    """Answer a question that was asked of a whole practice; one cut short goes on where it stopped."""
    trials.run_trial(trial_id, now=timezone.now())


@shared_task(name="billing.decide_again")
def decide_again(practice_id: int, period_ids: list[int]) -> None:
    """Decide closed periods again after rules were applied, some hundred at a time."""
    actor = schedule_of(Practice.objects.get(pk=practice_id))
    for start in range(0, len(period_ids), PERIODS_AT_A_TIME):
        some = period_ids[start : start + PERIODS_AT_A_TIME]
        decide_periods_again(actor, period_ids=some, now=timezone.now(), today=actor.today)
