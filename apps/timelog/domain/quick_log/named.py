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
    r"(?:hha?|home\s+(?:health|care)|hospice|vna|visiting\s+nurses?|hosp|snf|nursing|alf|rehab|rn|lpn|np|pa|md|do|msw|lcsw|medical\s+director)\b"
)
# "w/ Sunset HHA": an agency that the practice has not entered.
AGENCY_NAME = re.compile(
    r"(?:\b(?:[Ww]ith|[Ff]rom|[Tt]o|[Cc]alled|[Cc]all|[Tt]/?[Cc])\s+|\b[Ww]/\s*)(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s+$"
)
NAME = re.compile(r"\s+(?P<open>\()?(?P<name>[A-Z][a-z]+)(?(open)\)|(?!\w|['’.]))")


# "w/ Tom PT", "w/ Kim, LPN at Sunrise", "from Amy at Sunrise": what somebody is, or works at, stands behind the name as well.
NAME_BEFORE = re.compile(
    r"(?P<lead>(?:\b(?:[Ww]ith|[Ff]rom|[Tt]o|[Cc]alled|[Cc]all|[Pp]honed|[Tt]/?[Cc])\s+|\b[Ww]/\s*|\b[DdSs]/[Ww]\s+)|(?:^|[,;.]\s+))(?:(?:M(?:r|rs|s)|Miss)\.?\s+)?"
    r"(?P<name>[A-Z][a-z'’-]+(?:\s[A-Z][\w'’-]+)?)(?:,\s*|\s+)\(?(?P<tie>(?:(?:the|an?|her|his|their|at|from|of|[A-Z][\w'’-]*['’]s)\s+){0,2})$"
)
WORKS_AT = re.compile(r"\)?,?\s+(?:(?:at|from|with|of)\s+)?")
CALLED_US = re.compile(r"\s+(?:called|phoned|texted|messaged|e-?mailed|faxed)\b")


def with_name(said: Said, sheet: Sheet) -> Said:
    """Let a calling take the name beside it: "nurse Kelly", "Tom PT"."""
    said = _with_agency(said, sheet)
    if said.phrase.field != "counterpart" or said.phrase.value == "patient":
        return said
    said = Said(_with_name_before(said.start, said.end, sheet), said.end, said.phrase)
    if not CALLING.search(sheet.folded[said.start : said.end]):
        return said
    match = NAME.match(sheet.text, said.end)
    if match is None or not sheet.is_free(*match.span()) or match["name"].lower() in STOP_WORDS:
        return said
    return Said(said.start, match.end(), said.phrase)


def _with_name_before(start: int, end: int, sheet: Sheet) -> int:
    """Return where a calling or an agency begins with the name before it: behind "with", or of somebody of an agency."""
    match = NAME_BEFORE.search(sheet.text[:start])
    if match is None or not sheet.is_free(*match.span("name")):
        return start
    if any(word.lower() in STOP_WORDS for word in match["name"].split()):
        return start
    at = WORKS_AT.match(sheet.folded, end)
    is_of_agency = at is not None and sheet.owner[at.end() : at.end() + 1] == ["named"]
    is_called = CALLED_US.match(sheet.folded, end) and match["tie"].strip() in ("at", "from", "of")
    # "from Mercy Hospital" is no person
    is_somebody = sheet.text[match.end("name") : start].strip() or CALLING.search(sheet.folded[start:end])
    is_with = match["lead"].strip()[:1].isalpha() and is_somebody
    return match.start("name") if is_with or is_of_agency or is_called else start


def with_own_name(party: Mention, sheet: Sheet) -> Mention:
    """Let an agency take the name of its nurse: "Sunrise RN Kelly", "Kelly at Sunrise"."""
    start = _with_name_before(party.start, party.end, sheet) if party.value == "agency_staff" else party.start
    behind = CALLED.match(sheet.text, party.end) or NAME.match(sheet.text, party.end)
    is_name = behind is not None and sheet.is_free(*behind.span())
    if behind is not None and behind.re is NAME:
        is_calling = CALLING.search(sheet.folded[party.start : party.end]) is not None
        is_name = is_name and is_calling and behind["name"].lower() not in STOP_WORDS
    end = behind.end() if behind is not None and is_name else party.end
    grown = Mention(start, end, party.value, party.is_sure)
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
