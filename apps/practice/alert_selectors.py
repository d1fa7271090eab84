"""What people are told, and how they want to be told."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import IsNull

from apps.practice.access import Actor, rows_of
from apps.practice.domain.alerts import TELLINGS, AlertKind, in_words
from apps.practice.domain.roles import Action
from apps.practice.models import Alert, AlertChoice, Membership, User
from apps.practice.people_selectors import hands
from apps.practice.prepared import Slot

BOTH = (True, True)
WAS_READ = IsNull(F("read_at"), rhs=False)


def kinds_for(actor: Actor) -> list[AlertKind]:
    """Return the kinds that concern the actor's roles."""
    return [kind for kind, telling in TELLINGS.items() if actor.may(telling.action)]


def choices_of(actor: Actor) -> dict[AlertKind, tuple[bool, bool]]:
    """Return, for every kind, whether the actor is told in the application, and by mail."""
    rows = rows_of(actor, AlertChoice).filter(user=actor.user)
    said = {AlertKind(row.kind): (row.in_app, row.by_mail) for row in rows}
    return {kind: said.get(kind, BOTH) for kind in AlertKind}


class AlertLine(NamedTuple):
    """An alert as the inbox shows it."""

    alert: Alert
    text: str


def alerts_of(actor: Actor, *, most: int) -> list[AlertLine]:
    """Return what the actor is told in the application, unread first, then the newest.

    Changes of time are not among them: each has its own notice.
    """
    kinds = [
        kind for kind, (in_app, _) in choices_of(actor).items() if in_app and kind != AlertKind.TIME_CHANGED
    ]
    rows = rows_of(actor, Alert).filter(recipient=actor.user, kind__in=kinds)
    return [AlertLine(row, alert_text(row)) for row in rows.order_by(WAS_READ, "-on", "kind", "pk")[:most]]


def unread_alerts(*, practice: Slot, user: Slot) -> QuerySet[Alert]:
    """Return the alerts that a person has not read, of those shown in the application."""
    hidden = AlertChoice.objects.filter(practice=practice, user=user, in_app=False).values("kind")
    unread = Alert.objects.filter(practice=practice, recipient=user, read_at__isnull=True)
    return unread.exclude(kind=AlertKind.TIME_CHANGED).exclude(kind__in=hidden)


def alert_text(alert: Alert) -> str:
    """Return what an alert says."""
    return in_words(AlertKind(alert.kind), alert.count)


def people_who_may(actor: Actor, action: Action, *, today: date) -> list[User]:
    """Return everybody who may do `action` in the practice today, each once."""
    return sorted(hands(actor, action, today=today).at_hand, key=lambda user: user.pk)


def _live_members(actor: Actor, *, today: date) -> QuerySet[Membership]:
    return rows_of(actor, Membership).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), deactivated_at__isnull=True, user__is_active=True
    )


def wanting(actor: Actor, kind: AlertKind, people: list[User]) -> list[User]:
    """Return those of `people` who did not switch `kind` off altogether."""
    off = rows_of(actor, AlertChoice).filter(kind=kind, in_app=False, by_mail=False)
    silent = set(off.values_list("user_id", flat=True))
    return [person for person in people if person.pk not in silent]


def digests_waiting(actor: Actor, *, on: date) -> Mapping[User, list[Alert]]:
    """Return whom a digest of one date waits for, with its alerts: unread, wanted by mail, and not mailed yet.

    Nobody who left or was kept out meanwhile is among them.
    """
    members = _live_members(actor, today=on).values("user")
    rows = rows_of(actor, Alert).filter(
        on=on, mailed_at__isnull=True, read_at__isnull=True, recipient__in=members
    )
    unwanted = set(rows_of(actor, AlertChoice).filter(by_mail=False).values_list("user_id", "kind"))
    found: dict[User, list[Alert]] = defaultdict(list)
    for row in rows.select_related("recipient").order_by("recipient_id", "kind"):
        if (row.recipient_id, row.kind) not in unwanted:
            found[row.recipient].append(row)
    return found
