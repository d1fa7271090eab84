"""Choose what speaks of the work where a sentence names several days, times or lengths."""

import re
from datetime import date

from apps.timelog.domain.quick_log_dates import Day
from apps.timelog.domain.quick_log_text import Mention, Sheet
from apps.timelog.domain.quick_log_times import Times
from apps.timelog.domain.quick_log_zones import Zones


def outside(
    named_days: list[Mention],
    clocks: list[Mention],
    lengths: list[Mention],
    sheet: Sheet,
    zones: Zones,
    today: date,
) -> tuple[Mention | None, Mention | None, list[Mention]]:
    """Choose the day, the times and the lengths that speak of the work; the others go back to the note."""
    own_days = _without_told_days(_past(named_days, sheet, zones, today), sheet, zones)
    day = _day(_choose(own_days, sheet, zones), sheet, zones)
    lasted = _choose(_without_values(lengths, sheet), sheet, zones)
    own_clocks = _choose(clocks, sheet, zones)
    if not lasted:
        own_clocks, lasted = _length_beside_a_time(own_clocks, sheet)
    return day, _clock(own_clocks, sheet), lasted


# "confused since Sunday" and "BG 42 overnight" tell of the patient, not of the work.
SINCE = re.compile(
    r"\b(?:since|recheck|redraw|repeat|due|discharged?|d/?c|appt|appointment|surgery|procedure|admission|admitted"
    r"|(?:discharged?|d/?c|return(?:ed|ing|s)?|going|goes|went|sent|came|coming|back)\s+home)\s+$"
)
# What is told of the patient's own days stands where the talk's subject does.
EVENT = re.compile(
    r"\b(?:draw|visit|eval|f/u|follow-?up|start\s+of\s+care|soc|delivery|dialysis|chemo|infusion|recheck|due|fall|fell|appts?|admit|transfer)\s+$"
)
THIS_WEEKEND = re.compile(r"this\s+(?:weekend|wkend)")
TO_DO = re.compile(
    r"\b(?:draw|repeat|recheck|check|start|resume|deliver|hold|skip|stop|give)\s+(?:[\w-]+\s+){1,2}$"
)
TODAY = re.compile(r"to(?:day|night)\b")
# "sutures can come out on Monday"
WILL = re.compile(r"\b(?:can|will|should|to\s+be)\s[^,;.]{0,30}$")
# "reviewed labs from 11/2": the day of what was read, not of reading.
OF_RECORD = re.compile(
    r"\b(?:review(?:ed|ing)?|rev'?d|rvw'?d?|read|labs?|notes?|results?|reports?|records?)\b[^,;]*\s(?:dated|from|of)\s+$"
)
# "discharge from HH on 11/9", "appt moved to Thurs": what is to come, told of.
PLANNED = re.compile(
    r"\b(?:discharge|d/?c|appt|appointment|surgery|procedure|admission|visit|eval|f/u|soc|start|return|home|moved|resched\w*|scheduled|due|expires?)\b[^,;.]{0,24}$"
)
MOVED = re.compile(r"\b(?:moved|resched\w*|scheduled|changed|due)\s+(?:to|for|on|by)\s+$")
COMING = re.compile(r"tom|tmrw|next\b")
NIGHT = re.compile(r"last\s+(?:night|nite|evening)|overnight")
VALUE_BEFORE = re.compile(r"\b\d{1,3}(?:[./]\d{1,3})?%? $")


def _without_told_days(mentions: list[Mention], sheet: Sheet, zones: Zones) -> list[Mention]:
    kept = []
    for each in mentions:
        before = sheet.folded[: each.start]
        in_clause = zones.in_clause(each.start)
        is_event = (
            SINCE.search(before)
            or MOVED.search(before)
            or WILL.search(before)
            or (in_clause and (EVENT.search(before) or TO_DO.search(before)))
        )
        is_named = each.value.weekday is not None
        # "about labs Friday, last night": of two days the one that ends the subject is told of
        is_second = is_named and len(mentions) > 1 and in_clause and _ends_a_word(each, sheet)
        # "covering this weekend" is told of: it can be the one to come
        is_coming = in_clause and THIS_WEEKEND.match(sheet.folded, each.start) is not None
        is_to_do = TO_DO.search(before) and TODAY.match(sheet.folded, each.start)
        is_night = sheet.folded.startswith("overnight", each.start) and _ends_a_word(each, sheet)
        is_since = is_second or is_coming or is_to_do or is_night or (is_event and is_named)
        is_of_record = OF_RECORD.search(before) is not None
        is_of_value = VALUE_BEFORE.search(before) and sheet.owner[each.start - 2] == ""
        if is_since or is_of_record or (is_of_value and NIGHT.match(sheet.folded, each.start)):
            release(each, sheet)
        else:
            kept.append(each)
    return kept


def _ends_a_word(mention: Mention, sheet: Sheet) -> bool:
    before = sheet.folded[: mention.start]
    return before[-2:-1].isalpha() and before.endswith(" ") and not sheet.owner[mention.start - 2]


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


def _past(mentions: list[Mention], sheet: Sheet, zones: Zones, today: date) -> list[Mention]:
    """Leave coming days in the subject: "re appointment tomorrow"."""
    kept = []
    for each in mentions:
        goes_on = COMING.match(sheet.folded, each.start) and sheet.folded[: each.start][-2:-1].isalnum()
        goes_on = goes_on or PLANNED.search(sheet.folded[: each.start]) is not None
        if (goes_on or zones.in_clause(each.start)) and all(day > today for day in each.value.dates):
            release(each, sheet)
        else:
            kept.append(each)
    return kept


def _choose(mentions: list[Mention], sheet: Sheet, zones: Zones) -> list[Mention]:
    """Return the mentions outside clauses about the subject, or those inside when there are no others."""
    outside = [each for each in mentions if not zones.in_clause(each.start)]
    kept = outside or mentions
    for each in mentions:
        if each not in kept:
            release(each, sheet)
    return kept


def release(mention: Mention, sheet: Sheet) -> None:
    sheet.take(mention, "")


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
