"""Sign closed periods, and the words that are signed."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.billing.forms import StatementForm
from apps.billing.models import Attestation, AttestationText
from apps.billing.operations.attesting import attest_periods, change_statement
from apps.billing.selectors.attestations import (
    awaiting,
    contents_of,
    entries_in,
    hash_of,
    signatures,
    statement_of,
)
from apps.billing.selectors.periods import with_current_decisions
from apps.practice import audit
from apps.practice.access import MemberRequest, may, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, chosen_ids, typed
from apps.problems import Problem, Refused

LOOKS_BACK = timedelta(days=400)
ROWS = 25
RECENT = 10


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME)
def attest(request: MemberRequest) -> HttpResponse:
    """Show one's closed periods that wait for a signature, each with what it would cover; sign those chosen."""
    if request.method != "POST":
        return _attest(request)
    seen = {pk: request.POST.get(f"seen-{pk}", "") for pk in chosen_ids(request, "period")}
    try:
        done = attest_periods(request.actor, seen=seen, now=timezone.now())
    except Refused as refused:
        return _attest(request, list(refused.problems))
    if done.made:
        count = len(done.made)
        messages.success(request, f"Signed: {count} period{'s' if count > 1 else ''}.")
    if done.left_out:
        return _attest(request, [problem for _row, problem in done.left_out])
    return redirect("billing:attest")


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_PRACTICE)
def statement(request: MemberRequest) -> HttpResponse:
    """Change the words that providers sign; earlier versions stay readable."""
    actor = request.actor
    form = StatementForm(typed(request), initial={"text": statement_of(actor.practice).text})
    if form.is_bound and form.is_valid():
        try:
            change_statement(actor, text=form.cleaned_data["text"], now=timezone.now())
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("text", problem.message)
        else:
            messages.success(request, "Changed. Providers sign these words from now on.")
            return redirect("billing:statement")
    context = {
        "form": form,
        "statement": statement_of(actor.practice),
        "earlier": rows_of(actor, AttestationText).select_related("made_by"),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "billing/statement.html", context, status=status)


def _attest(request: MemberRequest, problems: list[Problem] | None = None) -> HttpResponse:
    actor, words = request.actor, statement_of(request.actor.practice)
    billable = request.GET.get("show") == "billable"
    waiting = with_current_decisions(awaiting(actor, since=actor.today - LOOKS_BACK, billable=billable))
    page = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
    rows = list(page)
    contents = contents_of(rows, statement=words.text)
    entries = entries_in(contents)
    signed = signatures(actor, [row.pk for row in rows])
    audit.record(actor, "attestations.listed", new={"rows": [row.pk for row in rows]})
    context = {
        "rows": [
            {
                "period": row,
                "hash": hash_of(contents[row.pk]),
                "signed": signed.get(row.pk),
                "entries": entries[row.pk],
            }
            for row in rows
        ],
        "tabs": [
            {"label": "All closed periods", "url": "?", "is_current": not billable},
            {"label": "For a claim", "url": "?show=billable", "is_current": billable},
        ],
        "query": "show=billable" if billable else "",
        "page": page,
        "statement": words,
        "problems": problems or [],
        "has_provider": actor.provider is not None,
        "recent": rows_of(actor, Attestation)
        .filter(signer=actor.user)
        .select_related("patient", "period")
        .order_by("-signed_at", "-pk")[:RECENT],
        "may_change": actor.may(Action.CHANGE_PRACTICE),
    }
    return render(request, "billing/attest.html", context, status=UNPROCESSABLE if problems else 200)
