"""The runs that closed periods, and closing by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.models import CloseRun
from apps.billing.operations.closing import close_due_periods
from apps.billing.selectors.periods import failed_periods, periods_closed_by, runs_of
from apps.patients.rule_sets import has_newer_rules
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action

ROWS = 30


@require_GET
@may(Action.SEE_RUNS)
def runs(request: MemberRequest) -> HttpResponse:
    """List every run with what it found and did, and the periods that could not be closed."""
    page = Paginator(runs_of(request.actor), ROWS).get_page(request.GET.get("page"))
    failed = list(failed_periods(request.actor)[:100])
    if failed:
        audit.record(request.actor, "periods.listed", new={"rows": [period.pk for period in failed]})
    ctx = {
        "page": page,
        "failed": failed,
        "has_newer_rules": has_newer_rules(request.actor.practice),
        "may_close": request.actor.may(Action.CLOSE_PERIODS),
    }
    return render(request, "billing/runs.html", ctx)


@require_GET
@may(Action.SEE_RUNS)
def run(request: MemberRequest, run_id: int) -> HttpResponse:
    """Show one run with the periods it closed."""
    row = one_of(request.actor, CloseRun, run_id)
    page = Paginator(periods_closed_by(request.actor, row), ROWS).get_page(request.GET.get("page"))
    audit.record(request.actor, "periods.listed", new={"rows": [period.pk for period in page]})
    return render(request, "billing/run.html", {"run": row, "page": page})


@require_POST
@may(Action.CLOSE_PERIODS)
def close(request: MemberRequest) -> HttpResponse:
    """Close now what is due, as the schedule would tonight."""
    done = close_due_periods(
        request.actor, today=request.actor.today, now=timezone.now(), trigger=CloseRun.Trigger.PERSON
    )
    messages.success(
        request, f"Closed {done.closed} periods: {done.billable} billable, {done.blocked} blocked."
    )
    return redirect("billing:run", done.pk)
