"""Self-audits: asked for, kept as they go on, forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from apps.billing.models import Claim, SelfAudit, SelfAuditLack
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused

GONE = ("voided", "replaced")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of one thing that is asked for with one claim; `lack` is empty where it is there."""

    name: str
    lack: str


@transaction.atomic
def ask_for_self_audit(actor: Actor, *, starts_on: date, ends_on: date, now: datetime) -> SelfAudit:
    """Ask for a look over the approved claims of the periods that ended on these dates, both inclusive."""
    if not actor.may(Action.SEE_CLAIMS):
        raise PermissionDenied
    if ends_on < starts_on:
        said = (
            f"The last day, {ends_on:%-d %b %Y}, is before the first, {starts_on:%-d %b %Y}. Turn them round."
        )
        raise Refused(Problem("dates_turned_round", said, "ends_on"))
    row = SelfAudit(
        practice=actor.practice,
        asked_by=actor.user,
        asked_at=now,
        starts_on=starts_on,
        ends_on=ends_on,
        total=0,
    )
    row.total = claims_of(row).count()
    if not row.total:
        row.finished_at = now
    row.save()
    new = {"from": starts_on, "through": ends_on, "claims": row.total}
    audit.record(actor, "self_audit.asked", row, new=new, at=now)
    return row


def claims_of(row: SelfAudit) -> QuerySet[Claim]:
    """Return the claims that a self-audit looks at, those after the last one it has looked at, in order."""
    found = Claim.objects.filter(
        practice=row.practice,
        period__window_ends_on__range=(row.starts_on, row.ends_on),
        approved_at__isnull=False,
        pk__gt=row.last_claim_id,
    )
    return found.exclude(state__in=GONE).order_by("pk")


@transaction.atomic
def keep_looked(
    audit_id: int, *, after: int, looked: Mapping[int, Sequence[Looked]], is_last: bool, now: datetime
) -> bool:
    """Keep what was found of some claims, those that follow `after`; False when somebody else kept them already."""
    row = SelfAudit.objects.select_for_update().filter(pk=audit_id, finished_at__isnull=True).first()
    if row is None or row.last_claim_id != after:
        return False
    counts = {each["name"]: each for each in row.found}
    lacks: list[SelfAuditLack] = []
    for claim_id, found in looked.items():
        for each in found:
            _count(counts, each)
            if each.lack:
                own = {"practice_id": row.practice_id, "audit": row, "claim_id": claim_id}
                lacks.append(SelfAuditLack(name=each.name[:60], lack=each.lack[:200], **own))
        row.complete += not any(each.lack for each in found)
    SelfAuditLack.objects.bulk_create(lacks, batch_size=1000)
    row.found, row.done = list(counts.values()), row.done + len(looked)
    row.last_claim_id = max([row.last_claim_id, *looked])
    if is_last:
        row.finished_at, row.total = now, row.done
    row.save(update_fields=["found", "done", "complete", "last_claim_id", "finished_at", "total"])
    return True


def _count(counts: dict[str, Any], each: Looked) -> None:
    """Count one thing as there or missing, in the order in which it was first asked for."""
    row = counts.setdefault(each.name, {"name": each.name, "there": 0, "missing": 0})
    row["missing" if each.lack else "there"] += 1


def may_forget(actor: Actor, row: SelfAudit) -> bool:
    """Say whether `actor` asked for a self-audit or reviews claims: an outside auditor removes nobody else's."""
    return actor.may(Action.REVIEW_CLAIMS) or (actor.user is not None and row.asked_by_id == actor.user.pk)


@transaction.atomic
def forget_self_audit(actor: Actor, *, audit_id: int) -> None:
    """Forget a self-audit: it can be made again at any time. Refused to who only reads, but for their own."""
    row = rows_of(actor, SelfAudit).select_for_update().filter(pk=audit_id).first()
    if row is None:
        raise Refused(Problem("gone", "This self-audit is gone already. Ask for a new one."))
    if not may_forget(actor, row):
        said = "Only who asked for a self-audit, or who reviews claims, forgets it. Ask one of them."
        raise Refused(Problem("not_yours", said))
    old = {"from": row.starts_on, "through": row.ends_on, "claims": row.total}
    audit.record(actor, "self_audit.forgotten", row, old=old)
    row.delete()
