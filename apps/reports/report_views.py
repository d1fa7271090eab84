"""Reports as pages: what is asked stands in the address, each figure leads to its rows."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.practice import audit
from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.practice.shown_saved_views import saved_views
from apps.reports.domain.asked import Asked, usual_dates, word_of
from apps.reports.domain.report import Report
from apps.reports.forms_reports import ReportForm
from apps.reports.kinds import KIND_OF, NARROW, Kind
from apps.reports.report_breakdown import BY
from apps.reports.report_files import FORMATS, file_of
from apps.reports.shown import charts_of, figures_of, sections_of
from apps.reports.ways import first_step, tabs

FILE = "file"


@require_GET
@may(Action.SEE_REPORTS)
def overview(request: MemberRequest) -> HttpResponse:
    """Show the practice's months to those who see its money, one's own month to others."""
    return _show(request, KIND_OF["months" if request.actor.may(Action.SEE_CLAIMS) else "mine"])


def page_of(kind: Kind) -> Any:
    """Return the view of one report."""

    @require_GET
    @may(*kind.actions)
    def page(request: MemberRequest) -> HttpResponse:
        return _show(request, kind)

    page.__doc__ = f"Show the report {kind.name}."
    page.page_title = kind.title  # type: ignore[attr-defined]
    return page


def _show(request: MemberRequest, kind: Kind) -> HttpResponse:
    actor = request.actor
    form = ReportForm(request.GET, actor=actor, offers=_offers(request, kind), dates=kind.dates(actor.today))
    if not form.is_valid():
        ctx = _around(request, kind, form, None)
        return render(request, "reports/report.html", ctx, status=UNPROCESSABLE)
    asked = form.asked()
    narrowed = tuple(form.narrowed_in_words().values())
    found = replace(kind.report(actor, asked, form.chosen_provider), narrowed=narrowed)
    wanted = request.GET.get(FILE, "")
    if wanted in FORMATS:
        audit.record(
            actor, "report.exported", new={"report": kind.name, "kind": wanted, "query": _query(request)}
        )
        return file_of(found, wanted, actor=actor)
    return render(request, "reports/report.html", _around(request, kind, form, asked, found))


def _offers(request: MemberRequest, kind: Kind) -> tuple[str, ...]:
    """Leave the choice of a provider to those who see the practice's money."""
    if kind.name in ("mine", "year") and not request.actor.may(Action.SEE_CLAIMS):
        return tuple(name for name in kind.offers if name != "provider")
    return kind.offers


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop(FILE, None)
    return kept.urlencode()


def _around(
    request: MemberRequest, kind: Kind, form: ReportForm, asked: Asked | None, found: Report | None = None
) -> dict[str, Any]:
    return {
        "kind": kind,
        "report": found,
        "form": form,
        "tabs": tabs(request.actor, kind),
        "dates": _dates(request, kind, asked) if "since" in kind.offers else [],
        "compared": _compared(request, kind, asked),
        "chips": _chips(request, form) if found else [],
        "unnarrowed_url": _with(request, *NARROW),
        "divided": _divided(request, kind, asked),
        "figures": figures_of(found) if found else [],
        "sections": sections_of(found) if found else [],
        "has_charts": bool(found and charts_of(found)),
        "files": [{"label": name.upper(), "url": _with(request, **{FILE: name})} for name in FORMATS],
        "saved": saved_views(request),
        "first_step": first_step(found, request.actor, is_asked=bool(_query(request))) if found else {},
        "is_asked": bool(_query(request)),
    }


def _dates(request: MemberRequest, kind: Kind, asked: Asked | None) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": _with(request, "since", "until", dates=word_of(label)),
            "is_current": asked is not None and (asked.starts_on, asked.ends_on) == (first, last),
        }
        for label, first, last in usual_dates(request.actor.today)
    ]


def _compared(request: MemberRequest, kind: Kind, asked: Asked | None) -> dict[str, str]:
    """Return the link to the same report beside the period before, or without it."""
    if "compare" not in kind.offers:
        return {}
    if asked is not None and asked.compares:
        return {"label": "Without the period before", "url": _with(request, "compare")}
    return {"label": "Beside the period before", "url": _with(request, compare="on")}


def _divided(request: MemberRequest, kind: Kind, asked: Asked | None) -> list[dict[str, object]]:
    """What a breakdown can divide by, as links."""
    if "by" not in kind.offers:
        return []
    chosen = (asked.by if asked else "") or next(iter(BY))
    return [
        {"label": f"By {word}", "url": _with(request, by=by), "is_current": by == chosen}
        for by, word in BY.items()
    ]


def _chips(request: HttpRequest, form: ReportForm) -> list[dict[str, str]]:
    """What it is narrowed to, each with the same report without it."""
    return [
        {"label": f"{label}: {word}", "url": _with(request, name)}
        for name, (label, word) in form.narrowed_in_words().items()
    ]


def _with(request: HttpRequest, *without: str, **more: str) -> str:
    left_out = {FILE, *without}
    query = {name: values for name, values in request.GET.lists() if name not in left_out}
    query |= {name: [value] for name, value in more.items()}
    return f"{request.path}?{urlencode(query, doseq=True)}"
