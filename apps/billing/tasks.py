"""What beat may ask for: one line around each operation."""

import logging
from collections.abc import Iterable

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.billing.inbox import look_into
from apps.billing.models import CloseRun, RemittanceFile, Submission
from apps.billing.operations import signals, trials
from apps.billing.operations.approval import check_incomplete
from apps.billing.operations.checking import check_submission, unchecked
from apps.billing.operations.closing import close_due_periods as close
from apps.billing.operations.deciding import decide_again as decide_periods_again
from apps.billing.operations.holding import let_go
from apps.billing.operations.money_audit import audit_money
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.telling import tell_people
from apps.practice.access import schedule_of
from apps.practice.models import Practice
from apps.practice.operations_alerts import mail_digests

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
    """Look again at drafts that lacked a fact, and let go of claims held for one, in every practice."""
    for practice in Practice.objects.order_by("id"):
        actor = schedule_of(practice)
        check_incomplete(actor, today=actor.today)
        let_go(actor, now=timezone.now(), today=actor.today)


@shared_task(name="billing.look_for_signals")
def look_for_signals() -> None:
    """Look through closed periods that wait for it, in every practice: after a new decision or a voided claim."""
    for practice in Practice.objects.order_by("id"):
        signals.look_for_signals(schedule_of(practice), now=timezone.now())


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
        done = decide_periods_again(actor, period_ids=some, now=timezone.now(), today=actor.today)
        for period_id, problems in done.left_out:
            codes = ", ".join(problem.code for problem in problems)
            log.warning("Service period %s was not decided again: %s.", period_id, codes)


def decide_later(practice_id: int, period_ids: list[int]) -> None:
    """Ask a worker to decide closed periods again; without a broker it is done at once."""
    try:
        decide_again.delay(practice_id, period_ids)
    except OperationalError:
        log.warning("No worker could be asked; deciding %s periods again here.", len(period_ids))
        decide_again(practice_id, period_ids)


@shared_task(name="billing.post_remittance_file")
def post_remittance_file(file_id: int) -> None:
    """Post one file that was taken in; what is posted already stays."""
    file = RemittanceFile.objects.defer("content").select_related("practice").get(pk=file_id)
    actor = schedule_of(file.practice)
    post_remittance(actor, file_id=file.pk, now=timezone.now(), today=actor.today)


@shared_task(name="billing.post_what_was_received")
def post_what_was_received() -> None:
    """Go on with every file that is not posted to its end: a lost message or a killed worker changes nothing."""
    open_ = RemittanceFile.objects.exclude(state=RemittanceFile.State.POSTED).order_by("pk")
    for pk in list(open_.values_list("pk", flat=True)):
        try:
            post_remittance_file(pk)
        except Exception:
            log.exception("Remittance file %s could not be posted.", pk)


@shared_task(name="billing.look_into_inbox")
def look_into_inbox() -> None:
    """Take in what lies in the inbox folders; a file that fails stays there and holds back no other."""
    look_into(settings.INBOX, now=timezone.now())


@shared_task(name="billing.audit_money")
def audit_all_money() -> None:
    """Compare all sums in every practice; a disagreement is an error in the log, with the number of the check."""
    for practice in Practice.objects.order_by("id"):
        check = audit_money(schedule_of(practice), now=timezone.now())
        if check.disagreements:
            log.error("Money check %s found %s disagreements.", check.pk, len(check.disagreements))


@shared_task(name="billing.tell_people")
def tell_people_what_waits() -> None:
    """Once a day, at each practice's own hour: make the day's alerts and mail each person one digest."""
    for practice in Practice.objects.order_by("id"):
        actor, now = schedule_of(practice), timezone.now()
        if now.astimezone(actor.time_zone).hour < practice.digest_hour:
            continue
        try:
            tell_people(actor, on=actor.today, now=now)
            mail_digests(actor, on=actor.today, now=now)
        except Exception:
            log.exception("The people of practice %s could not be told.", practice.pk)
