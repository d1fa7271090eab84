"""The names beside a calling: "nurse Kelly", "Sunrise RN Kelly", "Sunset HHA"."""

import re

from apps.timelog.domain.quick_log_stop_words import STOP_WORDS
from apps.timelog.domain.quick_log_text import Mention, Sheet
from apps.timelog.domain.quick_log_words import Said

CALLING = re.compile(
    r"(?:\b(?:pt|ot|slp|pta|sw|msw|sn|hhrn|hhn|cm|np|pa|md|don|liaison|supervisor|coordinator|cna|case\s+mgr)|nurse|rn|lpn|lvn|aide|therapist|pharmacist|worker|manager|chaplain|daughter|dtr|son|wife|husband|niece|nephew|sister|brother)$"
)
CALLED = re.compile(r"\s+\(?[A-Z][a-z]+,?\s+(?:RN|LPN|LVN|PT|OT|ST|NP|PA|MSW|SW|CNA)(?!\w)\)?")
AGENCY = re.compile(
    r"(?:hha?|home\s+(?:health|care)|hospice|vna|visiting\s+nurses?|hosp|snf|nursing|alf|rehab)\b"
)
# "w/ Sunset HHA": an agency that the practice has not entered.
AGENCY_NAME = re.compile(
    r"(?:\b(?:[Ww]ith|[Ff]rom|[Tt]o|[Cc]alled|[Cc]all)\s+|\b[Ww]/\s*)(?P<name>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s+$"
)
NAME = re.compile(r"\s+(?P<open>\()?(?P<name>[A-Z][a-z]+)(?(open)\)|(?!\w|['’.]))")


def with_name(said: Said, sheet: Sheet) -> Said:
    """Let a calling take the name behind it: "nurse Kelly"."""
    said = _with_agency(said, sheet)
    is_calling = said.phrase.field == "counterpart" and said.phrase.value != "patient"
    if not is_calling or not CALLING.search(sheet.folded[said.start : said.end]):
        return said
    match = NAME.match(sheet.text, said.end)
    if match is None or not sheet.is_free(*match.span()) or match["name"].lower() in STOP_WORDS:
        return said
    return Said(said.start, match.end(), said.phrase)


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
    is_agency = said.phrase.value == "agency_staff" and AGENCY.match(sheet.folded, said.start)
    if match is None or not is_agency or not sheet.is_free(*match.span("name")):
        return said
    return Said(match.start("name"), said.end, said.phrase)
