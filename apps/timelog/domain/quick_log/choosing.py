"""Choose what speaks of the work where a sentence names several days, times or lengths."""

import re
from datetime import date

from apps.timelog.domain.quick_log.day import Day
from apps.timelog.domain.quick_log.text import Mention, Sheet
from apps.timelog.domain.quick_log.times import Times
from apps.timelog.domain.quick_log.told import (
    release,
    without_times_of,
    without_told_days,
    without_told_times,
)
from apps.timelog.domain.quick_log.zones import Zones


def outside(
    named_days: list[Mention],
    clocks: list[Mention],
    lengths: list[Mention],
    sheet: Sheet,
    zones: Zones,
    today: date,
) -> tuple[Mention | None, Mention | None, list[Mention]]:
    """Choose the day, the times and the lengths that speak of the work; the others go back to the note."""
    clocks, named_days = without_told_times(clocks, named_days, sheet, zones, today)
    own_days = without_told_days(named_days, sheet, zones, today)
    clocks = without_times_of([each for each in named_days if each not in own_days], clocks, sheet)
    day = _day(_choose(own_days, sheet, zones), sheet, zones)
    lasted = _choose(_without_values(lengths, sheet), sheet, zones)
    own_clocks = _choose(clocks, sheet, zones)
    if not lasted:
        own_clocks, lasted = _length_beside_a_time(own_clocks, sheet)
    return day, _clock(own_clocks, sheet), lasted


VALUE, LOW_VALUE = re.compile(r"\d{3}s"), re.compile(r"\d{2}s")
MEASURED = re.compile(
    r"\b(?:sugars?|bgs?|bs|glucose|hr|pulse|bp|sats?|spo2|systolics?|in\s+the|low|mid|high|running)\s*$"
)


def _without_values(lengths: list[Mention], sheet: Sheet) -> list[Mention]:
    """Leave what was measured in the note, and "280s" beside "12m": sugars are told like that, lengths are not.

    "HR in the 90s" is no length where no other stands either: the minutes are missing then, and asked for.
    """
    told = [(each, sheet.folded[each.start : each.end].strip()) for each in lengths]
    measured = [
        each
        for each, text in told
        if (VALUE.fullmatch(text) or LOW_VALUE.fullmatch(text))
        and MEASURED.search(sheet.folded[: each.start])
    ]
    values = [each for each, text in told if VALUE.fullmatch(text) or each in measured]
    values = measured if len(values) == len(lengths) else values
    for each in values:
        release(each, sheet)
    return [each for each in lengths if each not in values]


def _choose(mentions: list[Mention], sheet: Sheet, zones: Zones) -> list[Mention]:
    """Return the mentions outside clauses about the subject, or those inside when there are no others."""
    outside = [each for each in mentions if not zones.in_clause(each.start)]
    kept = outside or mentions
    for each in mentions:
        if each not in kept:
            release(each, sheet)
    return kept


def _day(mentions: list[Mention], sheet: Sheet, zones: Zones) -> Mention | None:
    """Return the day of the work; of several the one that stands by itself or with a time."""
    if not mentions:
        return None
    mentions = _without_names_of_days(_narrowed(mentions, sheet), sheet)
    ranked = sorted(mentions, key=lambda each: -_standing(each, sheet, zones))
    best = ranked[0]
    rivals = [each for each in ranked if _standing(each, sheet, zones) == _standing(best, sheet, zones)]
    dates = tuple(dict.fromkeys(date for each in rivals for date in each.value.dates))
    for each in mentions:
        if each not in rivals:
            release(each, sheet)
    part = next((each.value.part for each in rivals if each.value.part), "")
    return Mention(best.start, best.end, Day(dates, part), best.is_sure)


def _narrowed(mentions: list[Mention], sheet: Sheet) -> list[Mention]:
    """Give "over the weekend" back to the note where one of its days is named too."""
    kept = []
    for each in mentions:
        others = [day for other in mentions if other is not each for day in other.value.dates]
        is_weekend = each.value.weekday is None and len(each.value.dates) > 1
        if is_weekend and set(others) & set(each.value.dates):
            release(each, sheet)
        else:
            kept.append(each)
    return kept


