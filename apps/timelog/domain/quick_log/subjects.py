"""Which words belong to what a talk was about, though they could speak of the work."""

import re
from collections.abc import Iterable

from apps.timelog.domain.quick_log.encounters import takes_place
from apps.timelog.domain.quick_log.named import NAME
from apps.timelog.domain.quick_log.notes import DOES
from apps.timelog.domain.quick_log.phrases import PLAIN_WITH, TALKS, WITH, Said
from apps.timelog.domain.quick_log.talks import FILLERS, SPOKEN_TO, left_between, named_in
from apps.timelog.domain.quick_log.text import Sheet
from apps.timelog.domain.quick_log.zones import FIELD_SEGMENT, Zones

# Activities that a talk can be about without being one: the minutes stay those of the talk.
SUBJECTS = frozenset(
    {
        "long_term_strategy",
        "progress_tracking",
        "initial_evaluation",
        "direct_care",
        "post_operative",
        "discharge_day",
    }
    | {
        "claim_preparation",
        "quality_improvement",
        "documentation",
        "certification",
        "prescription_refill",
        "program_monitoring",
    }
)


FAMILY_MEETING = re.compile(r"fam(?:ily)?\s+(?:meeting|mtg|conf)")
# "faxed the plan of care": it was sent, not worked on.
SENT = re.compile(
    r"\b(?:e?-?fax(?:ed|ing)?|e-?mail(?:ed|ing)?|sent|sending|texted)\s+(?:the\s+|an?\s+|updated\s+|signed\s+|new\s+|his\s+|her\s+)*$"
)
# What is told of somebody who was not spoken to: "family at bedside".
AND = re.compile(r"\s*(?:and|&|[+]|/)\s*(?:the\s+|his\s+|her\s+)?")
STATE = re.compile(
    r"\s+(?:(?:was|is|were|are|also)\s+)?(?:at\s+bedside|present|aware|agree[sd]?|in\s+agreement|upset|worried|declin\w+|supportive|coping)\b"
)
SPOKEN_WITH = re.compile(r"\s*(?:w/|with\b|to\b|from\b)")
FAMILY_AT = re.compile(
    r"\b(?:rn|nurse|np|aide|hha|chaplain|family|wife|husband|sons?|daughters?|dtr|pt|patient)\s+$"
)
# "wants meeting": it did not take place.
ASKED_FOR = re.compile(r"\b(?:wants?|wanted|requests?|requested|needs?)\s+(?:an?\s+|to\s+)?$")
AFTER = re.compile(
    r"\b(?:s/p|after|before|since|following|prior\s+to|until|missed|during)\s+(?:[\w-]+\s+){0,2}$"
)
# "Documentation of care coordination": what was written about.
DOCUMENTED = re.compile(r"\bdocument(?:ation|ed|ing)\s+of\s+(?:the\s+)?$")
PAPER = re.compile(r"prior\s+auth|paper|form|schedul|letter|lmn|insurance\s+form")
# What is ordered, wanted or weighed is not spoken to: "orders for PT/OT", "referral to hospice", "hospice vs SNF".
ORDERED = re.compile(
    r"\b(?:(?:orders?|scripts?|rx|eval|need|request(?:ed)?)\s+for|per|vs\.?|versus|refer(?:ral|red)?(?:\s+(?:for|to))?"
    r"|(?:d/?c|discontinu(?:e|ed)|continued?|cont|add(?:ed)?|ordered|resumed?|start(?:ed)?|stop(?:ped)?|needs?|wants?|refus(?:es|ed|ing)|declin(?:es|ed|ing))(?:\s+(?:home|more|any))?"
    r"|(?:(?:sent|send|sending)\s+(?:him|her|them|pt|patient)|transfer(?:red|ring)?|went|going|taken)(?:\s+back)?\s+to(?:\s+the)?)\s+$"
)
# "plan change discussed w/ nurse": the minutes are those of the talk.
DISCUSSED = re.compile(
    r"\s+(?:was\s+|were\s+)?(?:discussed|discussions?|d/w|reviewed|clarified)\s+(?:with\b|w/|by\s+phone)"
)


