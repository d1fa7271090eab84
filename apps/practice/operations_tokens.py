"""Make, use and revoke personal tokens for other programs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.dates import in_words
from apps.practice.domain.secrets import hash_of, hint_of, new_token
from apps.practice.models import ApiToken
from apps.problems import Problem, Refused, refuse_any

# A write at every request would cost more than most requests do.
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(name: str, *, expires_on: date | None, actor: Actor, today: date) -> tuple[ApiToken, str]:
    """Return a new token of the actor and its secret, which nobody can see a second time.

    `expires_on` is the last day on which it works; None means until it is revoked.
    """
    refuse_any(problems_with_token(name, expires_on=expires_on, today=today))
    if actor.user is None:
        raise Refused(Problem("no_person", "Only a person can have a personal token."))
    secret = new_token()
    token = ApiToken.objects.create(
        practice=actor.practice,
        user=actor.user,
        name=name.strip(),
        token_hash=hash_of(secret),
        hint=hint_of(secret),
        expires_on=expires_on,
    )
    audit.record(actor, "token.made", token, new={"name": token.name, "expires_on": expires_on})
    return token, secret


def problems_with_token(name: str, *, expires_on: date | None, today: date) -> list[Problem]:
    """Return what is wrong with a token asked for."""
    found = []
    if not name.strip():
        found.append(
            Problem(
                "token_name_missing", "The name is missing. Say which program will use the token.", "name"
            )
        )
    if expires_on is not None and expires_on < today:
        message = (
            f"{in_words(expires_on)} is over. Choose a last day from {in_words(today)} on, or leave it blank."
        )
        found.append(Problem("token_expired", message, "expires_on"))
    return found


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor, now: datetime) -> ApiToken:
    """Make a token useless from now on; a second time changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        audit.record(actor, "token.revoked", token, new={"name": token.name})
    return token


def use_token(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the token behind `secret` with whose it is, and note its use to the minute; None when it does not work."""
    rows = ApiToken.objects.select_related("user", "practice")
    token = rows.filter(token_hash=hash_of(secret), revoked_at__isnull=True, user__is_active=True).first()
    if token is None:
        return None
    today = now.astimezone(ZoneInfo(token.practice.time_zone)).date()
    if token.expires_on is not None and token.expires_on < today:
        return None
    if token.last_used_at is None or token.last_used_at <= now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
