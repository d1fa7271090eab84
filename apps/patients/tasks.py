"""What the background may be asked for."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.patients.imports.background import IN_BACKGROUND, go_on
from apps.patients.models import RosterImport

log = logging.getLogger(__name__)


@shared_task(name="patients.go_on_with_import")
def go_on_with_import(import_id: int) -> None:
    """Read, carry out or take back a file; a repeated message changes nothing."""
    roster = RosterImport.objects.select_related("practice", "asked_by").filter(pk=import_id).first()
    if roster is not None and roster.state in IN_BACKGROUND:
        go_on(roster, clock=timezone.now)


@shared_task(name="patients.go_on_with_imports")
def go_on_with_imports() -> None:
    """Go on with every import that waits for the background: a lost message or a killed worker changes nothing."""
    waiting = RosterImport.objects.filter(state__in=IN_BACKGROUND).order_by("pk")
    for import_id in list(waiting.values_list("pk", flat=True)):
        go_on_with_import(import_id)


def import_soon(import_id: int) -> None:
    """Ask a worker for an import once it is kept; without a broker the schedule does it within a minute."""
    transaction.on_commit(lambda: _ask(import_id))


def _ask(import_id: int) -> None:
    try:
        go_on_with_import.delay(import_id)
    except OperationalError:
        log.warning("No worker could be asked for import %s; the schedule will.", import_id)
