"""The statement of a locked month, to be printed."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.reports.month_paper import month_pdf
from apps.timelog.models import LockedMonth


@require_GET
@may(Action.SEE_CLAIMS)
def statement(request: MemberRequest, lock_id: int) -> HttpResponse:
    """Hand out the statement of a month as PDF, as it was kept when the month was locked."""
    rows = LockedMonth.objects.select_related("practice", "locked_by", "unlocked_by")
    row = one_of(request.actor, rows, lock_id)
    audit.record(request.actor, "month.statement_printed", row)
    answer = HttpResponse(month_pdf(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="month-{row.starts_on:%Y-%m}.pdf"'
    return answer
