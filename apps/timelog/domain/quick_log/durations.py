"""How long: 12m, 1h 20m, 1½ hours, an hour and ten, half an hour, 90s, 10-15 min."""

import re
from collections.abc import Iterator
from fractions import Fraction

from apps.timelog.domain.quick_log.numbers import IN_WORDS, NUMBER, number_of
from apps.timelog.domain.quick_log.text import Mention, Sheet

# Words that make a length of time something else than the work's: a result, a distance in time, an age.
NOT_AFTER = r"(?!\s*-?\s*(?:ago|walk|urine|glucose|earlier(?!\s+today)|later(?!\s+today)|old|prior(?!\s+auth)|collection)\b)"
NOT_HOURS = r"(?!\s*-?\s*(?:nursing(?!\s+(?:home|facility))|coverage|call\s+line)\b)"
BEFORE = r"(?<![\w./:$#-])(?<!\d,)"
LEAD = (
    r"(?:(?:for|spent|(?:it\s+)?took(?:\s+(?:me|us))?|lasting|lasted|over|the\s+(?:last|past)|(?:last|past))\s+|x\s*)*"
    r"(?:(?:about|a\s+good|a\s+full|approx\.?|approximately|around|roughly|nearly|almost|ca\.?|circa|(?:just\s+|a\s+little\s+)?(?:under|over)|less\s+than|a\s+total\s+of|total\s+of|total|like)\s+|[~<]\s*)?"
)
H = r"(?:hours?|hrs?|h)(?![a-z])\.?"
M = r"(?:minutes?|mins?|mns?|m|')(?![a-z])(?:\s+(?:total|altogether|in\s+all)(?=\s*(?:[,;.]|$)))?\.?"
S = r"(?:seconds?|secs?|s)(?![a-z])\.?"
AND = r"(?:\s*(?:,|and|&)?\s*)"

