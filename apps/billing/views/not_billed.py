"""Why not billed: every closed period without a claim, and what puts it right, recorded beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.inline_records import Record, record_of
from apps.billing.models import Decision
from apps.billing.selectors.unbilled import unbilled
from apps.billing.shown_unbilled import asked, list_page, pane, place, unbilled_sheet
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.practice.sheet_files import sheet_response
from apps.problems import Refused


@require_GET
@may(Action.SEE_CLAIMS)
def nothing_billed(request: MemberRequest) -> HttpResponse:
    """List closed periods without a claim by value and deadline; show one with what would change it."""
    actor = request.actor
    wanted_id = _decision_id(request)
    if request.headers.get("HX-Target") == "pane" and wanted_id:
        ctx = pane(request, _decision(request, wanted_id))
        answer = render(request, "billing/_unbilled_pane.html", ctx)
        answer["HX-Push-Url"] = request.get_full_path()
        return answer
    ctx = list_page(request, asked(request))
    audit.record(actor, "decisions.listed", new={"rows": [row.decision.pk for row in ctx["rows"]]})
    shown = wanted_id or (ctx["rows"][0].decision.pk if ctx["rows"] else None)
    if shown:
        opened = pane(request, _decision(request, shown))
        ctx["pane"] = render_to_string("billing/_unbilled_pane.html", opened, request)
    return render(
        request, "billing/not_billed.html", {**ctx, "shown": shown, "is_open": wanted_id is not None}
    )


def _decision_id(request: MemberRequest) -> int | None:
    said = request.GET.get("decision", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _decision(request: MemberRequest, decision_id: int) -> Decision:
    rows = rows_of(request.actor, Decision).select_related(
        "practice", "patient", "payer", "period__coverage__payer", "episode__agency"
    )
    row = one_of(request.actor, rows, decision_id)
    audit.record(request.actor, "decision.viewed", row, patient_id=row.patient_id)
    return row


@require_POST
@may(Action.RECORD_FACTS, Action.CHANGE_ROSTER)
def record(request: MemberRequest, decision_id: int) -> HttpResponse:
    """Record what a decision misses; what it decides is decided again at once."""
    actor = request.actor
    decision = one_of(actor, Decision.objects.select_related("practice", "patient", "episode"), decision_id)
    found = record_of(actor, decision, request.POST.get("reason", ""), request.POST)
    if found is None:
        messages.error(request, "This is not recorded here, or not by you. Follow the link to where it is.")
        return redirect(next_of(request) or place(request))
    if not found.form.is_valid():
        return _again(request, decision, found)
    try:
        found.save(found.form.instance, actor=actor, today=actor.today)
    except Refused as refused:
        found.form.refuse(refused.problems)
        return _again(request, decision, found)
    messages.success(request, f"{found.title}: saved.")
    tell_followers(request, Changed(patients=[decision.patient_id]))
    return redirect(next_of(request) or place(request))


def _again(request: MemberRequest, decision: Decision, found: Record) -> HttpResponse:
    ctx = {
        "decision": decision,
        "record": found,
        "form": found.form,
        "back": next_of(request) or place(request),
    }
    return render(request, "billing/not_billed_record.html", ctx, status=UNPROCESSABLE)


@require_GET
@may(Action.SEE_CLAIMS)
def export(request: MemberRequest, kind: str) -> Any:
    """Hand out exactly what the list shows, on all its pages, as CSV or XLSX."""
    actor, wanted = request.actor, asked(request).wanted
    rows = [each.decision_id for each in unbilled(actor, wanted)]
    audit.record(actor, "decisions.exported", new={"rows": rows, "outcome": wanted.kind, "format": kind})
    now = timezone.now().astimezone(actor.time_zone)
    return sheet_response(
        unbilled_sheet(actor, wanted), format=kind, name=f"not-billed-{actor.today}", made_at=now
    )
