"""The desk: the queue as a list on the left, one claim with its evidence on the right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from apps.billing.domain.lifecycle import TAKES_BACK, Move, rule_of
from apps.billing.forms_desk import ClaimFilterForm, HoldForm
from apps.billing.models import Claim, Decision, ReviewAct, ServiceLine
from apps.billing.selectors.queue import (
    DAILY_STAGES,
    RARE_STAGES,
    ClaimFilter,
    Stage,
    Total,
    count_of,
    desk_claims,
    neighbours,
    stage_totals,
)
from apps.billing.selectors.signals import NONE
from apps.billing.shown import chips, claim_page, counters, query_without_page
from apps.billing.shown_corrections import next_refund, waiting
from apps.patients.models import Setting
from apps.practice.access import Actor, MemberRequest, rows_of
from apps.practice.domain.sheets import Column, Kind, Row, Sheet
from apps.practice.shown_saved_views import saved_views

ROWS = 50
EXPORT_CHUNK = 1000
COLUMNS = (
    *(Column("Control number"), Column("Patient"), Column("Period from", Kind.DATE)),
    *(Column("Period through", Kind.DATE), Column("Codes"), Column("Minutes", Kind.NUMBER, is_summed=True)),
    *(Column("Payer"), Column("Provider"), Column("Setting"), Column("State"), Column("Why")),
    *(Column("Looked after by"), Column("Tags"), Column("Charge", Kind.MONEY, is_summed=True)),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the desk asks for."""

    form: ClaimFilterForm
    wanted: ClaimFilter


def asked(request: MemberRequest) -> Asked:
    """Return the filters of the address; without a stage it is what is ready."""
    form = ClaimFilterForm(request.GET, actor=request.actor)
    return Asked(form, form.wanted(default_stage=Stage.READY))


def desk_page(request: MemberRequest, said: Asked) -> dict[str, Any]:
    """Return what the list of the desk shows: its rows, counters, filters, views, and what can be done with many."""
    actor, wanted = request.actor, said.wanted
    totals = stage_totals(actor, wanted)
    total = totals[wanted.stage or Stage.READY]
    paginator = Paginator(desk_claims(actor, wanted), ROWS)
    paginator.count = total.count  # counted with the others already
    return {
        "form": said.form,
        "page": paginator.get_page(request.GET.get("page")),
        "stage": wanted.stage,
        "total": total,
        "counters": _counters(request, totals, wanted.stage),
        "elsewhere": [each for each in _elsewhere(actor) if each["count"]],
        "refund": next_refund(actor),
        "chips": chips(request, said.form),
        "query": query_without_page(request),
        "export_query": urlencode({**request.GET.dict(), "stage": wanted.stage or Stage.READY}),
        "saved": saved_views(request),
        "ready": totals[Stage.READY],
        "last_act": last_act(actor),
        "people": said.form.people,
        "hold_form": HoldForm(auto_id="bulk_%s"),
        "here": place(request),
        "opens": f"{place(request)}{'&' if _query(request) else '?'}",
        "unflagged": unflagged_count(actor, wanted, totals),
    }


def unflagged_count(actor: Actor, wanted: ClaimFilter, totals: dict[Stage, Total]) -> int:
    """Return how many claims one act would approve; asks only where the list shows what is ready."""
    if wanted.stage is not Stage.READY or not totals[Stage.READY].count:
        return 0
    return count_of(actor, unflagged(wanted))


def _counters(
    request: HttpRequest, totals: dict[Stage, Total], current: Stage | None
) -> list[dict[str, Any]]:
    shown = [
        *DAILY_STAGES,
        *(stage for stage in RARE_STAGES if totals[stage].count or stage is current),
    ]
    return counters(request, {stage: total.count for stage, total in totals.items()}, shown, current)


