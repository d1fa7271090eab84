"""Which parts of a sentence say outright who spoke with whom: "call w/ Sunrise HHA", "Sunrise called", "call from Doe"."""

import re
from collections.abc import Iterable

from apps.timelog.domain.quick_log.phrases import PLAIN_WITH, TALKS, Said
from apps.timelog.domain.quick_log.stop_words import STOP_WORDS
from apps.timelog.domain.quick_log.text import Sheet
from apps.timelog.domain.quick_log.zones import Zones

SPOKEN_TO = re.compile(
    rf"{PLAIN_WITH.pattern}|(?:\b(?:called|phoned|texted|messaged|emailed|faxed|notified|tc|t/c|(?:spoke|talked|call|message|fax)\s+to))\s+(?:the\s+|a\s+)?$"
)


FILLERS = re.compile(
    r"\b(?:long|short|brief|quick|with|w|via|by|for|from|to|and|at|on|the|a|an|in|my|her|his|of|re)\b|[^\w]"
)


def talks_with(found: list[Said], sheet: Sheet, zones: Zones) -> set[tuple[int, int]]:
    """Return the segments that say outright that somebody spoke with somebody: "call w/ Sunrise HHA"."""
    talks = [each.start for each in found if _is_talk(each)]
    callings = [(each.start, each.end) for each in found if each.phrase.field == "counterpart"]
    whom = (*callings, *named_in(sheet))
    segments = {zones.segment_of(start) for start, end in whom if _is_whom(start, end, sheet)}
    segments = segments or {zones.segment_of(start) for start, _ in whom if FROM.search(sheet.folded[:start])}
    segments = segments or {each for each in map(zones.segment_of, talks) if _is_by_name(each, found, sheet)}
    if not segments and whom and talks:
        alone = {each for each in map(zones.segment_of, talks) if not left_between(*each, found, sheet)}
        return alone | {zones.segment_of(start) for start, _ in whom} if alone else set()
    return {(start, end) for start, end in segments if any(start <= at < end for at in talks)}


def _is_talk(said: Said) -> bool:
    return said.phrase.field == "talk" or said.phrase.value in TALKS or said.phrase.value == "team_conference"


# "call w/ Cobb", "Mrs. Cobb called": a name that no field knows yet, and nothing else besides.
TITLE = re.compile(r"mrs?|ms|miss")


def _is_by_name(segment: tuple[int, int], found: list[Said], sheet: Sheet) -> bool:
    left = [word for word in left_between(*segment, found, sheet) if not TITLE.fullmatch(word)]
    if not 1 <= len(left) <= 2 or any(word in STOP_WORDS for word in left):
        return False
    name = r"(?:(?:mrs?|ms|miss)\.?\s+)?" + r"\s+".join(map(re.escape, left))
    text = sheet.folded[slice(*segment)]
    is_spoken_to = re.search(
        rf"(?:\bwith\s|\bw/|\bfrom\s|\b(?:called|phoned|texted|messaged)\s)\s*{name}\b", text
    )
    return bool(is_spoken_to or re.search(rf"(?<!\S){name}{CAME_TO_US.pattern}", text))


# "Sunrise called", "talked to the pharmacist", "call from Riverbend"
CAME_TO_US = re.compile(r"\s+(?:called|phoned|texted|messaged|e-?mailed|faxed)\b")
FROM = re.compile(r"\bfrom\s+(?:the\s+)?$")


def _is_whom(start: int, end: int, sheet: Sheet) -> bool:
    before = sheet.folded[:start]
    is_spoken_to = PLAIN_WITH.search(before) or SPOKEN_TO.search(before)
    return is_spoken_to is not None or CAME_TO_US.match(sheet.folded, end) is not None


def named_in(sheet: Sheet) -> list[tuple[int, int]]:
    """Return the stretches that name an agency or a colleague."""
    found, start = [], None
    for at, owner in enumerate([*sheet.owner, ""]):
        if owner == "named" and start is None:
            start = at
        elif owner != "named" and start is not None:
            found.append((start, at))
            start = None
    return found


def left_between(start: int, end: int, found: Iterable[Said], sheet: Sheet) -> list[str]:
    """Return the words of [start, end) that neither a field nor a phrase took, without those that only tie."""
    rest = [" " if sheet.owner[at] else sheet.folded[at] for at in range(start, end)]
    for each in found:
        for at in range(max(each.start, start), min(each.end, end)):
            rest[at - start] = " "
    return FILLERS.sub(" ", "".join(rest)).split()
