"""The saved views of a list page, as its component shows them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from apps.practice.access import Actor, MemberRequest, rows_of
from apps.practice.models import SavedView
from apps.practice.operations_saved_views import lasting_query
from apps.practice.prepared import Question, Slot

# Asked for every list.
_ON_PAGE = Question(
    lambda: _seen_by(SavedView.objects.filter(practice=Slot("practice"), page=Slot("page")), Slot("user"))
)


def views_of(actor: Actor) -> QuerySet[SavedView]:
    """Return the actor's own views and those that others share, by name."""
    return _seen_by(rows_of(actor, SavedView), actor.user).select_related("schedule")


def _seen_by(rows: QuerySet[SavedView], user: Any) -> QuerySet[SavedView]:
    return rows.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


def saved_views(request: MemberRequest) -> dict[str, Any]:
    """Return what `components/saved_views.html` shows on the list page of this request: one query."""
    query = lasting_query(request.META.get("QUERY_STRING", ""))
    items = [
        {
            "label": view.name,
            "url": reverse("views:open", args=[view.pk]),
            "is_current": view.query == query,
            "owner": "" if view.owner_id == _user_id(request) else str(view.owner),
        }
        for view in _ON_PAGE.all(
            practice=request.actor.practice.pk, page=request.path, user=_user_id(request)
        )
    ]
    is_saved = any(item["is_current"] for item in items)
    return {"items": items, "page": request.path, "query": query, "can_save": bool(query) and not is_saved}


def _user_id(request: HttpRequest) -> Any:
    return request.user.pk
