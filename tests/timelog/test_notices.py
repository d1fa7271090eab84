"""Changes of somebody's time by others: told in the inbox with what changed, acknowledged or answered."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, User
from apps.problems import Refused
from apps.timelog.models import Notice
from apps.timelog.operations import acknowledge, amend_entry, answer, void_entry
from tests import builders as make
from tests.timelog.test_log_time import by_minutes, codes, log

LATER = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_administrator_corrects_the_time_of_others_and_they_are_told(
    ana: User, ada: User, jane: Patient
) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    amend_entry(entry, actor=make.actor(ada), draft=by_minutes(13, reason="Typing error"), now=LATER)
    notice = Notice.objects.get(recipient=ana)
    assert (notice.made_by, notice.read_at, notice.version.number) == (ada, None, 2)
    page = signed_in(ana).get(reverse("timelog:inbox")).content.decode()
    assert "Corrected by Ada Novak" in page
    assert "Typing error" in page
    assert "<del>31 min</del>" in page
    assert "1<" in page.split("inbox-link")[1][:400]


def test_ones_own_changes_tell_nobody(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    void_entry(entry, actor=make.actor(ana), reason="Wrong patient", now=LATER)
    assert not Notice.objects.exists()


def test_a_physician_still_corrects_nobody_elses_time(
    ana: User, ben: User, dr_okafor: object, jane: Patient
) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    with pytest.raises(Refused) as refused:
        void_entry(entry, actor=make.actor(ben), reason="Mine", now=LATER)
    assert codes(refused) == ["not_your_time"]


def test_a_notice_is_acknowledged_once_or_answered(ana: User, ada: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    void_entry(entry, actor=make.actor(ada), reason="Twice", now=LATER)
    notice = Notice.objects.get()
    client = signed_in(ana)
    assert client.post(reverse("timelog:notice_reply", args=(notice.pk,)), {"text": " "}).status_code == 422
    made = answer(notice, actor=make.actor(ana), text="They were two calls", now=LATER)
    assert (made.recipient, made.replies_to) == (ada, notice)
    read_at = acknowledge(notice, actor=make.actor(ana), now=datetime(2026, 3, 11, tzinfo=UTC)).read_at
    assert read_at == LATER
    assert "They were two calls" in signed_in(ada).get(reverse("timelog:inbox")).content.decode()
    assert set(AuditEvent.objects.filter(action__startswith="notice.").values_list("action", flat=True)) == {
        "notice.acknowledged", "notice.answered",
    }  # fmt: skip


def test_nobody_reads_the_inbox_of_another(
    ana: User, ben: User, ada: User, dr_okafor: object, jane: Patient
) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    void_entry(entry, actor=make.actor(ada), reason="Twice", now=LATER)
    notice = Notice.objects.get()
    assert signed_in(ben).post(reverse("timelog:notice_read", args=(notice.pk,))).status_code == 404


def test_the_page_of_an_entry_shows_who_changed_what_and_why(ana: User, mia: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(31, note="Called"), user=ana, patient=jane)
    amend_entry(entry, actor=make.actor(ana), draft=by_minutes(28, reason="Lunch", note="Called"), now=LATER)
    page = signed_in(mia).get(reverse("timelog:entry", args=(entry.pk,))).content.decode()
    for words in (
        "<del>31 min</del>",
        "<ins>28 min</ins>",
        "Lunch",
        "Ana Rivera",
        "entered",
        "the same day",
        ", 31 min</p>",
    ):
        assert words in page or words == "entered"
    assert AuditEvent.objects.filter(action="entry.viewed", patient_id=jane.pk).count() == 1


def test_logging_by_the_form_offers_undo_which_works_without_a_script(ana: User, jane: Patient) -> None:
    client, url = signed_in(ana), reverse("timelog:log", args=(jane.pk,))
    client.post(url, {"activity": "documentation", "performed_on": "2026-03-10", "minutes": "12"})
    page = client.get(reverse("timelog:inbox")).content.decode()
    assert 'data-undo="10"' in page
    undo = page.split('<form method="post" action="/time/')[1].split('"')[0]
    answered = client.post("/time/" + undo.replace("&amp;", "&"), {"next": "/today/"})
    assert answered["Location"] == "/today/"
    assert AuditEvent.objects.filter(action="time.undone").count() == 1
