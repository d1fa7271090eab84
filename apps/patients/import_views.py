"""Pages of the roster imports: choose a file, look at what it would do, import it."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.patients import import_selectors as selectors
from apps.patients.domain.roster_columns import COLUMNS, template_table
from apps.patients.domain.roster_files import LARGEST_MEGABYTES
from apps.patients.import_forms import RosterFileForm
from apps.patients.imports.rosters import STALE, commit_roster, discard_roster, preview_roster, renew_preview
from apps.patients.models import RosterImport
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.problems import Problem, Refused

UNPROCESSABLE = 422
ROWS_ON_A_PAGE = 50
IMPORTS_ON_A_PAGE = 25


@require_GET
@may(Action.IMPORT_ROSTER)
def imports(request: MemberRequest) -> HttpResponse:
    """Show every file that was brought in, looked at, or put away."""
    page = Paginator(selectors.imports_of(request.actor), IMPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@may(Action.IMPORT_ROSTER)
def new(request: MemberRequest) -> HttpResponse:
    """Take a file and judge its rows; nothing is imported yet."""
    if request.method == "GET":
        return _show_form(request, RosterFileForm())
    form = RosterFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(request, form)
    file = form.cleaned_data["file"]
    try:
        roster = preview_roster(
            file.read(),
            actor=request.actor,
            file_name=file.name,
            now=timezone.now(),
            today=request.actor.today,
        )
    except Refused as refused:
        for problem in refused.problems:
            form.add_error("file", problem.message)
        return _show_form(request, form)
    return redirect("imports:preview", roster.pk)


def _show_form(request: HttpRequest, form: RosterFileForm) -> HttpResponse:
    context = {"form": form, "columns": COLUMNS, "largest_megabytes": LARGEST_MEGABYTES}
    return render(request, "imports/new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_GET
@may(Action.IMPORT_ROSTER)
def template(request: MemberRequest) -> HttpResponse:
    """Give the table with every column's name and one made-up row."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="roster-template.csv"'
    csv.writer(response).writerows(template_table())
    return response


@require_GET
@may(Action.IMPORT_ROSTER)
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a file would do, or did, row by row."""
    roster = one_of(request.actor, selectors.imports_of(request.actor), pk)
    return _show_preview(request, roster)


def _show_preview(
    request: MemberRequest, roster: RosterImport, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in selectors.LABELS else ""
    rows = selectors.rows_shown(roster, show=show)
    audit.record(request.actor, "roster_import.viewed", roster)
    context = {
        "roster": roster,
        "counters": selectors.counters(roster, show=show),
        "page": Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "query": f"show={show}" if show else "",
        "comes_in": selectors.comes_in(roster),
        "problems": problems,
        "show": show,
    }
    return render(request, "imports/preview.html", context, status=UNPROCESSABLE if problems else 200)


@require_POST
@may(Action.IMPORT_ROSTER)
def commit(request: MemberRequest, pk: int) -> HttpResponse:
    """Import the rows as the preview showed them."""
    actor = request.actor
    roster = one_of(actor, selectors.imports_of(actor), pk)
    changed: set[int] = set()
    try:
        done = commit_roster(
            roster,
            actor=actor,
            accept_good_rows=request.POST.get("accept") == "good_rows",
            now=timezone.now(),
            today=actor.today,
            changed=changed.add,
        )
    except Refused as refused:
        is_stale = any(problem.code == STALE for problem in refused.problems)
        shown = renew_preview(roster, actor=actor, today=actor.today) if is_stale else roster
        return _show_preview(request, shown, refused.problems)
    count = selectors.comes_in(done)
    messages.success(request, f"{count:,} patient{'' if count == 1 else 's'} imported from {done.file_name}.")
    tell_followers(request, Changed(patients=changed))
    return redirect("imports:preview", done.pk)


@require_POST
@may(Action.IMPORT_ROSTER)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a previewed file away."""
    roster = one_of(request.actor, selectors.imports_of(request.actor), pk)
    try:
        discard_roster(roster, actor=request.actor, now=timezone.now())
    except Refused as refused:
        return _show_preview(request, roster, refused.problems)
    messages.info(request, f"{roster.file_name} was put away. Nothing of it was imported.")
    return redirect("imports:list")
