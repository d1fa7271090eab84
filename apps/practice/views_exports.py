"""Everything the practice owns, to take along: asked for, made in the background, fetched, forgotten."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.models import Export
from apps.practice.operations_exports import KEPT_FOR, ask_for_export, fetched, forget_export
from apps.practice.tasks import export_soon
from apps.problems import Refused


@require_GET
@may(Action.CHANGE_PRACTICE)
def exports(request: MemberRequest) -> HttpResponse:
    """List the exports there are, with how far the newest is."""
    rows = list(rows_of(request.actor, Export).select_related("asked_by")[:20])
    under_way = next((row for row in rows if row.finished_at is None), None)
    ctx = {"rows": rows, "under_way": under_way, "days": KEPT_FOR.days}
    return render(request, "practice/exports.html", ctx)


@require_POST
@may(Action.CHANGE_PRACTICE)
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for an export of everything."""
    try:
        row = ask_for_export(request.actor, now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("practice:exports")
    export_soon(row.pk)
    return redirect("practice:exports")


@require_GET
@may(Action.CHANGE_PRACTICE)
def progress(request: MemberRequest, export_id: int) -> HttpResponse:
    """Say how far an export is, for the bar that asks again by itself."""
    row = one_of(request.actor, Export, export_id)
    return render(request, "practice/_export_progress.html", {"row": row})


@require_GET
@may(Action.CHANGE_PRACTICE)
def file(request: MemberRequest, export_id: int) -> HttpResponse:
    """Hand out a finished export."""
    row = one_of(request.actor, Export.objects.filter(finished_at__isnull=False, problem=""), export_id)
    answer = StreamingHttpResponse(
        fetched(request.actor, row, now=timezone.now()), content_type="application/zip"
    )
    answer["Content-Disposition"] = f'attachment; filename="practice-export-{row.pk}.zip"'
    answer["Content-Length"] = str(row.size)
    answer["Cache-Control"] = "no-store"
    return cast("HttpResponse", answer)  # the gate says what pages answer


@require_POST
@may(Action.CHANGE_PRACTICE)
def forget(request: MemberRequest, export_id: int) -> HttpResponse:
    """Forget an export."""
    one_of(request.actor, Export, export_id)
    forget_export(request.actor, export_id=export_id)
    messages.success(request, "Forgotten. It can be made again at any time.")
    return redirect("practice:exports")
