"""How long there is to file what has not gone out, and the money that hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.billing.domain.filing import Urgency, days_left
from apps.billing.models import Claim
from apps.billing.selectors.filing import Countdown, by_money, countdown
from apps.patients.models import Payer
from apps.practice import audit
from apps.practice.access import MemberRequest, may, rows_of
from apps.practice.domain.roles import Action

ROWS = 50


@dataclass(frozen=True)
class Row:
    """A claim of the list with the time left to file it."""

    claim: Claim
    file_by_on: date | None
    days: int | None


@require_GET
@may(Action.SEE_CLAIMS)
def filing(request: MemberRequest) -> HttpResponse:
    """Count down to each payer's last day, and list the claims by the money at risk."""
    actor = request.actor
    found = countdown(actor, today=actor.today)
    payers = list(rows_of(actor, Payer))
    payer = next((each for each in payers if str(each.pk) == request.GET.get("payer")), None)
    payer_id = payer.pk if payer else None
    wanted = next((each for each in Urgency if each == request.GET.get("within")), None)
    urgencies = [wanted] if wanted else list(Urgency)
    sums = found.sums(payer_id)
    paginator = Paginator(by_money(actor, found.condition(urgencies, payer_id)), ROWS)
    paginator.count = sum(sums[each][0] for each in urgencies)  # counted already
    page = paginator.get_page(request.GET.get("page"))
    rows = [_row(claim, found) for claim in page]
    audit.record(actor, "claims.listed", new={"rows": [row.claim.pk for row in rows]})
    ctx = {
        "counters": _counters(sums, wanted, payer_id),
        "payers": found.by_payer(payers),
        "payer": payer,
        "within": wanted,
        "charge": sum(sums[each][1] for each in urgencies),
        "page": page,
        "rows": rows,
        "query": urlencode(_asked(wanted, payer_id)),
    }
    return render(request, "billing/filing.html", ctx)


def _row(claim: Claim, found: Countdown) -> Row:
    last = found.file_by(claim)
    return Row(claim, last, days_left(last, today=found.today) if last else None)


def _counters(
    sums: Mapping[Urgency, tuple[int, object]], wanted: Urgency | None, payer_id: int | None
) -> list[dict[str, object]]:
    return [
        {
            "count": sums[each][0],
            "label": each.label,
            "url": f"{reverse('billing:filing')}?{urlencode(_asked(None if each is wanted else each, payer_id))}",
            "is_current": each is wanted,
        }
        for each in Urgency
    ]


def _asked(wanted: Urgency | None, payer_id: int | None) -> dict[str, str]:
    asked = {"within": wanted.value if wanted else "", "payer": str(payer_id or "")}
    return {name: value for name, value in asked.items() if value}
