"""Keep lists with their filters under a name, share them with the practice, give them up."""

from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.models import SavedView
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused, refuse_any

NAME, QUERY = 60, 1000
# What an address says of the moment rather than of the list.
PASSING = frozenset({"page", "before", "next", "claim", "decision"})
FIELDS = ("name", "page", "query", "is_shared")


def may_open(actor: Actor, page: str) -> bool:
    """Say whether `page` is the path of a page of ours that the actor's roles open."""
    try:
        actions: tuple[Action, ...] = getattr(resolve(page).func, "actions", ())
    except Resolver404:
        return False
    return any(actor.may(action) for action in actions)


def lasting_query(query: str) -> str:
    """Return the filters of an address, encoded, without what is empty or says where in the list somebody was."""
    given = QueryDict(query, mutable=True)
    for name in PASSING & given.keys():
        del given[name]
    kept = QueryDict(mutable=True)
    for name, values in sorted(given.lists()):
        kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


@transaction.atomic
def save_view(actor: Actor, *, name: str, page: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep the list `page` with the filters `query` as the actor's view `name`.

    Refuses a page that the actor may not open, a name that is missing, too long, or given to another view of the page.
    """
    if actor.user is None:
        raise Refused(Problem("no_person", "Only a person can keep a view."))
    lock_practice(actor)
    kept = lasting_query(query)
    view = SavedView(
        practice=actor.practice,
        owner=actor.user,
        name=name.strip(),
        page=page,
        query=kept,
        is_shared=is_shared,
    )
    refuse_any([*_problems_with_address(actor, view), *problems_with_name(view)])
    view.save()
    audit.record(actor, "saved_view.added", view, new=audit.values_of(view, *FIELDS))
    return view


def _problems_with_address(actor: Actor, view: SavedView) -> list[Problem]:
    found = []
    if len(view.page) > 200 or not may_open(actor, view.page):
        said = "There is no such list, or it is not open to you. Save the view from the list itself."
        found.append(Problem("view_page_unknown", said, "page"))
    if len(view.query) > QUERY or "%00" in view.query:
        found.append(
            Problem("view_query_too_long", f"These filters take more than {QUERY} characters. Take some off.")
        )
    return found


def problems_with_name(view: SavedView) -> list[Problem]:
    """Return what is wrong with the name of a view: it is missing, cannot be kept, or the owner has it already."""
    if not view.name:
        said = "The view has no name. Give it a short one, such as “Held over a week”."
        return [Problem("view_name_missing", said, "name")]
    if len(view.name) > NAME or "\0" in view.name:
        said = f"The name has {len(view.name)} characters; {NAME} can be kept. Shorten it."
        return [Problem("view_name_too_long", said, "name")]
    others = SavedView.objects.filter(
        practice=view.practice_id, owner=view.owner_id, page=view.page, name=view.name
    )
    if others.exclude(pk=view.pk).exists():
        said = f"You have a view “{view.name}” of this list. Choose another name, or remove that one."
        return [Problem("view_name_taken", said, "name")]
    return []


@transaction.atomic
def rename_view(actor: Actor, *, view_id: int, name: str) -> SavedView:
    """Give one's own view another name."""
    lock_practice(actor)
    view = _own(actor, view_id)
    old, view.name = view.name, name.strip()
    refuse_any(problems_with_name(view))
    if old != view.name:
        view.save(update_fields=["name"])
        audit.record(actor, "saved_view.renamed", view, old={"name": old}, new={"name": view.name})
    return view


@transaction.atomic
def share_view(actor: Actor, *, view_id: int, is_shared: bool) -> SavedView:
    """Show one's own view to everybody in the practice who may open its list, or to nobody else any more."""
    view = _own(actor, view_id)
    old, view.is_shared = view.is_shared, is_shared
    if old != is_shared:
        view.save(update_fields=["is_shared"])
        audit.record(actor, "saved_view.shared", view, old={"is_shared": old}, new={"is_shared": is_shared})
    return view


@transaction.atomic
def remove_view(actor: Actor, *, view_id: int) -> None:
    """Give up one's own view; what it said stays in the audit trail."""
    view = _own(actor, view_id)
    audit.record(actor, "saved_view.removed", view, old=audit.values_of(view, *FIELDS))
    view.delete()


def _own(actor: Actor, view_id: int) -> SavedView:
    mine = SavedView.objects.filter(practice=actor.practice, owner=actor.user, pk=view_id)
    view = mine.select_for_update().first()
    if view is None:
        raise Refused(
            Problem("view_not_yours", "This view is not yours, or it is gone. Save one of your own.")
        )
    return view
