"""What beat may ask of the practice: one line around each operation."""

import logging

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.practice import operations_exports
from apps.practice.models import Practice
from apps.practice.operations_access import forget_over
from apps.practice.operations_idempotency import forget_old_answers
from apps.practice.operations_view_schedules import send_due_views

ROWS_OF_AN_INDEX = 100_000

log = logging.getLogger(__name__)


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


@shared_task(name="practice.look_over_tables")
def look_over_tables() -> None:
    """Let SQLite count samples of its tables, by which it chooses indexes; PostgreSQL does so unasked."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={ROWS_OF_AN_INDEX}")
            cursor.execute("ANALYZE")


@shared_task(name="practice.make_export")
def make_export(export_id: int) -> None:
    """Make an export of everything; a repeated message changes nothing."""
    operations_exports.make_export(export_id, clock=timezone.now)


@shared_task(name="practice.go_on_with_exports")
def go_on_with_exports() -> None:
    """Make every export that nobody is at: a lost message or a killed worker changes nothing."""
    for export_id in list(operations_exports.unfinished(now=timezone.now()).values_list("pk", flat=True)):
        make_export(export_id)


def export_soon(export_id: int) -> None:
    """Ask a worker for an export once it is kept; without a broker the schedule makes it within a minute."""
    transaction.on_commit(lambda: _ask(export_id))


def _ask(export_id: int) -> None:
    try:
        make_export.delay(export_id)
    except OperationalError:
        log.warning("No worker could be asked for export %s; the schedule will make it.", export_id)
