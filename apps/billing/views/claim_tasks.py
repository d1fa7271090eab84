"""Work on claims that came back: the list by reason, one piece of it, its letter."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.forms_back import AssignForm
from apps.billing.letters import suggested_text
from apps.billing.models import ClaimLetter, ClaimTask
from apps.billing.operations.claim_tasks import (
    assign_task,
    note_task,
    reopen_task,
    resolve_task,
    write_letter,
)
from apps.billing.selectors.money import reasons_of, tasks_of
from apps.billing.shown_back import money_tabs
from apps.billing.shown_tasks import reason_counters, task_page, task_row
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused

ROWS = 50
KINDS = ("", *ClaimTask.Kind.values)
STATES = ClaimTask.State.values


@require_GET
@may(Action.SEE_CLAIMS)
def tasks(request: MemberRequest) -> HttpResponse:
    """List the work: what runs out first, first; by group and reason code."""
    actor, asked = request.actor, request.GET
    kind = asked.get("kind", "") if asked.get("kind", "") in KINDS else ""
    state = asked.get("state", "open") if asked.get("state", "open") in STATES else "open"
    reason, mine = asked.get("reason", "")[:40], bool(asked.get("mine"))
    rows = tasks_of(actor, state=state, kind=kind, reason=reason, mine=mine)
    page = Paginator(rows, ROWS).get_page(asked.get("page"))
    audit.record(actor, "claim_tasks.listed", new={"rows": [row.pk for row in page]})
    chosen = {
        "kind": kind,
        "state": state if state != "open" else "",
        "reason": reason,
        "mine": "1" if mine else "",
    }
    query = {name: value for name, value in chosen.items() if value}
    ctx = {
        "page": page,
        "rows": [task_row(row, today=actor.today) for row in page],
        "counters": reason_counters(reasons_of(actor, state=state, kind=kind), query),
        "chips": _chips(query),
        "query": urlencode(query),
        "state": state,
        "tabs": money_tabs(actor, "billing:tasks"),
    }
    return render(request, "billing/tasks.html", ctx)


def _chips(query: dict[str, str]) -> list[dict[str, str]]:
    words = {"kind": "{}", "state": "{}", "reason": "reason {}", "mine": "mine"}
    return [
        {
            "label": words[name].format(value),
            "url": f"?{urlencode({key: other for key, other in query.items() if key != name})}",
        }
        for name, value in query.items()
    ]


@require_GET
@may(Action.SEE_CLAIMS)
def task(request: MemberRequest, task_id: int) -> HttpResponse:
    """Show one piece of work: why, what our rows say, what to do, until when, what was done."""
    return _task(request, task_id)


def _task(request: MemberRequest, task_id: int, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    actor = request.actor
    rows = rows_of(actor, ClaimTask).select_related(
        "claim__patient", "claim__payer", "claim__decision", "claim__coverage", "claim__period", "assigned_to",
        "acknowledgement__file", "claim_payment__remittance__file",
    )  # fmt: skip
    row = one_of(actor, rows, task_id)
    audit.record(actor, "claim_task.viewed", row, patient_id=row.claim.patient_id)
    ctx: dict[str, Any] = {
        **task_page(row, today=actor.today),
        "problems": problems,
        "may_work": actor.may(Action.POST_PAYMENTS),
        "assign": AssignForm(actor=actor, initial={"person": row.assigned_to_id}),
        "letter_text": request.POST.get("letter") or suggested_text(row),
        "text": request.POST.get("text", ""),
    }
    return render(request, "billing/task.html", ctx, status=UNPROCESSABLE if problems else 200)


def _act(request: MemberRequest, task_id: int, act: Callable[[], object], done: str) -> HttpResponse:
    one_of(request.actor, ClaimTask, task_id)
    try:
        act()
    except Refused as refused:
        return _task(request, task_id, refused.problems)
    messages.success(request, done)
    return redirect("billing:task", task_id)


@require_POST
@may(Action.POST_PAYMENTS)
def task_note(request: MemberRequest, task_id: int) -> HttpResponse:
    """Write a note down, resolve the work or take it up again: what the button says."""
    acts = {"resolve": (resolve_task, "Resolved."), "reopen": (reopen_task, "Open again.")}
    operation, done = acts.get(request.POST.get("act", ""), (note_task, "Noted."))
    text = request.POST.get("text", "")
    return _act(
        request,
        task_id,
        lambda: operation(request.actor, task_id=task_id, text=text, now=timezone.now()),
        done,
    )


@require_POST
@may(Action.POST_PAYMENTS)
def task_assign(request: MemberRequest, task_id: int) -> HttpResponse:
    """Give the work to somebody."""
    form = AssignForm(request.POST, actor=request.actor)
    one_of(request.actor, ClaimTask, task_id)
    if not form.is_valid():
        said = "That is nobody of this practice. Choose from the list."
        return _task(request, task_id, (Problem("not_a_member", said, "person"),))
    person = form.cleaned_data["person"]
    return _act(
        request,
        task_id,
        lambda: assign_task(request.actor, task_id=task_id, person=person, now=timezone.now()),
        "Assigned.",
    )


@require_POST
@may(Action.POST_PAYMENTS)
def task_letter(request: MemberRequest, task_id: int) -> HttpResponse:
    """Make the letter with its evidence."""
    actor, text = request.actor, request.POST.get("letter", "")
    return _act(
        request,
        task_id,
        lambda: write_letter(actor, task_id=task_id, text=text, now=timezone.now(), today=actor.today),
        "The letter is made and kept below.",
    )


@require_GET
@may(Action.SEE_CLAIMS)
def letter(request: MemberRequest, letter_id: int) -> HttpResponse:
    """Give a letter as it was made."""
    row = one_of(request.actor, rows_of(request.actor, ClaimLetter).select_related("claim"), letter_id)
    audit.record(request.actor, "claim_letter.downloaded", row, patient_id=row.claim.patient_id)
    response = HttpResponse(bytes(row.content), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="letter-{row.claim.patient_control_number}-{row.pk}.pdf"'
    )
    return response
