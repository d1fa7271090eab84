"""The threshold bar: minutes so far against the steps that matter, worked out for drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# Beyond the last step a third of its length is left free, so that "past it" can be seen.
ROOM_BEYOND_LAST_STEP = 4, 3
# Two labels nearer than this (in percent of the bar) would run into each other; the nearer step gives way.
LABEL_GAP = 9.0


@dataclass(frozen=True, slots=True)
class Step:
    """A number of minutes that matters, and in a word or code what it leads to."""

    minutes: int
    leads_to: str

    def is_reached_by(self, minutes: int) -> bool:
        """Say whether so many counted minutes are enough."""
        return minutes >= self.minutes


@dataclass(frozen=True, slots=True)
class StepMark:
    """A step as drawn: `x` in percent of the bar."""

    minutes: int
    leads_to: str
    x: float
    is_reached: bool
    label_is_shown: bool


@dataclass(frozen=True, slots=True)
class ThresholdBar:
    """Everything the component draws and says; positions and widths are percent of the bar, 0 to 100.

    `next_step` is the first step not reached, `reached_step` the last one that is; either may be None.
    `minutes_short` is what is missing to the next step, 0 when there is none. `days_left` counts the days after
    today: 0 on the last day of the period and after it. `day_x` is how much of the period is behind us.
    """

    counted_minutes: int
    not_counted_minutes: int
    counted_width: float
    not_counted_width: float
    steps: tuple[StepMark, ...]
    next_step: StepMark | None
    reached_step: StepMark | None
    minutes_short: int
    starts_on: date
    ends_on: date
    day_x: float
    days_left: int
    is_over: bool
    is_ahead: bool


def threshold_bar(
    *,
    counted_seconds: int,
    not_counted_seconds: int,
    steps: Sequence[Step],
    starts_on: date,
    ends_on: date,
    today: date,
) -> ThresholdBar:
    """Work out the bar of one service period; both dates are inside the period.

    Seconds are floored to minutes once, here. Steps may come in any order. Negative seconds and a period that ends
    before it starts are refused with ValueError: they are mistakes of the caller.
    """
    if counted_seconds < 0 or not_counted_seconds < 0:
        raise ValueError(
            f"Time cannot be negative: {counted_seconds} s counted, {not_counted_seconds} s not."
        )
    if ends_on < starts_on:
        raise ValueError(f"The period ends on {ends_on}, before it starts on {starts_on}.")
    counted = counted_seconds // 60
    scale = _scale(steps, seconds=counted_seconds + not_counted_seconds)
    marks = _marks(steps, counted=counted, scale=scale)
    next_step = next((mark for mark in marks if not mark.is_reached), None)
    return ThresholdBar(
        counted_minutes=counted,
        not_counted_minutes=not_counted_seconds // 60,
        counted_width=_percent(counted_seconds, scale),
        not_counted_width=_percent(not_counted_seconds, scale),
        steps=marks,
        next_step=next_step,
        reached_step=next((mark for mark in reversed(marks) if mark.is_reached), None),
        minutes_short=next_step.minutes - counted if next_step else 0,
        starts_on=starts_on,
        ends_on=ends_on,
        day_x=_days_behind(starts_on, ends_on, today),
        days_left=max(0, (ends_on - max(today, starts_on)).days),
        is_over=today > ends_on,
        is_ahead=today < starts_on,
    )


def _scale(steps: Sequence[Step], *, seconds: int) -> int:
    """Return the seconds that the whole bar stands for; never 0."""
    times, of = ROOM_BEYOND_LAST_STEP
    last = max((step.minutes for step in steps), default=0) * 60 * times // of
    return max(last, seconds, 60)


def _marks(steps: Sequence[Step], *, counted: int, scale: int) -> tuple[StepMark, ...]:
    """Return the steps in order; of labels that would collide the later step keeps its own."""
    marks: list[StepMark] = []
    free_until = 200.0
    for step in sorted(steps, key=lambda step: step.minutes, reverse=True):
        x = _percent(step.minutes * 60, scale)
        is_shown = free_until - x >= LABEL_GAP
        free_until = x if is_shown else free_until
        marks.append(StepMark(step.minutes, step.leads_to, x, step.is_reached_by(counted), is_shown))
    return tuple(reversed(marks))


def _days_behind(starts_on: date, ends_on: date, today: date) -> float:
    """Return how much of the period lies before today, today itself included."""
    behind = (min(today, ends_on) - starts_on).days + 1
    return _percent(max(0, behind), (ends_on - starts_on).days + 1)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)
