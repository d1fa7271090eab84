"""Saved views: a shareable address for a list with its filters, and the page on which one keeps one's own in order."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.practice.models import SavedView, ViewSchedule
from apps.practice.operations_saved_views import may_open, remove_view, rename_view, save_view, share_view
from apps.practice.operations_view_schedules import schedule_view
from apps.practice.shown_saved_views import views_of
from apps.problems import Problem, Refused


@require_GET
@may(*Action)
def saved_views(request: MemberRequest) -> HttpResponse:
    """List one's own views, to rename, share or remove them, and those that others share."""
    return _list(request)


def _list(request: MemberRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    shown = [view for view in views_of(request.actor) if may_open(request.actor, view.page)]
    ctx = {
        "own": [view for view in shown if view.owner_id == request.user.pk],
        "others": [view for view in shown if view.owner_id != request.user.pk],
        "problems": problems,
        "stretches": ViewSchedule.Every.choices,
    }
    return render(request, "practice/saved_views.html", ctx, status=UNPROCESSABLE if problems else 200)


@require_GET
@may(*Action)
def open_view(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to the list as the view has it; 404 for one that is another person's own."""
    view = one_of(request.actor, views_of(request.actor), pk)
    if not may_open(request.actor, view.page):
        raise Http404
    return redirect(view.address)


@require_POST
@may(*Action)
def add(request: MemberRequest) -> HttpResponse:
    """Keep the list that one looks at under a name."""
    sent = request.POST
    try:
        view = save_view(
            request.actor,
            name=sent.get("name", ""),
            page=sent.get("list", ""),
            query=sent.get("query", ""),
            is_shared="is_shared" in sent,
        )
    except Refused as refused:
        return _list(request, refused.problems)
    messages.success(request, f"View “{view.name}” saved.")
    return redirect(view.address)


@require_POST
@may(*Action)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename one's own view, say whether others see it, and when its link is sent."""
    view = _own(request, pk)
    try:
        with transaction.atomic():  # what is refused in one leaves the others as they were
            rename_view(request.actor, view_id=view.pk, name=request.POST.get("name", ""))
            share_view(request.actor, view_id=view.pk, is_shared="is_shared" in request.POST)
            if "every" in request.POST:
                schedule_view(request.actor, view_id=view.pk, every=request.POST["every"])
    except Refused as refused:
        return _list(request, refused.problems)
    messages.success(request, "Saved.")
    return redirect(next_of(request) or reverse("views:list"))


@require_POST
@may(*Action)
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Give up one's own view."""
    view = _own(request, pk)
    remove_view(request.actor, view_id=view.pk)
    messages.success(request, f"View “{view.name}” removed.")
    return redirect(next_of(request) or reverse("views:list"))


def _own(request: MemberRequest, pk: int) -> SavedView:
    return one_of(request.actor, SavedView.objects.filter(owner=request.user.pk), pk)
