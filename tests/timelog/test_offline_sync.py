"""The door through which a device brings what waited on it: many items at once, each by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import User
from apps.timelog.context import owner_key
from apps.timelog.models import EntryVersion, TimeEntry, Timer
from apps.timelog.operations import start_timer
from apps.timelog.operations.forgotten import stop_forgotten_timers
from tests import builders as make

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 14:00 in New York


@pytest.fixture(autouse=True)
def stands_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def item(number: int, patient: Patient, **fields: Any) -> dict[str, Any]:
    """A minute of its own."""
    begun = NOW - timedelta(hours=3) + timedelta(minutes=2 * number)
    return {
        "client_id": str(UUID(int=number, version=4)),
        "patient": patient.pk,
        "activity": "documentation",
        "started_at": begun.isoformat(),
        "ended_at": (begun + timedelta(minutes=1)).isoformat(),
        **fields,
    }


def brought(user: User, *items: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Send the items; return the state and the reasons of each."""
    client = Client()
    client.force_login(user)
    sent = {"owner": owner_key(make.actor(user)), "sent_at": NOW.isoformat(), "items": items}
    answer = client.post(reverse("timelog:offline_sync"), sent, content_type="application/json")
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [each["client_id"] for each in results] == [each["client_id"] for each in items]
    return [(each["state"], [problem["code"] for problem in each["problems"]]) for each in results]


TAKEN: tuple[str, list[str]] = ("taken", [])


def test_each_item_is_taken_or_refused_by_itself(
    ana: User, jane: Patient, mark: Patient, lena: Patient
) -> None:
    again_at_that_time = item(6, jane, started_at=item(1, jane)["started_at"])
    found = brought(
        ana,
        item(1, jane),
        item(2, mark),
        item(3, lena),
        item(4, jane, ended_at="yesterday"),
        {**item(5, jane), "patient": None},
        again_at_that_time,
        item(7, jane),
    )
    assert [state for state, _ in found] == ["taken", "taken", *["refused"] * 4, "taken"]
    assert [codes for _, codes in found[2:6]] == [
        ["patient_gone"],
        ["unreadable"],
        ["patient_missing"],
        ["overlaps"],
    ]
    assert set(EntryVersion.objects.values_list("patient_id", flat=True)) == {jane.pk, mark.pk}
    assert TimeEntry.objects.count() == 3


def test_a_queue_that_is_sent_again_changes_nothing(ana: User, jane: Patient) -> None:
    queue = [item(number, jane) for number in range(5)]
    assert brought(ana, *queue) == brought(ana, *queue) == [TAKEN] * 5
    assert EntryVersion.objects.count() == 5
    changed = {**queue[2], "note": "says something else"}
    assert brought(ana, queue[1], changed) == [TAKEN, ("refused", ["client_id_taken"])]


def test_a_timer_of_the_server_ends_with_what_the_device_measured_of_it(ana: User, jane: Patient) -> None:
    begun, timers_id = NOW - timedelta(minutes=30), str(UUID(int=9, version=4))
    start = {
        "kind": "start",
        "client_id": timers_id,
        "patient": jane.pk,
        "activity": "documentation",
        "started_at": begun.isoformat(),
    }
    assert brought(ana, start) == [TAKEN]
    stop = item(9, jane, started_at=begun.isoformat(), ended_at=NOW.isoformat(), stops_timer=True)
    assert brought(ana, stop, item(1, jane)) == [TAKEN, TAKEN]
    assert not Timer.objects.exists()
    assert EntryVersion.objects.get(entry__client_id=timers_id).seconds == 30 * 60
    assert brought(ana, stop) == [TAKEN]


def test_a_forgotten_timer_that_a_device_stops_waits_for_its_owner_with_all_that_ran(
    ana: User, jane: Patient
) -> None:
    begun, timers_id = NOW - timedelta(hours=9), UUID(int=9, version=4)
    start_timer(jane, actor=make.actor(ana), now=begun, activity="documentation", client_id=timers_id)
    assert stop_forgotten_timers(now=NOW) == 1
    stop = item(9, jane, started_at=begun.isoformat(), ended_at=NOW.isoformat(), stops_timer=True)

    assert brought(ana, stop) == [TAKEN]
    said = EntryVersion.objects.get(entry__client_id=timers_id)
    assert (said.doubt, said.is_confirmed) == ("long_timer", False)
    assert said.seconds == 9 * 3600
    assert not Timer.objects.exists()


def test_what_an_item_asks_does_not_grow_with_those_beside_it(ana: User, jane: Patient) -> None:
    brought(ana, item(0, jane))
    counted = []
    for numbers in (range(1, 4), range(4, 14)):
        with CaptureQueriesContext(connection) as asked:
            assert brought(ana, *(item(number, jane) for number in numbers)) == [TAKEN] * len(numbers)
        counted.append(len(asked))
    few, many = counted
    assert (many - few) % 7 == 0
    assert (many - few) // 7 <= 12
