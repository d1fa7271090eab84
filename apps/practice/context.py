"""What every page shows around its content."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject

from apps.practice.access import Actor, actor_of
from apps.practice.domain.roles import Action, roles_to_look_as
from apps.practice.places import PLACES, is_current


@dataclass(frozen=True)
class NavigationItem:
    """One place in the rail."""

    key: str
    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Shell:
    """The frame of a page; everything empty for somebody who is not signed in."""

    is_signed_in: bool
    practice: Any = None
    is_sample: bool = False
    user_name: str = ""
    role_names: tuple[str, ...] = ()
    navigation: tuple[NavigationItem, ...] = ()
    today: date | None = None
    offers_sample: bool = False
    # the role as which somebody looks at the product; empty for one's own
    looks_as: str = ""
    may_look: bool = False
    may_review: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates `shell`, worked out only when a template asks."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    actor = actor_of(request) if hasattr(request, "user") else None
    user = getattr(request, "user", None)
    if actor is None:
        signed_in = bool(user and user.is_authenticated)
        name = str(user) if signed_in else ""
        return Shell(is_signed_in=signed_in, user_name=name, offers_sample=settings.IS_SAMPLE)
    return Shell(
        is_signed_in=True,
        practice=actor.practice,
        is_sample=actor.practice.is_sample,
        user_name=str(actor.user),
        role_names=tuple(sorted(role.label for role in actor.roles)),
        navigation=_navigation(request, actor),
        today=actor.today,
        looks_as=", ".join(sorted(role.label for role in actor.roles)) if actor.only_looks else "",
        may_review=actor.may(Action.REVIEW_CLAIMS),
        may_look=bool(roles_to_look_as(actor.own_roles or actor.roles)),
    )


def _navigation(request: HttpRequest, actor: Actor) -> tuple[NavigationItem, ...]:
    matched = request.resolver_match.view_name if request.resolver_match else ""
    return _places(matched, actor.actions, get_script_prefix())


@lru_cache(maxsize=1024)
def _places(matched: str, allowed: frozenset[Action], prefix: str) -> tuple[NavigationItem, ...]:
    """Return the places of somebody who may do that; `prefix` is where the product is mounted."""
    return tuple(
        NavigationItem(key, label, reverse(name), icon, is_current(matched, name))
        for key, label, name, icon, actions in PLACES
        if not allowed.isdisjoint(actions)
    )
