"""What time of day: 14:05-14:17, 2:05-2:17pm, from 9 to 9:20 am, at noon, since 14:05, until half past two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.timelog.domain.quick_log.numbers import HOUR_IN_WORDS, IN_WORDS, MINUTES_IN_WORDS, number_of
from apps.timelog.domain.quick_log.text import Mention, Sheet

MERIDIEM = r"(?:[ap]\.?\s?m\b\.?|[ap](?![\w.])|in\s+the\s+(?:morning|afternoon|evening)\b)"
NUMBERED = rf"{HOUR_IN_WORDS}(?:[\s-]+{MINUTES_IN_WORDS}(?:\s*{MERIDIEM})?|\s*{MERIDIEM})(?!\s*-?\s*(?:min|m\b|hour|h\b|sec))"
EXACT = (
    rf"(?:(?:12\s*)?(?:noon|midday|midnight)|(?:\d{{1,2}}|{HOUR_IN_WORDS})\s*o'?\s?clock\b|\d{{1,2}}(?::[0-5]\d)?-?ish\b(?!\s*(?:m|min|mins|minutes)\b)|(?:0?[7-9]|1\d|2[0-3]):[0-5]\d\s*h\b|\d{{1,2}}:[0-5]\d(?::[0-5]\d)?(?:\s*{MERIDIEM}|\s*(?:hrs|hours)\b)?(?!\d|:\d|\s*h\b|\s*(?:mins?|minutes)\b)"
    rf"|\d{{1,2}}(?:\.[0-5]\d)?\s*{MERIDIEM}|\d{{3,4}}\s*{MERIDIEM}|[01]\d[0-5]\d\s*(?:h|hrs|hours)\b|2[0-3][0-5]\d\s*(?:h|hrs|hours)\b)"
)
UNIT = r"\s*(?:m|mins?|minutes?|h|hrs?|hours?|mg|mcg|ml|units?|u|l|liters?|weeks?|wks?|days?|d|months?|mo|times|x|lbs?|kg|%|of\b|pills?|tabs?|k?cals?|cc|cm|tablets?|puffs?|doses?)\b"
LOOSE = rf"(?:{EXACT}|[01]\d[0-5]\d(?!\d)|2[0-3][0-5]\d(?!\d)|\d{{1,2}}[.h][0-5]\d(?!\d)|\d{{1,2}}(?:\s*o'?clock)?(?![\d:./]|{UNIT}))"
WORDS = rf"{HOUR_IN_WORDS}(?:[\s-]{MINUTES_IN_WORDS})?(?![\w-])"
TO = r"\s*(?:-{1,2}|\bto\b|\btill?\b|\b'?til\b|\buntil\b|\bthrough\b|\bthru\b|\.\.+|\band\b(?=\s*\d))\s*"
EDGE = r"(?<![\w.:/$#])"
RANGES = (
    re.compile(rf"\b(?:from|between|btwn?|b/w)\s+(?P<start>{LOOSE}){TO}(?P<end>{LOOSE})"),
    re.compile(rf"\b(?:from|between)\s+(?P<start>{WORDS}){TO}(?P<end>{WORDS}(?:\s*{MERIDIEM})?)(?!{UNIT})"),
    re.compile(
        rf"{EDGE}(?:at\s+|@\s*|start(?:ed|ing)?\s+(?:at\s+)?)?(?P<start>{EXACT}){TO}(?:end(?:ed|ing)?\s+(?:at\s+)?)?(?P<end>{LOOSE})"
    ),
    re.compile(rf"{EDGE}(?:at\s+|@\s*)?(?P<start>{LOOSE}){TO}(?P<end>{EXACT})"),
    re.compile(
        rf"{EDGE}(?P<start>(?:[01]\d|2[0-3])[0-5]\d)\s*(?:-|to|til|till|until)\s*(?P<end>(?:[01]\d|2[0-3])[0-5]\d)(?!\d|-|{UNIT})"
    ),
    re.compile(rf"{EDGE}(?P<start>\d{{1,2}}h[0-5]\d){TO}(?P<end>\d{{1,2}}h[0-5]\d)(?!\d)"),
    re.compile(
        rf"(?:(?:(?<=^)|(?<=[,;]\s)|(?<=@)|(?<=\bat\s))(?=\d)|{EDGE}(?=1[3-9]|2[0-3]))(?P<start>\d{{1,2}}\.[0-5]\d)\s*(?:-|to|till|until)\s*(?P<end>\d{{1,2}}\.[0-5]\d)(?!\d|{UNIT})"
    ),
)
# "Before noon" is no time that other entries could overlap with.
ROUGH = re.compile(rf"\b(?:sometime\s+|shortly\s+|just\s+|right\s+)?(?:before|after)\s+{EXACT}")
PAST = re.compile(
    rf"\b(?:(?P<role>at|since|from|until|till?|by|around|about|start(?:ed|ing)?(?:\s+at)?|end(?:ed|ing)?(?:\s+at)?)\s+)?"
    rf"(?:a\s+)?(?P<minutes>half|quarter|\d{{1,2}}|{IN_WORDS})\s+(?P<way>past|after|to|before|till)\s+(?P<hour>\d{{1,2}}|noon|midday|midnight|{IN_WORDS})"
    rf"(?:(?![:\d\w])|(?=[ap]\.?m))(?:\s*(?P<meridiem>{MERIDIEM}))?"
)
STARTS = r"since|(?:start(?:ed|ing)?|began|begun|beginning)(?:\s+(?:at|from|around))?|from"
ENDS = r"until|till|'?til|(?:end(?:ed|ing)?|finish(?:ed|ing)?|done|stopp?(?:ed|ing)?)(?:\s+(?:at|around))?|up\s+to|through|thru"
SAID = re.compile(
    rf"{EDGE}(?:\b(?P<starts>{STARTS})|\b(?P<ends>{ENDS})|(?P<at>\bat\s+(?:about|around)|\bat|@)|\b(?P<near>around|about))\s*(?P<time>{LOOSE}|{NUMBERED})"
)
BARE = re.compile(rf"{EDGE}(?:(?:around|about|approx\.?|ca\.?)\s+)?(?P<time>{EXACT}|{NUMBERED})")
# Without a word before them these are times only where a time can stand: first in a segment, or beside a day.
DOTTED = re.compile(
    rf"(?:^|[,;])\s*(?P<time>(?:[01]?\d|2[0-3])\.[0-5]\d)(?=\s+(?:[a-z]|\d+[\s-]?m))(?!{UNIT})"
)
DOTTED_CALL = re.compile(
    r"(?<=\s)(?P<time>(?:0[6-9]|1\d|2[0-3])\.[0-5]\d)(?=\s+(?:call|phone|tc|t/c|tel|conf|spoke|d/w|s/w|w/|with\b))"
)
DOTTED_DAY = re.compile(rf"(?<=\s)(?P<time>(?:[01]?\d|2[0-3])\.[0-5]\d)(?![\d%.])(?!{UNIT})")
HOUR = re.compile(r"(?<=\s)(?P<time>(?:1[3-9]|2[0-3])\s?h)(?![\w/-])")
# "14h05" lasted no fourteen hours.
HOUR_H = re.compile(r"(?<![\w.:/$#-])(?P<time>(?:1[3-9]|2[0-3])h[0-5]\d)(?![\w/-])")
# What goes on until now, such as "16:10-now".
UNTIL_NOW = re.compile(rf"{EDGE}(?:\bfrom\s+)?(?P<time>{EXACT}){TO}now\b")
MILITARY = re.compile(
    rf"(?<![\w.:/$#-])(?P<time>[01]\d[0-5]\d|2[0-3][0-5]\d)(?![\w/-]|:\d|\.\d|{UNIT}(?!\s+\d+\s*m))"
)
# What was measured before a time: "BP 150/90 at", "pain 7 at".
RESULT = re.compile(r"[a-z0-9]\s+(?P<value>\d{1,3}(?:[./]\d{1,3})?\s?%?)\s*$")
BEFELL = re.compile(
    r"\b(?:fell|hypo\w*|vomit\w*|a?woke|seizure|seized|syncope|spiked|fainted|lows|highs|spikes|awake|fast)\s*(?:\d{1,2}(?::\d\d)?\s*(?:-|to)\s*)?$"
)
DRUG_STOPPED = re.compile(r"stopp?(?:ed|ing)?|done|finish(?:ed|ing)?")
LENGTH = re.compile(r"\d\s*(?:m|mins?|minutes)$")
NUMBERED_BEFORE = re.compile(r"(?:room|rm|ext\.?|code|pin|unit|apt|no\.?)$")
FOR = re.compile(r"\s+(?:for|x)\s+\d{1,3}(?:\s*m|\s*[,;.]|$)")
NUMBER_WORDS = re.compile(rf"(?P<hour>{HOUR_IN_WORDS})(?:[\s-]+(?P<minutes>{MINUTES_IN_WORDS}))?")
IN_THE = re.compile(r"\s*in\s+the\s+(?P<part>morning|afternoon|evening)")
PIECES = re.compile(
    rf"(?P<h>\d{{1,2}}?)(?:[:.h]?(?P<m>[0-5]\d))?(?::(?P<s>[0-5]\d))?\s*(?P<mer>{MERIDIEM})?(?:h|hrs|hours|\s*o'?\s?clock)?\s*"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as typed: seconds after midnight it can mean, the likelier first is nobody's business here.

    `is_open` says that nothing tells morning from afternoon.
    """

    hour: int
    minute: int = 0
    second: int = 0
    is_open: bool = False

    @property
    def meanings(self) -> tuple[int, ...]:
        """Return the seconds after midnight that it can mean, morning before afternoon."""
        rest = self.minute * 60 + self.second
        if not self.is_open:
            return (self.hour * 3600 + rest,)
        return tuple(hour * 3600 + rest for hour in (self.hour % 12, self.hour % 12 + 12))


