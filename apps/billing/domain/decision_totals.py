"""Whether a decision still adds up: its totals against the seconds that stand in the book today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


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


def _have(seconds_of: Mapping[str, int], key: str) -> str:
    return f"{seconds_of[key]}" if key in seconds_of else "no such version in force at the close"
