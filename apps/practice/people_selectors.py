"""Who works in a practice, in which roles, and where they are signed in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from apps.practice.access import SECOND_FACTORS, Actor, rows_of
from apps.practice.domain.devices import device_in_words
from apps.practice.domain.roles import PERMISSIONS, SENTENCES, Action, Role
from apps.practice.models import Membership, SignIn, User


class HeldRole(NamedTuple):
    """A role and the last day on which it is held (None: no last day)."""

    role: Role
    ends_on: date | None


@dataclass(frozen=True)
class Member:
    """A person of the practice with the roles held today; none when all have ended.

    `deactivated_at` None: not kept out. Otherwise `roles` wait for the person's return.
    """

    user: User
    roles: tuple[HeldRole, ...]
    deactivated_at: datetime | None = None
    has_second_factor: bool = False

    @property
    def is_active(self) -> bool:
        """Say whether the person may come in today."""
        return bool(self.roles) and self.deactivated_at is None

    @property
    def ends_on(self) -> date | None:
        """The last day of the membership; None when a role has no last day."""
        ends = [held.ends_on for held in self.roles]
        return None if None in ends else max((end for end in ends if end), default=None)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who worked in a practice, by name: everybody, and those of them who may do something there today."""

    everybody: tuple[User, ...]
    at_hand: tuple[User, ...]


def hands(actor: Actor, action: Action, *, today: date) -> Hands:
    """Return everybody with an account who is or was a member, and who of them may do `action` today: one query."""
    rows = rows_of(actor, Membership).filter(user__is_active=True).select_related("user")
    may: dict[User, bool] = {}
    for row in rows.order_by("user__full_name", "user_id"):
        is_over = row.deactivated_at is not None or (row.ends_on is not None and row.ends_on < today)
        is_able = not is_over and action in PERMISSIONS[Role(row.role)]
        may[row.user] = may.get(row.user, False) or is_able
    return Hands(tuple(may), tuple(user for user, is_able in may.items() if is_able))


def members(actor: Actor, *, today: date) -> list[Member]:
    """Return everybody who is or was a member here, those who still are first."""
    found: dict[User, list[HeldRole]] = defaultdict(list)
    kept_out: dict[User, datetime | None] = {}
    rows = (
        rows_of(actor, Membership).select_related("user").order_by("user__full_name", "user__email", "role")
    )
    for row in rows:
        held = found[row.user]
        kept_out[row.user] = row.deactivated_at or kept_out.get(row.user)
        if row.ends_on is None or row.ends_on >= today:
            held.append(HeldRole(Role(row.role), row.ends_on))
    guarded = _with_second_factor(found)
    everybody = [
        Member(user, tuple(roles), kept_out[user], user.pk in guarded) for user, roles in found.items()
    ]
    return sorted(everybody, key=lambda member: not member.is_active)


def _with_second_factor(people: Iterable[User]) -> set[int]:
    own = Authenticator.objects.filter(user__in=[user.pk for user in people], type__in=SECOND_FACTORS)
    return set(own.values_list("user_id", flat=True))


def member_here(actor: Actor, user_pk: int, *, today: date) -> Member | None:
    """Return one person of the practice, None for a stranger."""
    return next((member for member in members(actor, today=today) if member.user.pk == user_pk), None)


class SignedIn(NamedTuple):
    """A browser in which somebody is signed in."""

    row: SignIn
    device: str
    is_this: bool


def own_sign_ins(actor: Actor, *, present: int | None, now: datetime) -> list[SignedIn]:
    """Return where the actor is signed in, in every practice; `present` is the sign-in that asks."""
    return _signed_in(SignIn.objects.filter(user=actor.user), present=present, now=now)


def sign_ins_here(actor: Actor, person: User, *, now: datetime) -> list[SignedIn]:
    """Return where `person` is signed in and works in the actor's practice."""
    return _signed_in(rows_of(actor, SignIn).filter(user=person), present=None, now=now)


def _signed_in(rows: QuerySet[SignIn], *, present: int | None, now: datetime) -> list[SignedIn]:
    live = Session.objects.filter(expire_date__gt=now).values("session_key")
    found = rows.filter(Q(session_key__in=live) | Q(pk=present)).select_related("user")
    return [SignedIn(row, device_in_words(row.device), row.pk == present) for row in found]


class Cell(NamedTuple):
    """Whether a role may do something."""

    role: Role
    may: bool


class Permission(NamedTuple):
    """A row of the grid: an action in words, and each role."""

    action: Action
    sentence: str
    cells: list[Cell]


def permission_grid() -> list[Permission]:
    """Return the table of roles as a grid, action by role."""
    return [
        Permission(action, SENTENCES[action], [Cell(role, action in PERMISSIONS[role]) for role in Role])
        for action in Action
    ]