@dataclass(frozen=True, slots=True)
class Times:
    """When something started and ended, as far as it is said; `is_since`: it lasted until now if nothing else is said."""

    start: Clock | None = None
    end: Clock | None = None
    is_since: bool = False


def times(sheet: Sheet) -> list[Mention]:
    """Take every time of day; a value is a Times."""
    found: list[Mention] = []
    for match in sheet.found(ROUGH):
        before = sheet.folded[: match.start()].rstrip()
        if not before or before.endswith((",", ";")) or sheet.owner[len(before) - 1] == "date":
            sheet.take(Mention(*match.span(), None), "clock")
    for reader in (_ranges, _past, _until_now, _said, _bare, _plain):
        for mention in reader(sheet):
            if sheet.is_free(mention.start, mention.end):
                sheet.take(mention, "clock")
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


# Hours and minutes that no clock shows; "1:80" is a titre.
NO_TIME = re.compile(
    rf"{EDGE}(?:\b(?P<said>at|from|since|until|till|to)\s+|(?P<sign>@)\s*)?(?P<time>(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?:\s*{MERIDIEM})?)(?![\d:%])"
)


def unreal_time(sheet: Sheet) -> str:
    """Take a time that no clock shows, such as 25:00, and return it as typed; "" when there is none."""
    for match in sheet.found(NO_TIME):
        is_said = match["said"] or match["sign"] or len(match["hour"]) == 2
        if is_said and (int(match["hour"]) > 23 or int(match["minute"]) > 59):
            sheet.take(Mention(*match.span(), None), "clock")
            return sheet.text[slice(*match.span("time"))].strip()
    return ""


