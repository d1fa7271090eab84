"""What beat may ask of the time log: one line around each operation."""

from celery import shared_task
from django.utils import timezone

from apps.timelog.operations import stop_forgotten_timers


@shared_task(name="timelog.stop_forgotten_timers")
def stop_timers_that_nobody_stopped() -> None:
    """Stop timers that ran into the practice's limit; they wait for their owners."""
    stop_forgotten_timers(now=timezone.now())
