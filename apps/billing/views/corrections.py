"""Changes after a close and what a person does about them; claims that are put right, with their clocks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.changes import changed_periods, with_needed
from apps.billing.correction_letters import letter_pdf
from apps.billing.forms_corrections import (
    AnotherPayerForm,
    AnswerForm,
    CorrectForm,
    RefundForm,
    ReopeningForm,
    WithdrawForm,
)
from apps.billing.models import Claim, Correction, ServicePeriod
from apps.billing.operations.another_payer import BilledElsewhere, bill_another_payer
from apps.billing.operations.correcting import open_correction, paths_of
from apps.billing.operations.reclosing import close_again, leave_as_it_is, take_off
from apps.billing.operations.settling import record_refund, record_reopening, withdraw_correction
from apps.billing.selectors.corrections import corrections_of
from apps.billing.shown_corrections import case_row, changed_rows, period_page
from apps.billing.views.review import claim_again
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused

ROWS = 50


@require_GET
@may(Action.SEE_CLAIMS)
def changed(request: MemberRequest) -> HttpResponse:
    """List closed periods whose entries changed since, each with its difference."""
    page = Paginator(with_needed(changed_periods(request.actor)), ROWS).get_page(request.GET.get("page"))
    audit.record(request.actor, "periods.listed", new={"rows": [row.pk for row in page]})
    rows = changed_rows(request.actor, list(page))
    ctx = {"page": page, "rows": rows, "may_answer": request.actor.may(Action.REVIEW_CLAIMS)}
    return render(request, "billing/changed.html", ctx)


@require_GET
@may(Action.SEE_CLAIMS)
def period(request: MemberRequest, period_id: int) -> HttpResponse:
    """Show one service period: its decisions, its claims, what changed after the close, what was done about it."""
    return _period(request, period_id)


def _period(request: MemberRequest, period_id: int, **more: Any) -> HttpResponse:
    rows = with_needed(rows_of(request.actor, ServicePeriod))
    row = one_of(request.actor, rows, period_id)
    audit.record(request.actor, "period.viewed", row, patient_id=row.patient_id)
    ctx = period_page(request.actor, row)
    if ctx["delta"] is not None:
        ctx["form"] = AnswerForm(initial={"based_on": ctx["delta"].length})
    ctx |= more
    return render(request, "billing/period.html", ctx, status=UNPROCESSABLE if more else 200)


@require_POST
@may(Action.REVIEW_CLAIMS)
def again(request: MemberRequest, period_id: int) -> HttpResponse:
    """Close a changed period again."""
    return _answer(request, period_id, close_again, done="Closed again. The claims follow the new decision.")


@require_POST
@may(Action.REVIEW_CLAIMS)
def leave(request: MemberRequest, period_id: int) -> HttpResponse:
    """Leave a changed period as it was counted."""
    return _answer(request, period_id, leave_as_it_is, done="Left as it was counted.")


def _answer(
    request: MemberRequest, period_id: int, operation: Callable[..., Any], *, done: str
) -> HttpResponse:
    one_of(request.actor, ServicePeriod, period_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _period(request, period_id, form=form)
    try:
        operation(
            request.actor,
            period_id=period_id,
            now=timezone.now(),
            today=request.actor.today,
            **form.cleaned_data,
        )
    except Refused as refused:
        return _period(request, period_id, problems=refused.problems)
    messages.success(request, done)
    return redirect("billing:period", period_id)


@require_POST
@may(Action.REVIEW_CLAIMS)
def off(request: MemberRequest, period_id: int) -> HttpResponse:
    """Take a period off the list when nothing is left of its change."""
    one_of(request.actor, ServicePeriod, period_id)
    try:
        take_off(request.actor, period_id=period_id, now=timezone.now())
    except Refused as refused:
        return _period(request, period_id, problems=refused.problems)
    messages.success(request, "Taken off the list.")
    return redirect("billing:changed")


@require_GET
@may(Action.SEE_CLAIMS)
def corrections(request: MemberRequest) -> HttpResponse:
    """List corrections by state, what is due first on top."""
    state = request.GET.get("state", "open")
    if state not in Correction.State.values:
        state = "open"
    rows = corrections_of(request.actor).filter(state=state)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    audit.record(request.actor, "corrections.listed", new={"rows": [row.pk for row in page]})
    ctx = {
        "page": page,
        "rows": [case_row(row, today=request.actor.today) for row in page],
        "state": state,
        "query": f"state={state}",
        "states": Correction.State.choices,
    }
    return render(request, "billing/corrections.html", ctx)


@require_GET
@may(Action.SEE_CLAIMS)
def correction(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Show one correction with its clock and what can be done."""
    return _correction(request, correction_id)


