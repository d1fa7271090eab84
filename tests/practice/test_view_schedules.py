"""Links of saved views by mail: on their day, once, to whoever may still open them, and nothing but the link."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from apps.practice.models import AuditEvent, Membership, Practice, SavedView, User, ViewSchedule
from apps.practice.operations_saved_views import remove_view, save_view
from apps.practice.operations_view_schedules import due_on, schedule_view, send_due_views
from tests import builders as make

MONDAY = datetime(2026, 6, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "today", "due"),
    [
        pytest.param(
            "weekly", date(2026, 6, 7), date(2026, 6, 1), id="a Sunday belongs to the Monday before"
        ),
        pytest.param("weekly", date(2026, 6, 8), date(2026, 6, 8), id="Monday"),
        pytest.param("monthly", date(2026, 6, 1), date(2026, 6, 1), id="the first"),
        pytest.param("monthly", date(2026, 5, 31), date(2026, 5, 1), id="the last day of a month"),
    ],
)
def test_when_a_link_is_due(every: str, today: date, due: date) -> None:
    assert due_on(every, today) == due


def test_a_link_is_sent_once_on_its_day_while_its_list_is_open(
    client: Client, hilltop: Practice, mia: User
) -> None:
    view = save_view(make.actor(mia), name="Jane Doe", page="/reports/leakage/", query="dates=last-month")
    client.force_login(mia)
    said = {"name": view.name, "every": "weekly"}
    assert client.post(reverse("views:change", args=[view.pk]), said).status_code == 302
    ViewSchedule.objects.update(last_sent_on=date(2026, 6, 4))
    assert send_due_views(hilltop, now=datetime(2026, 6, 8, 3, tzinfo=UTC)) == 0  # Sunday night in New York
    assert [send_due_views(hilltop, now=MONDAY) for _ in range(2)] == [1, 0]
    (letter,) = mail.outbox
    assert letter.to == [mia.email] and not letter.attachments
    assert f"/views/{view.pk}/" in str(letter.body)
    assert "Doe" not in f"{letter.body} {letter.subject}"
    assert AuditEvent.objects.filter(action="saved_view.mailed").count() == 1
    Membership.objects.filter(user=mia).update(role="care_staff")
    assert send_due_views(hilltop, now=datetime(2026, 6, 15, 12, tzinfo=UTC)) == 0
    wrong = {"name": "Other", "every": "hourly", "is_shared": "on"}
    assert client.post(reverse("views:change", args=[view.pk]), wrong).status_code == 422
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Jane Doe", False)  # all of it or nothing
    assert client.post(reverse("views:change", args=[view.pk]), {**said, "every": ""}).status_code == 302
    assert not ViewSchedule.objects.exists()
    scheduled = AuditEvent.objects.filter(action="saved_view.scheduled").order_by("pk")
    assert [(event.old, event.new) for event in scheduled] == [
        ({"every": ""}, {"every": "weekly"}),
        ({"every": "weekly"}, {"every": ""}),
    ]
    remove_view(make.actor(mia), view_id=view.pk)
    assert not SavedView.objects.exists()


def test_a_letter_that_is_refused_holds_back_no_other(
    hilltop: Practice, mia: User, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (ada, mia):
        view = save_view(make.actor(person), name="Denied", page="/reports/", query="")
        schedule_view(make.actor(person), view_id=view.pk, every="weekly")
    ViewSchedule.objects.update(last_sent_on=date(2026, 6, 4))
    send = EmailMessage.send

    def refuse(letter: EmailMessage) -> int:
        if letter.to == [ada.email]:
            raise ConnectionRefusedError
        return send(letter)

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert send_due_views(hilltop, now=MONDAY) == 1
    assert [letter.to for letter in mail.outbox] == [[mia.email]]
    monkeypatch.setattr(EmailMessage, "send", send)
    assert send_due_views(hilltop, now=MONDAY) == 1  # ada's is tried again
