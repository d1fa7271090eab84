"""One timer for each person, by the server's clock; nothing long is logged unasked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Capture, EntryVersion, TimeEntry, Timer
from apps.timelog.operations import discard_timer, start_timer, stop_timer
from tests import builders as make
from tests.timelog.test_log_time import NOW, ONE_ID, by_clock, codes, log


def start(user: User, patient: Patient, *, now: datetime = NOW, activity: str = "progress_tracking") -> Timer:
    return start_timer(patient, actor=make.actor(user), now=now, activity=activity)


def stop(user: User, after: timedelta, **more: Any) -> list[TimeEntry]:
    return stop_timer(make.actor(user), now=NOW + after, **more)


def test_a_stopped_timer_is_an_entry_with_its_clock_times(ana: User, jane: Patient) -> None:
    start(ana, jane)
    stop(ana, timedelta(minutes=12, seconds=31))
    version = EntryVersion.objects.get()
    assert (version.started_at, version.ended_at) == (NOW, NOW + timedelta(seconds=751))
    assert (version.seconds, version.capture, version.activity) == (751, Capture.TIMER, "progress_tracking")
    assert not Timer.objects.exists()
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["timer.started", "timer.stopped", "time.logged"]


def test_what_it_was_about_can_be_said_when_it_stops(ana: User, jane: Patient) -> None:
    start(ana, jane)
    stop(ana, timedelta(minutes=2), words=Draft("communication", "agency_staff", "phone", "Weight gain"))
    version = EntryVersion.objects.get()
    assert (version.activity, version.counterpart, version.note) == (
        "communication",
        "agency_staff",
        "Weight gain",
    )


def test_a_refused_stop_leaves_the_timer_running(ana: User, jane: Patient) -> None:
    start(ana, jane)
    with pytest.raises(Refused) as refused:
        stop(ana, timedelta(minutes=2), words=Draft("team_conference"))
    assert codes(refused) == ["note_missing"]
    assert Timer.objects.exists()
    assert not TimeEntry.objects.exists()


def test_two_timers_never_run_for_one_person(ana: User, jane: Patient, mark: Patient) -> None:
    start(ana, jane)
    with pytest.raises(Refused) as refused:
        start(ana, mark)
    assert codes(refused) == ["timer_running"]
    assert "since 14:00" in str(refused.value)
    assert Timer.objects.get().patient == jane


def test_a_timer_of_no_time_is_one_second_and_the_next_one_follows_it(ana: User, jane: Patient) -> None:
    start(ana, jane)
    stop(ana, timedelta())
    assert EntryVersion.objects.get().seconds == 1
    assert start(ana, jane).started_at == NOW + timedelta(seconds=1)
    stop(ana, timedelta(minutes=1))


@pytest.mark.parametrize(
    ("ran", "confirmed", "expected"),
    [
        pytest.param(timedelta(hours=4), None, 14_400, id="four hours"),
        pytest.param(timedelta(hours=4, seconds=1), None, "timer_over_cap", id="a second more"),
        pytest.param(timedelta(hours=9), 1500, 1500, id="confirmed"),
        pytest.param(timedelta(hours=9), 0, "minutes_outside_timer", id="nothing confirmed"),
        pytest.param(timedelta(minutes=5), 301, "minutes_outside_timer", id="more than it ran"),
        pytest.param(timedelta(minutes=5), 300, 300, id="all of it"),
    ],
)
def test_nothing_over_four_hours_is_logged_unasked(
    ana: User, jane: Patient, ran: timedelta, confirmed: int | None, expected: int | str
) -> None:
    start(ana, jane)
    if isinstance(expected, str):
        with pytest.raises(Refused) as refused:
            stop(ana, ran, confirmed_seconds=confirmed)
        assert codes(refused) == [expected]
        assert Timer.objects.exists()
    else:
        stop(ana, ran, confirmed_seconds=confirmed)
        assert sum(EntryVersion.objects.values_list("seconds", flat=True)) == expected


def test_a_timer_over_midnight_is_two_linked_rows(ana: User, jane: Patient) -> None:
    late = datetime(2026, 3, 11, 3, 50, tzinfo=UTC)
    start(ana, jane, now=late)
    first, second = stop_timer(make.actor(ana), now=late + timedelta(minutes=25))
    assert second.continues == first
    assert list(EntryVersion.objects.order_by("sequence").values_list("seconds", flat=True)) == [600, 900]


def test_a_timer_can_have_begun_before(ana: User, jane: Patient) -> None:
    log(by_clock("2026-03-10T13:00-04:00", "2026-03-10T13:10-04:00"), user=ana, patient=jane)
    with pytest.raises(Refused) as refused:
        start_timer(
            jane,
            actor=make.actor(ana),
            now=NOW,
            activity="documentation",
            started_at=NOW - timedelta(minutes=51),
        )
    assert codes(refused) == ["overlaps"]
    timer = start_timer(
        jane, actor=make.actor(ana), now=NOW, activity="documentation", started_at=NOW - timedelta(minutes=50)
    )
    assert timer.started_at == NOW - timedelta(minutes=50)


def test_an_entry_by_hand_does_not_cover_the_running_timer(ana: User, jane: Patient) -> None:
    start(ana, jane)
    with pytest.raises(Refused) as refused:
        log(
            by_clock("2026-03-10T13:55-04:00", "2026-03-10T14:05-04:00"),
            user=ana,
            patient=jane,
            now=NOW + timedelta(minutes=10),
        )
    assert codes(refused) == ["overlaps_timer"]
    log(by_clock("2026-03-10T13:55-04:00", "2026-03-10T14:00-04:00"), user=ana, patient=jane)


def test_a_discarded_timer_leaves_its_reason_and_no_entry(ana: User, jane: Patient) -> None:
    start(ana, jane)
    with pytest.raises(Refused) as refused:
        discard_timer(make.actor(ana), reason=" ", now=NOW)
    assert codes(refused) == ["reason_missing"]
    discard_timer(make.actor(ana), reason="Wrong patient", now=NOW)
    assert not Timer.objects.exists()
    assert not TimeEntry.objects.exists()
    event = AuditEvent.objects.get(action="timer.discarded")
    assert event.new == {"reason": "Wrong patient"}


def test_the_timers_client_id_becomes_the_entrys(ana: User, jane: Patient) -> None:
    start_timer(jane, actor=make.actor(ana), now=NOW, activity="documentation", client_id=ONE_ID)
    (entry,) = stop(ana, timedelta(minutes=1))
    assert entry.client_id == ONE_ID


def test_without_a_timer_there_is_nothing_to_end(ana: User, dr_rivera: object) -> None:
    with pytest.raises(Refused) as refused:
        stop(ana, timedelta())
    assert codes(refused) == ["no_timer"]
    with pytest.raises(Refused) as refused:
        discard_timer(make.actor(ana), reason="Mistake", now=NOW)
    assert codes(refused) == ["no_timer"]


def test_only_people_who_log_time_start_a_timer(mia: User, jane: Patient) -> None:
    with pytest.raises(Refused) as refused:
        start(mia, jane)
    assert codes(refused) == ["may_not_log"]


def test_nobody_starts_a_timer_for_somebody_who_is_not_enrolled(ana: User, dr_rivera: object) -> None:
    patient = make.patient(make.actor(ana).practice)
    with pytest.raises(Refused) as refused:
        start(ana, patient)
    assert codes(refused) == ["not_enrolled"]
