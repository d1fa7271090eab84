"""People's inboxes."""

from typing import Any

from django.db.models import Count, QuerySet

from apps.practice.access import Actor, rows_of
from apps.practice.alert_selectors import unread_alerts
from apps.practice.domain.roles import Action
from apps.practice.prepared import Question, Slot
from apps.timelog.models import Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return what the actor was told, the newest first, with the entry, what it says and the words answered."""
    rows = rows_of(actor, Notice).filter(recipient=actor.user)
    return rows.select_related("made_by", "version__entry__current_version", "version__patient", "replies_to")


def count_unread(actor: Actor) -> int:
    """Return how many notices and alerts the actor has neither read nor answered: one query."""
    if actor.user is None:
        return 0
    is_told_of_time = actor.may(Action.LOG_TIME) or actor.may(Action.CORRECT_TIME)
    asked = _UNREAD if is_told_of_time else _UNREAD_ALERTS
    return sum(count for (count,) in asked.all(practice=actor.practice.pk, user=actor.user.pk))


def _alerts() -> QuerySet[Any]:
    return _counted(unread_alerts(practice=Slot("practice"), user=Slot("user")))


def _notices() -> QuerySet[Any]:
    unread = Notice.objects.filter(practice=Slot("practice"), recipient=Slot("user"), read_at__isnull=True)
    return _counted(unread)


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    counts: QuerySet[Any] = (
        rows.order_by().values("practice").annotate(count_=Count("pk")).values_list("count_")
    )
    return counts


# Asked for every page.
_UNREAD_ALERTS = Question(_alerts)
_UNREAD = Question(lambda: _notices().union(_alerts(), all=True))
