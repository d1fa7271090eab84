"""The work that a denial makes: a task with its reason, its causes in our own rows, and its last day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from apps.billing.domain.posting import denials
from apps.billing.domain.words import Clock, clocks_of
from apps.billing.models import Claim, ClaimTask, RemittanceAdvice, TaskNote
from apps.patients.models import Payer
from apps.practice.access import Actor
from apps.practice.audit import event, record_many
from apps.rules.periods import add_months

if TYPE_CHECKING:
    from apps.billing.operations.payment_items import Item

OPEN, RESOLVED = ClaimTask.State.OPEN, ClaimTask.State.RESOLVED


def open_denials(actor: Actor, items: "Sequence[Item]", *, now: datetime, today: date) -> None:
    """Open a task for each payment that refuses something, unless one for the same claim is open already."""
    if not items:
        return
    claim_ids = [item.claim.pk for item in items if item.claim]
    open_ = set(
        ClaimTask.objects.filter(claim__in=claim_ids, state=OPEN, kind=ClaimTask.Kind.DENIAL).values_list(
            "claim", flat=True
        )
    )
    payers = Payer.objects.in_bulk({item.claim.payer_id for item in items if item.claim})
    advices = RemittanceAdvice.objects.in_bulk({item.row.remittance_id for item in items})
    tasks = []
    for item in items:
        claim = item.claim
        if claim is None or claim.pk in open_:
            continue
        open_.add(claim.pk)
        told_on = advices[item.row.remittance_id].paid_on or today
        tasks.append(_task(item, claim, due_on=due_on(payers[claim.payer_id], told_on), now=now))
    ClaimTask.objects.bulk_create(tasks)


def _task(item: "Item", claim: Claim, *, due_on: date | None, now: datetime) -> ClaimTask:
    refused = denials(item.reasons)
    first = refused[0] if refused else (item.reasons[0] if item.reasons else None)
    amount = sum((each.amount for each in refused if each.amount is not None), Decimal("0.00"))
    remarks = {code for service in (item.paid.services if item.paid else ()) for code in service.remark_codes}
    return ClaimTask(
        practice_id=claim.practice_id,
        claim=claim,
        kind=ClaimTask.Kind.DENIAL,
        claim_payment_id=item.row.pk,
        adjustment_group=first.adjustment_group[:10] if first else "",
        reason_code=first.reason_code[:20] if first else "",
        codes=[each.label for each in refused]
        + list(dict.fromkeys([*item.row.remark_codes, *sorted(remarks)])),
        amount=amount if refused else item.row.charge,
        due_on=due_on,
        opened_at=now,
    )


def due_on(payer: Payer, told_on: date) -> date | None:
    """Return the first day on which a clock runs out; None where only the contract knows, and nobody wrote it down."""
    ends = [last_day(clock, told_on) for clock in clocks_of(payer.profile, payer.appeal_days)]
    return min(ends) if ends else None


def last_day(clock: Clock, told_on: date) -> date:
    """Return the last day of a clock that began on `told_on`."""
    return add_months(told_on, clock.months) + timedelta(days=clock.days)


def close_tasks_of_paid(actor: Actor, claim_ids: Sequence[int], *, now: datetime) -> None:
    """Resolve the open denials of claims that a payer paid after all."""
    close_tasks(actor, ClaimTask.objects.filter(claim__in=claim_ids), "Paid since.", now=now)


def close_tasks(actor: Actor, tasks: "object", why: str, *, now: datetime) -> None:
    """Resolve the open ones of `tasks` (a queryset) with a note that says why."""
    rows = list(tasks.filter(state=OPEN).select_related("claim"))  # type: ignore[attr-defined]
    if not rows:
        return
    for task in rows:
        task.state, task.resolved_by, task.resolved_at = RESOLVED, actor.user, now
    ClaimTask.objects.bulk_update(rows, ["state", "resolved_by", "resolved_at"])
    TaskNote.objects.bulk_create(
        TaskNote(
            practice_id=task.practice_id, task=task, kind="resolved", text=why, author=actor.user, at=now
        )
        for task in rows
    )
    record_many(
        event(
            actor, "claim_task.resolved", task, patient_id=task.claim.patient_id, old={"state": OPEN},
            new={"state": RESOLVED, "text": why}, at=now,
        )
        for task in rows
    )  # fmt: skip
