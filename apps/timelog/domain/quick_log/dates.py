"""Which day: yesterday, 11/20, Nov 20th, 3 days ago, the 20th, this morning, last night, or by its name."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from apps.timelog.domain.quick_log.day import ON, PART, Day, mention_of, part_of
from apps.timelog.domain.quick_log.numbers import IN_WORDS, number_of
from apps.timelog.domain.quick_log.text import Mention, Sheet
from apps.timelog.domain.quick_log.weekdays import weekdays, weekends, weeks_ago

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
NOT_TIME = r"(?!\d|[:.]\d|\s*(?:m|mins?|minutes?|h|hrs?|hours?|am|pm|mg|units?|ml)\b|\s*[/%])"
# Words before two numbers with a stroke that make them a measurement.
NOT_MEASURED = re.compile(
    r"(?:pain|score|scored|bp|b/p|pressure|phq|phq-9|mmse|moca|strength|rated|level|grade|visit|dose|gait|borg|nyha)"
    r"(?:\s+(?:of|at|was|is|now))?[\s:]*$"
)
# A date this far behind still belongs to the last year's turn; one farther away was meant for this year.
HALF_A_YEAR = timedelta(days=183)

RELATIVE = re.compile(
    rf"{ON}\b(?:(?:earlier|early|late|later|first\s+thing)\s+(?=this|last|yest|tod|ton))?(?:the\s+)?(?P<word>day\s+(?:before|b4)\s+yesterday|yesterday|y'?day|yest|ystr?da?y|today|tonight|tonite|2nite|2day|tomorrow|tmrw|last\s+(?:night|nite)|"
    r"this\s+(?:morning|afternoon|evening|am|pm|a\.m|p\.m)|earlier\s+today|(?:just|right)\s+now|(?:last|past)\s+evening|overnight)\b(?:'s(?=\s))?\.?"
    + PART
)
AGO = re.compile(
    rf"\b(?P<count>(?:a\s+)?(?:half|quarter)(?:\s+of)?(?:\s+an)?(?=\s+hour)|\d{{1,3}}|{IN_WORDS}|an?|a\s+couple(?:\s+of)?)\s*(?P<unit>d|days?|wks?|weeks?|w|hours?|hrs?|h|min(?:ute)?s?|m)"
    r"\s+(?:ago|back)\b" + PART
)
# Said by itself, or before the length that a line begins with, it is a day that a person has to tell.
ROUGHLY = r"(?P<word>(?:a\s+)?few\s+days\s+(?:ago|back)|the\s+other\s+day|(?:sometime\s+)?last\s+week|earlier\s+this\s+week)"
VAGUE = re.compile(rf"(?:^|(?<=[,;])|(?<=[,;]\s)){ROUGHLY}(?=\s*(?:[,;.]|$)|\s+\d+\s*(?:m|mins?|minutes?)\b)")
ISO = re.compile(
    rf"{ON}(?<![\w/-])(?P<year>\d{{4}})[-/](?P<month_number>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?![\w/-])" + PART
)
STROKES = re.compile(
    rf"{ON}(?<![\w./:-])(?P<month_number>\d{{1,2}})(?P<by>[/.-])(?P<day>\d{{1,2}})(?:(?P=by)(?P<year>\d{{4}}|\d{{2}}))?(?![\w/-]|:\d|[.,]\d|\s*(?:h|hrs?|hours?|mins?|minutes?|m)\b)"
    + PART
)
NAMED = re.compile(
    rf"{ON}(?<![:\d])\b(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*{MONTH}(?![a-z])(?:,?[\s-]*(?P<year>\d{{4}}\b|(?<=\s)'\d\d\b))?"
    + PART
)
NAMED_FIRST = re.compile(
    rf"{ON}\b{MONTH}(?![a-z])\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{NOT_TIME}(?:,?\s+(?P<year>20\d\d|'\d\d)\b)?"
    + PART
)
NTH = re.compile(rf"{ON}(?:\b(?:on\s+the|on|the)\s+|^\s*)(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b" + PART)


def days(sheet: Sheet, *, today: date) -> list[Mention]:
    """Take every day; a value is a Day. One that does not exist (2/30) is left in the sentence."""
    found: list[Mention] = []
    for reader in (_iso, _relative, weeks_ago, _ago, _named, _strokes, weekdays, weekends, _vague, _nths):
        for mention in reader(sheet, today):
            if sheet.is_free(mention.start, mention.end):
                sheet.take(mention, "date")
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def unreal(sheet: Sheet) -> str:
    """Take a date that no calendar has, such as Feb 30, and return it as typed; "" when there is none."""
    for pattern in (NAMED_FIRST, NAMED, STROKES):
        for match in sheet.found(pattern):
            day = int(match["day"])
            month = int(match["month_number"]) if pattern is STROKES else MONTHS.index(match["month"][:3]) + 1
            if month > 12:
                month, day = day, month
            is_measured = pattern is STROKES and (
                match["by"] != "/" or NOT_MEASURED.search(sheet.folded[: match.start()])
            )
            is_no_month = pattern is STROKES and month > 12 and (match["year"] or _is_all(sheet, match))
            if (is_no_month or (month <= 12 and 29 <= day <= 31)) and not is_measured:
                sheet.take(mention_of(match, ()), "date")
                return sheet.text[slice(*match.span())].strip()
    return ""


def _is_all(sheet: Sheet, match: "re.Match[str]") -> bool:
    """Say whether "13/45" is all of its part of the sentence, and no blood pressure nor sight."""
    before, after = sheet.folded[: match.start()].rstrip(), sheet.folded[match.end() :].lstrip()
    is_alone = before[-1:] in ("", ",", ";") and after[:1] in ("", ",", ";")
    return is_alone and 12 < int(match["month_number"]) < 50 and match["month_number"] != "20"


def _relative(sheet: Sheet, today: date) -> Iterator[Mention]:
    for match in sheet.found(RELATIVE):
        word = " ".join(match["word"].split())
        back = {
            "yesterday": 1,
            "yday": 1,
            "y'day": 1,
            "yest": 1,
            "ystdy": 1,
            "ystrdy": 1,
            "ystrday": 1,
            "ystday": 1,
            "day before yesterday": 2,
            "day b4 yesterday": 2,
            "tomorrow": -1,
            "tmrw": -1,
        }.get(word, 0)
        part = match["part"] or word.rpartition(" ")[2]
        if word in ("last night", "last nite", "overnight", "last evening", "past evening"):
            back = 1
        part = {
            "tonight": "evening",
            "tonite": "evening",
            "2nite": "evening",
            "nite": "night",
            "overnight": "night",
            "a.m": "am",
            "p.m": "pm",
        }.get(part, part)
        yield mention_of(match, (today - timedelta(days=back),), part)


def _ago(sheet: Sheet, today: date) -> Iterator[Mention]:
    for match in sheet.found(AGO):
        count = match["count"].split()
        unit = match["unit"]
        number = 2 if "couple" in count else 0 if unit[0] in "hm" else int(number_of(count[0]))
        length = {"d": 1, "w": 7}.get(unit[0], 0)
        yield mention_of(match, (today - timedelta(days=number * length),))


def _vague(sheet: Sheet, today: date) -> Iterator[Mention]:
    for match in sheet.found(VAGUE):
        dates = rough_dates(match["word"], today)
        if len(dates) > 1:
            yield Mention(*match.span(), Day(dates), is_sure=False)


def rough_dates(word: str, today: date) -> tuple[date, ...]:
    """Return the days that "last week", "earlier this week" or "a few days ago" can mean."""
    monday = today - timedelta(days=today.weekday())
    if word.endswith("last week"):
        return tuple(monday - timedelta(days=back) for back in range(7, 0, -1))
    if word.endswith("this week"):
        return tuple(monday + timedelta(days=on) for on in range(today.weekday()))
    return tuple(today - timedelta(days=back) for back in range(2, 6))


def _iso(sheet: Sheet, today: date) -> Iterator[Mention]:
    for match in sheet.found(ISO):
        found = day_of(int(match["year"]), int(match["month_number"]), int(match["day"]))
        if found:
            yield mention_of(match, (found,))


def _strokes(sheet: Sheet, today: date) -> Iterator[Mention]:
    for match in sheet.found(STROKES):
        if match["by"] != "/" and not match["year"] and not _stands_alone(sheet, match):
            continue
        month, day, is_sure = int(match["month_number"]), int(match["day"]), True
        if month > 12:
            month, day, is_sure = day, month, False
        found = _in_year(match["year"], month, day, today)
        # with points the day stands first to some and the month to others
        other = (
            _in_year(match["year"], day, month, today)
            if match["by"] == "." and match["year"] and is_sure
            else None
        )
        if found and other and other != found and max(found, other) <= today:
            yield Mention(*match.span(), Day((found, other), part_of(match["part"])), is_sure=False)
            continue
        if found and not _is_measured(sheet, match, found, today):
            yield Mention(*match.span(), Day((found,), part_of(match["part"])), is_sure)


OWN_VISIT = re.compile(r"\b(?:home|office|house|clinic|facility|snf|sick|follow-?up|f/u)\s+visit[\s:]*$")


def _is_measured(sheet: Sheet, match: "re.Match[str]", day: date, today: date) -> bool:
    """Say whether "7/10" is a score: after a word for one; behind a dose only if it is no day of late."""
    before = NOT_MEASURED.search(sheet.folded[: match.start()])
    if match["year"] or before is None:
        return False
    if OWN_VISIT.search(before.string[: before.end()]):
        return False
    is_late = timedelta() <= today - day <= timedelta(days=60)
    return not (is_late and re.match(r"dose|level|grade", before[0]))


def _stands_alone(sheet: Sheet, match: "re.Match[str]") -> bool:
    """Say whether "11-20" is a date: at the beginning of a segment, and no hours that could be meant."""
    is_first = re.search(r"(?:^|[,;])\s*(?:on\s+)?$", sheet.folded[: match.start("month_number")]) is not None
    return match["by"] == "-" and is_first and int(match["day"]) > 12


def _named(sheet: Sheet, today: date) -> Iterator[Mention]:
    for pattern in (NAMED_FIRST, NAMED):
        for match in sheet.found(pattern):
            found = _in_year(match["year"], MONTHS.index(match["month"][:3]) + 1, int(match["day"]), today)
            if found:
                yield mention_of(match, (found,))


def _nths(sheet: Sheet, today: date) -> Iterator[Mention]:
    for match in sheet.found(NTH):
        found = next(filter(None, (_nth(int(match["day"]), today, back) for back in range(3))), None)
        if found:
            yield mention_of(match, (found,))


def _nth(day: int, today: date, back: int) -> date | None:
    months = today.year * 12 + today.month - 1 - back
    found = day_of(months // 12, months % 12 + 1, day)
    return found if found and found <= today else None


def _in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        year = year.strip("'")
        return day_of(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = day_of(today.year, month, day)
    before = day_of(today.year - 1, month, day)
    if this and this <= today:
        return this
    return before if before and today - before <= HALF_A_YEAR else this


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
