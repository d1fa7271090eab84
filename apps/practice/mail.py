"""The letters that the practice sends: invitations, the day's digest. Never a patient's name, never more than links."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from apps.practice.domain.alerts import AlertKind, in_words
from apps.practice.models import Alert, Invitation, Practice, SavedView, User


def send_invitation(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    """Mail the link of an invitation; the sender waits, so that a mail server's refusal is seen."""
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    context = {"invitation": invitation, "link": link}
    send_mail(
        f"Careminutes: join {invitation.practice.name}",
        render_to_string("practice/mail/invitation.txt", context),
        None,
        [invitation.email],
    )


def view_mail(view: SavedView) -> EmailMessage:
    """Return the letter with the link of a saved view: not even its name, which somebody typed."""
    context = {
        "practice": view.practice,
        "link": settings.SITE_URL + reverse("views:open", args=[view.pk]),
        "views": settings.SITE_URL + reverse("views:list"),
    }
    body = render_to_string("practice/mail/view.txt", context)
    return EmailMessage(f"Careminutes: a view of {view.practice.name}", body, None, [view.owner.email])


def digest_mail(person: User, practice: Practice, alerts: Sequence[Alert]) -> EmailMessage:
    """Return the letter with a person's alerts of a day: counts and links, nothing of any patient."""
    context = {
        "person": person,
        "practice": practice,
        "lines": [
            {"text": in_words(AlertKind(alert.kind), alert.count), "link": settings.SITE_URL + alert.path}
            for alert in alerts
        ],
        "inbox": settings.SITE_URL + reverse("timelog:inbox"),
        "settings": settings.SITE_URL + reverse("practice:alerts"),
    }
    number = len(alerts)
    subject = f"Careminutes: {number} thing{'' if number == 1 else 's'} for you at {practice.name}"
    return EmailMessage(subject, render_to_string("practice/mail/digest.txt", context), None, [person.email])
