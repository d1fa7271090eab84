"""Claims beyond review: the list, a claim as it goes out, a patient's periods."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.evidence import outgoing
from apps.billing.forms import SubmissionForm
from apps.billing.forms_desk import ClaimFilterForm
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.printers import printer_in_use
from apps.billing.operations.sendable import sendable_claims
from apps.billing.operations.sending import make_submissions
from apps.billing.pdf import Paper, cms1500_pdf
from apps.billing.selectors.attestations import signatures
from apps.billing.selectors.periods import periods_of
from apps.billing.selectors.queue import CLAIM_STAGES, Stage, filtered_claims, stage_counts
from apps.billing.shown import chips, counters, query_without_page
from apps.billing.shown_files import offset_of
from apps.billing.tasks import check_soon
from apps.patients.models import Patient
from apps.patients.shown import patient_tabs
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, chosen_ids
from apps.practice.shown_saved_views import saved_views
from apps.problems import Problem, Refused

ROWS = 50
X12 = Submission.Format.X12_837P


@require_GET
@may(Action.SEE_CLAIMS)
def claims(request: MemberRequest) -> HttpResponse:
    """List the claims from approval on, by stage and filter; approved ones can be put in a file."""
    return _claims(request)


def _claims(request: MemberRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    form = ClaimFilterForm(request.GET, actor=actor)
    wanted = form.wanted(default_stage=Stage.APPROVED)
    page = Paginator(filtered_claims(actor, wanted), ROWS).get_page(request.GET.get("page"))
    audit.record(actor, "claims.listed", new={"rows": [row.pk for row in page]})
    ctx = {
        "form": form,
        "page": page,
        "stage": wanted.stage,
        "counters": counters(request, stage_counts(actor, wanted), CLAIM_STAGES, wanted.stage),
        "chips": chips(request, form),
        "query": query_without_page(request),
        "saved": saved_views(request),
        "problems": problems,
        "submission_form": SubmissionForm(actor=actor) if actor.may(Action.SUBMIT_CLAIMS) else None,
        "has_receiver": rows_of(actor, Receiver).exists(),
    }
    return render(request, "billing/claims.html", ctx, status=UNPROCESSABLE if problems else 200)


@require_POST
@may(Action.SUBMIT_CLAIMS)
def make(request: MemberRequest) -> HttpResponse:
    """Make files of the approved claims chosen, or of all that the filter shows and that may go."""
    actor = request.actor
    form = SubmissionForm(request.POST, actor=actor)
    if not form.is_valid():
        return _claims(request, tuple(_form_problems(form)))
    format = Submission.Format(form.cleaned_data["format"])
    receiver = form.cleaned_data["receiver"] if format == X12 else None
    try:
        made = make_submissions(
            actor,
            claim_ids=_chosen(request, format, receiver),
            format=format,
            receiver=receiver,
            now=timezone.now(),
            today=actor.today,
        )
    except Refused as refused:
        return _claims(request, refused.problems)
    check_soon(*(each.pk for each in made if each.format == X12))
    if len(made) == 1:
        return redirect("billing:submission", made[0].pk)
    messages.success(request, f"Made {len(made)} files: one holds at most 5,000 claims.")
    return redirect("billing:submissions")


def _form_problems(form: SubmissionForm) -> list[Problem]:
    return [Problem("invalid", str(error), name) for name, errors in form.errors.items() for error in errors]


def _chosen(request: MemberRequest, format: Submission.Format, receiver: Receiver | None) -> list[int]:
    """Return the claims ticked; for "all", those of the filter that may go, with a word on the others."""
    if "all" not in request.POST:
        return chosen_ids(request, "claim")
    wanted = ClaimFilterForm(request.GET, actor=request.actor).wanted(default_stage=Stage.APPROVED)
    claims, left_out = sendable_claims(
        request.actor, format=format, receiver=receiver, today=request.actor.today, wanted=wanted
    )
    if left_out:
        first = left_out[0]
        why = f"{first.patient_control_number}: {first.problems[0].message}"
        messages.warning(request, f"{len(left_out)} approved claims stayed, first {why}")
    return [claim.pk for claim in claims]


@require_GET
@may(Action.SEE_CLAIMS)
def paper(request: MemberRequest, claim_id: int, kind: str) -> HttpResponse:
    """Show a claim as CMS-1500: over the drawn form, or data only for preprinted paper."""
    row = one_of(request.actor, Claim, claim_id)
    audit.record(request.actor, "claim.printed", row, patient_id=row.patient_id, new={"paper": kind})
    found = outgoing(row, today=request.actor.today)
    if found.document is None:
        ctx = {"claim": row, "problems": found.problems}
        return render(request, "billing/not_printable.html", ctx, status=UNPROCESSABLE)
    try:
        content = cms1500_pdf(
            [found.document], paper=Paper(kind), offset=offset_of(printer_in_use(request.actor))
        )
    except ValueError as error:
        ctx = {"claim": row, "problems": [Problem("does_not_fit", str(error))]}
        return render(request, "billing/not_printable.html", ctx, status=UNPROCESSABLE)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="cms1500-{row.patient_control_number}.pdf"'
    return response


@require_GET
@may(Action.SEE_CLAIMS)
def patient(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Show a patient's service periods with their decisions and claims."""
    row = one_of(request.actor, Patient, patient_id)
    audit.record(request.actor, "patient.periods_viewed", row, patient_id=row.pk)
    page = Paginator(periods_of(request.actor, row), ROWS).get_page(request.GET.get("page"))
    signed = signatures(request.actor, [period.pk for period in page])
    for period in page:
        period.signed = signed.get(period.pk)  # type: ignore[attr-defined]
    tabs = patient_tabs(request.actor, row, current="billing:patient")
    return render(request, "billing/patient.html", {"patient": row, "page": page, "tabs": tabs})
