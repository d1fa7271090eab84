"""Which words of a sentence no field needs, though they could speak of one: they belong to the note."""

import re

from apps.timelog.domain.quick_log.acts import Act
from apps.timelog.domain.quick_log.notes import TIES
from apps.timelog.domain.quick_log.phrases import PLAIN_WITH, TALKS, WITH, Said
from apps.timelog.domain.quick_log.text import Sheet

PLAN = re.compile(r"plan\s+of\s+care|care\s+plan|poc")
WORD_BEHIND = re.compile(r"\s(?!(?:at|of|from|for|with|and|in|on|to|by|re|via)\b)\w")


def going_on(phrases: list[Said], sheet: Sheet) -> list[Said]:
    """Return the callings and words for talking that are part of what was said; one calling is always left."""
    found = [
        each
        for each in phrases
        if each.phrase.field in ("counterpart", "talk") and goes_on(each, phrases, sheet)
    ]
    callings = [each for each in phrases if each.phrase.field == "counterpart"]
    is_all = bool(callings) and "named" not in sheet.owner and all(each in found for each in callings)
    return [each for each in found if not is_all or each is not callings[0]]


def used(phrases: list[Said], act: Act, sheet: Sheet, going: list[Said]) -> list[Said]:
    """Return the phrases that a field was read from: no word is lost of what was done besides ("IDT, dc planning").

    A calling that nobody was spoken to belongs to the word behind it: "reviewed PT eval".
    """
    return [each for each in phrases if each not in going and not _is_besides(each, phrases, act, sheet)]


def _is_besides(said: Said, phrases: list[Said], act: Act, sheet: Sheet) -> bool:
    field, value = said.phrase.field, said.phrase.value
    if field == "activity":
        chosen = act.activity.value
        if chosen == "certification" and PLAN.search(sheet.folded, said.start, said.end):
            return False  # it is the plan that was signed
        return chosen is not None and value != chosen
    if field == "channel":
        is_other = act.channel.value not in (None, value)
        return value == "record_review" and (is_other or _names_what_was_read(said, phrases, sheet))
    if field != "counterpart" or value in ("patient", act.counterpart.value) or act.counterpart.choices:
        return False
    if act.counterpart.value is None and _has_word_before(said, phrases, sheet):
        return True  # "added home PT": nobody was spoken to
    has_word_behind = WORD_BEHIND.match(sheet.folded, said.end) and not sheet.owner[said.end + 1]
    is_free = bool(has_word_behind) and not any(each.start == said.end + 1 for each in phrases)
    is_other = said.start > 0 and act.counterpart.value is not None and value != "own_practice"
    return is_free or (is_other and not _stands_with_another(said, phrases, sheet))


# Each blank can be read in one way only, so that many of them take no longer than they are.
BETWEEN = re.compile(r"[\s,(/&+'-]*(?:(?:of|and|for|from|at|s|the|w/|with|to)\s*)*(?:\([\s(]*)?")


def _stands_with_another(said: Said, phrases: list[Said], sheet: Sheet) -> bool:
    """Say whether nothing but a tie parts it from another calling or a name: "daughter of the patient"."""
    spans = [
        (each.start, each.end) for each in phrases if each.phrase.field == "counterpart" and each != said
    ]
    spans += [(at, at + 1) for at, owner in enumerate(sheet.owner) if owner in ("named", "patient")]
    return any(
        BETWEEN.fullmatch(sheet.folded[min(end, said.end) : max(start, said.start)]) is not None
        for start, end in spans
    )


WORD_BEFORE = re.compile(r"([a-z][\w'/-]*[\w'-]) $")
WORD_AFTER = re.compile(r" (?:to )?([a-z][\w'-]+)")


def _has_word_before(said: Said, phrases: list[Said], sheet: Sheet) -> bool:
    match = WORD_BEFORE.search(sheet.folded[: said.start])
    if match is None or TIES.fullmatch(match[1]) or not sheet.is_free(*match.span(1)):
        return False
    return not any(each.start <= match.start(1) < each.end for each in phrases)


SPOKEN = re.compile(r"\s+(?:with\b|w/|w\b)")


def goes_on(said: Said, phrases: list[Said], sheet: Sheet) -> bool:
    """Say whether a second calling or word for talking is part of what was said: "caregiver burnout", "sent to ED"."""
    others = [each for each in phrases if each.phrase.field == said.phrase.field and each is not said]
    if said.phrase.field == "talk":
        others += [each for each in phrases if each.phrase.value in TALKS]
    is_named = said.phrase.field == "counterpart" and "named" in sheet.owner
    is_with = sheet.folded.endswith("/w", said.start, said.end) or SPOKEN.match(sheet.folded, said.end)
    if said.phrase.field == "talk" and is_with:
        return False
    if said.phrase.field == "talk" and PLAIN_WITH.search(sheet.folded[: said.start]):
        return True
    if not (others or is_named) or WITH.search(sheet.folded[: said.start].removesuffix("to ")):
        return False
    before = WORD_BEFORE.search(sheet.folded[: said.start].removesuffix("to "))
    after = WORD_AFTER.match(sheet.folded, said.end)
    return any(
        match is not None and sheet.is_free(*match.span(1)) and not TIES.fullmatch(match[1])
        and not any(each.start < match.end(1) and match.start(1) < each.end for each in phrases)
        for match in (before, after)
    )  # fmt: skip


LABS = re.compile(r"labs|(?:lab|test)\s+results?")
READING = re.compile(r"(?:review|re?v'?d|rvw|read|look|went|going|check|studied)")


def _names_what_was_read(said: Said, phrases: list[Said], sheet: Sheet) -> bool:
    """Say whether a word for records is what an earlier word was done to: "reviewing Ortega's hospital records"."""
    is_read = any(
        each.phrase.value == "record_review"
        and READING.match(sheet.folded, each.start)
        and each.start < said.start
        for each in phrases
    )
    if LABS.fullmatch(sheet.folded, said.start, said.end) and WORD_BEHIND.match(sheet.folded, said.end):
        # "labs ok, chart": they are told of
        others = [each for each in phrases if each.phrase.value == "record_review" and each.start > said.end]
        if others and not sheet.owner[said.end + 1]:
            return True
    before = len(sheet.folded[: said.start].rstrip()) - 1
    has_word_before = before >= 0 and sheet.folded[before].isalnum() and not sheet.owner[before]
    return is_read and has_word_before and not any(each.end == before + 1 for each in phrases)