def is_subject(
    said: Said,
    kept: list[Said],
    found: list[Said],
    sheet: Sheet,
    zones: Zones,
    talks: set[tuple[int, int]],
) -> bool:
    """Say whether a segment only goes on about the talk: "call w/ RN, Garcia, med changes", "…, orders for PT"."""
    is_elsewhere = bool(talks) and zones.segment_of(said.start) not in talks
    if said.phrase.field == "counterpart":
        return (is_elsewhere and _is_told_beside(said, sheet)) or _is_told_of(said, kept, found, sheet, zones)
    if is_elsewhere and said.phrase.field == "channel" and _is_talk_told_of(said, found, sheet):
        return True
    if _came_before(said, kept, found, sheet):
        return True
    if said.phrase.value in SUBJECTS and (
        SENT.search(sheet.folded[: said.start]) or DISCUSSED.match(sheet.folded, said.end)
    ):
        return True
    if is_elsewhere and takes_place(said, found, sheet, zones, talks):
        return False
    is_later = _is_behind_a_talk(said, kept, sheet, zones) or is_elsewhere
    if said.phrase.value == "record_review" and any(
        each.phrase.value == "team_conference" and each.start < zones.segment_of(said.start)[0]
        for each in kept
    ):
        return True
    if said.phrase.value == "record_review" or FAMILY_MEETING.match(sheet.folded, said.start):
        return is_later
    return (
        (said.phrase.value in SUBJECTS or PAPER.match(sheet.folded, said.start) is not None)
        and said.phrase.field == "activity"
        and not sheet.folded.startswith("sign", said.start)
        and (is_later or _is_behind_both(said, found, sheet, zones))
    )


def _is_behind_both(said: Said, found: list[Said], sheet: Sheet, zones: Zones) -> bool:
    """Say whether how and with whom stand before it in one part: "Sunrise call care plan"."""
    start = zones.segment_of(said.start)[0]
    before = [each for each in found if start <= each.start < said.start]
    is_with = "named" in sheet.owner[start : said.start] or any(
        each.phrase.field == "counterpart" for each in before
    )
    return is_with and any(each.phrase.value in TALKS or each.phrase.field == "talk" for each in before)


def _came_before(said: Said, kept: list[Said], found: list[Said], sheet: Sheet) -> bool:
    """Say whether something only came before the work, or stood beside it: "after the visit", "family at bedside"."""
    before = sheet.folded[: said.start]
    if said.phrase.value == "in_person" and FAMILY_AT.search(before):
        return any(each.phrase.field == "channel" and each.phrase.value != "in_person" for each in found)
    if said.phrase.field in ("channel", "talk") and DOCUMENTED.search(before):
        return True
    if said.phrase.value == "in_person" and ASKED_FOR.search(before):
        return True
    if not AFTER.search(before):
        return False
    if said.phrase.value == "direct_care":
        return True
    is_with = SPOKEN_WITH.match(sheet.folded, said.end) or SPOKEN_WITH.search(
        sheet.folded, said.start, said.end
    )
    # "adjusted Lasix after HHA call"
    return said.phrase.field == "channel" and not is_with and any(_is_activity(each) for each in kept)


def _is_activity(said: Said) -> bool:
    return said.phrase.field == "activity"


def _is_told_of(said: Said, kept: list[Said], found: list[Said], sheet: Sheet, zones: Zones) -> bool:
    """Say whether a calling is told of and was not spoken to: "orders for PT", "family at bedside"."""
    start, end = zones.segment_of(said.start)
    before, segment = sheet.folded[: said.start], sheet.folded[start:end]
    word = NEXT_WORD.match(sheet.folded, said.end)
    does = word is not None and DOES.match(word[1]) is not None
    if does and said.phrase.value == "patient" and any(_is_spoken_with(each, sheet) for each in found):
        return True
    # "Sunrise call daughter wants hospice"
    is_of_family = said.phrase.value == "family_or_caregiver" and not PLAIN_WITH.search(before)
    if does and is_of_family and _is_behind_both(said, found, sheet, zones):
        return True
    if ORDERED.search(before) or (AFTER.search(before) and not WITH.search(before)):
        return True
    if _works_at(said, sheet):
        return False
    if STATE.match(sheet.folded, said.end) and ("named" in sheet.owner or was_said(said, kept, zones)):
        return True
    left = left_between(start, end, [said], sheet)
    is_by_name = len(left) == 1 and NAME.match(sheet.text, said.end) is not None
    if any(each.phrase.value == said.phrase.value for each in kept) and (is_by_name or not left):
        return False
    is_spoken_to = FIELD_SEGMENT.match(segment) or (
        SPOKEN_TO.search(before) and not left_between(start, said.start, found, sheet)
    )
    return was_said(said, kept, zones) and not is_spoken_to


