"""Audit packets of many claims: asked for, kept as they are made, fetched, forgotten."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from apps.billing.models import Claim, Packet, PacketRun
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused, refuse_any

CLAIMS_AT_MOST = 2_000
# Packets are copies and can be made again; what nobody fetched in this time is not kept lying about.
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def ask_for_packets(actor: Actor, *, claim_ids: Collection[int], now: datetime) -> PacketRun:
    """Ask for the packets of some claims; runs older than `KEPT_FOR` make room."""
    found = list(
        rows_of(actor, Claim)
        .filter(pk__in=claim_ids)
        .order_by("period_starts_on", "pk")
        .values_list("pk", flat=True)
    )
    refuse_any(_against(actor, found))
    rows_of(actor, PacketRun).filter(asked_at__lt=now - KEPT_FOR).delete()
    run = PacketRun.objects.create(
        practice=actor.practice, asked_by=actor.user, asked_at=now, total=len(found)
    )
    Packet.objects.bulk_create(
        (Packet(practice=actor.practice, run=run, claim_id=pk) for pk in found), batch_size=500
    )
    audit.record(actor, "packets.asked", run, new={"rows": found}, at=now)
    return run


def _against(actor: Actor, found: Collection[int]) -> list[Problem]:
    if not actor.may(Action.SEE_CLAIMS):
        return [
            Problem("may_not_see", "Your role does not see claims. Ask a billing manager for the packets.")
        ]
    if not found:
        return [Problem("none_chosen", "No claim was chosen. Tick the claims whose packets you want.")]
    if len(found) > CLAIMS_AT_MOST:
        message = f"{len(found):,} claims were chosen. Ask for at most {CLAIMS_AT_MOST:,} at a time."
        return [Problem("too_many", message)]
    return []


@transaction.atomic
def keep_packets(
    run_id: int, *, made: Mapping[int, bytes], failed: Mapping[int, str], now: datetime
) -> PacketRun:
    """Keep what was made of a run, by claim; one that is kept already stays as it is."""
    run = PacketRun.objects.select_for_update().get(pk=run_id)
    waiting = Packet.objects.filter(run=run, content__isnull=True, problem="")
    rows = list(waiting.filter(claim__in=[*made, *failed]).defer("content"))
    for row in rows:
        row.content, row.problem = made.get(row.claim_id), failed.get(row.claim_id, "")[:300]
    Packet.objects.bulk_update(rows, ["content", "problem"], batch_size=50)
    run.done = run.total - waiting.count()
    if run.done == run.total and run.finished_at is None:
        run.finished_at = now
    run.save(update_fields=["done", "finished_at"])
    return run


def record_fetched(actor: Actor, claims: Collection[Claim], *, manifests: Mapping[int, str]) -> None:
    """Record that the packet of each claim left the house, and the hash of its manifest, by claim.

    By that hash the practice knows a packet again: who changes one and writes all its hashes anew gets another.
    """
    audit.record_many(
        audit.event(
            actor,
            "claim.packet_exported",
            claim,
            patient_id=claim.patient_id,
            new={"manifest": manifests[claim.pk]},
        )
        for claim in claims
    )


@transaction.atomic
def forget_packets(actor: Actor, *, run_id: int) -> None:
    """Forget a run and its packets: copies, which can be made again."""
    run = rows_of(actor, PacketRun).select_for_update().filter(pk=run_id).first()
    if run is None:
        raise Refused(Problem("gone", "These packets are gone already. Ask for them again."))
    audit.record(actor, "packets.forgotten", run, old={"claims": run.total})
    run.delete()
