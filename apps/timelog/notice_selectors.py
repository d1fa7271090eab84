"""People's inboxes."""

from django.db.models import QuerySet

from apps.practice.access import Actor, rows_of
from apps.practice.alert_selectors import unread_alerts
from apps.practice.domain.roles import Action
from apps.timelog.models import Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return what the actor was told, the newest first, with the entry, what it says and the words answered."""
    rows = rows_of(actor, Notice).filter(recipient=actor.user)
    return rows.select_related("made_by", "version__entry__current_version", "version__patient", "replies_to")


def count_unread(actor: Actor) -> int:
    """Return how many notices and alerts the actor has neither read nor answered: one query."""
    if actor.user is None:
        return 0
    alerts = unread_alerts(actor).order_by().values("pk")
    if not (actor.may(Action.LOG_TIME) or actor.may(Action.CORRECT_TIME)):
        return alerts.count()
    notices = rows_of(actor, Notice).filter(recipient=actor.user, read_at__isnull=True)
    return notices.order_by().values("pk").union(alerts, all=True).count()
