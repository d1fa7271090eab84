"""What beat may ask of the practice: one line around each operation."""

from celery import shared_task
from django.utils import timezone

from apps.practice.models import Practice
from apps.practice.operations_access import forget_over
from apps.practice.operations_idempotency import forget_old_answers
from apps.practice.operations_view_schedules import send_due_views


@shared_task(name="practice.forget_old_answers")
def forget_old_api_answers() -> None:
    """Forget what the API answered long ago."""
    forget_old_answers(now=timezone.now())


@shared_task(name="practice.send_due_views")
def send_views_that_are_due() -> None:
    """Send the links of saved views whose day has come, in each practice."""
    for practice in Practice.objects.order_by("pk"):
        send_due_views(practice, now=timezone.now())


@shared_task(name="practice.forget_sessions")
def forget_sessions_that_are_over() -> None:
    """Forget sessions that are over, and where they were."""
    forget_over(now=timezone.now())
