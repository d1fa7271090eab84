"""Invite people, let them in, give them roles and end roles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.dates import in_words, local_day
from apps.practice.domain.roles import Role
from apps.practice.domain.secrets import hash_of, new_secret
from apps.practice.models import Invitation, Membership, Practice, User
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused, refuse_any

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite: an address, a name if known, roles, and the last day of membership if there is one."""

    email: str
    full_name: str
    roles: frozenset[Role]
    ends_on: date | None = None


@transaction.atomic
def invite(guest: Guest, *, actor: Actor, now: datetime, today: date) -> tuple[Invitation, str]:
    """Return a new invitation and the secret of its link, which is to be mailed and is not kept."""
    lock_practice(actor)
    refuse_any(problems_with_guest(guest, practice=actor.practice, now=now, today=today))
    secret = new_secret()
    invitation = Invitation.objects.create(
        practice=actor.practice,
        email=guest.email.strip().lower(),
        full_name=guest.full_name.strip(),
        roles=sorted(guest.roles),
        ends_on=guest.ends_on,
        token_hash=hash_of(secret),
        invited_by=actor.user,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    audit.record(actor, "invitation.made", invitation, new=_invited(invitation), at=now)
    return invitation, secret


def problems_with_guest(guest: Guest, *, practice: Practice, now: datetime, today: date) -> list[Problem]:
    """Return everything wrong with an invitation asked for."""
    found = problems_with_address(guest.email) + problems_with_roles(guest.roles, guest.ends_on, today=today)
    email = guest.email.strip().lower()
    if _open_invitations(practice, now=now).filter(email=email).exists():
        message = f"{email} has an open invitation already. Send that one again, or revoke it first."
        found.append(Problem("invited_already", message, "email"))
    live = Membership.objects.filter(practice=practice, user__email=email, user__is_active=True)
    if live.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).exists():
        message = f"{email} is a member already. Change the roles, or reactivate, on the person's own page."
        found.append(Problem("member_already", message, "email"))
    elif Membership.objects.filter(
        practice=practice, user__email=email, deactivated_at__isnull=False
    ).exists():
        message = f"{email} is deactivated here. Reactivate on the person's own page."
        found.append(Problem("deactivated", message, "email"))
    return found


def problems_with_address(email: str) -> list[Problem]:
    """Return what is wrong with an e-mail address."""
    try:
        validate_email(email.strip())
    except ValidationError:
        seen = f"{email} is not an e-mail address" if email.strip() else "The e-mail address is missing"
        return [Problem("email_shape", f"{seen}. Write it as in name@example.org.", "email")]
    return []


def problems_with_roles(roles: Collection[Role], ends_on: date | None, *, today: date) -> list[Problem]:
    """Return what is wrong with some roles through `ends_on`; an auditor's membership always has a last day."""
    found = []
    if not roles:
        found.append(Problem("roles_missing", "No role is chosen. Choose at least one.", "roles"))
    if Role.AUDITOR in roles and ends_on is None:
        message = "An auditor reads everything, for a limited time. Give the last day."
        found.append(Problem("auditor_without_end", message, "ends_on"))
    if ends_on is not None and ends_on < today:
        message = f"{in_words(ends_on)} is over. Choose a last day from {in_words(today)} on."
        found.append(Problem("membership_ends_in_past", message, "ends_on"))
    return found


@transaction.atomic
def renew_invitation(invitation: Invitation, *, actor: Actor, now: datetime) -> tuple[Invitation, str]:
    """Return the invitation with a new secret and a new term; the old link stops working."""
    invitation = _still_open(invitation)
    secret = new_secret()
    old = {"works_until": invitation.expires_at}
    invitation.token_hash = hash_of(secret)
    invitation.expires_at = now + INVITATION_LASTS
    invitation.save(update_fields=["token_hash", "expires_at"])
    new = {**_invited(invitation), "works_until": invitation.expires_at}
    audit.record(actor, "invitation.sent_again", invitation, old=old, new=new, at=now)
    return invitation, secret


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, actor: Actor, now: datetime) -> Invitation:
    """Make an invitation's link useless."""
    invitation = _still_open(invitation)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    audit.record(actor, "invitation.revoked", invitation, new=_invited(invitation), at=now)
    return invitation


@transaction.atomic
def accept_as_new(
    invitation: Invitation, *, full_name: str, password: str, now: datetime, today: date
) -> User:
    """Return the new account of an invited person, who holds the roles of the invitation from now on."""
    invitation = _acceptable(invitation, now=now, today=today)
    if User.objects.filter(email=invitation.email).exists():
        message = f"{invitation.email} has an account already. Sign in with it, then open the link again."
        raise Refused(Problem("account_exists", message))
    refuse_any(problems_with_account(invitation.email, full_name=full_name, password=password))
    user = User.objects.create_user(invitation.email, password, full_name=full_name.strip())
    return _admit(user, invitation, now=now)


@transaction.atomic
def accept_as_member(invitation: Invitation, *, user: User, now: datetime, today: date) -> User:
    """Give the roles of the invitation to somebody who has an account and is signed in with it."""
    invitation = _acceptable(invitation, now=now, today=today)
    if user.email != invitation.email:
        message = (
            f"The invitation is for {invitation.email}; you are signed in as {user.email}. Sign out first."
        )
        raise Refused(Problem("invitation_of_another", message))
    return _admit(user, invitation, now=now)


