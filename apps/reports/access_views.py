"""Who saw and changed which patient: a page, and files of exactly what it shows."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apps.practice import audit
from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.reports.access_files import as_csv, as_pdf, unnamed_in_words
from apps.reports.access_report import LONGEST_FILE, Asked, Line, access_report, whole_report
from apps.reports.forms import AccessForm


@require_GET
@may(Action.SEE_AUDIT)
def report(request: MemberRequest) -> HttpResponse:
    """Show who saw, changed and took out what; looking is recorded too."""
    actor = request.actor
    form = AccessForm(request.GET, actor=actor)
    asked = form.asked()
    found = access_report(actor, asked) if form.is_valid() else None
    _record(request, "access_report.viewed", asked, found.lines if found else [])
    query = request.GET.copy()
    query.pop("before", None)
    ctx = {
        "form": form,
        "asked": asked,
        "report": found,
        "unnamed": unnamed_in_words(found.unnamed) if found else "",
        "query": query.urlencode(),
    }
    return render(request, "reports/access.html", ctx, status=200 if found else UNPROCESSABLE)


@require_GET
@may(Action.SEE_AUDIT)
def file(request: MemberRequest, kind: str) -> HttpResponse:
    """Hand out all of what the page shows, as CSV or PDF."""
    actor = request.actor
    form = AccessForm(request.GET, actor=actor)
    if not form.is_valid():
        return redirect(f"{request.path.rsplit('/', 2)[0]}/?{request.GET.urlencode()}")
    asked = form.asked()
    found = whole_report(actor, asked)
    if found is None:
        messages.error(
            request, f"More than {LONGEST_FILE:,} events fit. Narrow the dates or choose a patient."
        )
        return redirect("reports:access")
    _record(request, "access_report.exported", asked, found.lines, rows=len(found.lines), kind=kind)
    if kind == "csv":
        answer = HttpResponse(as_csv(found, actor=actor), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(as_pdf(found, actor=actor, asked=asked), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="access-report-{actor.today}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _record(
    request: MemberRequest, action: str, asked: Asked, lines: Iterable[Line], **more: int | str
) -> None:
    """Record the look; a report of everybody names whom it named."""
    named = sorted({line.patient_id for line in lines if line.patient_id is not None})
    audit.record(
        request.actor,
        action,
        patient_id=asked.patient.pk if asked.patient else None,
        new={
            "from": asked.starts_on.isoformat(),
            "through": asked.ends_on.isoformat(),
            **({} if asked.patient else {"patients": named}),
            **more,
        },
    )
