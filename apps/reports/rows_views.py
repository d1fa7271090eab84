"""The rows behind a figure: their number and sum are those of the figure, each leads to its history."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.sheet_files import FORMATS
from apps.reports.domain.slices import Slice, Source, slice_of
from apps.reports.domain.written import written
from apps.reports.rows_said import conditions_in_words
from apps.reports.rows_shown import PAGE, listed, rows_numbered, rows_shown, sums_of
from apps.reports.rows_why import explain, listed_as

# What only those see of others who see the practice's claims; and whom nobody else finds by money.
OWN_ONLY = frozenset({Source.PERIODS, Source.TIMES, Source.CLAIMS, Source.PAYMENTS, Source.DENIALS})
BY_MONEY = frozenset({"billed", "billing", "covered"})


@require_GET
@may(Action.SEE_REPORTS)
def rows(request: MemberRequest, source: Source) -> HttpResponse:
    """List the rows that an address chooses, fifty a page."""
    actor = request.actor
    wanted = asked_rows(request, source)
    kind = listed_as(wanted)
    sums = sums_of(actor, wanted)
    paginator = Paginator(listed(actor, wanted), PAGE)
    paginator.count = sums["count"]
    page = paginator.get_page(request.GET.get("page"))
    found = rows_numbered(actor, source, list(page.object_list))
    explain(actor, wanted, found)
    audit.record(actor, f"{kind.noun}.listed", new={"rows": [kind.subject(row) for row in found]})
    ctx = {
        "title": kind.title,
        "label": kind.label,
        "columns": kind.columns,
        "count": sums["count"],
        "sums": [
            {"label": label, "value": written(sums[f"sum_{name}"] or 0, unit)}
            for name, label, unit in kind.sums
        ],
        "conditions": conditions_in_words(actor, wanted),
        "rows": rows_shown(actor, kind, found),
        "page": page,
        "query": wanted.query,
        "files": [
            {
                "label": name.upper(),
                "url": f"{reverse('reports:rows_file', args=[source, name])}?{wanted.query}",
            }
            for name in FORMATS
        ],
    }
    return render(request, "reports/rows.html", ctx)


def asked_rows(request: MemberRequest, source: Source) -> Slice:
    """Return the rows that an address chooses, of one's own where others' are not to be seen."""
    return _own(request.actor, slice_of(source, _conditions(request)))


def _conditions(request: MemberRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in request.GET.items() if name != "page"]


def _own(actor: Actor, wanted: Slice) -> Slice:
    """Leave to whoever sees no claims what they rendered themselves."""
    if actor.may(Action.SEE_CLAIMS):
        return wanted
    if not BY_MONEY.isdisjoint(name for name, _ in wanted.where):
        raise PermissionDenied
    if wanted.source not in OWN_ONLY:
        return wanted
    if actor.provider is None or not actor.provider.may_bill:
        raise PermissionDenied
    return wanted.narrowed(provider=actor.provider.pk)
