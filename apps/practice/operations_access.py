"""Keep somebody out and let them back, end sign-ins, and what a new password ends."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from apps.practice import audit
from apps.practice.access import Actor, memberships_of
from apps.practice.domain.devices import device_in_words
from apps.practice.domain.roles import Role
from apps.practice.models import ApiToken, Membership, SignIn, User
from apps.practice.operations_people import problems_with_last_administrator
from apps.practice.operations_tokens import revoke_token
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused, refuse_any

LONGEST_REASON = 200


@transaction.atomic
def deactivate(person: User, *, reason: str, actor: Actor, now: datetime) -> None:
    """Keep `person` out of the practice from now on: sign-ins and tokens end at once, roles wait for their return."""
    lock_practice(actor)
    members = Membership.objects.filter(practice=actor.practice, user=person, deactivated_at__isnull=True)
    refuse_any(_problems_with_deactivation(person, reason, is_member=members.exists(), actor=actor))
    members.update(deactivated_at=now)
    new = {"person": str(person), "is_active": False, "reason": reason.strip()}
    audit.record(
        actor, "member.deactivated", person, old={"person": str(person), "is_active": True}, new=new, at=now
    )
    for token in ApiToken.objects.filter(practice=actor.practice, user=person, revoked_at__isnull=True):
        revoke_token(token, actor=actor, now=now)
    end_sign_ins(SignIn.objects.filter(practice=actor.practice, user=person), actor=actor)


def _problems_with_deactivation(person: User, reason: str, *, is_member: bool, actor: Actor) -> list[Problem]:
    found = []
    if not reason.strip():
        found.append(
            Problem("reason_missing", "The reason is missing. Say why the person is kept out.", "reason")
        )
    if len(reason.strip()) > LONGEST_REASON:
        found.append(
            Problem(
                "reason_too_long",
                f"The reason has {len(reason.strip())} characters. Keep it to {LONGEST_REASON}.",
                "reason",
            )
        )
    if not is_member:
        found.append(Problem("not_active", f"{person} is not active here. Look at the list of people."))
    if person == actor.user:
        found.append(
            Problem("deactivates_oneself", "That is you. Ask another administrator to deactivate you.")
        )
    return found + problems_with_last_administrator(person, frozenset(), None, actor=actor)


@transaction.atomic
def reactivate(person: User, *, actor: Actor, now: datetime) -> None:
    """Let `person` back into the roles that have not ended meanwhile; tokens and sign-ins stay ended."""
    lock_practice(actor)
    kept_out = Membership.objects.filter(practice=actor.practice, user=person, deactivated_at__isnull=False)
    if not kept_out.exists():
        raise Refused(Problem("not_deactivated", f"{person} is active here. There is nothing to reactivate."))
    since = kept_out.order_by("-deactivated_at").values_list("deactivated_at", flat=True)[0]
    kept_out.update(deactivated_at=None)
    was = {"person": str(person), "is_active": False, "deactivated_at": since}
    now_is = {"person": str(person), "is_active": True}
    audit.record(actor, "member.reactivated", person, old=was, new=now_is, at=now)


@transaction.atomic
def end_sign_ins(rows: Iterable[SignIn], *, actor: Actor) -> int:
    """Sign browsers out, and return how many."""
    ended = list(rows)
    for row in ended:
        audit.record(actor, "sign_in.ended", row, old=_told(row), new={"ended": True})
    _forget(ended)
    return len(ended)


def _told(row: SignIn) -> dict[str, object]:
    return {
        "person": str(row.user),
        "device": device_in_words(row.device),
        "ip": row.ip,
        "last_seen_at": row.last_seen_at,
    }


def _forget(rows: list[SignIn]) -> None:
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    SignIn.objects.filter(pk__in=[row.pk for row in rows]).delete()


@transaction.atomic
def password_changed(user: User, *, present: int | None, now: datetime) -> None:
    """End every other sign-in (`present` stays) and every token of somebody with a new password.

    Whoever knew the old one must be able to do nothing with what they made of it.
    """
    tokens = ApiToken.objects.filter(user=user, revoked_at__isnull=True)
    for token in tokens.select_related("practice"):
        revoke_token(token, actor=_as(user, token), now=now)
    others = list(SignIn.objects.filter(user=user).exclude(pk=present or 0))
    _forget(others)
    for practice in {row.practice for row in memberships_of(user)}:
        new = {"person": str(user), "other_sign_ins_ended": len(others)}
        actor = Actor(user=user, practice=practice, roles=frozenset())
        audit.record(actor, "password.changed", user, new=new, at=now)


def _as(user: User, token: ApiToken) -> Actor:
    return Actor(user=user, practice=token.practice, roles=frozenset())


def note_looking(role: Role | None, *, actor: Actor, now: datetime) -> None:
    """Record that an administrator begins to look at the product as `role`; None: that they look as themselves."""
    old = [] if actor.own_roles is None else sorted(actor.roles)
    new = [] if role is None else [role]
    audit.record(
        actor,
        "looking.began" if role else "looking.ended",
        old={"looks_as": old},
        new={"looks_as": new},
        at=now,
    )


def forget_over(*, now: datetime) -> int:
    """Forget sessions that are over, and where they were; return how many sign-ins went."""
    Session.objects.filter(expire_date__lt=now).delete()
    live = Session.objects.values("session_key")
    return SignIn.objects.exclude(session_key__in=live).delete()[0]
