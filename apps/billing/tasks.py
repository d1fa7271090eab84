"""What beat may ask for: one line around each operation."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.billing.models import CloseRun
from apps.billing.operations.approval import check_incomplete
from apps.billing.operations.closing import close_due_periods as close
from apps.practice.access import schedule_of
from apps.practice.models import Practice

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
