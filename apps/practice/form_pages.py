"""What every page with a form does: show it, hand the row to an operation, or show what was refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from apps.practice.access import Actor, MemberRequest
from apps.practice.form_fields import RosterForm
from apps.practice.selectors import history_of
from apps.practice.told import Told, told
from apps.problems import Refused

UNPROCESSABLE = 422


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a POST, None otherwise."""
    return request.POST if request.method == "POST" else None


def next_of(request: HttpRequest) -> str:
    """Return where the person wants to go afterwards: a page of ours named by `next`, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def chosen_ids(request: HttpRequest, name: str) -> list[int]:
    """Return the ids ticked under `name`; what cannot be the id of any row is none."""
    ticked = request.POST.getlist(name)
    # int() refuses thousands of digits, and a database more than nineteen
    return [int(value) for value in ticked if value.isascii() and value.isdigit() and len(value) < 19]


def form_page(
    request: MemberRequest,
    form: RosterForm,
    *,
    save: Callable[..., Model],
    template: str,
    then: Callable[[Model], str] | str,
    context: Mapping[str, Any] | None = None,
    done: str = "Saved.",
) -> HttpResponse:
    """Answer a form over one row: 200 with the form, 422 with everything wrong, or off to `next` or `then`."""
    if form.is_bound and form.is_valid():
        try:
            row = save(form.instance, actor=request.actor, today=request.actor.today)
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, done)
            return redirect(next_of(request) or (then if isinstance(then, str) else then(row)))
    shown = {"history": row_history(request.actor, form.instance), **(context or {})}
    return show_form(
        request, form, template=template, back=then if isinstance(then, str) else "", context=shown
    )


def row_history(actor: Actor, row: Any) -> list[Told]:
    """Return who changed what of a row, the newest first, old and new; nothing of a row that is not stored yet."""
    if row.pk is None:
        return []
    return told(event for event in history_of(row, actor=actor) if not event.action.endswith("viewed"))


def show_form(
    request: HttpRequest, form: Any, *, template: str, back: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show a form: 200 when it is fresh, 422 when it came back with problems."""
    wanted = next_of(request)
    return render(
        request,
        template,
        {"form": form, "next": wanted, "back": wanted or back, **(context or {})},
        status=UNPROCESSABLE if form.is_bound else 200,
    )
