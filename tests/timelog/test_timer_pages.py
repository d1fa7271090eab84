"""The pages of the timer: pause, resume, switch, call mode, idle time, what other windows ask, what waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import User
from apps.timelog.models import EntryVersion, Timer
from apps.timelog.tasks import stop_timers_that_nobody_stopped

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 14:00 in New York


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(ana: User, jane: Patient, clock: Any) -> Client:
    """Ana's browser, with a timer for Jane Doe running since 14:00."""
    made = Client()
    made.force_login(ana)
    made.post(reverse("timelog:start", args=(jane.pk,)))
    return made


def state(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(reverse("timelog:timer_state")).json()
    return found


def test_the_header_pauses_resumes_and_stops_and_comes_back_to_the_page(client: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=5))
    answer = client.post(reverse("timelog:pause"), {"next": "/patients/"})
    assert answer["Location"] == "/patients/"
    clock.shift(timedelta(minutes=5))
    assert "Paused" in client.get("/today/").content.decode()
    client.post(reverse("timelog:resume"))
    clock.shift(timedelta(minutes=2))
    answer = client.post(reverse("timelog:stop"), {"as_is": "1", "next": "/today/"})
    assert answer["Location"] == "/today/"
    assert list(EntryVersion.objects.order_by("pk").values_list("seconds", flat=True)) == [300, 120]


def test_a_timer_stopped_without_a_word_asks_what_it_was(client: Client, jane: Patient, clock: Any) -> None:
    clock.shift(timedelta(minutes=5))
    page = client.post(
        reverse("timelog:stop"), {"as_is": "1", "next": "/today/"}, follow=True
    ).content.decode()
    where = reverse("timelog:amend", args=(EntryVersion.objects.get().entry_id,)) + "?said=after"
    assert "5 min logged as progress tracking, without a word of what it was." in page
    assert f'href="{where}"' in page
    assert "What it was, said after the timer was stopped" in client.get(where).content.decode()

    client.post(reverse("timelog:start", args=(jane.pk,)), {"activity": "communication", "channel": "phone"})
    clock.shift(timedelta(minutes=5))
    page = client.post(
        reverse("timelog:stop"), {"as_is": "1", "next": "/today/"}, follow=True
    ).content.decode()
    assert "said=after" not in page


def test_the_header_of_the_answer_to_a_form_does_not_lead_back_to_it(client: Client) -> None:
    page = client.post(reverse("timelog:stop"), {"activity": ""}).content.decode()
    assert 'name="next" value="/timer/stop/"' not in page


def test_another_window_learns_of_every_move_and_of_no_name(client: Client, clock: Any) -> None:
    keys = [state(client)["key"]]
    for name, sent in (
        ("pause", {}),
        ("resume", {}),
        ("call_mode", {"on": "1"}),
        ("idle", {"choice": "keep", "idle_seconds": "10"}),
    ):
        clock.shift(timedelta(minutes=1))
        assert client.post(reverse(f"timelog:{name}"), sent).status_code == 302
        keys.append(state(client)["key"])
    assert len(set(keys)) == len(keys)
    assert set(state(client)) == {"key", "elapsed", "unseen"}
    pill = client.get(reverse("timelog:timer_pill")).content.decode()
    assert f'data-key="{keys[-1]}"' in pill
    client.post(reverse("timelog:stop"), {"as_is": "1"})
    assert state(client) == {"key": ""}


def test_what_other_windows_ask_is_light(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5):
        client.get(reverse("timelog:timer_state"))


def test_a_sign_of_life_is_seen_by_other_devices(client: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=3))
    assert state(client)["unseen"] == 180
    assert client.post(reverse("timelog:seen")).status_code == 204
    assert state(client)["unseen"] == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"choice": "keep", "idle_seconds": "120"}, 302),
        ({"choice": "discard", "idle_seconds": "120"}, 302),
        ({"choice": "keep", "idle_seconds": "99999"}, 422),
        ({"choice": "keep", "idle_seconds": "x"}, 422),
        ({"choice": "", "idle_seconds": "120"}, 422),
        ({}, 422),
    ],
)
def test_answers_about_idle_time(client: Client, clock: Any, sent: dict[str, str], status: int) -> None:
    clock.shift(timedelta(minutes=10))
    assert client.post(reverse("timelog:idle"), sent).status_code == status


