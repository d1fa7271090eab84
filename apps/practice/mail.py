"""The letters that the practice sends: invitations. Never a patient's name, never more than the link."""

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from apps.practice.models import Invitation


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
