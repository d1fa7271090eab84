"""People's inboxes."""

from django.db.models import QuerySet

from apps.practice.access import Actor, rows_of
from apps.timelog.models import Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return what the actor was told, the newest first, with the entry, what it says and the words answered."""
    rows = rows_of(actor, Notice).filter(recipient=actor.user)
    return rows.select_related("made_by", "version__entry__current_version", "version__patient", "replies_to")


def count_unread(actor: Actor) -> int:
    """Return how many notices the actor has neither acknowledged nor answered."""
    if actor.user is None:
        return 0
    return rows_of(actor, Notice).filter(recipient=actor.user, read_at__isnull=True).count()