def _without_names_of_days(mentions: list[Mention], sheet: Sheet) -> list[Mention]:
    """Let "Wed 11/18" be one day where the date is a Wednesday; where it is none both are kept, for a person to tell."""
    kept = []
    for each in mentions:
        name = each.value.weekday
        is_beside = any(
            other.value.weekday is None and all(day.weekday() == name for day in other.value.dates)
            for other in mentions
            if other is not each and _are_beside(each, other, sheet)
        )
        if name is None or not is_beside:
            kept.append(each)
    return kept


def _are_beside(one: Mention, other: Mention, sheet: Sheet) -> bool:
    first, second = sorted((one, other), key=lambda each: each.start)
    return sheet.folded[first.end : second.start].strip(" ,.(") in ("", "the")


TIED = (
    "since",
    "until",
    "till",
    "by",
    "due",
    "before",
    "after",
    "through",
    "from",
    "starting",
    "scheduled",
    "next",
)


def _standing(mention: Mention, sheet: Sheet, zones: Zones) -> int:
    start, end = zones.segment_of(mention.start)
    others = [at for at in range(start, end) if not sheet.owner[at] and sheet.folded[at].isalnum()]
    words = sheet.folded[: mention.start].split()
    is_tied = bool(words) and words[-1] in TIED
    beside = (
        sheet.owner[max(0, mention.start - 2) : mention.start] + sheet.owner[mention.end : mention.end + 2]
    )
    return 2 * (not others) + ("clock" in beside) - 3 * is_tied


def _clock(mentions: list[Mention], sheet: Sheet) -> Mention | None:
    """Put the times together: a range, or one start with one end."""
    if not mentions:
        return None
    whole = next((each for each in mentions if each.value.start and each.value.end), None)
    if whole is not None:
        for each in mentions:
            if each is not whole:
                release(each, sheet)
        return whole
    starts = [each for each in mentions if each.value.start]
    # "insulin at 8 am, …, yesterday 14:05": the one beside a day is the work's
    start = max(starts, key=lambda each: _is_beside_day(each, sheet), default=None)
    end = next((each for each in mentions if each.value.end), None)
    for each in mentions:
        if each not in (start, end):
            release(each, sheet)
    one = start or end
    assert one is not None  # a mention of a time has one of them
    made = Times(
        start.value.start if start else None,
        end.value.end if end else None,
        bool(start and start.value.is_since),
    )
    return Mention(one.start, one.end, made)


def _is_beside_day(mention: Mention, sheet: Sheet) -> bool:
    return "date" in (
        *sheet.owner[max(0, mention.start - 2) : mention.start],
        *sheet.owner[mention.end : mention.end + 2],
    )


def maybe_length(clock: Mention, sheet: Sheet) -> tuple[Mention | None, list[Mention]]:
    """Read a lone "1:20" as a length: without any other length, from midnight's hours, and no word such as "at"."""
    return (None, [_as_length(clock)]) if _can_be_length(clock, sheet) else (clock, [])


def _can_be_length(clock: Mention, sheet: Sheet) -> bool:
    at = clock.value.start
    text = sheet.folded[clock.start : clock.end].strip()
    is_plain = at is not None and clock.value.end is None and text[:1].isdigit() and ":" in text
    if at is None or not is_plain:
        return False
    return at.hour <= 4 and (at.is_open or text[:2] == "0:" or text[:3] == "00:")


LASTED = re.compile(r"\b(?:for|took|lasted|lasting|spent|total)\s+$")


def _length_beside_a_time(clocks: list[Mention], sheet: Sheet) -> tuple[list[Mention], list[Mention]]:
    """Part "1:20" from another time: first in the line, in hours ("1:20 hrs") or behind "for" it is how long it was."""
    for each in clocks:
        before, text = sheet.folded[: each.start], sheet.folded[each.start : each.end]
        is_told = not before.strip() or LASTED.search(before) or text.endswith(("hrs", "hours"))
        others = [other for other in clocks if other is not each]
        if is_told and any(other.value.start for other in others) and _can_be_length(each, sheet):
            return others, [_as_length(each)]
    return clocks, []


def _as_length(clock: Mention) -> Mention:
    return Mention(clock.start, clock.end, (clock.value.start.meanings[0] % 43_200,), is_sure=False)
