"""One claim with its evidence, what is written on it, and decisions made again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.forms import AuthorizationForm
from apps.billing.models import Claim, ServicePeriod
from apps.billing.operations.approval import check_again
from apps.billing.operations.deciding import decide_again
from apps.billing.operations.holding import let_go
from apps.billing.operations.review import set_prior_authorization
from apps.billing.selectors.queue import neighbours, shown_claims
from apps.billing.shown import claim_page
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.problems import Refused


@require_GET
@may(Action.SEE_CLAIMS)
def claim(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Show one claim: what it says, why, what stands in its way, what happened to it."""
    return claim_again(request, claim_id)


def claim_again(request: MemberRequest, claim_id: int, **more: Any) -> HttpResponse:
    """Show the page of a claim, with what came back from one of its forms."""
    row = one_of(request.actor, shown_claims(request.actor), claim_id)
    audit.record(request.actor, "claim.viewed", row, patient_id=row.patient_id)
    before, after = neighbours(request.actor, row)
    ctx = {**claim_page(request.actor, row), "before": before, "after": after, "here": request.path, **more}
    return render(request, "billing/claim.html", ctx, status=UNPROCESSABLE if more else 200)


@require_POST
@may(Action.REVIEW_CLAIMS)
def check(request: MemberRequest) -> HttpResponse:
    """Check every draft again with today's rows, and let go of claims whose fact has arrived."""
    actor = request.actor
    changed = check_again(actor, today=actor.today)
    released = let_go(actor, now=timezone.now(), today=actor.today)
    said = f" {len(released)} released: what they waited for is there." if released else ""
    messages.success(request, f"All drafts checked again; {changed} changed.{said}")
    return redirect(next_of(request) or reverse("billing:review"))


@require_POST
@may(Action.CLOSE_PERIODS)
def decide(request: MemberRequest, period_id: int) -> HttpResponse:
    """Decide a closed period again after a fact was put right."""
    one_of(request.actor, ServicePeriod, period_id)
    done = decide_again(request.actor, period_ids=[period_id], now=timezone.now(), today=request.actor.today)
    for _period, problems in done.left_out:
        for problem in problems:
            messages.error(request, problem.message)
    if done.changed:
        messages.success(request, "Decided again: the answer changed.")
    elif done.unchanged:
        messages.info(request, "Decided again: the answer stays as it was.")
    return redirect(next_of(request) or reverse("billing:not_billed"))


@require_POST
@may(Action.REVIEW_CLAIMS)
def authorize(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Keep the payer's prior authorization number with a draft."""
    one_of(request.actor, Claim, claim_id)
    form = AuthorizationForm(request.POST)
    if not form.is_valid():
        return claim_again(request, claim_id, authorization=form)
    try:
        set_prior_authorization(
            request.actor, claim_id=claim_id, number=form.cleaned_data["number"], now=timezone.now()
        )
    except Refused as refused:
        return claim_again(request, claim_id, problems=refused.problems)
    messages.success(request, "Saved.")
    return redirect(next_of(request) or reverse("billing:claim", args=[claim_id]))
