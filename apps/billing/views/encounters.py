"""Encounter records of capitated plans: looked at by month, and taken away as a sheet."""

from datetime import date, timedelta
from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.billing.selectors.encounters import encounter_records, encounter_sheet
from apps.billing.selectors.queue import MONTH
from apps.practice import audit
from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.sheet_files import FORMATS, sheet_response


@require_GET
@may(Action.SEE_CLAIMS)
def encounters(request: MemberRequest) -> HttpResponse:
    """List a month's encounter records with their shadow value."""
    month = _month(request)
    records = encounter_records(request.actor, month=month)
    audit.record(request.actor, "decisions.listed", new={"rows": [each.decision.pk for each in records]})
    worth = [each.answer.expected_amount for each in records if each.answer.expected_amount is not None]
    ctx = {
        "month": month,
        "records": records,
        "total": sum(worth) if worth else None,
        "may_take": request.actor.may(Action.SUBMIT_CLAIMS),
    }
    return render(request, "billing/encounters.html", ctx)


@require_GET
@may(Action.SUBMIT_CLAIMS)
def encounters_file(request: MemberRequest) -> HttpResponse:
    """Give a month's encounter records as CSV or a workbook."""
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        raise Http404
    month = _month(request)
    records = encounter_records(request.actor, month=month)
    rows = [each.decision.pk for each in records]
    audit.record(request.actor, "encounters.downloaded", new={"rows": rows, "format": format})
    made_at = timezone.now().astimezone(request.actor.time_zone)
    name = f"encounters-{month:%Y-%m}"
    return cast(
        "HttpResponse", sheet_response(encounter_sheet(records), format=format, name=name, made_at=made_at)
    )


def _month(request: MemberRequest) -> date:
    """The first day of the month asked for, else of the last one that is over."""
    asked = request.GET.get("month", "")
    if MONTH.fullmatch(asked):
        return date.fromisoformat(f"{asked}-01")
    return (request.actor.today.replace(day=1) - timedelta(days=1)).replace(day=1)
