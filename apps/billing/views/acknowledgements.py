"""Answers to the files that went out: choosing a file, looking at it, and those that name nothing of ours."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.billing.forms_back import AnswerFileForm
from apps.billing.models import Acknowledgement, AcknowledgementFile
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.billing.selectors.money import acknowledgement_files_of, unmatched_acknowledgements
from apps.billing.shown_back import answer_row, money_tabs
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Refused

ROWS = 50


@require_GET
@may(Action.SEE_CLAIMS)
def acknowledgements(request: MemberRequest) -> HttpResponse:
    """List the files, the newest first, and the answers that name nothing of ours."""
    page = Paginator(acknowledgement_files_of(request.actor), ROWS).get_page(request.GET.get("page"))
    unmatched = unmatched_acknowledgements(request.actor)
    ctx = {
        "page": page,
        "unmatched": [answer_row(row) for row in unmatched[:ROWS]],
        "unmatched_count": unmatched.count(),
        "tabs": money_tabs(request.actor, "billing:acknowledgements"),
        "may_import": request.actor.may(Action.SUBMIT_CLAIMS),
    }
    return render(request, "billing/acknowledgements.html", ctx)


@require_http_methods(["GET", "POST"])
@may(Action.SUBMIT_CLAIMS)
def acknowledgement_add(request: MemberRequest) -> HttpResponse:
    """Take a TA1, 999 or 277CA."""
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen, actor = form.cleaned_data["file"], request.actor
        try:
            done = import_acknowledgements(
                actor, content=chosen.read(), file_name=chosen.name, now=timezone.now(), today=actor.today
            )
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("file", problem.message)
        else:
            if not done.is_new:
                when = f"{timezone.localtime(done.file.received_at):%-d %b %Y, %H:%M}"
                messages.info(request, f"This file was imported on {when}. Nothing was changed.")
            return redirect("billing:acknowledgement", done.file.pk)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "billing/acknowledgement_add.html", {"form": form}, status=status)


@require_GET
@may(Action.SEE_CLAIMS)
def acknowledgement(request: MemberRequest, file_id: int) -> HttpResponse:
    """Show a file answer by answer, each with its code, our words and the segment it came from."""
    actor = request.actor
    file = one_of(
        actor, rows_of(actor, AcknowledgementFile).defer("content").select_related("received_by"), file_id
    )
    rows = rows_of(actor, Acknowledgement).filter(file=file).select_related("claim__patient", "submission")
    page = Paginator(rows.order_by("number"), ROWS).get_page(request.GET.get("page"))
    audit.record(actor, "acknowledgements.viewed", file, new={"rows": [row.pk for row in page]})
    ctx = {
        "file": file,
        "page": page,
        "rows": [answer_row(row) for row in page],
        "findings": file.findings[:ROWS],
    }
    return render(request, "billing/acknowledgement.html", ctx)


@require_GET
@may(Action.SEE_CLAIMS)
def acknowledgement_download(request: MemberRequest, file_id: int) -> HttpResponse:
    """Give the very bytes that came."""
    file = one_of(request.actor, AcknowledgementFile, file_id)
    audit.record(request.actor, "acknowledgements.downloaded", file, new={"sha256": file.sha256})
    response = HttpResponse(bytes(file.content), content_type="application/edi-x12")
    response["Content-Disposition"] = f'attachment; filename="acknowledgement-{file.pk}.txt"'
    return response
