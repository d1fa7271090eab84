"""Which codes the counted seconds reach, by which pathway, and on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.rules.counting import Time
from apps.rules.resolved import OWN, Pathway, Resolved, Tier

Dated = Sequence[tuple[date, int]]


@dataclass(slots=True, eq=False)
class Units:
    """A code with its units, the day the last one was reached and the row that says so."""

    code: str
    units: int
    reached_on: date
    rule: str


@dataclass(slots=True, eq=False)
class Reached:
    """What one pathway came to with the `seconds` it sums. `tier` is the base code's."""

    pathway: Pathway
    tier: Tier
    lines: tuple[Units, ...]
    uses_staff_time: bool
    seconds: int


@dataclass(slots=True, eq=False)
class Reach:
    """What the minutes reached: `first` leads, `others` are further lawful readings of the same minutes.

    `nearest` and `short_by`: the lowest tier not reached and the seconds missing to it, when nothing was.
    """

    first: Reached | None
    others: tuple[Reached, ...]
    nearest: Tier | None
    short_by: int


def reach(time: Time, resolved: Resolved, *, setting: str, decision_making: str) -> Reach:
    """Try each pathway in its order for a setting; complex pathways need their decision-making."""
    found: list[Reached] = []
    nearest: Tier | None = None
    short_by = 0
    for pathway in resolved.pathways:
        if pathway.decision_making and decision_making not in pathway.decision_making:
            continue
        tiers = pathway.tiers.get(setting) or pathway.tiers.get("")
        if tiers is None:
            continue
        pool = _pool(pathway, time, resolved.personal_threshold)
        if pool is None:
            continue
        seconds = time.own_seconds if pool is time.own else sum([each for _, each in pool])
        tier = tiers[0] if tiers[0].seconds <= seconds else _highest(tiers, seconds)
        if tier is not None:
            found.append(_reached(pathway, tier, pool, seconds, resolved, time))
        elif nearest is None or tiers[-1].seconds - seconds < short_by:
            nearest, short_by = tiers[-1], tiers[-1].seconds - seconds
    for first in found:
        if not first.pathway.only_alternative:
            if len(found) == 1:
                return Reach(first, (), None, 0)
            return Reach(first, tuple([each for each in found if each is not first]), None, 0)
    return Reach(None, (), nearest, short_by)


def _highest(tiers: Sequence[Tier], seconds: int) -> Tier | None:
    for tier in tiers:
        if tier.seconds <= seconds:
            return tier
    return None


def reached_on(pool: Dated, seconds: int) -> date:
    """The day on which the running total came to `seconds`; the pool is in date order and holds them."""
    total = 0
    for day, each in pool:
        total += each
        if total >= seconds:
            return day
    raise AssertionError("The pool holds fewer seconds than were reached.")


def _pool(pathway: Pathway, time: Time, personal_threshold: int | None) -> Dated | None:
    """The dated seconds that a pathway sums; `None` where an alternative would only repeat another pathway."""
    if pathway.time_of == OWN:
        return time.own
    reaches_personal = personal_threshold is not None and time.own_seconds >= personal_threshold
    if pathway.only_alternative and not reaches_personal:
        return None
    if pathway.joins_personal == "always" or not reaches_personal:
        return sorted(time.own + time.staff) if time.staff else time.own
    return time.staff


def _reached(
    pathway: Pathway, tier: Tier, pool: Dated, seconds: int, resolved: Resolved, time: Time
) -> Reached:
    lines = [Units(tier.code, 1, reached_on(pool, tier.seconds), tier.rule)]
    for addon in resolved.addons.get(tier.code, ()):
        units = (seconds - tier.seconds) // addon.every_seconds
        if addon.most:
            units = min(units, addon.most)
        if units:
            day = reached_on(pool, tier.seconds + units * addon.every_seconds)
            lines.append(Units(addon.code, units, day, addon.rule))
    return Reached(pathway, tier, tuple(lines), pathway.time_of != OWN and bool(time.staff), seconds)
