"""Pages that only show."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.reports.domain.figures import bars, total_of
from apps.reports.selectors import month_figures


@require_GET
@may(Action.SEE_REPORTS)
def overview(request: MemberRequest) -> HttpResponse:
    """Show the practice's months: minutes logged, counted and billed; claims and what they charge."""
    actor = request.actor
    months = month_figures(actor, today=actor.today)
    shows_money = actor.may(Action.SEE_CLAIMS)
    ctx = {
        "bars": bars(months),
        "total": total_of(months),
        "this_month": months[0],
        "shows_money": shows_money,
    }
    return render(request, "reports/overview.html", ctx)