def _correction(request: MemberRequest, correction_id: int, **more: Any) -> HttpResponse:
    row = one_of(request.actor, corrections_of(request.actor), correction_id)
    audit.record(request.actor, "correction.viewed", row, patient_id=row.patient_id)
    today = request.actor.today
    ctx = {
        **case_row(row, today=today),
        "may_settle": request.actor.may(Action.REVIEW_CLAIMS) and row.state == Correction.State.OPEN,
        "refund": RefundForm(initial={"amount": row.amount, "on": today}),
        "reopening": ReopeningForm(initial={"answered_on": today}),
        "withdrawal": WithdrawForm(),
        **more,
    }
    return render(request, "billing/correction.html", ctx, status=UNPROCESSABLE if more else 200)


def _settled(
    request: MemberRequest, correction_id: int, name: str, form: forms.Form, act: Callable[[], Any], done: str
) -> HttpResponse:
    """Hand a filled-in form to an operation, or show the case again with what was wrong."""
    one_of(request.actor, Correction, correction_id)
    if not form.is_valid():
        return _correction(request, correction_id, **{name: form})
    try:
        act()
    except Refused as refused:
        return _correction(request, correction_id, **{name: form, "problems": refused.problems})
    messages.success(request, done)
    return redirect("billing:correction", correction_id)


@require_POST
@may(Action.REVIEW_CLAIMS)
def refund(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Record that an overpayment went back."""
    form, actor = RefundForm(request.POST), request.actor

    def act() -> object:
        paid_back = form.paid_back()
        return record_refund(
            actor, correction_id=correction_id, paid_back=paid_back, now=timezone.now(), today=actor.today
        )

    return _settled(request, correction_id, "refund", form, act, "Recorded as paid back.")


@require_POST
@may(Action.REVIEW_CLAIMS)
def reopening(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Record the payer's answer to a request for reopening."""
    form, actor = ReopeningForm(request.POST), request.actor

    def act() -> object:
        return record_reopening(
            actor, correction_id=correction_id, now=timezone.now(), today=actor.today, **form.cleaned_data
        )

    return _settled(request, correction_id, "reopening", form, act, "The payer's answer is recorded.")


@require_POST
@may(Action.REVIEW_CLAIMS)
def withdraw(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Give a correction up."""
    form, actor = WithdrawForm(request.POST), request.actor

    def act() -> object:
        reason = form.cleaned_data["reason"]
        return withdraw_correction(
            actor, correction_id=correction_id, reason=reason, now=timezone.now(), today=actor.today
        )

    return _settled(request, correction_id, "withdrawal", form, act, "Withdrawn.")


@require_POST
@may(Action.REVIEW_CLAIMS)
def correct(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Begin to put right a claim that went out."""
    row = one_of(request.actor, Claim, claim_id)
    form = CorrectForm(request.POST, paths=paths_of(row))
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            case = open_correction(
                request.actor,
                claim_id=claim_id,
                wanted=form.wanted(),
                now=timezone.now(),
                today=request.actor.today,
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, f"{case.get_path_display()} begun.")
            return redirect("billing:correction", case.pk)
    return claim_again(request, claim_id, correct_form=form, problems=problems)


@require_POST
@may(Action.REVIEW_CLAIMS)
def another_payer(request: MemberRequest, claim_id: int) -> HttpResponse:
    """End a denied claim and let its days be billed to the payer that covers them."""
    row = one_of(request.actor, Claim, claim_id)
    form, actor = AnotherPayerForm(request.POST, auto_id="id_another_%s"), request.actor
    if not form.is_valid():
        return claim_again(request, claim_id, another_form=form)
    reason = form.cleaned_data["reason"]
    try:
        done = bill_another_payer(
            actor, claim_id=claim_id, reason=reason, now=timezone.now(), today=actor.today
        )
    except Refused as refused:
        return claim_again(request, claim_id, another_form=form, problems=refused.problems)
    messages.success(request, _ended(done))
    return (
        redirect("billing:claim", done.drafts[0].pk)
        if done.drafts
        else redirect("billing:period", row.period_id)
    )


def _ended(done: BilledElsewhere) -> str:
    ended = ", ".join(claim.patient_control_number for claim in done.ended)
    drafts = ", ".join(claim.patient_control_number for claim in done.drafts)
    what = f"drafted as {drafts}" if drafts else "decided again, with nothing to bill: see why"
    return f"Ended: {ended}. For {done.payer.name} its minutes are {what}."


@require_GET
@may(Action.SEE_CLAIMS)
def letter(request: MemberRequest, correction_id: int) -> HttpResponse:
    """Return the letter that goes to the payer with a refund or a request for reopening."""
    row = one_of(request.actor, corrections_of(request.actor), correction_id)
    audit.record(request.actor, "correction.letter", row, patient_id=row.patient_id)
    response = HttpResponse(letter_pdf(row, today=request.actor.today), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="correction-{row.pk}.pdf"'
    return response
