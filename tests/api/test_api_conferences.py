"""A team conference by the API: its parts add up, it is read back, and voided as a whole."""

from typing import Any

import pytest

from apps.patients.models import Patient
from apps.practice.domain.roles import Role
from apps.timelog.models import Conference, EntryVersion
from tests.api.conftest import As, codes
from tests.api.world import Place

CLIENT_ID = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def held(hill: Place) -> dict[str, Any]:
    """A conference of 31 minutes over two patients."""
    first, second = Patient.objects.filter(
        practice=hill.practice, enrollments__ends_on__isnull=True, enrollments__isnull=False
    ).distinct()[:2]
    return {
        "patients": [{"patient": first.pk, "note": "Daily visits"}, {"patient": second.pk}],
        "attendees": "Dr Rivera, Kelly RN", "performed_on": "2026-06-01", "minutes": 31,
    }  # fmt: skip


def test_a_conference_is_logged_once_and_its_parts_add_up(held: dict[str, Any], as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    before = Conference.objects.count()
    answers = [physician.post("conferences/", {**held, "client_id": CLIENT_ID}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201], answers[0].json()
    said = answers[0].json()
    assert answers[1].json() == said
    assert [part["seconds"] for part in said["parts"]] == [16 * 60, 15 * 60]
    assert said["counted_seconds"] == said["seconds"] == 31 * 60
    assert said["parts"][0]["note"] == "Present: Dr Rivera, Kelly RN.\nDaily visits"
    assert Conference.objects.count() == before + 1


def test_a_conference_is_read_and_voided_as_a_whole(held: dict[str, Any], as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    made = physician.post("conferences/", held).json()
    path = f"conferences/{made['id']}/"
    refused = physician.post(f"{path}void/", {"reason": ""})
    voided = physician.post(f"{path}void/", {"reason": "Wrong day"})

    assert refused.status_code == 422
    assert [part["is_void"] for part in voided.json()["parts"]] == [True, True]
    assert voided.json()["counted_seconds"] == 0
    assert as_(Role.AUDITOR).get(path).json() == voided.json()
    assert made["id"] in [row["id"] for row in as_(Role.AUDITOR).get("conferences/").json()["results"]]


def test_everything_wrong_with_a_conference_is_said_and_nothing_is_logged(
    held: dict[str, Any], as_: As
) -> None:
    before = EntryVersion.objects.count()
    wrong = {**held, "patients": held["patients"][:1], "attendees": "", "minutes": None}
    answer = as_(Role.PHYSICIAN).post("conferences/", wrong)

    assert answer.status_code == 422
    assert set(codes(answer)) == {"patients_missing", "attendees_missing", "minutes_missing"}
    assert EntryVersion.objects.count() == before


def test_a_patient_of_another_practice_is_unknown(held: dict[str, Any], lake: Place, as_: As) -> None:
    sent = {**held, "patients": [*held["patients"], {"patient": lake.ids["patient"]}]}
    answer = as_(Role.PHYSICIAN).post("conferences/", sent)

    assert codes(answer) == ["patient_unknown"]