def _ranges(sheet: Sheet) -> Iterator[Mention]:
    for pattern in RANGES:
        for match in sheet.found(pattern):
            start, end = clock_of(match["start"]), clock_of(match["end"])
            if re.fullmatch(r"(?:20|25)\s+to\s+\d.*", match.group()):
                continue  # "twenty to nine" in figures
            if BEFELL.search(sheet.folded[: match.start()]):
                continue
            if start is not None and end is not None:
                yield Mention(*match.span(), Times(start, end))


def _past(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(PAST):
        minutes = {"half": 30, "quarter": 15}.get(match["minutes"]) or int(number_of(match["minutes"]))
        word = match["hour"]
        hour = 12 if word in ("noon", "midday", "midnight") else int(number_of(word))
        is_named = match["way"] in ("past", "after", "before") or match["role"] or match["meridiem"]
        if not 1 <= hour <= 12 or not 0 < minutes < 60 or not (is_named or match["minutes"] == "quarter"):
            continue
        base = _clock(
            str(hour), "0", match["meridiem"] or {"noon": "pm", "midday": "pm", "midnight": "am"}.get(word)
        )
        if base is not None:
            after = match["way"] in ("past", "after")
            yield _with_role(match.span(), match["role"] or "", _moved(base, minutes if after else -minutes))


def _moved(clock: Clock, minutes: int) -> Clock:
    hours = 12 if clock.is_open else 24
    total = (clock.hour * 60 + minutes) % (hours * 60)
    hour, minute = divmod(total, 60)
    return Clock(hour or (12 if clock.is_open else 0), minute, 0, clock.is_open)


def _until_now(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(UNTIL_NOW):
        clock = clock_of(match["time"])
        if clock is not None:
            yield Mention(*match.span(), Times(start=clock, is_since=True))


def _said(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(SAID):
        clock = clock_of(match["time"])
        if clock is not None and not _is_of_a_result(match, sheet):
            yield _with_role(match.span(), match["starts"] or match["ends"] or "", clock)


def _is_of_a_result(match: "re.Match[str]", sheet: Sheet) -> bool:
    """Say whether a time belongs to what was measured ("BS 280 at 8am"), or is none at all ("A1c up from 8")."""
    before = sheet.folded[: match.start()].rstrip()
    if match["near"]:
        return not before or sheet.owner[len(before) - 1] != "date"
    if match["at"]:
        return _is_measured(sheet, match.start())
    if match["ends"] and DRUG_STOPPED.fullmatch(match["ends"]) and len(match["time"]) < 3:
        return match["time"].isdigit()  # "14 meds, stop 3"
    is_loose = match["starts"] == "from" or (match["ends"] or "").startswith("up")
    if not is_loose or not match["time"].isdigit():
        return False
    return before[-1:].isalnum() and not sheet.owner[len(before) - 1]


def _is_measured(sheet: Sheet, at: int) -> bool:
    """Say whether a value that nobody took ends at `at`, or what befell the patient then."""
    if BEFELL.search(sheet.folded[:at]):
        return True
    result = RESULT.search(sheet.folded[:at])
    return result is not None and sheet.is_free(*result.span("value"))


def _bare(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(BARE):
        clock = clock_of(match["time"])
        before = sheet.folded[: match.start()].rstrip()
        is_measured = before.endswith(" at") and _is_measured(sheet, len(before) - 3)
        is_measured = is_measured or BEFELL.search(before) is not None
        # "0:15" by itself is a quarter of an hour
        is_length = re.fullmatch(r"0:[0-5]\d", match["time"]) is not None
        if clock is not None and not is_measured and not is_length:
            yield Mention(*match.span(), Times(start=clock))


def _plain(sheet: Sheet) -> Iterator[Mention]:
    for match in (
        *sheet.found(DOTTED),
        *sheet.found(DOTTED_CALL),
        *sheet.found(DOTTED_DAY),
        *sheet.found(HOUR),
        *sheet.found(HOUR_H),
        *sheet.found(MILITARY),
    ):
        start, end = match.span("time")
        before = sheet.folded[:start].rstrip(" @")
        beside_day = "date" in (sheet.owner[len(before) - 1 : len(before)] + sheet.owner[end + 1 : end + 2])
        clock = clock_of(match["time"])
        is_alone = (before[-1:] in (",", ";") or LENGTH.search(before)) and sheet.folded[end : end + 1] in (
            "",
            ",",
            ";",
        )
        is_alone = is_alone or (match["time"][0] == "0" and not NUMBERED_BEFORE.search(before))
        is_alone = is_alone or FOR.match(sheet.folded, end) is not None
        is_sure = match.re in (DOTTED, DOTTED_CALL, HOUR_H) or beside_day
        if clock is not None and (is_sure or (match.re is MILITARY and (not before or is_alone))):
            yield Mention(start, end, Times(start=clock))


def _with_role(span: tuple[int, int], role: str, clock: Clock) -> Mention:
    if role and re.fullmatch(ENDS, role):
        return Mention(*span, Times(end=clock))
    return Mention(*span, Times(start=clock, is_since=role == "since"))


def _as_figures(match: "re.Match[str]") -> str:
    hour = int(number_of(match["hour"]))
    return f"{hour}:{int(number_of(match['minutes'])):02}" if match["minutes"] else str(hour)


def clock_of(text: str) -> Clock | None:
    """Return the time of day that `text` says, None when there is none such (25:00, 13 pm)."""
    text = re.sub(
        r"-?ish$", "", IN_THE.sub(lambda part: " am" if part["part"] == "morning" else " pm", text.strip())
    )
    if text.endswith(("noon", "midday")):
        return Clock(12)
    if text.endswith("midnight"):
        return Clock(0)
    match = PIECES.fullmatch(NUMBER_WORDS.sub(_as_figures, text))
    if match is None:
        return None
    return _clock(
        match["h"],
        match["m"] or "0",
        match["mer"],
        match["s"] or "0",
        is_military="." not in text and re.match(r"\d{4}", text) is not None,
    )


def _clock(
    hour_text: str, minute: str, meridiem: str | None, second: str = "0", *, is_military: bool = False
) -> Clock | None:
    hour = int(hour_text)
    if hour > 24 or (hour == 24 and int(minute)):
        return None
    if meridiem and meridiem[0] in "ap":
        if hour > 12:
            return Clock(hour, int(minute), int(second)) if meridiem[0] == "p" else None
        if hour == 0:
            return None
        return Clock(hour % 12 + (12 if meridiem[0] == "p" else 0), int(minute), int(second))
    is_open = 1 <= hour <= 12 and not (len(hour_text) == 2 and hour_text[0] == "0") and not is_military
    return Clock(hour % 24, int(minute), int(second), is_open)
