"""What beat may ask of the practice: one line around each operation."""

from celery import shared_task
from django.utils import timezone

from apps.practice.operations_idempotency import forget_old_answers


@shared_task(name="practice.forget_old_answers")
def forget_old_api_answers() -> None:
    """Forget what the API answered long ago."""
    forget_old_answers(now=timezone.now())
