"""What beat may ask for: one line around each operation."""

from celery import shared_task
from django.utils import timezone

from apps.billing.models import CloseRun
from apps.billing.operations.closing import close_due_periods as close
from apps.practice.access import schedule_of
from apps.practice.models import Practice


@shared_task(name="billing.close_due_periods")
def close_due_periods() -> None:
    """Close what is due in every practice, each by its own local date."""
    for practice in Practice.objects.order_by("id"):
        actor = schedule_of(practice)
        close(actor, today=actor.today, now=timezone.now(), trigger=CloseRun.Trigger.SCHEDULE)