# Beside a talk with somebody else: "daughter's concerns", "death of husband", "call from daughter".
OWNS = re.compile(r"'s\s+[a-z]")
OF_OR_FROM = re.compile(r"\b(?:of|(?:call|message|visit|letter)\s+from)\s+(?:the\s+|his\s+|her\s+)?$")
SERVICE = re.compile(r"therapy|living|rehab|nursing\s+(?:home|facility)")
BY_WAY = re.compile(r"(?:by|via|over|on|in)\b")


def _is_told_beside(said: Said, sheet: Sheet) -> bool:
    """Say whether a calling only tells what the talk with somebody else was about."""
    before = sheet.folded[: said.start]
    if PLAIN_WITH.search(before):
        return False
    word = NEXT_WORD.match(sheet.folded, said.end)
    is_told = said.phrase.value == "patient" and word is not None and DOES.match(word[1]) is not None
    return (
        is_told
        or OWNS.match(sheet.folded, said.end) is not None
        or OF_OR_FROM.search(before) is not None
        or SERVICE.search(sheet.folded, said.start, said.end) is not None
    )


def _is_talk_told_of(said: Said, found: list[Said], sheet: Sheet) -> bool:
    """Say whether a word for a talk belongs to what another talk was about: "portal access", "call from daughter"."""
    text = sheet.folded[said.start : said.end]
    if said.phrase.value not in TALKS or BY_WAY.match(text):
        return False
    word = NEXT_WORD.match(sheet.folded, said.end)
    is_free = word is not None and sheet.is_free(*word.span(1)) and not FILLERS.fullmatch(word[1])
    is_word = is_free and not any(word is not None and each.start == word.start(1) for each in found)
    return is_word or text.endswith((" from", " to"))


def _works_at(said: Said, sheet: Sheet) -> bool:
    """Say whether an agency is named right behind: "MSW at Comfort Care"."""
    at = AT.match(sheet.folded, said.end)
    return at is not None and sheet.owner[at.end() : at.end() + 1] == ["named"]


def _is_spoken_with(said: Said, sheet: Sheet) -> bool:
    return said.phrase.field == "counterpart" and PLAIN_WITH.search(sheet.folded[: said.start]) is not None


def _is_behind_a_talk(said: Said, kept: list[Said], sheet: Sheet, zones: Zones) -> bool:
    """Say whether a talk with somebody stands in an earlier segment."""
    talks = [
        each
        for each in kept
        if each.phrase.field == "talk"
        or each.phrase.value in TALKS
        or (each.phrase.field == "counterpart" and PLAIN_WITH.search(sheet.folded[: each.start]))
    ]
    with_whom = [each for each in kept if each.phrase.field == "counterpart"]
    is_with = bool(with_whom) or "named" in sheet.owner[: said.start]
    starts = [each.start for each in talks] + _named_with(sheet)
    return bool(starts and is_with) and min(starts) < zones.segment_of(said.start)[0]


def _named_with(sheet: Sheet) -> list[int]:
    """Return where names begin that stand behind "with"."""
    return [at for at, _ in named_in(sheet) if PLAIN_WITH.search(sheet.folded[:at])]


def was_said(said: Said, kept: Iterable[Said], zones: Zones) -> bool:
    """Say whether an earlier segment spoke of the same field already."""
    start, _ = zones.segment_of(said.start)
    return any(
        each.phrase.field == said.phrase.field and each.start < start and each.phrase.value != "patient"
        for each in kept
    )


AT = re.compile(r"\s+(?:at|from|with|of|@)\s+")
NEXT_WORD = re.compile(r"\s+([\w/]+)")


def is_field_segment(said: Said, found: Iterable[Said], sheet: Sheet, zones: Zones) -> bool:
    start, end = zones.segment_of(said.start)
    if FIELD_SEGMENT.match(sheet.folded[start:end]):
        return True
    # a patient's name may still stand there; two more words are a subject
    return len(left_between(start, end, found, sheet)) <= 1
