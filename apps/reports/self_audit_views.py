"""Self-audits: asked for over some months, made in the background, shown and printed."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.billing.models import SelfAudit
from apps.billing.operations.self_audits import ask_for_self_audit, forget_self_audit, may_forget
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, typed
from apps.problems import Problem, Refused
from apps.reports.forms import SelfAuditForm
from apps.reports.self_audit import (
    lacks_of,
    not_looked_through,
    self_audit_pdf,
    share,
    tested,
    waiting_in_words,
)
from apps.reports.tasks import look_soon

ROWS = 50


@require_http_methods(["GET", "POST"])
@may(Action.SEE_CLAIMS)
def audits(request: MemberRequest) -> HttpResponse:
    """List the self-audits; ask for one over the periods that ended on some dates."""
    actor = request.actor
    first = date(actor.today.year - 1, actor.today.month, 1)
    form = SelfAuditForm(typed(request), initial={"starts_on": first, "ends_on": actor.today})
    problems: tuple[Problem, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            row = ask_for_self_audit(actor, **form.cleaned_data, now=timezone.now())
        except Refused as refused:
            problems = refused.problems
        else:
            look_soon(row.pk)
            return redirect("reports:self_audit", row.pk)
    rows = rows_of(actor, SelfAudit).select_related("asked_by")[:ROWS]
    status = UNPROCESSABLE if problems or form.errors else 200
    return render(
        request, "reports/self_audits.html", {"form": form, "rows": rows, "problems": problems}, status=status
    )


@require_GET
@may(Action.SEE_CLAIMS)
def one(request: MemberRequest, audit_id: int) -> HttpResponse:
    """Show a self-audit: the tests, what is asked for and how often it is there, the claims that lack something."""
    actor = request.actor
    row = one_of(actor, SelfAudit.objects.select_related("asked_by"), audit_id)
    names = [each["name"] for each in row.found]
    name = request.GET.get("lacks", "") if request.GET.get("lacks", "") in names else ""
    page = Paginator(lacks_of(actor, row, name=name), ROWS).get_page(request.GET.get("page"))
    audit.record(actor, "self_audit.viewed", row, new={"rows": [each.claim_id for each in page]})
    ctx = {
        "row": row,
        "tests": tested(actor, row),
        "waiting": waiting_in_words(not_looked_through(actor, row)),
        "found": [
            {**each, "share": share(each), "url": f"?{urlencode({'lacks': each['name']})}#lacks"}
            for each in row.found
        ],
        "page": page,
        "name": name,
        "may_forget": may_forget(actor, row),
        "query": urlencode({"lacks": name} if name else {}),
    }
    return render(request, "reports/self_audit.html", ctx)


@require_GET
@may(Action.SEE_CLAIMS)
def progress(request: MemberRequest, audit_id: int) -> HttpResponse:
    """Say how far a self-audit is, for the bar that asks again by itself."""
    row = one_of(request.actor, SelfAudit, audit_id)
    return render(request, "reports/_self_audit_progress.html", {"row": row})


@require_GET
@may(Action.SEE_CLAIMS)
def paper(request: MemberRequest, audit_id: int) -> HttpResponse:
    """Hand out the report of a finished self-audit as PDF."""
    rows = SelfAudit.objects.filter(finished_at__isnull=False).select_related("practice")
    row = one_of(request.actor, rows, audit_id)
    named = lacks_of(request.actor, row).order_by("claim_id").values_list("claim_id", flat=True).distinct()
    audit.record(request.actor, "self_audit.printed", row, new={"rows": list(named)})
    answer = HttpResponse(self_audit_pdf(request.actor, row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="self-audit-{row.pk}.pdf"'
    return answer


@require_POST
@may(Action.SEE_CLAIMS)
def forget(request: MemberRequest, audit_id: int) -> HttpResponse:
    """Forget a self-audit."""
    one_of(request.actor, SelfAudit, audit_id)
    try:
        forget_self_audit(request.actor, audit_id=audit_id)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("reports:self_audits")
