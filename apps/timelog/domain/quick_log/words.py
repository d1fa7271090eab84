"""The words that speak of what was done, with whom and how, where they speak of the work."""

import re
from collections.abc import Iterator

from apps.timelog.domain.quick_log.activities import ACTIVITY_WORDS
from apps.timelog.domain.quick_log.channels import CHANNEL_WORDS, RECORD_LIST, TALKED
from apps.timelog.domain.quick_log.counterparts import COUNTERPART_WORDS
from apps.timelog.domain.quick_log.phrases import COMMUNICATION, PLAIN_WITH, Phrase, Said
from apps.timelog.domain.quick_log.subjects import AND, is_field_segment, is_subject, was_said
from apps.timelog.domain.quick_log.talks import talks_with
from apps.timelog.domain.quick_log.text import Sheet
from apps.timelog.domain.quick_log.zones import Zones

BY_WAY_OF = re.compile(r"(?:by|via|over\s+the|on\s+the|on(?=\s+phone))\s")
FROM_OR_WITH = re.compile(rf"{PLAIN_WITH.pattern}|\bfrom\s+(?:the\s+|a\s+|an\s+)?$")


def _phrases() -> Iterator[Phrase]:
    for value, strength, patterns in ACTIVITY_WORDS:
        yield from (Phrase("activity", value, strength, _whole(each)) for each in patterns)
    for value, is_sure, patterns in CHANNEL_WORDS:
        yield from (Phrase("channel", value, 3 if is_sure else 2, _whole(each)) for each in patterns)
    for value, is_sure, patterns in COUNTERPART_WORDS:
        yield from (Phrase("counterpart", value, 3 if is_sure else 2, _whole(each)) for each in patterns)
    yield Phrase("talk", COMMUNICATION, 1, _whole(TALKED))


