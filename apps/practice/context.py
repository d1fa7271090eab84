"""What every page shows around its content."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from apps.practice.access import Actor, actor_of
from apps.practice.domain.roles import Action, roles_to_look_as


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


# key, label, url name, icon, any of these actions
PLACES: tuple[tuple[str, str, str, str, tuple[Action, ...]], ...] = (
    ("today", "Today", "timelog:today", "sun", (Action.LOG_TIME,)),
    ("patients", "Patients", "patients:list", "users", (Action.SEE_PATIENTS,)),
    ("review", "Review", "billing:review", "clipboard-check", (Action.REVIEW_CLAIMS,)),
    ("claims", "Claims", "billing:claims", "file-text", (Action.SEE_CLAIMS,)),
    ("money", "Money", "billing:remittances", "banknote", (Action.SEE_CLAIMS,)),
    ("runs", "Closings", "billing:runs", "calendar-check", (Action.SEE_RUNS,)),
    ("reports", "Reports", "reports:overview", "chart-column", (Action.SEE_REPORTS,)),
    ("practice", "Practice", "practice:overview", "building-2", (Action.SEE_PRACTICE,)),
)


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
        may_look=bool(roles_to_look_as(actor.own_roles or actor.roles)),
    )


def _navigation(request: HttpRequest, actor: Actor) -> tuple[NavigationItem, ...]:
    matched = request.resolver_match.view_name if request.resolver_match else ""
    return tuple(
        NavigationItem(key, label, reverse(name), icon, _is_current(matched, name))
        for key, label, name, icon, actions in PLACES
        if any(actor.may(action) for action in actions)
    )


def _is_current(matched: str, name: str) -> bool:
    if matched in CURRENT_SECTIONS:
        return CURRENT_SECTIONS[matched] == name
    namespace = matched.split(":")[0]
    return matched == name or SECTION_OF.get(namespace, namespace) == name.split(":")[0] != "billing"


SECTION_OF = {"imports": "practice"}

# Pages of the billing app belong to different places in the rail; those with whom the practice works to the practice.
CURRENT_SECTIONS: dict[str, str] = {
    **dict.fromkeys(
        (
            "patients:payers",
            "patients:payer_add",
            "patients:payer_edit",
            "patients:agencies",
            "patients:agency_add",
            "patients:agency_edit",
            "patients:agency_role_add",
            "patients:agency_role_edit",
            "timelog:anchors",
        ),
        "practice:overview",
    ),
    **dict.fromkeys(
        (
            "billing:charges",
            "billing:charge_add",
            "billing:charge",
            "billing:receivers",
            "billing:receiver_add",
        ),
        "practice:overview",
    ),
    "billing:receiver": "practice:overview",
    "billing:setup_check": "practice:overview",
    "billing:rehearse": "practice:overview",
    "billing:patient": "patients:list",
    "billing:not_billed": "billing:review",
    "billing:changed": "billing:review",
    **dict.fromkeys(
        (
            "billing:period",
            "billing:close_again",
            "billing:leave",
            "billing:take_off",
            "billing:correct",
            "billing:corrections",
            "billing:correction",
            "billing:refund",
            "billing:reopening",
            "billing:withdraw",
        ),
        "billing:claims",
    ),
    **dict.fromkeys(
        (
            "billing:acts",
            "billing:approve_all",
            "billing:assign",
            "billing:not_billed_record",
            "billing:tag",
            "billing:undo_act",
        ),
        "billing:review",
    ),
    "billing:claim_837p": "billing:claims",
    "billing:claim_fact": "billing:claims",
    "billing:claim_note": "billing:claims",
    "billing:decide": "billing:review",
    "billing:move": "billing:review",
    "billing:attest": "timelog:today",
    "billing:statement": "practice:overview",
    "billing:claim": "billing:claims",
    "billing:authorize": "billing:claims",
    "billing:make": "billing:claims",
    "billing:submissions": "billing:claims",
    "billing:submission": "billing:claims",
    "billing:run": "billing:runs",
    **dict.fromkeys(
        (
            "billing:remittance_add",
            "billing:remittance",
            "billing:post_as_it_stands",
            "billing:waiting",
            "billing:payment",
            "billing:payment_match",
            "billing:payment_undo",
            "billing:payment_aside",
            "billing:payment_take_up",
            "billing:tasks",
            "billing:task",
            "billing:task_note",
            "billing:task_assign",
            "billing:task_letter",
            "billing:acknowledgements",
            "billing:acknowledgement_add",
            "billing:acknowledgement",
        ),
        "billing:remittances",
    ),
}