def _acceptable(invitation: Invitation, *, now: datetime, today: date) -> Invitation:
    invitation = _still_open(invitation)
    if invitation.expires_at <= now:
        ended_on = local_day(invitation.expires_at, invitation.practice.time_zone)
        message = f"The invitation ended on {in_words(ended_on)}. Ask for a new one."
        raise Refused(Problem("invitation_expired", message))
    refuse_any(
        problems_with_roles([Role(role) for role in invitation.roles], invitation.ends_on, today=today)
    )
    return invitation


def _admit(user: User, invitation: Invitation, *, now: datetime) -> User:
    actor = Actor(user=user, practice=invitation.practice, roles=frozenset())
    _give(user, [Role(role) for role in invitation.roles], ends_on=invitation.ends_on, actor=actor)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    audit.record(actor, "invitation.accepted", invitation, new=_invited(invitation), at=now)
    return user


def problems_with_account(email: str, *, full_name: str, password: str) -> list[Problem]:
    """Return what is wrong with the name and the password of a new account."""
    found = []
    if not full_name.strip():
        found.append(Problem("full_name_missing", "Your name is missing. Fill it in.", "full_name"))
    try:
        validate_password(password, User(email=email, full_name=full_name))
    except ValidationError as refused:
        found += [Problem("password_weak", message, "password") for message in refused.messages]
    return found


@transaction.atomic
def set_roles(
    person: User, roles: frozenset[Role], *, ends_on: date | None, actor: Actor, today: date
) -> list[Membership]:
    """Let `person` hold exactly `roles` here, through `ends_on` (None: until changed); others end at once.

    Ending at once means that yesterday was their last day: `ends_on` is inclusive.
    """
    lock_practice(actor)
    refuse_any(problems_with_roles(roles, ends_on, today=today) if roles else [])
    refuse_any(_problems_with_the_deactivated(person, actor=actor))
    refuse_any(problems_with_last_administrator(person, roles, ends_on, actor=actor))
    live = _live_roles(person, actor=actor, today=today)
    for membership in live:
        if Role(membership.role) not in roles:
            _change_end(membership, today - timedelta(days=1), actor=actor)
    return _give(person, roles, ends_on=ends_on, actor=actor)


def _live_roles(person: User, *, actor: Actor, today: date) -> list[Membership]:
    own = Membership.objects.filter(practice=actor.practice, user=person)
    return list(own.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)))


def _problems_with_the_deactivated(person: User, *, actor: Actor) -> list[Problem]:
    own = Membership.objects.filter(practice=actor.practice, user=person)
    if not own.filter(deactivated_at__isnull=False).exists():
        return []
    return [Problem("deactivated", f"{person} is deactivated here. Reactivate first, then change the roles.")]


def problems_with_last_administrator(
    person: User, roles: frozenset[Role], ends_on: date | None, *, actor: Actor
) -> list[Problem]:
    """A practice without a lasting administrator could never be put right by its own people."""
    if Role.ADMINISTRATOR in roles and ends_on is None:
        return []
    own = Membership.objects.filter(
        practice=actor.practice, role=Role.ADMINISTRATOR, ends_on__isnull=True, deactivated_at__isnull=True
    )
    if not own.filter(user=person).exists() or own.exclude(user=person).filter(user__is_active=True).exists():
        return []
    message = f"{person} is the only administrator. Make somebody else administrator first, with no last day."
    return [Problem("last_administrator", message, "roles")]


def _give(person: User, roles: Iterable[Role], *, ends_on: date | None, actor: Actor) -> list[Membership]:
    given = []
    for role in sorted(roles):
        membership = Membership.objects.filter(practice=actor.practice, user=person, role=role).first()
        if membership is None:
            membership = Membership.objects.create(
                practice=actor.practice, user=person, role=role, ends_on=ends_on
            )
            audit.record(actor, "role.given", membership, new=_held(membership))
        else:
            _change_end(membership, ends_on, actor=actor)
        given.append(membership)
    return given


def _change_end(membership: Membership, ends_on: date | None, *, actor: Actor) -> None:
    if membership.ends_on == ends_on:
        return
    old = _held(membership)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    audit.record(actor, "role.changed", membership, old=old, new=_held(membership))


def _held(membership: Membership) -> dict[str, object]:
    return {"person": str(membership.user), "role": membership.role, "ends_on": membership.ends_on}


def _invited(invitation: Invitation) -> dict[str, object]:
    return {"email": invitation.email, "roles": invitation.roles, "ends_on": invitation.ends_on}


def _open_invitations(practice: Practice, *, now: datetime) -> "models.QuerySet[Invitation]":
    return Invitation.objects.filter(
        practice=practice, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    )


def _still_open(invitation: Invitation) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        raise Refused(Problem("invitation_accepted", "The invitation was accepted already. Sign in instead."))
    if invitation.revoked_at is not None:
        raise Refused(
            Problem("invitation_revoked", "The invitation was revoked. Ask the practice for a new one.")
        )
    return invitation
