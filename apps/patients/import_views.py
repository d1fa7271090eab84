"""Pages of the roster imports: choose a file, look at what it would do, import it."""

import csv

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.patients import import_selectors as selectors
from apps.patients.domain.roster_columns import template_table
from apps.patients.domain.roster_csv import SAMPLES
from apps.patients.domain.roster_files import LARGEST_MEGABYTES
from apps.patients.import_forms import MatchForm, RosterFileForm
from apps.patients.imports.background import IN_BACKGROUND, stop_import
from apps.patients.imports.columns import match_columns
from apps.patients.imports.committing import STALE, ask_to_commit, commit_roster
from apps.patients.imports.error_files import EXTENSIONS, MEDIA_TYPES, error_file
from apps.patients.imports.kinds import kind_of, kinds, known_kind
from apps.patients.imports.rosters import (
    State,
    bring_roster,
    discard_roster,
    give_back,
    judge_roster,
    renew_preview,
)
from apps.patients.imports.undoing import ask_to_undo, undo_roster
from apps.patients.models import RosterImport
from apps.patients.tasks import import_soon
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.problems import Problem, Refused

UNPROCESSABLE = 422
ROWS_ON_A_PAGE = 50
IMPORTS_ON_A_PAGE = 25
# What is done while the person waits; everything larger is done in the background.
AT_ONCE_BYTES, AT_ONCE_ROWS = 150_000, 300
form_methods = require_http_methods(["GET", "POST"])


