"""What the background may be asked for."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.billing.models import PacketRun, SelfAudit
from apps.billing.operations.packets import keep_packets
from apps.billing.operations.self_audits import keep_looked
from apps.practice.access import schedule_of
from apps.reports.packets import claims_waiting
from apps.reports.packing import some_packets
from apps.reports.self_audit import look_at

CLAIMS_AT_A_TIME = 25
CLAIMS_AT_A_LOOK = 200

log = logging.getLogger(__name__)


@shared_task(name="reports.make_packets")
def make_packets(run_id: int) -> None:
    """Make the packets of a run that are not there yet; a repeated message changes nothing."""
    run = PacketRun.objects.select_related("practice").filter(pk=run_id).first()
    while run is not None and (claims := claims_waiting(run, at_most=CLAIMS_AT_A_TIME)):
        made, failed = some_packets(schedule_of(run.practice), claims, now=timezone.now())
        for claim_id in failed:
            log.error(
                "The packet of claim %s could not be made; the page of run %s says why.", claim_id, run_id
            )
        keep_packets(run.pk, made=made, failed=failed, now=timezone.now())


@shared_task(name="reports.go_on_with_packets")
def go_on_with_packets() -> None:
    """Go on with every run that is not finished: a lost message or a killed worker changes nothing."""
    for run_id in list(
        PacketRun.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True)
    ):
        make_packets(run_id)


@shared_task(name="reports.look_over_claims")
def look_over_claims(audit_id: int) -> None:
    """Go on with a self-audit to its end; a repeated message changes nothing."""
    while (
        row := SelfAudit.objects.select_related("practice").filter(pk=audit_id, finished_at=None).first()
    ) is not None:
        looked = look_at(row, at_most=CLAIMS_AT_A_LOOK)
        is_last = len(looked) < CLAIMS_AT_A_LOOK
        if not keep_looked(
            audit_id, after=row.last_claim_id, looked=looked, is_last=is_last, now=timezone.now()
        ):
            return  # somebody else is at it


@shared_task(name="reports.go_on_with_self_audits")
def go_on_with_self_audits() -> None:
    """Go on with every self-audit that is not finished: a lost message or a killed worker changes nothing."""
    for audit_id in list(SelfAudit.objects.filter(finished_at=None).values_list("pk", flat=True)):
        look_over_claims(audit_id)


def look_soon(audit_id: int) -> None:
    """Ask a worker for a self-audit once it is kept; without a broker the schedule does it within a minute."""
    transaction.on_commit(lambda: _ask_to_look(audit_id))


def _ask_to_look(audit_id: int) -> None:
    try:
        look_over_claims.delay(audit_id)
    except OperationalError:
        log.warning("No worker could be asked for self-audit %s; the schedule will.", audit_id)


def make_soon(run_id: int) -> None:
    """Ask a worker for a run's packets once it is kept; without a broker the schedule does it within a minute."""
    transaction.on_commit(lambda: _ask(run_id))


def _ask(run_id: int) -> None:
    try:
        make_packets.delay(run_id)
    except OperationalError:
        log.warning("No worker could be asked for the packets of run %s; the schedule will.", run_id)
