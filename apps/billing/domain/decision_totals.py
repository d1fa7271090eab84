"""Whether a decision still adds up: its totals against the seconds that stand in the book today."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.rules.answer import BILLABLE, Decision


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals that reports and claims read from the row of a decision; seconds whole, minutes floored once."""

    minutes: int
    counted_seconds: int
    excluded_seconds: int


def disagreements(totals: Totals, answer: Mapping[str, Any], seconds_of: Mapping[str, int]) -> Iterator[str]:
    """Yield what does not agree, in words; nothing when every total can be added up again.

    `answer` is the decision as it was kept; `seconds_of` gives the seconds of each version by its id as text.
    """
    counted, left_out = answer["counted"], answer["left_out"]
    said: dict[str, int] = {}
    for key, seconds, *_ in (*counted, *left_out):
        said[key] = said.get(key, 0) + seconds
    for key, seconds in said.items():
        if seconds_of.get(key) != seconds:
            yield f"it looked at {seconds} seconds of version {key}, where the book has {_have(seconds_of, key)}"
    sums = sum(seconds for _, seconds in counted), sum(seconds for _, seconds, _ in left_out)
    for name, kept, summed in (
        ("counted", totals.counted_seconds, sums[0]),
        ("left out", totals.excluded_seconds, sums[1]),
    ):
        if kept != summed:
            yield f"{kept} seconds {name} are kept, where its entries make {summed}"
    if totals.minutes != sums[0] // 60:
        yield f"{totals.minutes} minutes are kept, where its entries make {sums[0] // 60}"


def obstacle_of(outcome: str, reasons: Sequence[str], outcomes: Mapping[str, str]) -> str:
    """Return the first of the reasons that led to the outcome; empty when billable.

    `outcomes` says of each reason where it leads. One that these rules do not know any more does.
    """
    if outcome == BILLABLE:
        return ""
    leading = (reason for reason in reasons if outcomes.get(reason, outcome) == outcome)
    return next(leading, reasons[0] if reasons else "")


def activity_times(answer: Decision, activity_of: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """Return the seconds that a decision looked at by activity and reason; counted ones have no reason.

    `activity_of` gives the activity of each entry of the time log by its key; other time is left aside.
    """
    found: dict[tuple[str, str], int] = defaultdict(int)
    for counted in answer.counted:
        if counted.key in activity_of:
            found[activity_of[counted.key], ""] += counted.seconds
    for left_out in answer.left_out:
        if left_out.key in activity_of:
            found[activity_of[left_out.key], left_out.reason] += left_out.seconds
    return {key: seconds for key, seconds in sorted(found.items()) if seconds}


def _have(seconds_of: Mapping[str, int], key: str) -> str:
    return f"{seconds_of[key]}" if key in seconds_of else "no such version in force at the close"
