"""A timer pauses, resumes, switches patients, asks about idle time and stops by itself when it was forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import EntryVersion, TimeEntry, Timer
from apps.timelog.operations import (
    answer_idle,
    confirm_timer,
    describe_timer,
    discard_waiting_timer,
    pause_timer,
    resume_timer,
    set_call_mode,
    start_timer,
    stop_forgotten_timers,
    stop_timer,
    switch_timer,
)
from apps.timelog.selectors import running_timer, waiting_timers
from apps.timelog.verification import breaks
from tests import builders as make
from tests.timelog.test_log_time import NOW, ONE_ID, by_clock, codes, log
from tests.timelog.test_timers import start, stop


def after(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def seconds() -> list[int]:
    return list(EntryVersion.objects.order_by("sequence").values_list("seconds", flat=True))


def test_a_paused_timer_logs_each_stretch_linked_and_says_how(ana: User, jane: Patient) -> None:
    start(ana, jane)
    actor = make.actor(ana)
    pause_timer(actor, now=NOW + after(5))
    resume_timer(actor, now=NOW + after(8))
    first, second = stop(ana, after(10))
    assert second.continues == first
    assert seconds() == [300, 120]
    assert EntryVersion.objects.latest("pk").capture_detail == "1 pause, 3 min not counted"
    assert list(breaks(actor.practice)) == []


def test_a_pause_is_free_for_other_entries_and_work_is_not(ana: User, jane: Patient, mark: Patient) -> None:
    start(ana, jane)
    actor = make.actor(ana)
    pause_timer(actor, now=NOW + after(5))
    during = by_clock("2026-03-10T14:05-04:00", "2026-03-10T14:07-04:00")
    log(during, user=ana, patient=mark, now=NOW + after(7))
    with pytest.raises(Refused) as refused:
        log(
            by_clock("2026-03-10T14:04-04:00", "2026-03-10T14:05-04:00"),
            user=ana,
            patient=mark,
            now=NOW + after(7),
        )
    assert codes(refused) == ["overlaps_timer"]
    resume_timer(actor, now=NOW + after(7))
    stop(ana, after(9))
    assert sum(seconds()) == 300 + 120 + 120


def test_pausing_twice_and_resuming_twice_change_nothing(ana: User, jane: Patient) -> None:
    start(ana, jane)
    actor = make.actor(ana)
    for minute in (1, 3):
        pause_timer(actor, now=NOW + after(minute))
    for minute in (4, 6):
        resume_timer(actor, now=NOW + after(minute))
    stop(ana, after(7))
    assert seconds() == [60, 180]


def test_switching_logs_the_one_and_starts_the_other_at_once(ana: User, jane: Patient, mark: Patient) -> None:
    start(ana, jane)
    made, timer = switch_timer(mark, actor=make.actor(ana), now=NOW + after(4), activity="documentation")
    assert [entry.patient for entry in made] == [jane]
    assert (timer.patient, timer.started_at) == (mark, NOW + after(4))
    assert seconds() == [240]


def test_a_refused_switch_changes_nothing(ana: User, jane: Patient) -> None:
    start(ana, jane)
    stranger = make.patient(make.actor(ana).practice, last_name="Nobody")
    with pytest.raises(Refused) as refused:
        switch_timer(stranger, actor=make.actor(ana), now=NOW + after(4), activity="documentation")
    assert codes(refused) == ["not_enrolled"]
    assert Timer.objects.get().patient == jane
    assert not TimeEntry.objects.exists()


def test_the_database_refuses_a_second_timer(ana: User, jane: Patient) -> None:
    timer = start(ana, jane)
    timer.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        timer.save(force_insert=True)


@pytest.mark.parametrize(("choice", "expected"), [("keep", [600]), ("continue", [300]), ("discard", [300])])
def test_the_answer_about_idle_time_is_kept_with_the_entry(
    ana: User, jane: Patient, choice: str, expected: list[int]
) -> None:
    start(ana, jane)
    answer_idle(make.actor(ana), choice=choice, idle_seconds=300, now=NOW + after(10))
    stop(ana, after(10))
    assert seconds() == expected
    assert "5 min idle" in EntryVersion.objects.get().capture_detail
    assert AuditEvent.objects.filter(action="timer.idle_answered").count() == 1


def test_an_answer_that_comes_too_late_is_refused(ana: User, jane: Patient) -> None:
    start(ana, jane)
    with pytest.raises(Refused) as refused:
        answer_idle(make.actor(ana), choice="discard", idle_seconds=301, now=NOW + after(5))
    assert codes(refused) == ["idle_outside_timer"]


def test_a_timer_by_phone_starts_in_call_mode_and_the_next_does_not(
    ana: User, jane: Patient, mark: Patient
) -> None:
    actor = make.actor(ana)
    by_phone = start_timer(
        jane, actor=actor, now=NOW, activity="communication", counterpart="agency_staff", channel="phone"
    )
    assert by_phone.is_call
    _, following = switch_timer(mark, actor=actor, now=NOW + after(1), activity="documentation")
    assert not following.is_call
    assert set_call_mode(actor, is_call=True, now=NOW + after(2)).is_call


def test_what_it_is_about_can_be_written_down_while_it_runs(ana: User, jane: Patient) -> None:
    start(ana, jane)
    describe_timer(make.actor(ana), words=Draft("team_conference", note="Wound care"), now=NOW + after(1))
    stop(ana, after(2))
    assert EntryVersion.objects.get().note == "Wound care"


def test_starting_again_with_the_same_client_id_starts_nothing_new(ana: User, jane: Patient) -> None:
    actor = make.actor(ana)
    first = start_timer(jane, actor=actor, now=NOW, activity="documentation", client_id=ONE_ID)
    again = start_timer(jane, actor=actor, now=NOW + after(1), activity="documentation", client_id=ONE_ID)
    assert again == first
    stop(ana, after(2))
    with pytest.raises(Refused) as refused:
        start_timer(jane, actor=actor, now=NOW + after(3), activity="documentation", client_id=ONE_ID)
    assert codes(refused) == ["timer_logged_already"]


def test_a_forgotten_timer_stops_at_the_limit_and_waits(ana: User, jane: Patient, mark: Patient) -> None:
    start(ana, jane)
    assert stop_forgotten_timers(now=NOW + after(239)) == 0
    assert stop_forgotten_timers(now=NOW + after(300)) == 1
    assert stop_forgotten_timers(now=NOW + after(310)) == 0
    actor = make.actor(ana)
    (waiting,) = waiting_timers(actor)
    assert waiting.course.seconds(NOW + after(900)) == 240 * 60
    assert not TimeEntry.objects.exists()
    assert running_timer(actor) is None
    assert start(ana, mark, now=NOW + after(310)).patient == mark  # the next one is not held up


def test_a_waiting_timer_is_logged_only_with_confirmed_minutes(ana: User, jane: Patient) -> None:
    start(ana, jane)
    stop_forgotten_timers(now=NOW + after(300))
    actor, timer = make.actor(ana), Timer.objects.get()
    with pytest.raises(Refused) as refused:
        confirm_timer(timer.pk, actor=actor, now=NOW + after(400), confirmed_seconds=None)
    assert codes(refused) == ["timer_over_cap"]
    confirm_timer(timer.pk, actor=actor, now=NOW + after(400), confirmed_seconds=1500)
    version = EntryVersion.objects.get()
    assert (version.seconds, version.ended_at) == (1500, NOW + after(25))
    assert version.capture_detail == "ran 240 min, 25 min confirmed"
    assert not Timer.objects.exists()


def test_a_forgotten_pause_waits_as_well_and_keeps_its_exact_time(ana: User, jane: Patient) -> None:
    start(ana, jane)
    actor = make.actor(ana)
    pause_timer(actor, now=NOW + after(10))
    assert stop_forgotten_timers(now=NOW + after(249)) == 0
    assert stop_forgotten_timers(now=NOW + after(250)) == 1
    confirm_timer(Timer.objects.get().pk, actor=actor, now=NOW + after(400), confirmed_seconds=600)
    assert seconds() == [600]


@pytest.mark.parametrize(
    ("worked", "minutes", "expected"),
    [
        pytest.param(750, 13, 750, id="the last minute, begun"),
        pytest.param(750, 12, 720, id="without it"),
        pytest.param(30, 1, 30, id="no whole minute"),
    ],
)
def test_no_second_of_a_forgotten_pause_is_rounded_away(
    ana: User, jane: Patient, worked: int, minutes: int, expected: int
) -> None:
    start(ana, jane)
    actor = make.actor(ana)
    pause_timer(actor, now=NOW + timedelta(seconds=worked))
    stop_forgotten_timers(now=NOW + after(300))
    timer = Timer.objects.get()
    with pytest.raises(Refused) as refused:
        confirm_timer(timer.pk, actor=actor, now=NOW + after(400), confirmed_seconds=worked // 60 * 60 + 120)
    assert codes(refused) == ["minutes_outside_timer"]
    confirm_timer(timer.pk, actor=actor, now=NOW + after(400), confirmed_seconds=minutes * 60)
    assert seconds() == [expected]


def test_a_waiting_timer_is_discarded_with_a_reason(ana: User, jane: Patient) -> None:
    start(ana, jane)
    stop_forgotten_timers(now=NOW + after(300))
    actor, timer = make.actor(ana), Timer.objects.get()
    with pytest.raises(Refused):
        discard_waiting_timer(timer.pk, actor=actor, reason="", now=NOW + after(400))
    discard_waiting_timer(timer.pk, actor=actor, reason="Left it on", now=NOW + after(400))
    assert not Timer.objects.exists()
    assert not TimeEntry.objects.exists()


def test_nobody_confirms_the_timer_of_somebody_else(
    ana: User, ben: User, dr_okafor: object, jane: Patient
) -> None:
    from django.http import Http404

    start(ana, jane)
    stop_forgotten_timers(now=NOW + after(300))
    with pytest.raises(Http404):
        confirm_timer(
            Timer.objects.get().pk, actor=make.actor(ben), now=NOW + after(400), confirmed_seconds=60
        )


def test_the_limit_is_the_practices_own(ana: User, jane: Patient) -> None:
    practice = make.actor(ana).practice
    practice.timer_limit_minutes = 30
    practice.save()
    start(ana, jane)
    with pytest.raises(Refused) as refused:
        stop(ana, after(31))
    assert codes(refused) == ["timer_over_cap"]
    assert stop_forgotten_timers(now=NOW + after(31)) == 1


def test_start_stop_and_switch_ask_a_constant_number_of_queries(
    ana: User, jane: Patient, mark: Patient, django_assert_max_num_queries: object
) -> None:
    actor = make.actor(ana)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        start_timer(jane, actor=actor, now=NOW, activity="documentation")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        stop_timer(actor, now=NOW + after(5))
