"""The course of a timer: pauses are never counted, idle time as somebody said, every second is somewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.timelog.domain.clock import outside
from apps.timelog.domain.timers import (
    Course,
    Idle,
    IdleChoice,
    at_least_a_second,
    breaks_in,
    check_idle,
    first_seconds,
    how_it_went,
    total,
)

TWO = datetime(2026, 3, 10, 14, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return TWO + timedelta(seconds=seconds)


def test_paused_time_is_not_counted() -> None:
    course = Course(running_since=TWO).paused(at(100)).resumed(at(400))
    assert course.seconds(at(450)) == 150
    assert course.paused(at(450)).seconds(at(9999)) == 150


def test_a_pause_within_the_first_second_leaves_nothing() -> None:
    course = Course(running_since=TWO).paused(TWO)
    assert course.until(at(50)) == ()
    assert at_least_a_second((), started_at=TWO) == ((TWO, at(1)),)


@pytest.mark.parametrize(
    ("choice", "counted", "runs"),
    [(IdleChoice.KEEP, 600, True), (IdleChoice.CONTINUE, 400, True), (IdleChoice.DISCARD, 400, False)],
)
def test_idle_time_counts_as_somebody_said(choice: IdleChoice, counted: int, runs: bool) -> None:
    course = Course(running_since=TWO).after_idle(choice, since=at(400), now=at(600))
    assert course.seconds(at(600)) == counted
    assert (course.running_since is not None) is runs
    assert course.idles == (Idle(at(400), at(600), choice),)


@pytest.mark.parametrize(
    ("choice", "since", "code"),
    [
        ("keep", 10, None),
        ("keep", 0, None),
        ("keep", -1, "idle_outside_timer"),
        ("continue", 201, "idle_outside_timer"),
        ("perhaps", 10, "idle_choice_unknown"),
    ],
)
def test_an_answer_about_idle_time_must_fit(choice: str, since: int, code: str | None) -> None:
    found = check_idle(Course(running_since=TWO), choice=choice, since=at(since), now=at(200))
    assert [problem.code for problem in found] == ([code] if code else [])


def test_a_paused_timer_has_no_idle_time() -> None:
    found = check_idle(Course(stretches=((TWO, at(9)),)), choice="keep", since=at(3), now=at(5))
    assert [problem.code for problem in found] == ["timer_paused"]


def test_what_the_times_do_not_say_is_said_in_words() -> None:
    stretches = ((TWO, at(60)), (at(90), at(180)), (at(300), at(301)))
    idles = (
        Idle(at(10), at(40), IdleChoice.KEEP),
        Idle(at(180), at(300), IdleChoice.CONTINUE),
    )
    assert how_it_went(stretches, idles) == (
        "2 pauses, 2 min 30 s not counted; 30 s idle kept as work; 2 min idle discarded"
    )
    assert how_it_went(stretches[:1], ()) == ""


LENGTHS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8)


@given(LENGTHS, st.integers(1, 400))
def test_every_second_is_work_or_a_break_whatever_the_pauses(
    steps: list[tuple[int, int]], wanted: int
) -> None:
    course, clock, worked = Course(running_since=TWO), 0, 0
    for work, rest in steps:
        clock, worked = clock + work, worked + work
        course = course.paused(at(clock))
        clock += rest
        course = course.resumed(at(clock))
    stretches = course.until(at(clock))
    assert total(stretches) == worked
    if stretches:
        again = outside(stretches[0][0], stretches[-1][1], breaks_in(stretches))
        assert total(again) == worked
        assert total(first_seconds(stretches, wanted)) == min(wanted, worked)
