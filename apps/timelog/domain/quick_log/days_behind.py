"""Days that only what stands beside them tells from the subject: "Doe last week", "Cho tomorrow", "Schmitt, 11-3"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from apps.timelog.domain.quick_log.dates import HALF_A_YEAR, ROUGHLY, day_of, rough_dates
from apps.timelog.domain.quick_log.day import Day
from apps.timelog.domain.quick_log.phrases import WITH, Said
from apps.timelog.domain.quick_log.text import Mention, Sheet
from apps.timelog.domain.quick_log.told import PLANNED
from apps.timelog.domain.quick_log.zones import Zones

ROUGH = re.compile(rf"(?<![\w-]){ROUGHLY}(?![\w'-])")
TOMORROW = re.compile(r"(?<![\w-])(?:tomorrow|tmrw)(?![\w'-])")
# "11-3" is the month and the day, as with a stroke; "3.11." can be either way round.
DASHED = re.compile(r"(?<![\w./:-])(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\w/%-]|[.:,]\d)")
DOTTED = re.compile(r"(?<![\w./:-])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?!\w)")


def day_behind(
    sheet: Sheet, zones: Zones, phrases: Sequence[Said], *, is_timed: bool, today: date
) -> Mention | None:
    """Take the day that stands beside another field and not in the subject; its value is a Day.

    `is_timed` says that the line tells a length or a time elsewhere, so that "11-3" is neither.
    """
    for mention in _days(sheet, is_timed=is_timed, today=today):
        if _stands_behind(mention, sheet, zones, phrases) and _ends(mention, sheet, phrases):
            sheet.take(mention, "date")
            return mention
    return None


def _days(sheet: Sheet, *, is_timed: bool, today: date) -> Iterator[Mention]:
    for match in sheet.found(TOMORROW):
        yield Mention(*match.span(), Day((today + timedelta(days=1),)))
    for match in sheet.found(ROUGH):
        if dates := rough_dates(match["word"], today):
            yield Mention(*match.span(), Day(dates), is_sure=False)
    for pattern in (DASHED, DOTTED):
        for match in sheet.found(pattern):
            dates = tuple(dict.fromkeys(_lately(match, today)))
            if dates:
                yield Mention(*match.span(), Day(dates if is_timed else (*dates, today)), is_sure=False)


def _lately(match: "re.Match[str]", today: date) -> Iterator[date]:
    """Yield the days of the last half year that two numbers can mean."""
    month, day = int(match["month"]), int(match["day"])
    ways = [(month, day)] if match.re is DASHED else [(month, day), (day, month)]
    for each in ways:
        for year in (today.year, today.year - 1):
            found = day_of(year, *each)
            if found and timedelta() <= today - found <= HALF_A_YEAR:
                yield found


def _stands_behind(mention: Mention, sheet: Sheet, zones: Zones, phrases: Sequence[Said]) -> bool:
    """Say whether a day opens the line or stands right behind a field, a number also first in a part of it.

    In the subject that is only one gone by, behind a name, length or time: "re Baker tomorrow" tells of a plan.
    """
    text = sheet.folded[: mention.start].rstrip(" ()")
    at = len(text) - 1
    is_number = sheet.text[mention.start].isdigit()
    if not text or (is_number and text.endswith((",", ";", ".", ":"))):
        return True
    if zones.in_clause(mention.start) and TOMORROW.match(sheet.folded, mention.start):
        return False
    if sheet.owner[at] in ("patient", "seconds", "clock"):
        return not PLANNED.search(text)
    if zones.in_clause(mention.start) or is_number or PLANNED.search(text):
        return False
    beside = [each for each in phrases if each.end == at + 1]
    is_said = any(each.phrase.field != "counterpart" or WITH.search(text[: each.start]) for each in beside)
    return is_said or sheet.owner[at] == "named"


def _ends(mention: Mention, sheet: Sheet, phrases: Sequence[Said]) -> bool:
    """Say whether nothing goes on behind a day but another field: "last week's labs", "2-3 loose stools" do."""
    rest = sheet.folded[mention.end :]
    at = mention.end + len(rest) - len(rest.lstrip(" ,;.)"))
    if at == len(sheet.text) or re.search(r"[,;.)]", sheet.folded[mention.end : at]) or sheet.owner[at]:
        return True
    return any(each.start == at and each.phrase.field in ("channel", "talk") for each in phrases)
