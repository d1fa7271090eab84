"""The threshold bar: what it draws and what it can say."""

from datetime import date

import pytest

from apps.timelog.domain.threshold_bar import Step, ThresholdBar, threshold_bar

CPT_STEPS = (Step(15, "99374"), Step(30, "99375"))


def bar(
    counted: int = 0,
    *,
    other: int = 0,
    today: date = date(2026, 1, 24),
    steps: tuple[Step, ...] = CPT_STEPS,
) -> ThresholdBar:
    """Build the bar of 1 to 30 January, in seconds."""
    return threshold_bar(
        counted_seconds=counted,
        not_counted_seconds=other,
        steps=steps,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 30),
        today=today,
    )


@pytest.mark.parametrize(
    ("seconds", "minutes", "short", "leads_to"),
    [
        pytest.param(0, 0, 15, "99374", id="nothing yet"),
        pytest.param(899, 14, 1, "99374", id="one second under fifteen minutes"),
        pytest.param(900, 15, 15, "99375", id="fifteen minutes"),
        pytest.param(1799, 29, 1, "99375", id="one second under thirty minutes"),
    ],
)
def test_the_next_step_is_the_first_one_not_reached(
    seconds: int, minutes: int, short: int, leads_to: str
) -> None:
    drawn = bar(seconds)

    assert drawn.counted_minutes == minutes
    assert drawn.minutes_short == short
    assert drawn.next_step is not None
    assert drawn.next_step.leads_to == leads_to


def test_past_the_last_step_nothing_is_short() -> None:
    drawn = bar(1800)

    assert drawn.next_step is None
    assert drawn.minutes_short == 0
    assert drawn.reached_step is not None
    assert drawn.reached_step.leads_to == "99375"


def test_steps_stand_where_their_minutes_are() -> None:
    drawn = bar(1320)

    assert [(mark.x, mark.is_reached) for mark in drawn.steps] == [
        (37.5, True),
        (75.0, False),
    ]
    assert drawn.counted_width == 55.0


def test_time_that_does_not_count_reaches_no_step() -> None:
    drawn = bar(840, other=3600)

    assert drawn.reached_step is None
    assert drawn.not_counted_minutes == 60


def test_counted_and_not_counted_time_never_leave_the_bar() -> None:
    drawn = bar(7200, other=3600)

    assert drawn.counted_width + drawn.not_counted_width == pytest.approx(100)


def test_labels_that_would_run_into_each_other_give_way_to_the_later_step() -> None:
    drawn = bar(36_000)

    assert [mark.label_is_shown for mark in drawn.steps] == [False, True]


def test_a_bar_without_steps_has_a_scale() -> None:
    drawn = bar(0, steps=())

    assert (drawn.counted_width, drawn.steps, drawn.next_step) == (0.0, (), None)


@pytest.mark.parametrize(
    ("today", "days_left", "day_x", "is_over", "is_ahead"),
    [
        pytest.param(date(2025, 12, 31), 29, 0.0, False, True, id="the day before"),
        pytest.param(date(2026, 1, 1), 29, 3.33, False, False, id="first day"),
        pytest.param(date(2026, 1, 24), 6, 80.0, False, False, id="six days left"),
        pytest.param(date(2026, 1, 30), 0, 100.0, False, False, id="last day"),
        pytest.param(date(2026, 1, 31), 0, 100.0, True, False, id="the day after"),
    ],
)
def test_days_left_count_the_days_after_today(
    today: date, days_left: int, day_x: float, is_over: bool, is_ahead: bool
) -> None:
    drawn = bar(today=today)

    assert (drawn.days_left, drawn.day_x, drawn.is_over, drawn.is_ahead) == (
        days_left,
        day_x,
        is_over,
        is_ahead,
    )


def test_negative_time_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="negative"):
        bar(-1)


def test_a_period_that_ends_before_it_starts_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        threshold_bar(
            counted_seconds=0,
            not_counted_seconds=0,
            steps=CPT_STEPS,
            starts_on=date(2026, 1, 2),
            ends_on=date(2026, 1, 1),
            today=date(2026, 1, 1),
        )