def _whole(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<![\w/&'<-])(?:{pattern})(?![\w>])")


PHRASES: tuple[Phrase, ...] = tuple(_phrases())


def phrases_in(sheet: Sheet, zones: Zones) -> list[Said]:
    """Return the phrases that speak of the work, in order; of overlapping ones of a field the longest."""
    found: list[Said] = []
    for phrase in PHRASES:
        found += [
            Said(*match.span(), phrase) for match in sheet.found(phrase.pattern) if match.group().strip()
        ]
    found.sort(key=lambda said: (said.start - said.end, -said.phrase.strength))
    kept: list[Said] = []
    for said in (*_records_of_names(sheet), *found):
        if not any(_covers(other, said) for other in kept):
            kept.append(said)
    kept = sorted((_therapist(said, sheet) for said in kept), key=lambda said: said.start)
    return _of_the_work(_as_read(kept, sheet), sheet, zones)


def _as_read(found: list[Said], sheet: Sheet) -> list[Said]:
    """Leave out the meetings, refills and calls that records were of, and read the notes of others where nobody spoke."""
    for match in WHAT_WAS_READ.finditer(sheet.folded):
        start, end = match.span("of")
        of = [
            each
            for each in found
            if start <= each.start and each.end <= end and each.phrase.value in READ_ONLY
        ]
        if of and sheet.is_free(*match.span("paper")):
            found = [each for each in found if each not in of]
            is_said = any(each.start == match.start("verb") for each in found)
            found += [] if is_said else [Said(*match.span("verb"), RECORDS)]
    if all(each.phrase.field == "counterpart" for each in found):
        ends = [each.end for each in found if each.phrase.value != "family_or_caregiver"]
        ends += [at + 1 for at, owner in enumerate(sheet.owner) if owner == "named"]
        papers = [paper for end in ends if (paper := OF_OTHERS.match(sheet.folded, end))]
        found += [Said(*each.span("paper"), RECORDS) for each in papers if sheet.is_free(*each.span("paper"))]
    return sorted(found, key=lambda each: each.start)


RECORDS_BEHIND = re.compile(rf"(?:'s)?\s+(?P<records>{RECORD_LIST})(?![\w>])")
READING = re.compile(
    r"\b(?:review(?:ed|ing)?|rev'?d?|rvw'?d?|read|reading|checked|studied|(?:went|going)\s+(?:over|through)|look(?:ed|ing)\s+(?:at|over|through))\s+(?:all\s+(?:of\s+)?)?(?:of\s+)?(?:the\s+)?$"
)
# "Checked Mendoza's glucose log": the patient's name may stand between.
WHOSE_RECORDS = re.compile(
    rf"\b(?P<verb>(?:check|read|studi)(?:ed|ing)|read|look(?:ed|ing)\s+(?:at|over|through)|(?:went|going)\s+(?:over|through))"
    rf"\s+(?:(?:mrs?|ms)\.?\s+)?(?:[\w-]+\s+)?[\w'-]+(?:'s|s')\s+(?P<records>{RECORD_LIST})(?![\w>])"
)
# "Reviewed hospice IDT notes": what was read was no conference.
WHAT_WAS_READ = re.compile(
    r"\b(?P<verb>review(?:ed|ing)?|rev'?d|rvw'?d|read|reading|checked|look(?:ed|ing)\s+(?:at|over|through)|(?:went|going)\s+(?:over|through))\s+"
    r"(?P<of>(?:(?!(?:and|re|with|then|before|after|at|in|during|for)\b|w/)[a-z/'-]+\s+){1,4}?)(?P<paper>notes?|minutes|reports?|logs?|history|summar(?:y|ies))(?![\w>])"
)
READ_ONLY = ("team_conference", "prescription_refill", "phone")
# "Yates hospice notes 8m": a note of an agency or specialist is read, whether that is said or not.
OF_OTHERS = re.compile(
    r"\s*(?P<paper>(?:(?<=\s)|'s\s+)(?:(?:consult|rn|visit|progress|discharge)\s+)?(?:notes?|reports?|records))(?![\w>])"
)
RECORDS = Phrase("channel", "record_review", 2, RECORDS_BEHIND)


def _records_of_names(sheet: Sheet) -> Iterator[Said]:
    """Yield the records of an agency that were read: "reviewed VITAS notes"."""
    for match in sheet.found(WHOSE_RECORDS):
        yield Said(*match.span("verb"), RECORDS)
        yield Said(*match.span("records"), RECORDS)
    for at in (at for at, owner in enumerate(sheet.owner) if owner == "named"):
        behind = RECORDS_BEHIND.match(sheet.folded, at + 1)
        start = at
        while sheet.owner[start - 1 : start] == ["named"]:
            start -= 1
        verb = READING.search(sheet.folded[:start])
        if behind and verb and sheet.is_free(*behind.span()):
            yield Said(*verb.span(), RECORDS)
            yield Said(*behind.span("records"), RECORDS)


THERAPIST = Phrase("counterpart", "agency_staff", 2, re.compile("pt"))


def _therapist(said: Said, sheet: Sheet) -> Said:
    """Tell PT, the physical therapist, from pt, the patient, unless everything is in capitals."""
    is_therapist = sheet.text[said.start : said.end] == "PT" and not sheet.text.isupper()
    return (
        Said(said.start, said.end, THERAPIST) if is_therapist and said.phrase.field == "counterpart" else said
    )


def _covers(other: Said, said: Said) -> bool:
    """Say whether a longer phrase leaves no room; one phrase may speak of two fields ("chart review")."""
    if said.end <= other.start or other.end <= said.start:
        return False
    is_inside = other.start <= said.start and said.end <= other.end
    return other.phrase.field == said.phrase.field or not (
        is_inside and (said.start, said.end) == (other.start, other.end)
    )


def _of_the_work(found: list[Said], sheet: Sheet, zones: Zones) -> list[Said]:
    """Leave out what belongs to the subject: clauses after "re", and later segments that go on about it."""
    first_clause = min((start for start, _ in zones.clauses), default=len(sheet.text))
    head = {
        said.phrase.field for said in found if said.start < first_clause and not zones.in_clause(said.start)
    }
    if any(
        owner == "named" and not zones.in_clause(at) for at, owner in enumerate(sheet.owner[:first_clause])
    ):
        head.add("counterpart")
    kept: list[Said] = []
    talks = talks_with(found, sheet, zones)
    for said in found:
        field = said.phrase.field
        if zones.in_clause(said.start):
            if field in head:
                continue
            is_joined = bool(kept) and AND.fullmatch(sheet.folded[kept[-1].end : said.start]) is not None
            if field == "counterpart" and (is_joined or FROM_OR_WITH.search(sheet.folded[: said.start])):
                kept.append(said)
            if field == "channel" and (
                BY_WAY_OF.match(sheet.folded, said.start)
                or said.phrase.value == "in_person"
                or _stands_behind_a_field(said, sheet)
            ):
                kept.append(said)
        elif not is_subject(said, kept, found, sheet, zones, talks) and (
            (said.start < first_clause and not was_said(said, kept, zones))
            or is_field_segment(said, found, sheet, zones)
        ):
            kept.append(said)
    return kept


def _stands_behind_a_field(said: Said, sheet: Sheet) -> bool:
    """Say whether a word of how ends the line behind a length, day or time: "… re new referral 12 min phone"."""
    before = len(sheet.folded[: said.start].rstrip())
    return (
        said.start > before > 0
        and sheet.owner[before - 1] != ""
        and sheet.folded[said.end :].strip(" .")[:1] in ("", ":")
    )
