"""Mail of the local product: written to a folder, read on a page, sent to nobody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

FILE_NAME = re.compile(r"[0-9TZ]+-[0-9a-f]{32}")


class FolderBackend(BaseEmailBackend):
    """Keeps each message as one `.eml` file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and give their number."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{uuid4().hex}"
            (folder / f"{name}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One message as the page shows it."""

    name: str
    written_at: datetime
    to: str
    subject: str
    text: str

    @property
    def linked_text(self) -> SafeString:
        """The text with its addresses as links."""
        return mark_safe(urlize(self.text, autoescape=True))  # noqa: S308 - urlize escapes what it is given


def read_letter(path: Path) -> Letter:
    """Read one message from its file."""
    parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(parsed, ParsedMessage)
    body = parsed.get_body(preferencelist=("plain",))
    written_at = datetime.strptime(path.stem.split("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    return Letter(path.stem, written_at, parsed["to"], parsed["subject"], body.get_content() if body else "")


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Show every message, the newest first."""
    folder = Path(settings.MAIL_FOLDER)
    found = [read_letter(path) for path in sorted(folder.glob("*.eml"), reverse=True)]
    return render(request, "mail/letters.html", {"letters": found})


@require_GET
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message."""
    path = Path(settings.MAIL_FOLDER) / f"{name}.eml"
    if not FILE_NAME.fullmatch(name) or not path.exists():
        raise Http404("No such message.")
    return render(request, "mail/letter.html", {"letter": read_letter(path)})
