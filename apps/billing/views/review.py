"""The queue of drafts, one claim with its evidence, and the moves of review."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.domain.lifecycle import Move, rule_of
from apps.billing.evidence import NotBilled, not_billed
from apps.billing.forms import AuthorizationForm, ClaimFilterForm
from apps.billing.models import Claim, ServicePeriod
from apps.billing.operations.approval import approve, check_again, withdraw_approval
from apps.billing.operations.deciding import decide_again
from apps.billing.operations.moves import Moved
from apps.billing.operations.review import hold, release, resume, return_, set_prior_authorization, void
from apps.billing.remedies import Fix, fixes_of
from apps.billing.selectors.queue import REVIEW_STAGES, Stage, filtered_claims, stage_counts
from apps.billing.selectors.signals import signals_of
from apps.billing.shown import chips, claim_page, counters, query_without_page
from apps.billing.shown_corrections import next_refund, waiting
from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, chosen_ids, next_of
from apps.practice.shown_saved_views import saved_views
from apps.problems import Refused
from apps.rules.answer import Decision as Answer

ROWS = 50
LOOKS_BACK = timedelta(days=183)


@require_GET
@may(Action.REVIEW_CLAIMS)
def queue(request: MemberRequest) -> HttpResponse:
    """List the drafts that wait: counted by stage, filtered, ready ones first to be approved together."""
    form = ClaimFilterForm(request.GET, actor=request.actor)
    wanted = form.wanted(default_stage=Stage.READY)
    page = Paginator(filtered_claims(request.actor, wanted), ROWS).get_page(request.GET.get("page"))
    flags = signals_of(request.actor, [row.period_id for row in page])
    for row in page:
        row.flags = [each for each in flags.get(row.period_id, ()) if each.reviewed_at is None]  # type: ignore[attr-defined]
    audit.record(request.actor, "claims.listed", new={"rows": [row.pk for row in page]})
    ctx = {
        "form": form,
        "page": page,
        "stage": wanted.stage,
        "counters": [
            *counters(request, stage_counts(request.actor, wanted), REVIEW_STAGES, wanted.stage),
            *waiting(request.actor),
        ],
        "refund": next_refund(request.actor),
        "chips": chips(request, form),
        "query": query_without_page(request),
        "saved": saved_views(request),
        "here": request.get_full_path(),
    }
    return render(request, "billing/review.html", ctx)


@require_GET
@may(Action.SEE_CLAIMS)
def claim(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Show one claim: what it says, why, what stands in its way, what happened to it."""
    return claim_again(request, claim_id)


def claim_again(request: MemberRequest, claim_id: int, **more: Any) -> HttpResponse:
    """Show the page of a claim, with what came back from one of its forms."""
    row = one_of(request.actor, Claim, claim_id)
    audit.record(request.actor, "claim.viewed", row, patient_id=row.patient_id)
    ctx = {**claim_page(request.actor, row), **more}
    return render(request, "billing/claim.html", ctx, status=UNPROCESSABLE if more else 200)


def _approve(actor: Actor, claim_ids: list[int], reason: str) -> Moved:
    return approve(actor, claim_ids=claim_ids, now=timezone.now(), today=actor.today)


def _withdraw(actor: Actor, claim_ids: list[int], reason: str) -> Moved:
    return withdraw_approval(actor, claim_ids=claim_ids, reason=reason, now=timezone.now(), today=actor.today)


def _plain(operation: Callable[..., Moved]) -> Callable[[Actor, list[int], str], Moved]:
    def move(actor: Actor, claim_ids: list[int], reason: str) -> Moved:
        return operation(actor, claim_ids=claim_ids, reason=reason, now=timezone.now())

    return move


MOVES: dict[str, Callable[[Actor, list[int], str], Moved]] = {
    Move.APPROVE: _approve,
    Move.WITHDRAW_APPROVAL: _withdraw,
    Move.HOLD: _plain(hold),
    Move.RELEASE: _plain(release),
    Move.RETURN: _plain(return_),
    Move.RESUME: _plain(resume),
    Move.VOID: _plain(void),
}


@require_POST
@may(Action.REVIEW_CLAIMS)
def move(request: MemberRequest, name: str) -> HttpResponse:
    """Make one move of the claims chosen; say what was moved, and what was left out and why."""
    claim_ids = chosen_ids(request, "claim")
    moved = MOVES[name](request.actor, claim_ids, request.POST.get("reason", ""))
    back = next_of(request) or reverse("billing:review")
    if len(claim_ids) == 1 and moved.left_out and not next_of(request):
        return claim_again(
            request, claim_ids[0], problems=moved.problems, reason=request.POST.get("reason", "")
        )
    done = rule_of(Move(name)).done
    if moved.claim_ids:
        count = len(moved.claim_ids)
        messages.success(request, f"{done}: {count} claim{'s' if count > 1 else ''}.")
    if not claim_ids:
        messages.warning(request, "No claim was chosen. Choose at least one.")
    if moved.left_out:
        return _left_out(request, moved, back=back, done=done)
    return redirect(back)


def _left_out(request: MemberRequest, moved: Moved, *, back: str, done: str) -> HttpResponse:
    ctx = {"moved": moved, "back": back, "done": done}
    return render(request, "billing/left_out.html", ctx, status=UNPROCESSABLE)


@require_POST
@may(Action.REVIEW_CLAIMS)
def check(request: MemberRequest) -> HttpResponse:
    """Check every draft again with today's rows."""
    changed = check_again(request.actor, today=request.actor.today)
    messages.success(request, f"All drafts checked again; {changed} changed.")
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
    return redirect("billing:claim", claim_id)


@require_GET
@may(Action.SEE_CLAIMS)
def nothing_billed(request: MemberRequest) -> HttpResponse:
    """List closed periods without a claim, each with the reason and what would change it."""
    outcome = request.GET.get("outcome", "blocked")
    if outcome not in ("blocked", "not_billable"):
        outcome = "blocked"
    rows = not_billed(request.actor, outcome=outcome, since=request.actor.today - LOOKS_BACK)
    audit.record(request.actor, "decisions.listed", new={"rows": [row.decision.pk for row in rows]})
    ctx = {
        "rows": [(row, _fixes(request, row)) for row in rows],
        "outcome": outcome,
        "may_decide": request.actor.may(Action.CLOSE_PERIODS),
    }
    return render(request, "billing/not_billed.html", ctx)


def _fixes(request: MemberRequest, row: NotBilled) -> list[Fix]:
    answer = Answer.from_json(row.decision.result)
    patient_id, back = row.decision.patient_id, request.get_full_path()
    return fixes_of(answer, actor=request.actor, patient_id=patient_id, back=back)
