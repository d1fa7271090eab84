"""The quick log as a page: read, put right, saved only when somebody says so."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, Provider, User
from apps.timelog.models import EntryVersion, TimeEntry
from tests import builders as make
from tests.timelog.test_pages import signed_in

NOW = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # 15:30 in New York
LINE = "12m call w/ Sunrise HHA re wound care, Doe, yesterday 14:05"


@pytest.fixture(autouse=True)
def _on_the_twenty_fourth() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(ana: User, dr_rivera: Provider, jane: Patient) -> Client:
    return signed_in(ana)


def read(client: Client, line: str) -> Any:
    return client.post(reverse("timelog:quick_log"), {"sentence": line}).context["form"]


def sent(client: Client, line: str, **changed: str) -> Any:
    """Send the form that the reading of `line` shows, with what somebody changed."""
    form = read(client, line)
    values = {name: str(form[name].value() or "") for name in form.fields if name != "is_confirmed"}
    return client.post(reverse("timelog:quick_log_save"), {**values, **changed})


def test_a_line_is_shown_with_what_was_read_and_nothing_is_saved(client: Client) -> None:
    page = client.post(reverse("timelog:quick_log"), {"sentence": LINE}).content.decode()

    assert "Doe, Jane" in page
    assert "12 min" in page
    assert "Monday, 23 Nov 2026, 14:05 – 14:17" in page
    assert not TimeEntry.objects.exists()


def test_a_line_without_a_day_is_of_today_and_no_guess(client: Client) -> None:
    page = client.post(reverse("timelog:quick_log_reading"), {"sentence": "12m, Doe"}).content.decode()

    when = page.split("<dt>When</dt>")[1].split("</div>")[0]
    assert "Today, as none was named" in when
    assert "Guessed" not in when


def test_a_reading_for_the_palette_is_a_part_of_a_page(client: Client) -> None:
    answer = client.post(reverse("timelog:quick_log_reading"), {"sentence": LINE})

    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"Doe, Jane" in answer.content


def test_what_was_looked_at_is_logged_as_a_quick_log_once(client: Client) -> None:
    form = read(client, LINE)
    values = {name: str(form[name].value() or "") for name in form.fields if name != "is_confirmed"}
    for _ in range(2):
        assert client.post(reverse("timelog:quick_log_save"), values).status_code == 302

    said = EntryVersion.objects.get()
    assert (said.capture, said.seconds, said.activity, said.counterpart, said.channel) == (
        "quick_log", 720, "communication", "agency_staff", "phone",
    )  # fmt: skip
    assert said.started_at == datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
    assert said.note == "Wound care. With Sunrise HHA"


def test_seconds_are_kept(client: Client) -> None:
    sent(client, "90s chart review, Doe")

    assert EntryVersion.objects.get().seconds == 90


def test_two_patients_of_one_name_are_asked_for_by_birth_date(client: Client, jane: Patient) -> None:
    other = make.patient(jane.practice, first_name="Joan", medical_record_number="H-9")
    page = client.post(reverse("timelog:quick_log"), {"sentence": "12m chart review, Doe"}).content.decode()
    refused = sent(client, "12m chart review, Doe")
    logged = sent(client, "12m chart review, Doe", patient=str(jane.pk))

    assert "Doe, Joan, born 15 Feb 1940" in page
    assert f'value="{other.pk}"' in page
    assert refused.status_code == 422
    assert "The entry has no patient" in refused.content.decode()
    assert logged.status_code == 302


def test_a_refusal_keeps_the_line_and_says_everything(client: Client) -> None:
    answer = sent(client, "12m call w/ HHA re wound, Doe", counterpart="", channel="")

    assert answer.status_code == 422
    assert "Choose the counterpart" in answer.content.decode()
    assert "12m call w/ HHA re wound, Doe" in answer.content.decode()
    assert not TimeEntry.objects.exists()


def test_the_patients_shown_are_recorded(client: Client, jane: Patient) -> None:
    read(client, LINE)

    event = AuditEvent.objects.filter(action="patients.listed").latest("pk")
    assert event.new == {"patients": [jane.pk]}


def test_of_many_patients_of_one_name_those_offered_are_recorded(client: Client, jane: Patient) -> None:
    for number in range(12):
        make.patient(jane.practice, first_name=f"Ann {number}", medical_record_number=f"H-9{number}")
    page = client.post(reverse("timelog:quick_log"), {"sentence": "12m chart review, Doe"}).content.decode()

    event = AuditEvent.objects.filter(action="patients.listed").latest("pk")
    offered = re.findall(r'name="patient" value="(\d+)"', page)
    assert len(offered) == 9
    assert event.new == {"patients": [int(each) for each in offered]}


def test_programme_time_needs_no_patient(client: Client) -> None:
    assert sent(client, "20m dashboard review").status_code == 302
    assert EntryVersion.objects.get().patient is None


def test_a_patient_of_another_practice_cannot_be_slipped_in(client: Client, lena: Patient) -> None:
    assert sent(client, "12m chart review, Doe", patient=str(lena.pk)).status_code == 404
