"""A day as a line and an agenda, adjusted in place; the week as a grid whose sums agree with its rows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.timelog.domain.day_line import Sitting, day_line, gaps_before
from apps.timelog.models import EntryVersion, TimeEntry
from tests.timelog.test_log_time import by_clock, by_minutes, close, log

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 14:00 in New York
NEW_YORK = ZoneInfo("America/New_York")
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _on_the_tenth_of_march() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-10T{clock}:00-04:00")


def sitting(key: int, start: str, end: str) -> Sitting:
    return Sitting(key, at(start), at(end))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("sittings", "window"),
    [
        pytest.param([], (480, 1080), id="an empty day shows office hours"),
        pytest.param([("06:30", "06:40")], (360, 1080), id="an early start opens the line"),
        pytest.param([("17:00", "18:01")], (480, 1140), id="a minute past six opens an hour"),
        pytest.param([("23:00", "23:59")], (480, 1440), id="the day ends at midnight"),
    ],
)
def test_the_line_is_as_long_as_the_day_needs(
    sittings: list[tuple[str, str]], window: tuple[int, int]
) -> None:
    line = day_line(
        [sitting(place, *each) for place, each in enumerate(sittings)], day=DAY, time_zone=NEW_YORK
    )
    assert (line.from_minute, line.until_minute) == window


def test_marks_stand_where_their_times_are_and_say_when_they_overlap() -> None:
    line = day_line(
        [sitting(1, "09:00", "10:00"), sitting(2, "09:30", "10:30"), sitting(3, "10:30", "11:00")],
        day=DAY,
        time_zone=NEW_YORK,
    )
    assert [(mark.x, mark.width, mark.overlaps) for mark in line.marks] == [
        (10.0, 10.0, False),
        (15.0, 10.0, True),
        (25.0, 5.0, False),
    ]


def test_gaps_are_counted_from_the_latest_end_and_touching_times_leave_none() -> None:
    gaps = gaps_before(
        [
            sitting(1, "09:00", "10:00"),
            sitting(2, "09:10", "09:20"),
            sitting(3, "10:00", "10:05"),
            sitting(4, "10:47", "11:00"),
        ]
    )
    assert {key: gap.seconds for key, gap in gaps.items()} == {4: 42 * 60}


@pytest.fixture
def entry(ana: User, jane: Patient) -> TimeEntry:
    return log(by_clock("2026-03-10T10:00:07-04:00", "2026-03-10T10:12:31-04:00"), user=ana, patient=jane)[0]


def sent(entry: TimeEntry, **fields: str) -> dict[str, str]:
    return {
        "started_at": "10:00", "ended_at": "10:12", "based_on": "1", "reason": "Looked at the phone", **fields
    }  # fmt: skip


def test_an_adjustment_is_a_correction_and_an_end_left_alone_keeps_its_seconds(
    ana: User, entry: TimeEntry
) -> None:
    url = reverse("timelog:adjust", args=(entry.pk,))
    answer = signed_in(ana).post(url, sent(entry, started_at="09:55"))
    assert answer.status_code == 302
    new = EntryVersion.objects.get(current_of=entry)
    assert (new.number, new.seconds, new.reason) == (2, 17 * 60 + 31, "Looked at the phone")


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        pytest.param("10:40", "10:52", 12 * 60 + 24, id="moved whole"),
        pytest.param("10:40", "10:53", 13 * 60, id="moved and lengthened"),
        pytest.param("23:48", "00:00", 12 * 60, id="moved to midnight"),
    ],
)
def test_an_entry_moved_whole_is_as_long_as_before(
    ana: User, entry: TimeEntry, start: str, end: str, seconds: int
) -> None:
    url = reverse("timelog:adjust", args=(entry.pk,))
    with time_machine.travel(NOW + timedelta(hours=12), tick=False):
        answer = signed_in(ana).post(url, sent(entry, started_at=start, ended_at=end))
    assert answer.status_code == 302
    assert EntryVersion.objects.get(current_of=entry).seconds == seconds


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"reason": ""}, "say why", id="no reason"),
        pytest.param(
            {"started_at": "11:00", "ended_at": "11:20"}, "overlaps an entry of yours", id="overlap"
        ),
        pytest.param({"ended_at": "09:00"}, "The end is not after the start", id="end before start"),
        pytest.param({"based_on": "9"}, "was corrected meanwhile", id="changed meanwhile"),
    ],
)
def test_a_refused_adjustment_says_why_and_keeps_what_was_typed(
    ana: User, jane: Patient, entry: TimeEntry, fields: dict[str, str], words: str
) -> None:
    log(by_clock("2026-03-10T11:10:00-04:00", "2026-03-10T11:30:00-04:00"), user=ana, patient=jane)
    answer = signed_in(ana).post(reverse("timelog:adjust", args=(entry.pk,)), sent(entry, **fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{fields.get("ended_at", "10:12")}' in page
    assert EntryVersion.objects.filter(entry=entry).count() == 1


def test_minutes_without_a_clock_stand_apart_and_are_adjusted_too(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(12), user=ana, patient=jane)
    client = signed_in(ana)
    page = client.get(reverse("timelog:day"), {"day": "2026-03-10"}).content.decode()
    assert "Without clock times" in page
    assert "data-day-line" not in page
    client.post(
        reverse("timelog:adjust", args=(entry.pk,)), {"minutes": "15", "based_on": "1", "reason": "Recount"}
    )
    assert EntryVersion.objects.get(current_of=entry).seconds == 900


def test_what_lies_in_a_closed_period_is_not_adjusted_in_place_while_the_rest_is(
    ana: User, jane: Patient, mark: Patient
) -> None:
    (closed,) = log(by_minutes(12), user=ana, patient=jane)
    (open_,) = log(by_minutes(7), user=ana, patient=mark)
    close(jane, date(2026, 3, 1), date(2026, 3, 31))
    page = signed_in(ana).get(reverse("timelog:day")).content.decode()
    assert f'data-adjust-form="{open_.pk}"' in page
    assert f'data-adjust-form="{closed.pk}"' not in page
    assert "Correct late" in page


def test_nobody_adjusts_the_time_of_another(ben: User, dr_okafor: object, entry: TimeEntry) -> None:
    assert signed_in(ben).post(reverse("timelog:adjust", args=(entry.pk,)), sent(entry)).status_code == 404


@pytest.mark.parametrize("by", ["patient", "activity"])
def test_the_sums_of_a_week_agree_with_its_rows(
    ana: User, jane: Patient, mark: Patient, entry: TimeEntry, by: str
) -> None:
    log(by_minutes(11, on=date(2026, 3, 9)), user=ana, patient=mark)
    log(by_minutes(3), user=ana, patient=None)
    answer = signed_in(ana).get(reverse("timelog:week"), {"day": "2026-03-10", "by": by})
    week = answer.context["week"]
    assert [sum(row.seconds[day] for row in week.rows) for day in range(7)] == list(week.seconds)
    assert sum(week.seconds) == week.total == sum(row.total for row in week.rows)
    assert week.total == 12 * 60 + 24 + 14 * 60
    assert "0:12:24" in answer.content.decode() or by == "activity"


def test_a_week_without_time_says_so_and_offers_the_first_step(ana: User, dr_rivera: Provider) -> None:
    for name in ("timelog:day", "timelog:week", "timelog:entries"):
        page = signed_in(ana).get(reverse(name), {"day": "2020-03-10"}).content.decode()
        assert "othing logged" in page
        assert ">Choose a patient</a>" in page


@pytest.mark.parametrize("entries", [1, 14])
def test_day_and_week_take_the_same_number_of_queries_however_many_entries(
    ana: User, jane: Patient, entries: int, django_assert_num_queries: Any
) -> None:
    for _ in range(entries):
        log(by_minutes(2), user=ana, patient=jane)
    client = signed_in(ana)
    for name, most in (("timelog:day", 15), ("timelog:week", 7)):
        with django_assert_num_queries(most):
            assert client.get(reverse(name)).status_code == 200