def _elsewhere(actor: Actor) -> list[dict[str, Any]]:
    """Return what waits on other pages: no claim yet, or one that has to be put right."""
    blocked = rows_of(actor, Decision).filter(is_current=True, outcome=Decision.Outcome.BLOCKED)
    not_billed = {
        "count": blocked.count(),
        "label": "blocked, without a claim",
        "icon": "circle-help",
        "url": reverse("billing:not_billed"),
        "is_current": False,
    }
    return [not_billed, *waiting(actor)]


def pane(
    request: MemberRequest, claim: Claim, said: Asked, rows: list[Claim] | None = None
) -> dict[str, Any]:
    """Return what the right pane shows of a claim, and where the claims before and after it in the list are."""
    before, after = _beside(claim, rows) if rows else (None, None)
    if rows is None or claim not in rows or after is None:
        before, after = neighbours(request.actor, claim, said.wanted)
    return {
        **claim_page(request.actor, claim, people=said.form.people),
        "before": place(request, before) if before else "",
        "after": place(request, after) if after else "",
        "then": place(request, after or before),
        "here": place(request, claim.pk),
        "query": _query(request),
        "is_pane": True,
    }


def _beside(claim: Claim, rows: list[Claim]) -> tuple[int | None, int | None]:
    ids = [row.pk for row in rows]
    if claim.pk not in ids:
        return None, None
    at = ids.index(claim.pk)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)


def place(request: HttpRequest, claim_id: int | None = None) -> str:
    """Return the address of the desk with the filters of this one, and a claim opened in it."""
    query = _query(request, claim_id)
    return f"{reverse('billing:review')}?{query}" if query else reverse("billing:review")


def _query(request: HttpRequest, claim_id: int | None = None) -> str:
    given = {name: value for name, value in request.GET.items() if value and name != "claim"}
    return urlencode({**given, "claim": claim_id} if claim_id else given)


def last_act(actor: Actor) -> dict[str, Any] | None:
    """Return the actor's last act that can still be taken back, with how it reads."""
    row = rows_of(actor, ReviewAct).filter(actor=actor.user, undone_at=None).first()
    if row is None or Move(row.move) not in TAKES_BACK or (timezone.now() - row.made_at).days >= 1:
        return None
    count = len(row.claim_ids)
    return {
        "act": row,
        "text": f"{rule_of(Move(row.move)).done}: {count:,} claim{'' if count == 1 else 's'}.",
    }


def desk_sheet(actor: Actor, wanted: ClaimFilter) -> Sheet:
    """Return exactly what the list shows, on all its pages, as a sheet with the sums of minutes and charges."""
    return Sheet("Claims", COLUMNS, _rows(actor, wanted))


def _rows(actor: Actor, wanted: ClaimFilter) -> Iterator[Row]:
    settings = dict(Setting.choices)
    for claim in desk_claims(actor, wanted).iterator(chunk_size=EXPORT_CHUNK):
        yield (
            *(claim.patient_control_number, claim.patient.display_name),
            *(claim.period.window_starts_on, claim.period.window_ends_on),
            *(", ".join(_code(line) for line in claim.lines.all()), claim.decision.minutes),
            *(claim.payer.name, str(claim.rendering_provider), settings.get(claim.setting, claim.setting)),
            *(_state(claim), _why(claim), str(claim.assigned_to or "")),
            *(", ".join(tag.name for tag in claim.tags.all()), claim.total_charge),
        )


def _code(line: ServiceLine) -> str:
    code = "-".join((line.procedure_code, *line.modifiers))
    return f"{code} × {line.units}" if line.units > 1 else code


def _state(claim: Claim) -> str:
    if claim.state != "draft":
        return claim.get_state_display()
    return "Blocked" if claim.problem_count else "Ready"


def _why(claim: Claim) -> str:
    return " ".join([*(each["message"] for each in claim.problems), claim.state_reason]).strip()


def unflagged(wanted: ClaimFilter) -> ClaimFilter:
    """Return the filter of what may be approved together: ready, and nothing about it asks for a look."""
    return replace(wanted, stage=Stage.READY, flag=NONE)