HALVES = re.compile(
    rf"\b{LEAD}(?:(?P<hours>{NUMBER})\s+)?hours?\s+and\s+(?:a|one)\s+(?P<part>half|quarter)\b"
    rf"|\b{LEAD}(?P<hours2>{NUMBER})\s+and\s+(?:a|one)\s+(?P<part2>half|quarter)\s+(?:(?P<minutes2>{M})|{H})"
    rf"|\b{LEAD}(?P<hours3>{NUMBER})\s+(?P<minutes3>min(?:ute)?s?)\s+and\s+(?:a|one)\s+(?P<part3>half|quarter)\b"
)
PARTS_OF_HOURS = re.compile(
    rf"{BEFORE}{LEAD}(?:(?P<three>three[\s-]+quarters?|3/4)|(?P<half>(?:a\s+)?half|1/2)|(?P<quarter>(?:a\s+|one\s+)?quarter|1/4))"
    rf"(?:[\s-]+of)?(?:[\s-]+an?)?[\s-]*(?:hour|hrs?|h)\b"
)
HOURS = re.compile(
    rf"{BEFORE}{LEAD}(?P<hours>{NUMBER})[\s-]*{H}"
    rf"(?:{AND}(?P<minutes>{NUMBER})[\s-]*{M}(?:{AND}(?P<seconds>\d{{1,2}})\s*{S})?"
    rf"|\s*(?:and\s+)?(?P<bare>[0-5]?\d|{IN_WORDS})(?![\w:/.%-]|\s*(?:[ap]m\b|mg\b|{S}|of\b)))?{NOT_AFTER}{NOT_HOURS}"
)
MINUTES = re.compile(
    rf"{BEFORE}{LEAD}(?P<minutes>{NUMBER})(?:-?ish)?[\s-]*{M}(?:{AND}(?P<seconds>\d{{1,2}}){S}|{AND}(?P<spaced>\d{{1,2}})\s+{S})?{NOT_AFTER}"
)
SECONDS = re.compile(rf"{BEFORE}{LEAD}(?P<seconds>{NUMBER})[\s-]*{S}{NOT_AFTER}")
COLON = re.compile(
    rf"{BEFORE}(?:(?:for|spent|took|lasting|lasted|total)\s+(?P<h>\d{{1,2}}):(?P<m>[0-5]\d)(?![\d:])(?!\s*[ap]\.?m)|"
    rf"(?P<h2>\d{{1,2}}):(?P<m2>[0-5]\d)\s*(?:hours?|hrs?|h)\b|(?P<h3>0):(?P<m3>[0-5]\d)(?![\d:])(?!\s*[ap]\.?m|\s*-\s*\d{{1,2}}[:.])|"
    rf"(?P<m4>\d{{1,2}}):(?P<s4>[0-5]\d)\s*(?:mins?|minutes)\b)"
)
FROM_TO = re.compile(
    rf"{BEFORE}{LEAD}(?P<low>\d{{1,3}}|{IN_WORDS})\s*(?:-|to|or)\s*(?P<high>\d{{1,3}}|{IN_WORDS})[\s-]*(?:(?P<m>{M})|(?P<h>{H}))"
)
SEVERAL = re.compile(rf"{BEFORE}(?P<times>[2-9])\s*x\s*(?P<minutes>\d{{1,2}})[\s-]*{M}{NOT_AFTER}")
NOTHING = re.compile(rf"(?:(?<=^)|(?<=\s))(?:0+(?:[.,]0+)?|(?<!\w\s)-\d{{1,4}})\s*(?:{M}|{H}|{S})")
# "100,12m" is a room and twelve minutes, or a decimal comma; "1,200m" a thousand as well. "7,5 min" is a decimal.
COMMA = re.compile(
    rf"{BEFORE}{LEAD}(?P<whole>\d{{1,5}}),(?P<rest>\d{{2,3}})[\s-]*(?:(?P<m>{M})|(?P<s>{S})|(?<=\d{{3}})(?P<h>{H})){NOT_AFTER}"
)
VAGUE = re.compile(
    rf"\b{LEAD}(?:a\s+(?=couple|few)|(?=couple|few\s))(?P<word>couple|few)(?:\s+of)?\s+(?:(?P<m>minutes?|mins?)|(?P<h>hours?|hrs?))\b"
)
BARE = re.compile(
    r"^\s*(?P<minutes>\d{1,3})(?=\s+(?:(?:call|phone|tel|fax|chart|review|msg|message|team|on\s+phone|with|w)\b|w/))"
)
TIMES = re.compile(r"(?<![\w.])(?:x\s?|for\s+)(?P<minutes>\d{1,3})(?=\s*(?:[,;.)]|$))")
# A number that stands by itself at either end: "…, Schmitt, 6".
ALONE = re.compile(r"^\s*(?P<minutes>\d{1,2})\s*(?=[,;])|[,;]\s*(?P<last>\d{1,2})\s*(?=[,;]|$)")
# The only number of a line, before a word of how or with whom, or last: "schmitt 12 hospice call", "doe sunrise 12".
TELLS = re.compile(r"\b(?:re|about|abt|regarding|for|room|rm|stage|grade|pain|type|day|visit|x)\b|:")
ONLY = re.compile(
    r"^\D*\s(?P<minutes>[1-9]\d?)(?=\s+(?:call|phone|tel|tc|t/c|fax|portal|msg|chart|labs?|hospice|hha?|hhn|rn|snf|w/|with)\b\D*$|\s*$)"
)
DAY = 24 * 3600
HALF = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}


def durations(sheet: Sheet) -> list[Mention]:
    """Take every length of time; a value is a tuple of the seconds that it can mean, more than one when it is vague."""
    found: list[Mention] = []
    for reader in (_ranges, _several, _vague, _halves, _parts, _colons, _commas, _hours, _minutes, _seconds):
        for mention in reader(sheet):
            if all(value > 0 for value in mention.value):
                sheet.take(mention, "seconds")
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def no_length(sheet: Sheet) -> str:
    """Take "0m" or "-5m" and return it as typed; "" when there is none."""
    match = next(sheet.found(NOTHING), None)
    if match is None:
        return ""
    sheet.take(Mention(*match.span(), None), "seconds")
    return match.group().strip()


