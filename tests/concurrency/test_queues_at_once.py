"""Devices that bring their queues at once: each entry stands in its book once, whoever was first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.context import owner_key
from apps.timelog.models import EntryVersion
from apps.timelog.verification import breaks
from tests import builders as make
from tests.concurrency.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
BEGUN = NOW - timedelta(hours=6)


@pytest.fixture(autouse=True)
def stands_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def queue(first: int, patients: list[Patient]) -> list[dict[str, Any]]:
    """Minutes of their own, from the number `first` on, one for each patient."""
    return [
        {
            "client_id": str(UUID(int=number, version=4)),
            "patient": patient.pk,
            "activity": "documentation",
            "started_at": (BEGUN + timedelta(minutes=2 * number)).isoformat(),
            "ended_at": (BEGUN + timedelta(minutes=2 * number + 1)).isoformat(),
        }
        for number, patient in enumerate(patients, start=first)
    ]


def bring(user: User, *queues: list[dict[str, Any]]) -> list[str]:
    """Send one queue after the other; return how each item was answered."""
    client, states = Client(), []
    client.force_login(user)
    for items in queues:
        sent = {"owner": owner_key(make.actor(user)), "sent_at": NOW.isoformat(), "items": items}
        answer = client.post(reverse("timelog:offline_sync"), sent, content_type="application/json")
        states += [each["state"] for each in answer.json()["results"]]
    return states


def test_queues_over_the_same_patients_in_any_order_all_get_in_once(
    hilltop: Practice,
    ana: User,
    ben: User,
    jane: Patient,
    mark: Patient,
    dr_rivera: Provider,
    dr_okafor: Provider,
) -> None:
    there, back = [jane, mark] * 5, [mark, jane] * 5
    of_ana = [queue(10 * number, patients) for number, patients in enumerate((there, back, there, back))]
    of_ben = [queue(100 + 10 * number, patients) for number, patients in enumerate((back, there, back))]
    found = at_once(
        partial(bring, ana, of_ana[0], of_ana[1], of_ana[2]),
        partial(
            bring, ana, of_ana[2], of_ana[1], of_ana[3]
        ),  # the other device of hers kept some of the same
        partial(bring, ben, *of_ben),
    )
    assert found == [["taken"] * 30] * 3
    assert EntryVersion.objects.count() == 70
    assert list(breaks(hilltop)) == []
