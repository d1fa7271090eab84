"""Days and times that tell of the patient, or of what is to come, and not of the work."""

import re
from datetime import date

from apps.timelog.domain.quick_log.text import Mention, Sheet
from apps.timelog.domain.quick_log.zones import SPOKEN, Zones

# "confused since Sunday" and "BG 42 overnight" tell of the patient, not of the work.
SINCE = re.compile(
    r"\b(?:since|to|until|till|recheck|redraw|repeat|due|discharged?|d/?c|appt|appointment|surgery|procedure|admission|admitted"
    r"|(?:discharged?|d/?c|return(?:ed|ing|s)?|going|goes|went|sent|came|coming|back)\s+home)\s+$"
)
# What is told of the patient's own days stands where the talk's subject does.
EVENT = re.compile(
    r"\b(?:draw|visit|eval|f/u|follow-?up|start\s+of\s+care|soc|delivery|dialysis|chemo|infusion|recheck|due|falls?|fell|appts?|admit|transfer)\s+$"
)
# "fell yesterday", "labs drawn 11/9", "next visit Monday": never the work's own day, wherever it stands.
BEFELL = re.compile(
    r"\b(?:fell|fallen|passed(?:\s+away)?|died|expired|hospitali[sz]ed|vomited|drawn|recheck(?:ed)?|redraw|repeat|due|next\s+(?:visit|appt|appointment|dose|draw))\s+$"
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


def without_told_days(days: list[Mention], sheet: Sheet, zones: Zones, today: date) -> list[Mention]:
    """Return the days that can be that of the work; the others go back to the note."""
    mentions = _past(days, sheet, zones, today)
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
        # "re INR from Monday": the word belongs to the day where a day's name stands behind it
        is_from = in_clause and sheet.folded.startswith("from ", each.start) and _ends_a_word(each, sheet)
        is_of_record = is_from or OF_RECORD.search(before) or BEFELL.search(before)
        is_of_value = VALUE_BEFORE.search(before) and sheet.owner[each.start - 2] == ""
        if is_since or is_of_record or (is_of_value and NIGHT.match(sheet.folded, each.start)):
            release(each, sheet)
        else:
            kept.append(each)
    return kept


def _ends_a_word(mention: Mention, sheet: Sheet) -> bool:
    before = sheet.folded[: mention.start]
    return before[-2:-1].isalpha() and before.endswith(" ") and not sheet.owner[mention.start - 2]


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


# "appt 14:30 Thursday", "visit Monday at 10am": the hour of what is to come. A visit without its day needs "at" as well.
APPOINTED = re.compile(
    r"\b(?:(?P<sure>appts?|appointments?|surgery|procedure|dialysis|chemo|infusion|mri|scan)|visits?|eval|draw|f/u|follow-?up|delivery|pick-?up|transport|ride)"
    r"(?P<moved>(?:\s+(?:is|was|now|set|moved|resched\w*|scheduled|changed|due))*)(?:\s+(?:to|for|on))?\s*$"
)
# The hour can also come first, as in "a ride for the 10:30 appt".
OF_APPOINTMENT = re.compile(r"\s+(?:appts?|appointments?)\b")
ARRANGED = re.compile(r"\b(?:(?:re-?)?schedul\w*|moved|made|confirm\w*|cancel\w*|changed|booked)\s[^,;]*$")
AT = re.compile(r"at\b|@|from\b|for\b|between\b")


def without_told_times(
    clocks: list[Mention], days: list[Mention], sheet: Sheet, zones: Zones, today: date
) -> tuple[list[Mention], list[Mention]]:
    """Return the times and days without those of an appointment that a talk was about; these go back to the note."""
    for clock in list(clocks):
        beside = next((each for each in days if _is_beside(each, clock)), None)
        start = min(clock.start, beside.start) if beside else clock.start
        if not _is_told(clock, start, sheet, zones, beside, today):
            continue
        clocks = [each for each in clocks if each is not clock]
        days = [each for each in days if each is not beside]
        for each in (clock, beside):
            if each:
                release(each, sheet)
    return clocks, days


def without_times_of(days: list[Mention], clocks: list[Mention], sheet: Sheet) -> list[Mention]:
    """Return the times that stand beside none of the days that are told of; the others go back to the note as well."""
    told = [clock for clock in clocks if any(_is_beside(day, clock) for day in days)]
    for each in told:
        release(each, sheet)
    return [each for each in clocks if each not in told]


def _is_beside(day: Mention, clock: Mention) -> bool:
    return 0 <= clock.start - day.end <= 2 or 0 <= day.start - clock.end <= 2


def _is_told(
    clock: Mention, start: int, sheet: Sheet, zones: Zones, day: Mention | None, today: date
) -> bool:
    if day and day.value.weekday is None and not all(on > today for on in day.value.dates):
        return False
    before = sheet.folded[:start]
    event = APPOINTED.search(before)
    is_told = event and (event["sure"] or event["moved"] or day or AT.match(sheet.folded, clock.start))
    if not (is_told or OF_APPOINTMENT.match(sheet.folded, clock.end)):
        return False
    first = zones.segment_of(clock.start)[0]
    is_spoken_of = zones.in_clause(clock.start) or SPOKEN.search(sheet.folded[:first])
    return bool(is_spoken_of or ARRANGED.search(before))


def release(mention: Mention, sheet: Sheet) -> None:
    sheet.take(mention, "")
