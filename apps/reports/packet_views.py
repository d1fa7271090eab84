"""Audit packets: of one claim at once, of many in the background."""

from typing import TypeVar, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.forms_desk import ClaimFilterForm
from apps.billing.models import PacketRun
from apps.billing.operations.packets import CLAIMS_AT_MOST, ask_for_packets, forget_packets, record_fetched
from apps.billing.selectors.queue import Stage, filtered_claims
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import chosen_ids
from apps.problems import Refused
from apps.reports.packets import claims_for_packets
from apps.reports.packing import bundled, manifest_hash_of, name_of, packets
from apps.reports.tasks import make_soon

A = TypeVar("A", HttpResponse, StreamingHttpResponse)

ROWS = 30


@require_GET
@may(Action.SEE_CLAIMS)
def packet(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Hand out the packet of one claim as a ZIP."""
    claim = one_of(request.actor, claims_for_packets(request.actor, [claim_id]), claim_id)
    (content,) = packets(request.actor, [claim], now=timezone.now())
    record_fetched(request.actor, [claim], manifests={claim.pk: manifest_hash_of(content)})
    return _attached(HttpResponse(content, content_type="application/zip"), name_of(claim))


@require_POST
@may(Action.SEE_CLAIMS)
def ask(request: MemberRequest) -> HttpResponse:
    """Ask for the packets of the claims chosen, or of all that the filter shows."""
    try:
        run = ask_for_packets(request.actor, claim_ids=_chosen(request), now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("billing:claims")
    make_soon(run.pk)
    return redirect("reports:packet_run", run.pk)


def _chosen(request: MemberRequest) -> list[int]:
    if "all" not in request.POST:
        return chosen_ids(request, "claim")
    wanted = ClaimFilterForm(request.GET, actor=request.actor).wanted(default_stage=Stage.APPROVED)
    # one more than may be asked for, so that too many are refused and not cut off in silence
    return list(filtered_claims(request.actor, wanted).values_list("pk", flat=True)[: CLAIMS_AT_MOST + 1])


@require_GET
@may(Action.SEE_CLAIMS)
def runs(request: MemberRequest) -> HttpResponse:
    """List what was asked for, the newest first."""
    rows = rows_of(request.actor, PacketRun).select_related("asked_by").order_by("-asked_at", "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "reports/packets.html", {"page": page})


@require_GET
@may(Action.SEE_CLAIMS)
def run(request: MemberRequest, run_id: int) -> HttpResponse:
    """Show how far a run is, what could not be made, and its ZIP when all is there."""
    row = one_of(request.actor, PacketRun.objects.select_related("asked_by"), run_id)
    failed = list(row.packets.exclude(problem="").defer("content").select_related("claim")[:100])
    return render(request, "reports/packet_run.html", {"run": row, "failed": failed})


@require_GET
@may(Action.SEE_CLAIMS)
def progress(request: MemberRequest, run_id: int) -> HttpResponse:
    """Say how far a run is, for the bar that asks again by itself."""
    row = one_of(request.actor, PacketRun, run_id)
    return render(request, "reports/_packet_progress.html", {"run": row})


@require_GET
@may(Action.SEE_CLAIMS)
def file(request: MemberRequest, run_id: int) -> HttpResponse:
    """Hand out all packets of a finished run as one ZIP, as it is put together."""
    row = one_of(request.actor, PacketRun.objects.filter(finished_at__isnull=False), run_id)
    answer = StreamingHttpResponse(bundled(row, actor=request.actor), content_type="application/zip")
    return cast("HttpResponse", _attached(answer, f"packets-{row.pk}.zip"))  # the gate says what pages answer


@require_POST
@may(Action.SEE_CLAIMS)
def forget(request: MemberRequest, run_id: int) -> HttpResponse:
    """Forget a run's packets."""
    one_of(request.actor, PacketRun, run_id)
    forget_packets(request.actor, run_id=run_id)
    messages.success(request, "Forgotten. They can be made again at any time.")
    return redirect("reports:packets")


def _attached(answer: A, name: str) -> A:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
