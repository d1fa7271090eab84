"""The names beside a calling: "nurse Kelly", "Sunrise RN Kelly", "Sunset HHA"."""

import re
from collections.abc import Iterable

from apps.timelog.domain.quick_log.phrases import Said
from apps.timelog.domain.quick_log.stop_words import STOP_WORDS
from apps.timelog.domain.quick_log.text import Mention, Sheet

CALLING = re.compile(
    r"(?:\b(?:pt|ot|slp|pta|sw|msw|sn|hhrn|hhn|cm|np|pa|md|don|liaison|supervisor|coordinator|cna|case\s+mgr)|nurse|rn|lpn|lvn|aide|therapist|pharmacist|worker|manager|chaplain|daughter|dtr|son|wife|husband|niece|nephew|sister|brother)$"
)
CALLED = re.compile(r"\s+\(?[A-Z][a-z]+,?\s+(?:RN|LPN|LVN|PT|OT|ST|NP|PA|MSW|SW|CNA)(?!\w)\)?")
# Between "with" and "re" stands whom it was with: "w/ Riverbend (Tamika) re", "w/ Harbor Light triage re".
WHOM = re.compile(
    r"(?:\bwith|(?<!\w)w/|\bfrom|\bto|\bcalled)\s*(?P<who>[^,;:]{2,60}?)\s+(?=(?:re|regarding|about|abt|concerning|r/t)\b)"
)
MOST_WORDS, ADVERBS = 3, ("twice", "again", "today", "once")


def take_whom(sheet: Sheet, phrases: Iterable[Said]) -> None:
    """Give the words that nobody took between "with" and "re" to whom it was with, where somebody is read there."""
    callings = [each for each in phrases if each.phrase.field == "counterpart"]
    for match in WHOM.finditer(sheet.folded):
        start, end = match.span("who")
        inside = [each for each in callings if start <= each.start and each.end <= end]
        if not inside and "named" not in sheet.owner[start:end]:
            continue
        free = [
            (start + word.start(), start + word.end())
            for word in re.finditer(r"[^\s]+", match["who"])
            if word.group() not in ADVERBS
            and not any(each.start <= start + word.start() < each.end for each in inside)
            and sheet.is_free(start + word.start(), start + word.end())
        ]
        if len(free) <= MOST_WORDS and not any(any(map(str.isdigit, sheet.text[a:b])) for a, b in free):
            for a, b in free:
                sheet.owner[a:b] = ["who"] * (b - a)


AGENCY = re.compile(
    r"(?:hha?|home\s+(?:health|care)|hospice|vna|visiting\s+nurses?|hosp|snf|nursing|alf|rehab|rn|lpn|np|pa|md|do|msw|lcsw)\b"
)
# "w/ Sunset HHA": an agency that the practice has not entered.
AGENCY_NAME = re.compile(
    r"(?:\b(?:[Ww]ith|[Ff]rom|[Tt]o|[Cc]alled|[Cc]all|[Tt]/?[Cc])\s+|\b[Ww]/\s*)(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s+$"
)
NAME = re.compile(r"\s+(?P<open>\()?(?P<name>[A-Z][a-z]+)(?(open)\)|(?!\w|['’.]))")


# "w/ Tom PT", "w/ Kim, LPN at Sunrise", "w/ Lisa, daughter": what somebody is stands behind the name as well.
NAME_BEFORE = re.compile(
    r"(?P<lead>(?:\b(?:[Ww]ith|[Ff]rom|[Tt]o|[Cc]alled|[Cc]all|[Pp]honed|[Tt]/?[Cc])\s+|\b[Ww]/\s*)|(?:^|[,;.]\s+))"
    r"(?P<name>[A-Z][a-z'’-]+(?:\s[A-Z][\w'’-]+)?)(?:,\s*|\s+\(?)$"
)
WORKS_AT = re.compile(r"\)?\s+(?:at|from|with|of)\s+")


def with_name(said: Said, sheet: Sheet) -> Said:
    """Let a calling take the name beside it: "nurse Kelly", "Tom PT"."""
    said = _with_agency(said, sheet)
    is_calling = said.phrase.field == "counterpart" and said.phrase.value != "patient"
    if not is_calling or not CALLING.search(sheet.folded[said.start : said.end]):
        return said
    said = _with_name_before(said, sheet)
    match = NAME.match(sheet.text, said.end)
    if match is None or not sheet.is_free(*match.span()) or match["name"].lower() in STOP_WORDS:
        return said
    return Said(said.start, match.end(), said.phrase)


def _with_name_before(said: Said, sheet: Sheet) -> Said:
    """Take the name of whom it was with, or of somebody of an agency that is named: "Kim, RN at Sunrise, called"."""
    match = NAME_BEFORE.search(sheet.text[: said.start])
    if match is None or not sheet.is_free(*match.span("name")):
        return said
    at = WORKS_AT.match(sheet.folded, said.end)
    is_of_agency = at is not None and sheet.owner[at.end() : at.end() + 1] == ["named"]
    is_with = match["lead"].strip()[:1].isalpha()
    is_word = any(word.lower() in STOP_WORDS for word in match["name"].split())
    return (
        Said(match.start("name"), said.end, said.phrase)
        if (is_with or is_of_agency) and not is_word
        else said
    )


def with_own_name(party: Mention, sheet: Sheet) -> Mention:
    """Let an agency's nurse take the name behind her: "Sunrise RN Kelly"."""
    behind = CALLED.match(sheet.text, party.end)
    if behind is not None and sheet.is_free(*behind.span()):
        made = Mention(party.start, behind.end(), party.value, party.is_sure)
        sheet.take(made, "named")
        return made
    match = NAME.match(sheet.text, party.end)
    is_name = match is not None and sheet.is_free(*match.span()) and match["name"].lower() not in STOP_WORDS
    if match is None or not is_name or not CALLING.search(sheet.folded[party.start : party.end]):
        return party
    grown = Mention(party.start, match.end(), party.value, party.is_sure)
    sheet.take(grown, "named")
    return grown


def _with_agency(said: Said, sheet: Sheet) -> Said:
    """Let an agency's calling take the name before it that nobody else took."""
    match = AGENCY_NAME.search(sheet.text[: said.start])
    is_agency = said.phrase.value in ("agency_staff", "outside_professional") and AGENCY.match(
        sheet.folded, said.start
    )
    if match is None or not is_agency or not sheet.is_free(*match.span("name")):
        return said
    return Said(match.start("name"), said.end, said.phrase)
