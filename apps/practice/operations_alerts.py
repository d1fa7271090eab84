"""Keep how people want to be told, mark what they read, and mail the day's digest once."""

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.db import transaction

from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.alert_selectors import choices_of, digests_waiting, kinds_for
from apps.practice.domain.alerts import AlertKind
from apps.practice.mail import digest_mail
from apps.practice.models import Alert, AlertChoice

log = logging.getLogger(__name__)


@transaction.atomic
def choose_alerts(wanted: Mapping[AlertKind, tuple[bool, bool]], *, actor: Actor) -> None:
    """Keep, kind by kind, whether the actor is told in the application and whether by mail; both False is off.

    Kinds that do not concern the actor's roles, or are not named, stay as they were.
    """
    assert actor.user is not None
    before = choices_of(actor)
    offered = {kind: wanted[kind] for kind in kinds_for(actor) if kind in wanted}
    changed = {kind: to for kind, to in offered.items() if to != before[kind]}
    for kind, (in_app, by_mail) in changed.items():
        AlertChoice.objects.update_or_create(
            practice=actor.practice,
            user=actor.user,
            kind=kind,
            defaults={"in_app": in_app, "by_mail": by_mail},
        )
    if changed:
        old = {kind.value: _told(before[kind]) for kind in changed}
        new = {kind.value: _told(to) for kind, to in changed.items()}
        audit.record(actor, "alerts.chosen", actor.user, old=old, new=new)


def _told(choice: tuple[bool, bool]) -> str:
    words = [word for word, is_on in zip(("in app", "mail"), choice, strict=True) if is_on]
    return " and ".join(words) or "off"


@transaction.atomic
def read_alerts(actor: Actor, *, alert_ids: Collection[int], now: datetime) -> int:
    """Mark the actor's own alerts as read; return how many were not read before."""
    unread = rows_of(actor, Alert).filter(recipient=actor.user, pk__in=alert_ids, read_at__isnull=True)
    ids = sorted(unread.select_for_update().values_list("pk", flat=True))
    if ids:
        unread.filter(pk__in=ids).update(read_at=now)
        audit.record(actor, "alerts.read", old={"unread": ids}, new={"unread": []}, at=now)
    return len(ids)


def mail_digests(actor: Actor, *, on: date, now: datetime) -> int:
    """Mail each person the alerts of one local date in one letter, once, and return how many letters went out.

    What goes out is marked before: a letter that a mail server refuses is tried again with the next look, one whose
    worker dies in between is not sent at all rather than twice. The alerts stay in the application in any case.
    """
    sent = 0
    for person, alerts in digests_waiting(actor, on=on).items():
        if not _take([alert.pk for alert in alerts], now=now):
            continue
        letter: EmailMessage = digest_mail(person, actor.practice, alerts)
        try:
            letter.send()
        except OSError:
            log.exception("The digest of user %s in practice %s was not sent.", person.pk, actor.practice.pk)
            Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed_at=None)
            continue
        audit.record(
            actor, "digest.mailed", person, new={"on": on, "kinds": [each.kind for each in alerts]}, at=now
        )
        sent += 1
    return sent


@transaction.atomic
def _take(alert_ids: Collection[int], *, now: datetime) -> bool:
    """Mark these alerts as mailed; say False when another worker has taken one of them."""
    rows = Alert.objects.select_for_update().filter(pk__in=alert_ids, mailed_at__isnull=True)
    if len(list(rows)) != len(alert_ids):
        return False
    Alert.objects.filter(pk__in=alert_ids).update(mailed_at=now)
    return True
