"""Month end: the checklist of a month, its lock with a statement, and unlocking for a reason."""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.month_statement import decisions_hash
from apps.billing.operations.month_end import lock_month, unlock_month
from apps.billing.selectors import months as selectors
from apps.practice import audit
from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused
from apps.timelog.domain.months import month_of


@require_GET
@may(Action.SEE_CLAIMS)
def months(request: MemberRequest) -> HttpResponse:
    """List the months in which periods end, each with what is left and whether it is locked."""
    return render(request, "billing/months.html", {"rows": selectors.months(request.actor)})


@require_GET
@may(Action.SEE_CLAIMS)
def month(request: MemberRequest, year: int, number: int) -> HttpResponse:
    """Show the checklist of a month, and its lock."""
    return _month(request, _first(year, number))


def _first(year: int, number: int) -> date:
    if not (1900 <= year <= 2200 and 1 <= number <= 12):
        raise Http404
    return date(year, number, 1)


def _month(request: MemberRequest, first: date, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    locks = selectors.locks_of(actor, first)
    audit.record(actor, "month.viewed", new={"month": f"{first:%Y-%m}"})
    steps = selectors.checklist(actor, first)
    lock = next((each for each in locks if each.is_locked), None)
    ctx = {
        "month": first,
        "last": month_of(first)[1],
        "steps": steps,
        "left": sum(not each.is_done for each in steps),
        "stops": [each for each in steps if each.stops and each.left],
        "has_ended": actor.today > month_of(first)[1],
        "lock": lock,
        "statement": _shown(lock.statement) if lock else None,
        "is_whole": lock is None or sha256(lock.statement.encode()).hexdigest() == lock.statement_hash,
        "earlier": [each for each in locks if not each.is_locked],
        "survived": _survived(actor, first, locks),
        "may_lock": actor.may(Action.CLOSE_PERIODS),
        "problems": problems,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "billing/month.html", ctx, status=UNPROCESSABLE if problems else 200)


def _dollars(said: str | None) -> str:
    return f"${Decimal(said or '0.00'):,}"


def _shown(text: str) -> dict[str, Any]:
    """Return what a page shows of a statement."""
    said = json.loads(text)
    return {
        "figures": [
            {"value": f"{said['time']['seconds'] // 60:,}", "label": "logged", "unit": "min"},
            {"value": f"{sum(said['periods']['by_state'].values()):,}", "label": "periods"},
            {"value": f"{sum(each['claims'] for each in said['claims'].values()):,}", "label": "claims"},
            {"value": _dollars(said["money"]["charged"]), "label": "charged"},
            {"value": _dollars(said["money"]["paid"]), "label": "paid so far"},
        ],
        "ledger": said["ledger"],
        "decisions": said["decisions"],
    }


def _survived(actor: Any, first: date, locks: list[Any]) -> bool | None:
    """Say whether the decisions are those of the last statement to the byte; None where there was none."""
    if not locks:
        return None
    return bool(json.loads(locks[0].statement)["decisions"] == decisions_hash(actor, first))


@require_POST
@may(Action.CLOSE_PERIODS)
def lock(request: MemberRequest, year: int, number: int) -> HttpResponse:
    """Lock a month."""
    first, actor = _first(year, number), request.actor
    try:
        lock_month(actor, month=first, now=timezone.now(), today=actor.today)
    except Refused as refused:
        return _month(request, first, refused.problems)
    messages.success(request, f"{first:%B %Y} is locked.")
    return redirect("billing:month", year, number)


@require_POST
@may(Action.CLOSE_PERIODS)
def unlock(request: MemberRequest, year: int, number: int) -> HttpResponse:
    """Unlock a month for a reason."""
    first = _first(year, number)
    try:
        unlock_month(request.actor, month=first, reason=request.POST.get("reason", ""), now=timezone.now())
    except Refused as refused:
        return _month(request, first, refused.problems)
    messages.success(request, f"{first:%B %Y} is unlocked. Its decisions stand as they were.")
    return redirect("billing:month", year, number)