def test_discarding_idle_time_stops_where_it_began(client: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=10))
    client.post(reverse("timelog:idle"), {"choice": "discard", "idle_seconds": "240"})
    version = EntryVersion.objects.get()
    assert (version.seconds, version.capture_detail) == (360, "4 min idle discarded, and stopped there")


def test_a_switch_is_one_action(client: Client, mark: Patient, clock: Any) -> None:
    clock.shift(timedelta(minutes=4))
    assert "Switch timer" in client.get("/patients/").content.decode()
    client.post(reverse("timelog:switch", args=(mark.pk,)))
    assert Timer.objects.get().patient == mark
    assert EntryVersion.objects.get().seconds == 240


def test_the_patient_of_the_timer_is_offered_the_timer_and_no_switch(client: Client, jane: Patient) -> None:
    client.post(reverse("timelog:favourite", args=(jane.pk,)))
    for path in ("/today/", "/patients/", "/patients/mine/", f"/patients/{jane.pk}/"):
        page = client.get(path).content.decode()
        assert "Timer runs" in page, path
        assert reverse("timelog:switch", args=(jane.pk,)) not in page, path
    refused = client.post(reverse("timelog:start", args=(jane.pk,))).content.decode()
    assert "You have a timer running" in refused
    assert reverse("timelog:switch", args=(jane.pk,)) not in refused


def test_a_timer_can_have_begun_before_or_late_yesterday(ana: User, jane: Patient, clock: Any) -> None:
    browser = Client()
    browser.force_login(ana)
    url = reverse("timelog:start", args=(jane.pk,))
    assert "Started earlier" in browser.get(url).content.decode()
    assert browser.post(url, {"since": "half past"}).status_code == 422
    browser.post(url, {"since": "13:45"})
    assert Timer.objects.get().started_at == NOW - timedelta(minutes=15)
    Timer.objects.all().delete()
    browser.post(url, {"since": "23:50"})
    assert Timer.objects.get().started_at == NOW - timedelta(hours=14, minutes=10)


def test_a_note_is_kept_while_the_timer_runs(client: Client) -> None:
    said = {"activity": "documentation", "note": "Reviewed the wound plan"}
    assert client.post(reverse("timelog:describe"), said).status_code == 302
    assert "Reviewed the wound plan" in client.get(reverse("timelog:timer")).content.decode()
    assert client.post(reverse("timelog:describe"), {"activity": ""}).status_code == 422


def test_a_forgotten_timer_waits_on_today_until_its_minutes_are_said(
    client: Client, ana: User, clock: Any
) -> None:
    clock.shift(timedelta(minutes=20))
    client.post(reverse("timelog:seen"))
    clock.shift(timedelta(hours=9))
    stop_timers_that_nobody_stopped()
    assert "Waits for your minutes" in client.get("/today/").content.decode()
    page = reverse("timelog:waiting", args=(Timer.objects.get().pk,))
    assert client.get(page).context["form"]["minutes"].value() == 20
    assert client.post(page, {"activity": "documentation"}).status_code == 422
    assert client.post(page, {"activity": "documentation", "minutes": "20"}).status_code == 302
    assert EntryVersion.objects.get().seconds == 1200
    assert "Waits for your minutes" not in client.get("/today/").content.decode()


def test_moves_without_a_timer_say_so(ana: User, dr_rivera: object, clock: Any) -> None:
    browser = Client()
    browser.force_login(ana)
    for name in ("pause", "resume", "call_mode", "idle"):
        answer = browser.post(reverse(f"timelog:{name}"))
        assert answer.status_code == 422
    assert browser.post(reverse("timelog:describe")).status_code == 422
