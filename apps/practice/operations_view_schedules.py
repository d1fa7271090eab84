"""Send the link of a saved view by mail when it is due: a link, never a file, nothing of any patient."""

import logging
from datetime import date, datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from apps.practice import audit
from apps.practice.access import Actor, actor_for, schedule_of
from apps.practice.mail import view_mail
from apps.practice.models import Practice, SavedView, ViewSchedule
from apps.practice.operations_saved_views import may_open
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused

log = logging.getLogger(__name__)


@transaction.atomic
def schedule_view(actor: Actor, *, view_id: int, every: str) -> None:
    """Send the link of one's own view from now on, or (`every` empty) not any more."""
    lock_practice(actor)
    view = SavedView.objects.filter(practice=actor.practice, owner=actor.user, pk=view_id).first()
    if view is None:
        raise Refused(
            Problem("view_not_yours", "This view is not yours, or it is gone. Save one of your own.")
        )
    if every and every not in ViewSchedule.Every:
        raise Refused(Problem("schedule_unknown", "Choose every Monday, or the first of the month.", "every"))
    old = ViewSchedule.objects.filter(view=view).first()
    if (old.every if old else "") == every:
        return
    if every:
        ViewSchedule.objects.update_or_create(
            view=view,
            defaults={"practice": actor.practice, "every": every, "last_sent_on": actor.today},
        )
    elif old is not None:
        old.delete()
    said = {"every": old.every if old else ""}, {"every": every}
    audit.record(actor, "saved_view.scheduled", view, old=said[0], new=said[1])


def due_on(every: str, today: date) -> date:
    """Return the last day on which a letter was due: this week's Monday, or the first of this month."""
    if every == ViewSchedule.Every.WEEKLY:
        return today - timedelta(days=today.weekday())
    return today.replace(day=1)


def send_due_views(practice: Practice, *, now: datetime) -> int:
    """Send every link that is due and was not sent yet; return how many. What fails is tried again the next time."""
    actor = schedule_of(practice)
    today = now.astimezone(actor.time_zone).date()
    rows = ViewSchedule.objects.filter(practice=practice).values_list("pk", "every", "last_sent_on")
    waiting = [pk for pk, every, last in rows if last < due_on(every, today)]
    return sum(_tried(actor, pk, today) for pk in waiting)


def _tried(actor: Actor, schedule_id: int, today: date) -> bool:
    """Send one link; a letter that a mail server refuses holds back no other and is tried again with the next look."""
    try:
        return _send(actor, schedule_id, today)
    except OSError:
        log.exception(
            "The letter of schedule %s in practice %s was not sent.", schedule_id, actor.practice.pk
        )
        return False


@transaction.atomic
def _send(actor: Actor, schedule_id: int, today: date) -> bool:
    """Send one link, unless somebody else just did, or its owner may not open the list any more."""
    row = ViewSchedule.objects.select_for_update().filter(pk=schedule_id).first()
    if row is None or row.last_sent_on >= due_on(row.every, today):
        return False
    view = SavedView.objects.select_related("owner", "practice").get(pk=row.view_id)
    row.last_sent_on = today
    row.save(update_fields=["last_sent_on"])
    owner = actor_for(view.owner, practice_id=view.practice_id)
    if owner is None or not may_open(owner, view.page):
        return False
    letter: EmailMessage = view_mail(view)
    letter.send()
    audit.record(actor, "saved_view.mailed", view, new={"to": view.owner_id})
    return True
