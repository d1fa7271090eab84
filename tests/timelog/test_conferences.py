"""A conference is one stretch of a provider's time: its parts add up, follow each other, and are documented each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import Practice, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Conference, EntryVersion
from apps.timelog.operations import amend_entry, void_entry
from apps.timelog.operations.conferences import Discussed, log_conference, void_conference
from apps.timelog.operations.entries import draft_of
from tests import builders as make
from tests.timelog.test_log_time import by_clock, codes
from tests.timelog.test_pages import signed_in

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
ONE_ID = UUID("11111111-1111-4111-8111-111111111111")
CLOCK = by_clock("2026-03-10T09:00:00-04:00", "2026-03-10T09:31:00-04:00", note="Staffing of the agency")


def held(user: User, *discussed: Discussed, draft: Draft = CLOCK, **more: Any) -> Conference:
    values = {"attendees": "Dr Rivera, Kelly RN", "now": NOW, **more}
    return log_conference(draft, actor=make.actor(user), discussed=discussed, **values)


def parts(conference: Conference) -> list[EntryVersion]:
    return [
        part.entry.current_version
        for part in conference.parts.select_related("entry__current_version")
        if part.entry.current_version
    ]


@pytest.mark.parametrize("seconds", [2, 59, 60, 119, 121, 1861, 7199])
def test_the_parts_add_up_to_the_whole(ana: User, jane: Patient, mark: Patient, seconds: int) -> None:
    whole = Draft(activity="", performed_on=date(2026, 3, 10), seconds=seconds)

    assert (
        sum(part.seconds for part in parts(held(ana, Discussed(jane), Discussed(mark), draft=whole)))
        == seconds
    )


def test_the_parts_follow_each_other_on_the_providers_clock(ana: User, jane: Patient, mark: Patient) -> None:
    first, second = parts(held(ana, Discussed(jane), Discussed(mark)))

    assert (first.seconds, second.seconds) == (16 * 60, 15 * 60)
    assert first.ended_at == second.started_at
    assert second.ended_at == CLOCK.ended_at


def test_each_part_says_who_was_there_what_was_said_for_all_and_for_the_one(
    ana: User, jane: Patient, mark: Patient
) -> None:
    first, second = parts(held(ana, Discussed(jane, "Daily visits"), Discussed(mark)))

    assert first.note == "Present: Dr Rivera, Kelly RN.\nStaffing of the agency\nDaily visits"
    assert second.note == "Present: Dr Rivera, Kelly RN.\nStaffing of the agency"
    assert (first.activity, first.channel) == ("team_conference", "conference")


def test_time_of_a_conference_is_taken(ana: User, jane: Patient, mark: Patient) -> None:
    held(ana, Discussed(jane), Discussed(mark))
    with pytest.raises(Refused) as refused:
        held(ana, Discussed(jane), Discussed(mark))

    assert codes(refused) == ["overlaps"]
    assert refused.value.problems[0].message.startswith("Doe, Jane: ")


def test_the_same_client_id_makes_one_conference(ana: User, jane: Patient, mark: Patient) -> None:
    made = {held(ana, Discussed(jane), Discussed(mark), client_id=ONE_ID).pk for _ in range(2)}

    assert len(made) == 1
    assert EntryVersion.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {
            "draft": by_clock(
                "2026-03-10T09:00:00-04:00", "2026-03-10T09:32:00-04:00", note="Staffing of the agency"
            )
        },
        {
            "draft": by_clock(
                "2026-03-10T09:31:00-04:00", "2026-03-10T10:02:00-04:00", note="Staffing of the agency"
            )
        },
        {"draft": replace(CLOCK, note="Something else")},
        {"attendees": "Dr Rivera"},
    ],
    ids=["longer", "later", "another note", "other attendees"],
)
def test_the_same_client_id_for_another_conference_is_refused(
    ana: User, jane: Patient, mark: Patient, change: dict[str, Any]
) -> None:
    held(ana, Discussed(jane), Discussed(mark), client_id=ONE_ID)
    with pytest.raises(Refused) as refused:
        held(ana, Discussed(jane), Discussed(mark), client_id=ONE_ID, **change)

    assert codes(refused) == ["client_id_taken"]


def test_the_same_client_id_for_other_patients_is_refused(ana: User, jane: Patient, mark: Patient) -> None:
    held(ana, Discussed(jane, "Daily visits"), Discussed(mark), client_id=ONE_ID)
    for others in ((Discussed(mark), Discussed(jane, "Daily visits")), (Discussed(jane), Discussed(mark))):
        with pytest.raises(Refused) as refused:
            held(ana, *others, client_id=ONE_ID)
        assert codes(refused) == ["client_id_taken"]


def test_a_refused_part_leaves_no_part_behind(ana: User, jane: Patient, mark: Patient) -> None:
    mark.enrollments.all().delete()
    with pytest.raises(Refused):
        held(ana, Discussed(jane), Discussed(mark))

    assert not EntryVersion.objects.exists()
    assert not Conference.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"attendees": " "}, "attendees_missing"),
        ({"attendees": "x" * 301}, "attendees_too_long"),
        ({"draft": Draft(activity="", performed_on=date(2026, 3, 10))}, "minutes_missing"),
        ({"draft": Draft(activity="", performed_on=date(2026, 3, 10), seconds=1)}, "too_short_to_share"),
        ({"draft": by_clock("2026-03-09T23:50:00-04:00", "2026-03-10T00:10:00-04:00")}, "crosses_midnight"),
        ({"draft": by_clock("2026-03-10T10:10:00-04:00", "2026-03-10T10:00:00-04:00")}, "ends_before_start"),
    ],
)
def test_what_cannot_be_shared_is_refused(
    ana: User, jane: Patient, mark: Patient, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        held(ana, Discussed(jane), Discussed(mark), **change)

    assert codes(refused) == [code]


def test_one_patient_or_one_twice_is_no_conference(ana: User, jane: Patient) -> None:
    with pytest.raises(Refused) as one:
        held(ana, Discussed(jane))
    with pytest.raises(Refused) as twice:
        held(ana, Discussed(jane), Discussed(jane))

    assert codes(one) == ["patients_missing"]
    assert codes(twice) == ["patient_twice"]


def test_voiding_the_whole_voids_every_part_that_still_counts(
    ana: User, jane: Patient, mark: Patient
) -> None:
    conference = held(ana, Discussed(jane), Discussed(mark))
    first = conference.parts.first()
    assert first is not None
    void_entry(first.entry, actor=make.actor(ana), reason="Was not discussed", now=NOW)
    void_conference(conference, actor=make.actor(ana), reason="Wrong day", now=NOW)

    assert all(part.is_void for part in parts(conference))
    with pytest.raises(Refused) as again:
        void_conference(conference, actor=make.actor(ana), reason="Wrong day", now=NOW)
    assert codes(again) == ["conference_is_void"]


@time_machine.travel(NOW, tick=False)
def test_a_part_that_was_corrected_shows_beside_the_whole(ana: User, jane: Patient, mark: Patient) -> None:
    conference = held(ana, Discussed(jane), Discussed(mark))
    last = parts(conference)[1]
    assert last.ended_at is not None
    said = draft_of(last, reason="He left early")
    shorter = replace(said, seconds=None, performed_on=None, ended_at=last.ended_at - timedelta(minutes=5))
    amend_entry(last.entry, actor=make.actor(ana), draft=shorter, now=NOW)
    page = signed_in(ana).get(reverse("timelog:conference", args=(conference.pk,))).content.decode()

    assert "26 min of 31 min" in page
    assert "no longer add up" in page


@time_machine.travel(NOW, tick=False)
def test_the_page_picks_patients_one_by_one(ana: User, jane: Patient, mark: Patient, lena: Patient) -> None:
    typed: dict[str, Any] = {
        "performed_on": "2026-03-10", "minutes": "31", "attendees": "Kelly RN", "note": "", "reason": "", "find": "",
        f"said-{jane.pk}": "daily visits", "client_id": str(ONE_ID),
    }  # fmt: skip
    client, page = signed_in(ana), reverse("timelog:conference_add")

    def picker(**more: Any) -> Any:
        answer = client.post(page, {**typed, **more})
        assert answer.status_code == 200
        assert "Kelly RN" in answer.content.decode()  # nothing typed is lost
        return answer.context["picker"]

    assert [each.patient.pk for each in picker(find="do ja").found] == [jane.pk]
    assert picker(find="quist").found == []  # of another practice
    assert [each.patient.pk for each in picker(find="do\0 ja").found] == [jane.pk]
    both = picker(patient=[jane.pk, lena.pk], add=mark.pk, find="ro")
    assert [(each.patient, each.note) for each in both.picked] == [(jane, "daily visits"), (mark, "")]
    assert [each.patient for each in picker(patient=[jane.pk, mark.pk], remove=jane.pk).picked] == [mark]
    assert Conference.objects.count() == 0
    chosen = {**typed, "patient": [jane.pk, mark.pk], "log": "yes"}
    refused = client.post(page, {**chosen, "find": "Whit"})
    assert refused.status_code == 422
    assert "“Whit” is only typed" in refused.content.decode()
    assert client.post(page, {**chosen, "patient": [jane.pk]}).status_code == 422
    assert client.post(page, chosen).status_code == 302
    assert [part.seconds for part in parts(Conference.objects.get())] == [16 * 60, 15 * 60]
    assert parts(Conference.objects.get())[0].note.endswith("daily visits")


@time_machine.travel(NOW, tick=False)
def test_who_is_not_enrolled_is_found_with_the_reason_and_cannot_be_added(
    ana: User, jane: Patient, hilltop: Practice, django_assert_num_queries: Any
) -> None:
    make.patient(hilltop, last_name="Doeman", first_name="Nina")
    client, page = signed_in(ana), reverse("timelog:conference_add")
    typed = {"performed_on": "2026-03-10", "minutes": "31", "find": "doe"}
    with CaptureQueriesContext(connection) as two:
        text = client.post(page, typed).content.decode()
    assert "not enrolled in a programme" in text
    assert text.count('name="add"') == 1
    assert f'name="add" value="{jane.pk}"' in text
    for number in range(4):
        make.patient(hilltop, last_name="Doe", first_name=f"Nina {number}")
    with django_assert_num_queries(len(two)):
        assert client.post(page, typed).content.decode().count("not enrolled in a programme") == 5
