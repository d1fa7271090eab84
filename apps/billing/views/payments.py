"""One claim payment: everything the payer said of it, and what a person can do with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.forms_back import MatchForm
from apps.billing.models import ClaimPayment
from apps.billing.operations.matching import match_payment, put_aside, take_up, undo_posting
from apps.billing.selectors.money import proposals
from apps.billing.shown_back import payment_page
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused

State = ClaimPayment.State


@require_GET
@may(Action.SEE_CLAIMS)
def payment(request: MemberRequest, payment_id: int) -> HttpResponse:
    """Show one claim payment; a waiting one with the claims it may belong to."""
    return _payment(request, payment_id, MatchForm(actor=request.actor))


def _payment(
    request: MemberRequest, payment_id: int, form: MatchForm, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    actor = request.actor
    rows = rows_of(actor, ClaimPayment).select_related(
        "claim__patient", "remittance__file", "remittance__payer"
    )
    row = one_of(actor, rows, payment_id)
    patient_id = row.claim.patient_id if row.claim else None
    audit.record(actor, "claim_payment.viewed", row, patient_id=patient_id)
    may_post = actor.may(Action.POST_PAYMENTS)
    is_waiting = row.state == State.WAITING
    ctx = {
        **payment_page(row),
        "form": form,
        "problems": problems,
        "may_match": may_post and is_waiting and row.paid is not None,
        "may_aside": may_post and is_waiting,
        "may_undo": may_post and row.state == State.POSTED,
        "may_take_up": may_post and row.state == State.ASIDE,
        "proposals": proposals(actor, row) if is_waiting else [],
    }
    status = UNPROCESSABLE if problems or form.errors else 200
    return render(request, "billing/payment.html", ctx, status=status)


@require_POST
@may(Action.POST_PAYMENTS)
def payment_match(request: MemberRequest, payment_id: int) -> HttpResponse:
    """Post a waiting payment to the claim chosen."""
    one_of(request.actor, ClaimPayment, payment_id)
    form = MatchForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _payment(request, payment_id, form)
    said = form.cleaned_data
    return _act(
        request,
        payment_id,
        lambda: match_payment(
            request.actor,
            payment_id=payment_id,
            claim_id=said["claim_id"],
            reason=said["reason"],
            now=timezone.now(),
            today=request.actor.today,
        ),
        "Posted.",
    )


@require_POST
@may(Action.POST_PAYMENTS)
def payment_undo(request: MemberRequest, payment_id: int) -> HttpResponse:
    """Take a posting back."""
    return _for_a_reason(request, payment_id, undo_posting, "Undone. The payment waits again.")


@require_POST
@may(Action.POST_PAYMENTS)
def payment_aside(request: MemberRequest, payment_id: int) -> HttpResponse:
    """Put a payment aside that belongs to no claim here."""
    return _for_a_reason(request, payment_id, put_aside, "Put aside.")


@require_POST
@may(Action.POST_PAYMENTS)
def payment_take_up(request: MemberRequest, payment_id: int) -> HttpResponse:
    """Let a payment that was put aside wait again."""
    return _for_a_reason(request, payment_id, take_up, "It waits again.")


def _for_a_reason(
    request: MemberRequest, payment_id: int, act: Callable[..., object], done: str
) -> HttpResponse:
    why = request.POST.get("reason", "")
    return _act(
        request,
        payment_id,
        lambda: act(request.actor, payment_id=payment_id, reason=why, now=timezone.now()),
        done,
    )


def _act(request: MemberRequest, payment_id: int, act: Callable[[], object], done: str) -> HttpResponse:
    one_of(request.actor, ClaimPayment, payment_id)
    try:
        act()
    except Refused as refused:
        return _payment(request, payment_id, MatchForm(actor=request.actor), refused.problems)
    messages.success(request, done)
    return redirect("billing:payment", payment_id)
