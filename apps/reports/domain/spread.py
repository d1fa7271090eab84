"""Middles and spreads of counted values, and the forecast of an open month from months that came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LEAST_MONTHS, MOST_MONTHS = 3, 12


def quantile(counts: Mapping[int, int], part: Decimal) -> int | None:
    """Return the smallest value that at least `part` of the counted ones do not exceed; None of nothing."""
    wanted = part * sum(counts.values())
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if counts[value] and seen >= wanted:
            return value
    return None


def median(counts: Mapping[int, int]) -> int | None:
    """Return the middle one."""
    return quantile(counts, Decimal("0.5"))


def slowest_tenth(counts: Mapping[int, int]) -> int | None:
    """Return the value that nine in ten do not exceed."""
    return quantile(counts, Decimal("0.9"))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What may come: the middle, and the lowest and highest that past months would make of what there is so far."""

    low: Decimal
    middle: Decimal
    high: Decimal
    months: int


def forecast(so_far: int, past: Sequence[tuple[int, int | Decimal]]) -> Forecast | None:
    """Say what `so_far` becomes, by what became of as much in past months (newest last); None from fewer than three.

    Each past month gives one ratio: what came, by what had been logged on the same day of that month. The middle is
    the median of the last twelve ratios, the spread the lowest and the highest.
    """
    ratios = sorted(Decimal(came) / then for then, came in past[-MOST_MONTHS:] if then)
    if len(ratios) < LEAST_MONTHS or not so_far:
        return None
    half = len(ratios) // 2
    middle = ratios[half] if len(ratios) % 2 else (ratios[half - 1] + ratios[half]) / 2
    low, mid, high = (_whole(ratio * so_far) for ratio in (ratios[0], middle, ratios[-1]))
    return Forecast(low, mid, high, len(ratios))


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def off_by(said: Decimal, came: int | Decimal) -> Decimal | None:
    """Return how far a forecast was from what came, as a share of what came."""
    return ((said - came) / Decimal(came)).quantize(Decimal("0.0001")) if came else None


def counted(values: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add up how often each value came."""
    found: dict[int, int] = {}
    for value, count in values:
        found[value] = found.get(value, 0) + count
    return found