def bare_minutes(sheet: Sheet) -> list[Mention]:
    """Take a lone number as minutes: "12 call w/ Sunrise" at the beginning, "call w/ Sunrise x15" at an end."""
    spans = [
        (match.span(), next(filter(None, match.groups())))
        for pattern in (BARE, TIMES, ALONE)
        for match in sheet.found(pattern)
    ]
    for span, number in (*spans, *_only(sheet)):
        mention = Mention(*span, (int(number) * 60,), is_sure=False)
        if mention.value[0]:
            sheet.take(mention, "seconds")
            return [mention]
    return []


def _only(sheet: Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    match = ONLY.search(sheet.folded)
    is_told = match is not None and TELLS.search(sheet.folded[: match.start("minutes")])
    if match is not None and not is_told and sheet.is_free(*match.span("minutes")):
        yield match.span("minutes"), match["minutes"]


def _ranges(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(FROM_TO):
        unit = 60 if match["m"] else 3600
        low, high = (int(number_of(match[name]) * unit) for name in ("low", "high"))
        # "stage 2 - 12m" is no range
        is_apart = " - " in match.group() and sheet.folded[: match.start()].rstrip()[-1:].isalpha()
        if low < high and not is_apart:
            yield Mention(*match.span(), (low, high))


def _several(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(SEVERAL):
        yield _mention(match, minutes=Fraction(match["times"]) * Fraction(match["minutes"]))


def _vague(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(VAGUE):
        unit = 60 if match["m"] else 3600
        counts = (2,) if match["word"] == "couple" else (3, 5)
        yield Mention(*match.span(), tuple(count * unit for count in counts), is_sure=False)


def _halves(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(HALVES):
        whole = match["hours"] or match["hours2"] or match["hours3"] or "1"
        number = number_of(whole) + HALF[match["part"] or match["part2"] or match["part3"]]
        is_minutes = match["minutes2"] or match["minutes3"]
        yield _mention(match, minutes=number if is_minutes else number * 60)


def _parts(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(PARTS_OF_HOURS):
        quarters = 3 if match["three"] else 2 if match["half"] else 1
        yield _mention(match, minutes=Fraction(quarters * 15))


def _colons(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(COLON):
        if match["m4"]:
            yield _mention(match, minutes=Fraction(match["m4"]), seconds=Fraction(match["s4"]))
            continue
        groups = [value for value in match.groups() if value is not None]
        yield _mention(match, hours=Fraction(groups[0]), minutes=Fraction(groups[1]))


def _commas(sheet: Sheet) -> Iterator[Mention]:
    """A length with a comma that can stand for a point, for nothing between thousands, or between two things."""
    for match in sheet.found(COMMA):
        whole, rest, unit = match["whole"], match["rest"], 60 if match["m"] else 1 if match["s"] else 3600
        numbers = [f"{whole}.{rest}", rest, *([whole + rest] if len(rest) == 3 else [])]
        meant = dict.fromkeys(round(Fraction(number) * unit) for number in numbers)
        if values := tuple(value for value in meant if 0 < value <= DAY):
            yield Mention(*match.span(), values, is_sure=len(values) == 1)


def _hours(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(HOURS):
        if match["hours"] == "a":
            continue
        yield _mention(
            match,
            hours=number_of(match["hours"]),
            minutes=number_of(match["minutes"] or match["bare"] or "0"),
            seconds=number_of(match["seconds"] or "0"),
        )


def _minutes(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(MINUTES):
        seconds = match["seconds"] or match["spaced"] or "0"
        yield _mention(match, minutes=number_of(match["minutes"]), seconds=number_of(seconds))


def _seconds(sheet: Sheet) -> Iterator[Mention]:
    for match in sheet.found(SECONDS):
        if match["seconds"] not in ("a", "an"):
            yield _mention(match, seconds=number_of(match["seconds"]))


def _mention(
    match: "re.Match[str]",
    *,
    hours: Fraction = Fraction(0),
    minutes: Fraction = Fraction(0),
    seconds: Fraction = Fraction(0),
) -> Mention:
    return Mention(*match.span(), (round(hours * 3600 + minutes * 60 + seconds),))
