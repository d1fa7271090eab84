"""Lock a month with a statement of what stands, and unlock it for a reason."""

import json
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from apps.billing.domain.lifecycle import check_reason
from apps.billing.month_statement import statement_of
from apps.billing.selectors.months import checklist
from apps.practice.access import Actor
from apps.practice.audit import record
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.domain.months import Locked, month_is_locked, month_of
from apps.timelog.models import LockedMonth
from apps.timelog.operations.months import hold_months, locked_months


@transaction.atomic
def lock_month(actor: Actor, *, month: date, now: datetime, today: date) -> LockedMonth:
    """Lock the month that begins on `month`, and keep the statement of what stands in it.

    From then on its time cannot be added, corrected, confirmed or voided, and its periods are not closed or decided
    again, nor their claims approved, taken back or given up. Sending, posting and correcting with the payer go on.
    Refused for a month that has not ended or has periods still to be closed, and for one that is locked.
    """
    _permit(actor)
    hold_months(actor.practice)
    first, last = month_of(month)
    refuse_any(_against(actor, first, last, today=today))
    text = as_text(statement_of(actor, first))
    row = LockedMonth.objects.create(
        practice=actor.practice,
        starts_on=first,
        ends_on=last,
        statement=text,
        statement_hash=sha256(text.encode()).hexdigest(),
        locked_by=actor.user,
        locked_at=now,
    )
    new = {"month": f"{first:%Y-%m}", "statement_hash": row.statement_hash}
    record(actor, "month.locked", row, new=new, at=now)
    return row


@transaction.atomic
def unlock_month(actor: Actor, *, month: date, reason: str, now: datetime) -> LockedMonth:
    """Unlock a locked month for a reason; its decisions and its statement stay as they are."""
    _permit(actor)
    hold_months(actor.practice)
    rows = LockedMonth.objects.select_for_update(of=("self",))
    row = rows.filter(practice=actor.practice, starts_on=month_of(month)[0], unlocked_at__isnull=True).first()
    if row is None:
        said = f"{month:%B %Y} is not locked. Load the page again."
        raise Refused(Problem("month_not_locked", said, "month"))
    refuse_any(_check_reason(reason))
    row.unlocked_by, row.unlocked_at, row.unlock_reason = actor.user, now, reason.strip()
    row.save(update_fields=["unlocked_by", "unlocked_at", "unlock_reason"])
    old = {"month": f"{row.starts_on:%Y-%m}", "statement_hash": row.statement_hash}
    record(actor, "month.unlocked", row, old=old, new={"reason": row.unlock_reason}, at=now)
    return row


def as_text(statement: object) -> str:
    """Write a statement as canonical JSON: the same statement gives the same bytes."""
    return json.dumps(
        statement, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def _permit(actor: Actor) -> None:
    if not actor.may(Action.CLOSE_PERIODS):
        raise PermissionDenied


def _against(actor: Actor, first: date, last: date, *, today: date) -> list[Problem]:
    locked = {each.starts_on: each for each in locked_months(actor.practice)}
    if first in locked:
        return [_locked_already(locked[first])]
    if today <= last:
        said = f"{first:%B %Y} ends on {last:%-d %b %Y}. Lock it from the day after on."
        return [Problem("month_not_ended", said, "month")]
    return [
        Problem("month_has_work", f"{step.left} of {step.of} are {step.words}. First: {step.label}.", "month")
        for step in checklist(actor, first)
        if step.stops and step.left
    ]


def _locked_already(month: Locked) -> Problem:
    return Problem("month_locked", month_is_locked(month, field="month").message, "month")


def _check_reason(reason: str) -> list[Problem]:
    if not reason.strip():
        return [Problem("reason_missing", "Say why the month is unlocked; it is kept.", "reason")]
    if len(reason.strip()) > 300:
        return [
            Problem("reason_too_long", "The reason has more than 300 characters. Say it shorter.", "reason")
        ]
    return check_reason(reason)