@require_GET
@may(Action.IMPORT_ROSTER)
def imports(request: MemberRequest) -> HttpResponse:
    """Show every file that was brought in, looked at, or put away."""
    page = Paginator(selectors.imports_of(request.actor), IMPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/list.html", {"page": page})


@form_methods
@may(Action.IMPORT_ROSTER)
def new(request: MemberRequest) -> HttpResponse:
    """Take a file; its columns are matched and its rows judged before anything is imported."""
    if request.method == "GET":
        return _show_form(request, RosterFileForm(initial={"kind": request.GET.get("kind", "patients")}))
    form = RosterFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(request, form)
    files = [(file.name or "", file.read()) for file in form.cleaned_data["file"]]
    kind = form.cleaned_data["kind"]
    try:
        roster = bring_roster(
            files, actor=request.actor, kind=kind, at_once_bytes=AT_ONCE_BYTES, now=timezone.now(),
            today=request.actor.today,
        )  # fmt: skip
    except Refused as refused:
        for problem in refused.problems:
            form.add_error("file", problem.message)
        return _show_form(request, form)
    if roster.state == State.MATCHING:
        return redirect("imports:match", roster.pk)
    if roster.state == State.JUDGING:
        import_soon(roster.pk)
    return redirect("imports:preview", roster.pk)


def _judged(request: MemberRequest, roster: RosterImport) -> HttpResponse:
    """Judge a small file at once, and let the background judge a large one."""
    if len(roster.content) > AT_ONCE_BYTES:
        import_soon(roster.pk)
        return redirect("imports:preview", roster.pk)
    try:
        judge_roster(roster, actor=request.actor, now=timezone.now(), today=request.actor.today)
    except Refused:
        give_back(roster, actor=request.actor, problem="It could not be read.", now=timezone.now())
        raise
    return redirect("imports:preview", roster.pk)


def _show_form(request: HttpRequest, form: RosterFileForm) -> HttpResponse:
    context = {"form": form, "kinds": kinds(), "largest_megabytes": LARGEST_MEGABYTES}
    return render(request, "imports/new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@form_methods
@may(Action.IMPORT_ROSTER)
def match(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask which of our columns each column of a table is; what is chosen is remembered."""
    roster = one_of(request.actor, RosterImport, pk)
    try:
        looked = selectors.columns_of(roster)
    except Refused as refused:
        raise Http404 from refused
    audit.record(
        request.actor, "roster_import.viewed", roster, new=selectors.whom(roster, roster.rows.all()[:SAMPLES])
    )
    data = request.POST if request.method == "POST" else None
    form = MatchForm(data, kind=roster.kind, looked=looked, matches=roster.matches)
    problems: tuple[Problem, ...] = looked.header.problems if data is None else ()
    if form.is_bound and form.is_valid():
        try:
            matched = match_columns(roster, actor=request.actor, matches=form.matches(), now=timezone.now())
            return _judged(request, matched)
        except Refused as refused:
            problems = refused.problems
    context = {
        "roster": roster,
        "form": form,
        "problems": problems if data is not None else (),
        "asked": problems if data is None else (),
        "kind": kind_of(roster.kind),
    }
    return render(request, "imports/match.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_GET
@may(Action.IMPORT_ROSTER)
def template(request: MemberRequest, kind: str) -> HttpResponse:
    """Give the table with every column's name and one made-up row."""
    found = known_kind(kind)
    if found is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.word}-template.csv"'
    csv.writer(response).writerows(template_table(found.table.columns))
    return response


@require_GET
@may(Action.IMPORT_ROSTER)
def errors(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the refused rows in the layout of the file, each with why it was refused."""
    roster = one_of(request.actor, RosterImport.objects.exclude(state=State.DISCARDED), pk)
    local = timezone.localtime(timezone.now(), request.actor.time_zone)
    content = error_file(roster, made_at=local)
    refused = selectors.rows_shown(roster, show="refused").only("patient_id", "state", "writes")
    seen = selectors.whom(roster, refused)
    audit.record(
        request.actor, "roster_import.errors_fetched", roster, new={"file": roster.file_name, **seen}
    )
    response = HttpResponse(content, content_type=MEDIA_TYPES[roster.layout])
    name = f"refused-rows-{roster.pk}.{EXTENSIONS[roster.layout]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@may(Action.IMPORT_ROSTER)
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how far the background is, for the bar that asks again by itself."""
    roster = one_of(request.actor, selectors.imports_of(request.actor), pk)
    answer = render(request, "imports/_progress.html", selectors.progress_of(roster))
    if roster.state not in IN_BACKGROUND:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@may(Action.IMPORT_ROSTER)
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop what the background does with a file; nothing of it is kept."""
    actor = request.actor
    roster = one_of(actor, selectors.imports_of(actor), pk)
    stop_import(roster, actor=actor, now=timezone.now())
    return redirect("imports:preview", roster.pk)


@require_POST
@may(Action.IMPORT_ROSTER)
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a whole import back."""
    actor = request.actor
    roster = one_of(actor, selectors.imports_of(actor), pk)
    changed: set[int] = set()
    try:
        if selectors.comes_in(roster) > AT_ONCE_ROWS:
            ask_to_undo(roster, actor=actor, now=timezone.now())
            import_soon(roster.pk)
            return redirect("imports:preview", roster.pk)
        undo_roster(roster, actor=actor, now=timezone.now(), changed=changed.add)
    except Refused as refused:
        return _show_preview(request, roster, refused.problems, refused="Not undone")
    messages.success(request, f"The import of {roster.file_name} was undone.")
    tell_followers(request, Changed(patients=changed))
    return redirect("imports:preview", roster.pk)


@require_GET
@may(Action.IMPORT_ROSTER)
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what a file would do, or did, row by row."""
    roster = one_of(request.actor, selectors.imports_of(request.actor), pk)
    return _show_preview(request, roster)


def _show_preview(
    request: MemberRequest,
    roster: RosterImport,
    problems: tuple[Problem, ...] = (),
    *,
    refused: str = "Not imported",
) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in selectors.LABELS else ""
    rows = selectors.rows_shown(roster, show=show)
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(request.actor, "roster_import.viewed", roster, new=selectors.whom(roster, page))
    context = {
        "roster": roster,
        "counters": selectors.counters(roster, show=show),
        "page": page,
        "query": f"show={show}" if show else "",
        "comes_in": selectors.comes_in(roster),
        "kind": kind_of(roster.kind),
        "noun": kind_of(roster.kind).many(selectors.comes_in(roster)),
        **selectors.progress_of(roster),
        "problems": problems,
        "refused": refused,
        "show": show,
        "is_undone": roster.state == State.UNDONE,
    }
    return render(request, "imports/preview.html", context, status=UNPROCESSABLE if problems else 200)


@require_POST
@may(Action.IMPORT_ROSTER)
def commit(request: MemberRequest, pk: int) -> HttpResponse:
    """Import the rows as the preview showed them."""
    actor = request.actor
    roster = one_of(actor, selectors.imports_of(actor), pk)
    changed: set[int] = set()
    accepts = request.POST.get("accept") == "good_rows"
    try:
        if selectors.comes_in(roster) > AT_ONCE_ROWS:
            ask_to_commit(roster, actor=actor, accept_good_rows=accepts, now=timezone.now())
            import_soon(roster.pk)
            return redirect("imports:preview", roster.pk)
        done = commit_roster(
            roster,
            actor=actor,
            accept_good_rows=accepts,
            now=timezone.now(),
            today=actor.today,
            changed=changed.add,
        )
    except Refused as refused:
        is_stale = any(problem.code == STALE for problem in refused.problems)
        shown = renew_preview(roster, actor=actor, today=actor.today) if is_stale else roster
        return _show_preview(request, shown, refused.problems)
    count = selectors.comes_in(done)
    noun = kind_of(done.kind).many(count)
    messages.success(request, f"{count:,} {noun} imported from {done.file_name}.")
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
