"""The desk of the billing manager: two panes, acts on one or many claims, their undo, and the list as a file."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.domain.lifecycle import TAKES_BACK, Move, rule_of
from apps.billing.forms_desk import holding_of
from apps.billing.models import Claim, ReviewAct
from apps.billing.operations.acts import Done, Wanted, act, undo
from apps.billing.operations.moves import Moved
from apps.billing.selectors.queue import ids_of, shown_claims
from apps.billing.selectors.signals import signals_of
from apps.billing.shown_desk import asked, desk_page, desk_sheet, pane, unflagged
from apps.billing.views.review import claim_again
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, chosen_ids, next_of
from apps.practice.sheet_files import sheet_response
from apps.problems import Problem, Refused


@require_GET
@may(Action.REVIEW_CLAIMS)
def queue(request: MemberRequest) -> HttpResponse:
    """Show the queue on the left and one claim on the right: the one asked for, or the first."""
    if request.headers.get("HX-Target") == "pane" and "claim" in request.GET:
        return _pane(request)
    return desk(request)


def _pane(request: MemberRequest) -> HttpResponse:
    """Answer with the right pane alone, when only another claim was opened."""
    row = one_of(request.actor, shown_claims(request.actor), _claim_id(request))
    audit.record(request.actor, "claim.viewed", row, patient_id=row.patient_id)
    answer = render(request, "billing/_pane.html", pane(request, row, asked(request)))
    answer["HX-Push-Url"] = request.get_full_path()
    return answer


def desk(
    request: MemberRequest, *, problems: Iterable[Problem] = (), reason: str = "", claim_id: int | None = None
) -> HttpResponse:
    """Show the desk, with what was refused of the claim that is open."""
    actor, said, refused = request.actor, asked(request), tuple(problems)
    ctx = desk_page(request, said)
    rows = list(ctx["page"])
    flags = signals_of(actor, [row.period_id for row in rows])
    for row in rows:
        row.flags = [each for each in flags.get(row.period_id, ()) if each.reviewed_at is None]
    audit.record(actor, "claims.listed", new={"rows": [row.pk for row in rows]})
    wanted_id = claim_id or _claim_id(request)
    shown = wanted_id or (rows[0].pk if rows else None)
    if shown:
        row = one_of(actor, shown_claims(actor), shown)
        audit.record(actor, "claim.viewed", row, patient_id=row.patient_id)
        opened = {**pane(request, row, said, rows), "problems": refused, "reason": reason}
        ctx["pane"] = render_to_string("billing/_pane.html", opened, request)
    ctx |= {"rows": rows, "shown": shown, "is_open": wanted_id is not None}
    answer = render(request, "billing/review.html", ctx, status=UNPROCESSABLE if refused else 200)
    if request.headers.get("HX-Request") and request.method == "GET":
        answer["HX-Push-Url"] = request.get_full_path()
    return answer


def _claim_id(request: MemberRequest) -> int | None:
    said = request.GET.get("claim", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


@require_POST
@may(Action.REVIEW_CLAIMS)
def move(request: MemberRequest, name: str) -> HttpResponse:
    """Make one move of the claims chosen; say what was moved, and what was left out and why."""
    claim_ids, reason = chosen_ids(request, "claim"), request.POST.get("reason", "")
    done = _acted(request, Move(name), claim_ids, reason)
    if len(claim_ids) == 1 and done.moved.left_out and "desk" in request.POST:
        one_of(request.actor, Claim, claim_ids[0])
        return desk(request, problems=done.moved.problems, reason=reason, claim_id=claim_ids[0])
    if len(claim_ids) == 1 and done.moved.left_out and not next_of(request):
        return claim_again(request, claim_ids[0], problems=done.moved.problems, reason=reason)
    if not claim_ids:
        messages.warning(request, "No claim was chosen. Choose at least one.")
    return _answer(request, done)


@require_POST
@may(Action.REVIEW_CLAIMS)
def approve_all(request: MemberRequest) -> HttpResponse:
    """Approve, in one act, every ready claim of the filter that nothing asks for a look at."""
    claim_ids = ids_of(request.actor, unflagged(asked(request).wanted))
    if not claim_ids:
        messages.info(request, "Nothing is ready with these filters.")
        return redirect(next_of(request) or reverse("billing:review"))
    return _answer(request, _acted(request, Move.APPROVE, claim_ids, ""))


def _acted(request: MemberRequest, move: Move, claim_ids: list[int], reason: str) -> Done:
    actor = request.actor
    wanted = Wanted(move, reason, holding_of(request.POST))
    return act(actor, wanted, claim_ids=claim_ids, now=timezone.now(), today=actor.today)


def _answer(request: MemberRequest, done: Done) -> HttpResponse:
    moved, back = done.moved, next_of(request) or reverse("billing:review")
    said = rule_of(Move(done.act.move)).done
    if moved.claim_ids and "desk" not in request.POST:
        count = len(moved.claim_ids)
        messages.success(request, f"{said}: {count:,} claim{'s' if count > 1 else ''}.")
    if moved.left_out:
        return _left_out(request, moved, back=back, done=said, row=done.act)
    return redirect(back)


def _left_out(
    request: MemberRequest, moved: Moved, *, back: str, done: str, row: ReviewAct | None = None
) -> HttpResponse:
    ctx = {"moved": moved, "back": back, "done": done, "act": row if row and row.pk else None}
    return render(request, "billing/left_out.html", ctx, status=UNPROCESSABLE)


@require_POST
@may(Action.REVIEW_CLAIMS)
def undo_act(request: MemberRequest, act_id: int) -> HttpResponse:
    """Take a whole act back; what moved on since stays, each with the reason."""
    row = one_of(request.actor, ReviewAct, act_id)
    back = next_of(request) or reverse("billing:review")
    try:
        moved = undo(request.actor, act_id=row.pk, now=timezone.now(), today=request.actor.today)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect(back)
    done = f"“{rule_of(Move(row.move)).label}” taken back"
    if moved.left_out:
        return _left_out(request, moved, back=back, done=done)
    count = len(moved.claim_ids)
    messages.success(request, f"{done}: {count:,} claim{'' if count == 1 else 's'} as before.")
    return redirect(back)


@require_GET
@may(Action.REVIEW_CLAIMS)
def acts(request: MemberRequest) -> HttpResponse:
    """List the last acts of the practice, to take one back."""
    rows = ReviewAct.objects.filter(practice=request.actor.practice).select_related("actor", "undone_by")[
        :100
    ]
    audit.record(request.actor, "review_acts.listed", new={"acts": [row.pk for row in rows]})
    shown = [
        {
            "act": row,
            "words": rule_of(Move(row.move)).done,
            "count": len(row.claim_ids),
            "can_undo": Move(row.move) in TAKES_BACK,
        }
        for row in rows
    ]
    return render(request, "billing/acts.html", {"acts": shown})


@require_GET
@may(Action.REVIEW_CLAIMS)
def export(request: MemberRequest, kind: str) -> Any:
    """Hand out exactly what the list shows, on all its pages, as CSV or XLSX."""
    actor, wanted = request.actor, asked(request).wanted
    audit.record(actor, "claims.exported", new={"rows": ids_of(actor, wanted), "format": kind})
    now = timezone.now().astimezone(actor.time_zone)
    name = f"claims-{wanted.stage or 'all'}-{actor.today}"
    try:
        return sheet_response(desk_sheet(actor, wanted), format=kind, name=name, made_at=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(next_of(request) or reverse("billing:review"))
