"""Money that came back: the files, each with its payments, and choosing a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.billing.forms_back import AnswerFileForm
from apps.billing.models import ClaimPayment, RemittanceAdvice, RemittanceFile
from apps.billing.operations.matching import post_held
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.billing.selectors.money import (
    files_of,
    last_check,
    payments_in,
    sums_by_payer,
    sums_of,
    waiting_payments,
)
from apps.billing.shown_back import held_words, money_tabs, payment_row, provider_row
from apps.billing.shown_segments import segment_facts
from apps.billing.tasks import post_remittance_file
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused

ROWS = 50
AT_ONCE_BYTES = 256 * 1024  # larger files are posted in the background


@require_GET
@may(Action.SEE_CLAIMS)
def remittances(request: MemberRequest) -> HttpResponse:
    """List the files, the newest first, with the sums of all of them."""
    page = Paginator(files_of(request.actor), ROWS).get_page(request.GET.get("page"))
    ctx = {
        "page": page,
        "sums": sums_of(rows_of(request.actor, ClaimPayment)),
        "payers": sums_by_payer(request.actor),
        "check": last_check(request.actor),
        "tabs": money_tabs(request.actor, "billing:remittances"),
        "may_post": request.actor.may(Action.POST_PAYMENTS),
    }
    return render(request, "billing/remittances.html", ctx)


@require_http_methods(["GET", "POST"])
@may(Action.POST_PAYMENTS)
def remittance_add(request: MemberRequest) -> HttpResponse:
    """Take a file and post it; a large one in the background."""
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            return _take(request, chosen.read(), chosen.name)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("file", problem.message)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "billing/remittance_add.html", {"form": form}, status=status)


def _take(request: MemberRequest, content: bytes, name: str) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    source = RemittanceFile.Source.UPLOAD
    received = receive_remittance(actor, content=content, file_name=name, source=source, now=now)
    file = received.file
    if not received.is_new:
        when = f"{timezone.localtime(file.received_at):%-d %b %Y, %H:%M}"
        messages.info(request, f"This file is here since {when}, as {file.file_name}. Nothing was changed.")
    elif len(content) <= AT_ONCE_BYTES:
        post_remittance(actor, file_id=file.pk, now=now, today=actor.today)
    else:
        post_remittance_file.delay(file.pk)
    return redirect("billing:remittance", file.pk)


@require_GET
@may(Action.SEE_CLAIMS)
def remittance(request: MemberRequest, file_id: int) -> HttpResponse:
    """Show a file: its payments, its claims, what was odd, how far it is posted."""
    return _remittance(request, file_id)


def _remittance(request: MemberRequest, file_id: int, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    file = one_of(
        actor, rows_of(actor, RemittanceFile).defer("content").select_related("received_by"), file_id
    )
    rows = payments_in(actor, file)
    only = request.GET.get("only", "")
    shown = rows.filter(state=only) if only in ClaimPayment.State.values else rows
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    audit.record(actor, "remittance.viewed", file, new={"rows": [row.pk for row in page]})
    advices = file.remittances.select_related("payer").prefetch_related(
        "provider_adjustments__claim", "provider_adjustments__remittance"
    )
    ctx = {
        "file": file,
        "remittances": [_advice(row) for row in advices[:ROWS]],
        "page": page,
        "rows": [payment_row(row) for row in page],
        "sums": sums_of(rows),
        "findings": file.findings[:ROWS],
        "more_findings": max(len(file.findings) - ROWS, 0),
        "problems": problems,
        "only": only,
        "query": f"only={only}" if only else "",
        "progress": _progress(file),
        "may_post": actor.may(Action.POST_PAYMENTS),
    }
    return render(request, "billing/remittance.html", ctx, status=UNPROCESSABLE if problems else 200)


def _advice(row: RemittanceAdvice) -> dict[str, Any]:
    taken = [provider_row(each) for each in row.provider_adjustments.all()]
    return {"row": row, "taken": taken, "held": held_words(row), "facts": segment_facts(row.further)}


def _progress(file: RemittanceFile) -> dict[str, Any] | None:
    if file.state == RemittanceFile.State.POSTED:
        return None
    return {
        "done": file.claims_done,
        "total": file.claim_count or 1,
        "url": reverse("billing:progress", args=[file.pk]),
    }


@require_GET
@may(Action.SEE_CLAIMS)
def progress(request: MemberRequest, file_id: int) -> HttpResponse:
    """Show how far a file is posted; when it is, say so and lead to it."""
    file = one_of(request.actor, rows_of(request.actor, RemittanceFile).defer("content", "findings"), file_id)
    return render(request, "billing/_posting_progress.html", {"file": file, "progress": _progress(file)})


@require_GET
@may(Action.SEE_CLAIMS)
def remittance_download(request: MemberRequest, file_id: int) -> HttpResponse:
    """Give the very bytes that came."""
    file = one_of(request.actor, RemittanceFile, file_id)
    audit.record(request.actor, "remittance.downloaded", file, new={"sha256": file.sha256})
    response = HttpResponse(bytes(file.content), content_type="application/edi-x12")
    response["Content-Disposition"] = f'attachment; filename="remittance-{file.pk}.835"'
    return response


@require_POST
@may(Action.POST_PAYMENTS)
def post_as_it_stands(request: MemberRequest, remittance_id: int) -> HttpResponse:
    """Post the claims of a payment that was held as a whole."""
    advice = one_of(request.actor, RemittanceAdvice, remittance_id)
    reason = request.POST.get("reason", "")
    try:
        count = post_held(
            request.actor,
            remittance_id=advice.pk,
            reason=reason,
            now=timezone.now(),
            today=request.actor.today,
        )
    except Refused as refused:
        return _remittance(request, advice.file_id, refused.problems)
    messages.success(request, f"{count} claim{'' if count == 1 else 's'} posted as they stand.")
    return redirect("billing:remittance", advice.file_id)


@require_GET
@may(Action.SEE_CLAIMS)
def waiting(request: MemberRequest) -> HttpResponse:
    """List the money that waits for a person, with its reason."""
    page = Paginator(waiting_payments(request.actor), ROWS).get_page(request.GET.get("page"))
    audit.record(request.actor, "claim_payments.listed", new={"rows": [row.pk for row in page]})
    ctx = {
        "page": page,
        "rows": [payment_row(row) for row in page],
        "sums": sums_of(rows_of(request.actor, ClaimPayment).filter(state="waiting")),
        "tabs": money_tabs(request.actor, "billing:waiting"),
    }
    return render(request, "billing/waiting.html", ctx)
