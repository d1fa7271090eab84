"""Files made of claims: look at, download, mark sent, undo."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.domain.claim_json import from_json
from apps.billing.models import Submission
from apps.billing.operations.printers import printer_in_use
from apps.billing.operations.sending import (
    check_may_leave,
    make_again_without,
    mark_not_sent,
    mark_sent,
    undo_submission,
)
from apps.billing.pdf import Paper, cms1500_pdf
from apps.billing.shown_files import CONTENT_TYPES, findings_shown, offset_of
from apps.billing.tasks import check_soon
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, chosen_ids
from apps.problems import Problem, Refused

ROWS = 50
X12 = Submission.Format.X12_837P


@require_GET
@may(Action.SEE_CLAIMS)
def submissions(request: MemberRequest) -> HttpResponse:
    """List the files, the newest first."""
    rows = (
        rows_of(request.actor, Submission).select_related("receiver", "made_by", "sent_by").defer("content")
    )
    page = Paginator(rows.order_by("-made_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    return render(request, "billing/submissions.html", {"page": page})


@require_GET
@may(Action.SEE_CLAIMS)
def submission(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Show a file: what was found in it, its claims, what happened to it."""
    return _submission(request, submission_id)


def _submission(
    request: MemberRequest, submission_id: int, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    printer = printer_in_use(request.actor)
    rows = rows_of(request.actor, Submission).select_related("receiver", "made_by", "sent_by", "follows")
    row = one_of(request.actor, rows.defer("content", "follows__content"), submission_id)
    claims = row.claims.select_related("patient", "payer").defer("document").order_by("pk")
    page = Paginator(claims, ROWS).get_page(request.GET.get("page"))
    audit.record(request.actor, "submission.viewed", row, new={"rows": [claim.pk for claim in page]})
    ctx = {
        "submission": row,
        "page": page,
        "problems": problems,
        "findings": findings_shown(row),
        "is_x12": row.format == X12,
        "is_paper": row.format == Submission.Format.CMS_1500,
        "may_leave": not check_may_leave(row),
        "may_send": request.actor.may(Action.SUBMIT_CLAIMS),
        "printer": printer,
        "moved": offset_of(printer).words,
        "made_again_as": row.followed_by.defer("content").order_by("pk"),
    }
    return render(request, "billing/submission.html", ctx, status=UNPROCESSABLE if problems else 200)


@require_GET
@may(Action.SEE_CLAIMS)
def progress(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Show how far the check of a file is; when it is over, the page around it is shown anew."""
    row = one_of(request.actor, rows_of(request.actor, Submission).defer("content"), submission_id)
    response = render(request, "billing/_check.html", {"submission": row})
    if row.checked_at is not None:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@may(Action.SUBMIT_CLAIMS)
def download(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Give the very bytes that were made; a file that has findings or is not checked yet is not given."""
    row = one_of(request.actor, Submission, submission_id)
    problems = check_may_leave(row)
    if problems:
        return _submission(request, submission_id, tuple(problems))
    audit.record(request.actor, "submission.downloaded", row, new={"sha256": row.sha256})
    response = HttpResponse(bytes(row.content), content_type=CONTENT_TYPES[Submission.Format(row.format)])
    response["Content-Disposition"] = f'attachment; filename="{row.file_name}"'
    return response


@require_GET
@may(Action.SUBMIT_CLAIMS)
def printed(request: MemberRequest, submission_id: int, kind: str) -> HttpResponse:
    """Give a paper batch as one PDF: data only, moved for the person's printer, or over the drawn form."""
    row = one_of(request.actor, Submission, submission_id)
    if row.format != Submission.Format.CMS_1500:
        electronic = Problem("not_on_paper", "This file goes out electronically. Download it instead.")
        return _submission(request, submission_id, (electronic,))
    documents = [from_json(text) for text in row.claims.order_by("pk").values_list("document", flat=True)]
    if not documents:
        gone = Problem("no_claims", "No claim is left in this batch. Make a new one.")
        return _submission(request, submission_id, (gone,))
    offset = offset_of(printer_in_use(request.actor))
    audit.record(request.actor, "submission.downloaded", row, new={"paper": kind})
    content = cms1500_pdf(documents, paper=Paper(kind), offset=offset)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}-{row.file_name}"'
    return response


@require_POST
@may(Action.SUBMIT_CLAIMS)
def take_out(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Take claims out of an unsent file and make it again of the others."""
    one_of(request.actor, Submission, submission_id)
    try:
        made = make_again_without(
            request.actor,
            submission_id=submission_id,
            claim_ids=chosen_ids(request, "claim"),
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
            today=request.actor.today,
        )
    except Refused as refused:
        return _submission(request, submission_id, refused.problems)
    check_soon(*(each.pk for each in made if each.format == X12))
    if not made:
        messages.success(request, "Undone: no claim was left for a new file.")
        return redirect("billing:submission", submission_id)
    messages.success(
        request, "Made again without them. The old file is kept, and its numbers are not used again."
    )
    return redirect("billing:submission", made[0].pk)


@require_POST
@may(Action.SUBMIT_CLAIMS)
def sent(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Record that the file went out."""
    return _act(
        request,
        submission_id,
        lambda pk: mark_sent(request.actor, submission_id=pk, now=timezone.now()),
        "Marked sent.",
    )


@require_POST
@may(Action.SUBMIT_CLAIMS)
def not_sent(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Record that a file marked sent did not go out."""
    reason = request.POST.get("reason", "")

    def act(pk: int) -> Submission:
        return mark_not_sent(request.actor, submission_id=pk, reason=reason, now=timezone.now())

    return _act(request, submission_id, act, "Marked not sent.")


@require_POST
@may(Action.SUBMIT_CLAIMS)
def undo(request: MemberRequest, submission_id: int) -> HttpResponse:
    """Take the claims out of an unsent file."""
    reason = request.POST.get("reason", "")

    def act(pk: int) -> Submission:
        return undo_submission(request.actor, submission_id=pk, reason=reason, now=timezone.now())

    return _act(request, submission_id, act, "Undone: its claims are approved again.")


def _act(
    request: MemberRequest, submission_id: int, act: Callable[[int], Submission], done: str
) -> HttpResponse:
    one_of(request.actor, Submission, submission_id)
    try:
        act(submission_id)
    except Refused as refused:
        return _submission(request, submission_id, refused.problems)
    messages.success(request, done)
    return redirect("billing:submission", submission_id)
