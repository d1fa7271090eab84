"""What people are told once a day: who, how often, and that no patient is in it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from apps.billing.models import Claim, ClaimEvent, CloseRun, ServicePeriod
from apps.billing.operations.cutting import cut_periods
from apps.billing.operations.telling import tell_people
from apps.billing.tasks import tell_people_what_waits
from apps.patients.models import Patient
from apps.practice.access import schedule_of
from apps.practice.alert_selectors import alerts_of
from apps.practice.domain.alerts import AlertKind, in_words
from apps.practice.models import (
    Alert,
    AlertChoice,
    AlertRound,
    AuditEvent,
    Membership,
    Practice,
    Provider,
    User,
)
from apps.practice.operations_alerts import choose_alerts, mail_digests
from apps.timelog.models import EntryVersion, Notice
from tests import builders as make
from tests.billing.closing import charges, close

EIGHT = datetime(
    2026, 5, 26, 12, 0, tzinfo=UTC
)  # eight in the morning in New York, five days before May is over
DAY = date(2026, 5, 26)


@pytest.fixture
def month_end(hilltop: Practice, dr_rivera: Provider, jane: Patient, ana: User, mia: User) -> Practice:
    """May with 12 minutes for Jane; a rejected claim and a failed close of the days before; time changed for Ana."""
    charges(hilltop)
    make.logged(jane, dr_rivera, date(2026, 4, 8), 33)
    close(hilltop, today=date(2026, 5, 2))
    claim = Claim.objects.get()
    Claim.objects.update(state="rejected", document="{}", total_charge=Decimal("99.00"))
    ClaimEvent.objects.create(
        practice=hilltop, claim=claim, move="reject", from_state="sent", to_state="rejected",
        at=EIGHT - timedelta(hours=3),
    )  # fmt: skip
    make.logged(jane, dr_rivera, date(2026, 5, 4), 12)
    cut_periods(schedule_of(hilltop), today=DAY)
    run = CloseRun.objects.create(
        practice=hilltop, trigger="schedule", today=DAY, started_at=EIGHT - timedelta(hours=7), failed=1
    )
    ServicePeriod.objects.filter(state="open").update(run=run, last_error="KeyError. The log says more.")
    version = EntryVersion.objects.filter(practice=hilltop).first()
    assert version is not None
    Notice.objects.create(
        practice=hilltop, recipient=ana, version=version, made_at=EIGHT - timedelta(hours=1)
    )
    return hilltop


def told(practice: Practice) -> set[tuple[str, str, int]]:
    return set(Alert.objects.filter(practice=practice).values_list("recipient__full_name", "kind", "count"))


def test_each_is_told_what_concerns_their_role_once(month_end: Practice, ada: User) -> None:
    actor = schedule_of(month_end)
    assert tell_people(actor, on=DAY, now=EIGHT) == 5
    assert told(month_end) == {
        ("Ana Rivera", "period_ending", 1),
        ("Ana Rivera", "time_changed", 1),
        ("Mia Castillo", "close_failed", 1),
        ("Ada Novak", "close_failed", 1),
        ("Mia Castillo", "rejected", 1),
    }
    assert tell_people(actor, on=DAY, now=EIGHT + timedelta(hours=2)) == 0
    # four days later nothing is new but that the period ends tomorrow
    assert tell_people(actor, on=DAY + timedelta(days=4), now=EIGHT + timedelta(days=4)) == 1
    assert AlertRound.objects.count() == 2


@pytest.mark.parametrize(
    ("last", "on", "is_told"),
    [
        pytest.param(None, date(2026, 5, 26), True, id="five days before the last day"),
        pytest.param(None, date(2026, 5, 27), False, id="four days before"),
        pytest.param(None, date(2026, 5, 30), True, id="the day before the last"),
        pytest.param(date(2026, 5, 24), date(2026, 5, 28), True, id="made up for days without a worker"),
        pytest.param(date(2026, 5, 26), date(2026, 5, 29), False, id="told before"),
    ],
)
def test_periods_are_told_five_days_and_one_day_before_their_end(
    month_end: Practice, last: date | None, on: date, is_told: bool
) -> None:
    if last is not None:
        AlertRound.objects.create(practice=month_end, on=last, made_at=EIGHT)
    tell_people(schedule_of(month_end), on=on, now=EIGHT)
    assert Alert.objects.filter(kind="period_ending").exists() is is_told


def test_claims_near_their_last_day_for_filing_are_told(month_end: Practice, mia: User) -> None:
    on = date(2027, 4, 1)  # Medicare takes the April claim for a calendar year
    file_by = date(2027, 4, 8)
    tell_people(schedule_of(month_end), on=file_by - timedelta(days=8), now=EIGHT)
    assert not Alert.objects.filter(kind="filing_limit").exists()
    tell_people(schedule_of(month_end), on=on, now=EIGHT)
    alert = Alert.objects.get(kind="filing_limit")
    assert (alert.recipient, alert.count, alert.path) == (mia, 1, "/filing/")


def test_one_letter_a_day_without_anything_of_a_patient(
    month_end: Practice, jane: Patient, ana: User
) -> None:
    with time_machine.travel(EIGHT):
        for _ in range(3):
            tell_people_what_waits()
    assert {letter.to[0] for letter in mail.outbox} == {"ana@hilltop.example", "mia@hilltop.example"}
    assert len(mail.outbox) == 2
    to_ana = next(letter for letter in mail.outbox if letter.to == [ana.email])
    assert "1 period ends soon below its threshold" in to_ana.body
    assert "1 change of your time waits to be read" in to_ana.body
    assert "/practice/notifications/" in to_ana.body
    patient = [jane.last_name, jane.first_name, jane.medical_record_number, f"/patients/{jane.pk}"]
    patient += list(jane.coverages.values_list("member_id", flat=True))
    for letter in mail.outbox:
        said = f"{letter.subject} {letter.body}"
        assert [word for word in patient if word and word in said] == []
    mailed = AuditEvent.objects.filter(action="digest.mailed")
    assert {event.subject_id for event in mailed} == {
        ana.pk,
        User.objects.get(email="mia@hilltop.example").pk,
    }


def test_nothing_is_told_before_the_practices_hour(month_end: Practice) -> None:
    for hour, letters in ((10, 0), (11, 2)):  # UTC; six and seven in New York
        with time_machine.travel(EIGHT.replace(hour=hour)):
            tell_people_what_waits()
        assert len(mail.outbox) == letters


def test_a_letter_that_was_refused_goes_out_with_the_next_look(
    month_end: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = schedule_of(month_end)
    tell_people(actor, on=DAY, now=EIGHT)

    def refuse(letter: EmailMessage) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuse)
        assert mail_digests(actor, on=DAY, now=EIGHT) == 0
    Membership.objects.filter(user__email="mia@hilltop.example").update(deactivated_at=EIGHT)
    assert mail_digests(actor, on=DAY, now=EIGHT) == 1  # nothing to somebody who is kept out since
    Membership.objects.update(deactivated_at=None)
    assert mail_digests(actor, on=DAY, now=EIGHT) == 1
    assert mail_digests(actor, on=DAY, now=EIGHT) == 0


def test_people_choose_and_are_told_no_more_than_they_want(month_end: Practice, ana: User, mia: User) -> None:
    desk, doctor = make.actor(mia), make.actor(ana)
    choose_alerts({AlertKind.REJECTED: (True, False), AlertKind.CLOSE_FAILED: (False, False)}, actor=desk)
    choose_alerts({AlertKind.PERIOD_ENDING: (False, True), AlertKind.REJECTED: (False, False)}, actor=doctor)
    assert not AlertChoice.objects.filter(user=ana, kind="rejected").exists()  # no kind of hers
    tell_people(schedule_of(month_end), on=DAY, now=EIGHT)
    assert mail_digests(schedule_of(month_end), on=DAY, now=EIGHT) == 1
    assert mail.outbox[0].to == [ana.email]
    assert {kind for name, kind, _ in told(month_end) if name == "Mia Castillo"} == {"rejected"}
    event = AuditEvent.objects.get(action="alerts.chosen", actor=mia)
    assert (event.old, event.new) == (
        {"close_failed": "in app and mail", "rejected": "in app and mail"},
        {"close_failed": "off", "rejected": "in app"},
    )
    browser = Client()
    browser.force_login(ana)
    page = browser.get("/inbox/").content.decode()
    assert "ends soon below" not in page  # she wanted it by mail only
    browser.force_login(mia)
    page = browser.get("/inbox/").content.decode()
    assert "1 claim was rejected" in page
    assert 'class="num">1</span><span class="only-spoken"> unread in your inbox' in page
    alert = Alert.objects.get(kind="rejected")
    assert browser.post("/practice/notifications/read/", {"alert": alert.pk}).status_code == 302
    assert "unread in your inbox" not in browser.get("/inbox/").content.decode()


def test_what_was_not_read_is_never_behind_what_was(hilltop: Practice, mia: User) -> None:
    for days, read_at in ((0, EIGHT), (1, None), (2, EIGHT), (3, None)):
        Alert.objects.create(
            practice=hilltop, recipient=mia, kind="rejected", on=DAY - timedelta(days=days), count=1,
            path="/review/", made_at=EIGHT, read_at=read_at,
        )  # fmt: skip
    actor = make.actor(mia, hilltop)
    assert [DAY.day - line.alert.on.day for line in alerts_of(actor, most=3)] == [1, 3, 0]


def test_the_page_of_choices_keeps_them(hilltop: Practice, mia: User) -> None:
    browser = Client()
    browser.force_login(mia)
    assert "Claims that were rejected" in browser.get("/practice/notifications/").content.decode()
    assert browser.post("/practice/notifications/", {"rejected_in_app": "on"}).status_code == 302
    rows = AlertChoice.objects.values_list("kind", "in_app", "by_mail")
    assert set(rows) == {
        ("rejected", True, False),
        ("close_failed", False, False),
        ("filing_limit", False, False),
    }


@pytest.mark.once
def test_alerts_count_in_words() -> None:
    assert in_words(AlertKind.REJECTED, 1) == "1 claim was rejected"
    assert in_words(AlertKind.REJECTED, 1200) == "1,200 claims were rejected"
