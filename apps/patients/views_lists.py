"""The roster as lists of the whole practice: who is covered by whom, under which agency, with which provider."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from apps.patients.selectors_lists import LISTS, row_page
from apps.practice import audit
from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action

TITLES = {
    "coverages": ("Coverage", "Who pays for whom, and from when to when."),
    "episodes": ("Episodes of care", "Who is under which agency, and who signed the plan of care."),
    "enrollments": ("Enrollments", "Which provider bills for whom, in which programme, from when to when."),
}
STATES = {"current": "Current", "ended": "Ended", "all": "All"}


@require_GET
@may(Action.SEE_PATIENTS)
def rows(request: MemberRequest, kind: str) -> HttpResponse:
    """Show one list of the roster, found by patient and by what its rows point at."""
    actor = request.actor
    words, show = request.GET.get("q", "").strip(), request.GET.get("show", "current")
    show = show if show in STATES else "current"
    after, before = _number(request, "after"), _number(request, "before")
    page = row_page(actor, kind, words=words, show=show, today=actor.today, after=after, before=before)
    audit.record(actor, f"{kind}.listed", new={"rows": [row.pk for row in page.rows], "words": words})
    context = {
        "kind": kind,
        "title": TITLES[kind][0],
        "lead": TITLES[kind][1],
        "page": page,
        "words": words,
        "show": show,
        "states": [
            {"label": label, "url": f"?{urlencode({'q': words, 'show': word})}", "is_current": word == show}
            for word, label in STATES.items()
        ],
        "lists": [
            {
                "label": TITLES[word][0],
                "url": reverse("patients:rows", args=[word]),
                "is_current": word == kind,
            }
            for word in LISTS
        ],
        "query": urlencode({"q": words, "show": show}),
        "today": actor.today,
        "may_change": actor.may(Action.CHANGE_ROSTER),
        "here": request.get_full_path(),
    }
    return render(request, "patients/rows.html", context)


def _number(request: MemberRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
