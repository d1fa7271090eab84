"""What beat may ask of the time log: one line around each operation."""

from celery import shared_task
from django.utils import timezone

from apps.practice.access import schedule_of
from apps.practice.models import Practice
from apps.timelog.operations import stop_forgotten_timers
from apps.timelog.operations.anchoring import anchor_ledger


@shared_task(name="timelog.stop_forgotten_timers")
def stop_timers_that_nobody_stopped() -> None:
    """Stop timers that ran into the practice's limit; they wait for their owners."""
    stop_forgotten_timers(now=timezone.now())


@shared_task(name="timelog.anchor_ledgers")
def anchor_ledgers() -> None:
    """Anchor the books of every practice whose local date has no anchor yet."""
    for practice in Practice.objects.order_by("id"):
        anchor_ledger(schedule_of(practice), now=timezone.now())
