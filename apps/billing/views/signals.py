"""Signals: what a reviewer would ask about, with the rows behind each, and what somebody said who looked."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.domain.signals import kinds, limits
from apps.billing.models import Claim, Signal
from apps.billing.operations.signals import look_for_signals, review_signals
from apps.billing.selectors.signals import HowOften, how_often, kind_of, listed_signals, rows_behind
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, chosen_ids
from apps.problems import Problem, Refused

ROWS = 50
# How far back it is counted how often something is seen.
LOOKS_BACK = timedelta(days=366)


@require_GET
@may(Action.SEE_CLAIMS)
def signals(request: MemberRequest) -> HttpResponse:
    """List what was seen in closed periods: by kind, looked at or not."""
    return _signals(request)


def _signals(request: MemberRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    kind = kind_of(request.GET.get("kind", ""))
    is_reviewed = request.GET.get("state") == "reviewed"
    rows = listed_signals(actor, kind=kind.value if kind else "", reviewed=is_reviewed)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    audit.record(actor, "signals.listed", new={"rows": [row.pk for row in page]})
    query = {"kind": kind.value if kind else "", "state": "reviewed" if is_reviewed else ""}
    often = how_often(actor, since=actor.today - LOOKS_BACK)
    ctx = {
        "page": page,
        "kind": kinds()[kind] if kind else None,
        "often": next((each for each in often if kind and each.row.kind == kind.value), None),
        "counters": [_counter(each, query) for each in often],
        "query": urlencode({name: value for name, value in query.items() if value}),
        "is_reviewed": is_reviewed,
        "limits": limits(),
        "may_review": actor.may(Action.REVIEW_CLAIMS),
        "problems": problems,
        "note": request.POST.get("note", ""),
    }
    return render(request, "billing/signals.html", ctx, status=UNPROCESSABLE if problems else 200)


def _counter(each: HowOften, query: dict[str, str]) -> dict[str, object]:
    is_current = each.row.kind == query["kind"]
    wanted = {"kind": "" if is_current else each.row.kind, "state": query["state"]}
    return {
        "count": each.waiting,
        "label": each.row.label.lower(),
        "url": f"?{urlencode({name: value for name, value in wanted.items() if value})}",
        "is_current": is_current,
    }


@require_GET
@may(Action.SEE_CLAIMS)
def signal(request: MemberRequest, signal_id: int) -> HttpResponse:
    """Show one signal: what was seen, the rows behind it, how often it is seen here, what would explain it."""
    return _signal(request, signal_id)


def _signal(request: MemberRequest, signal_id: int, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    rows = rows_of(actor, Signal).select_related(
        "patient", "period__enrollment__rendering_provider", "reviewed_by"
    )
    row = one_of(actor, rows, signal_id)
    audit.record(actor, "signal.viewed", row, patient_id=row.patient_id)
    often = how_often(actor, since=actor.today - LOOKS_BACK)
    claims = rows_of(actor, Claim).filter(period=row.period_id).exclude(state__in=("voided", "replaced"))
    ctx = {
        "row": row,
        "kind": next(each.row for each in often if each.row.kind == row.kind),
        "often": next(each for each in often if each.row.kind == row.kind),
        "behind": rows_behind(actor, row),
        "claims": list(claims.order_by("pk")),
        "may_review": actor.may(Action.REVIEW_CLAIMS) and row.stands,
        "problems": problems,
        "note": request.POST.get("note", ""),
    }
    return render(request, "billing/signal.html", ctx, status=UNPROCESSABLE if problems else 200)


@require_POST
@may(Action.REVIEW_CLAIMS)
def reviewed(request: MemberRequest) -> HttpResponse:
    """Keep that somebody looked at the signals chosen, and what explains them."""
    ids = chosen_ids(request, "signal")
    try:
        found = review_signals(
            request.actor, signal_ids=ids, note=request.POST.get("note", ""), now=timezone.now()
        )
    except Refused as refused:
        if len(ids) == 1 and "one" in request.POST:
            return _signal(request, ids[0], refused.problems)
        return _signals(request, refused.problems)
    messages.success(request, f"Looked at: {len(found)} signal{'' if len(found) == 1 else 's'}.")
    return redirect("billing:signals")


@require_POST
@may(Action.REVIEW_CLAIMS)
def look(request: MemberRequest) -> HttpResponse:
    """Look through the closed periods that wait for it now, rather than when the schedule does."""
    found = look_for_signals(request.actor, now=timezone.now())
    said = f"Looked through; {found} periods have something to look at." if found else "Nothing new was seen."
    messages.info(request, said)
    return redirect("billing:signals")
