"""Work that is done in the patient's presence: with whom it was, and what only tells how it took place."""

import re

from apps.timelog.domain.quick_log.phrases import PLAIN_WITH, Said
from apps.timelog.domain.quick_log.stop_words import STOP_WORDS
from apps.timelog.domain.quick_log.talks import left_between
from apps.timelog.domain.quick_log.text import Sheet
from apps.timelog.domain.quick_log.zones import Zones

CARE = "direct_care"
WITH_PATIENT = re.compile(r"\b(?:with\s+|w/\s*)(?:the\s+)?(?:patient|pt)$")


def is_visit_with_patient(said: Said, sheet: Sheet) -> bool:
    """Say whether a visit tells outright that it was with the patient; before the name the word is only a title."""
    is_named = sheet.owner[said.end + 1 : said.end + 2] == ["patient"]
    visit = sheet.folded[said.start : said.end]
    return said.phrase.value == CARE and WITH_PATIENT.search(visit) is not None and not is_named


# What the patient is there for, by the words of it: "initial evaluation", "post-op check", "discharge day".
ENCOUNTERS = ("initial_evaluation", "post_operative", "discharge_day", CARE)
ENCOUNTER = re.compile(r"eval|assess|visit|exam|post[\s-]*op|day")
IN_PERSON = re.compile(r"in[\s-]*person|face[\s-]*to[\s-]*face|f2f|(?:at\s+(?:the\s+)?)?bedside")


def takes_place(
    said: Said, found: list[Said], sheet: Sheet, zones: Zones, talks: set[tuple[int, int]]
) -> bool:
    """Say whether the other parts only tell how it took place: "initial evaluation, in person w/ patient"."""
    if said.phrase.value not in ENCOUNTERS or not ENCOUNTER.search(sheet.folded, said.start, said.end):
        return False
    start, end = zones.segment_of(said.start)
    left = left_between(start, end, found, sheet)
    if len(left) > (start < min(talks, default=(0, 0))[0]) or any(word in STOP_WORDS for word in left):
        return False  # more than a name before it, or anything behind it, tells of it
    return all(_is_in_person_with_patient(talk, found, sheet) for talk in talks)


def _is_in_person_with_patient(segment: tuple[int, int], found: list[Said], sheet: Sheet) -> bool:
    inside = [each for each in found if segment[0] <= each.start < segment[1]]
    ways = [each for each in inside if each.phrase.field in ("channel", "talk")]
    whom = [each for each in inside if each.phrase.field == "counterpart"]
    is_in_person = all(IN_PERSON.fullmatch(sheet.folded, each.start, each.end) for each in ways)
    is_patient = all(
        each.phrase.value == "patient" and PLAIN_WITH.search(sheet.folded[: each.start]) for each in whom
    )
    return is_in_person and bool(whom) and is_patient and "named" not in sheet.owner[slice(*segment)]
