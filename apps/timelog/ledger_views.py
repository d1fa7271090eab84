"""The daily anchors: proof to print, to take along and to hold against the ledger later."""

import json

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.practice import audit
from apps.practice.access import MemberRequest, may, rows_of
from apps.practice.domain.roles import Action
from apps.timelog.domain.anchor import FORMAT
from apps.timelog.models import Anchor

ROWS = 31


@require_GET
@may(Action.SEE_AUDIT)
def anchors(request: MemberRequest) -> HttpResponse:
    """List the daily anchors, the newest first."""
    page = Paginator(rows_of(request.actor, Anchor), ROWS).get_page(request.GET.get("page"))
    return render(request, "timelog/anchors.html", {"page": page})


@require_GET
@may(Action.SEE_AUDIT)
def anchors_file(request: MemberRequest) -> HttpResponse:
    """Hand out every anchor as JSON, the oldest first; `hash` is what `verify_ledger --anchor` takes."""
    rows = rows_of(request.actor, Anchor).order_by("anchored_on", "pk")
    listed = [
        {
            "anchored_on": anchor.anchored_on.isoformat(),
            "books": anchor.books,
            "versions": anchor.versions,
            "digest": anchor.digest,
            "previous_hash": anchor.previous_hash,
            "hash": anchor.hash,
        }
        for anchor in rows
    ]
    said = {"format": FORMAT, "practice": request.actor.practice.pk, "anchors": listed}
    audit.record(request.actor, "anchors.exported", new={"anchors": len(listed)})
    answer = HttpResponse(json.dumps(said, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="ledger-anchors-{request.actor.today}.json"'
    return answer
