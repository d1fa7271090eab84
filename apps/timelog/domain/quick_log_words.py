"""The words that speak of what was done, with whom and how, where they speak of the work."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.timelog.domain.quick_log_activities import ACTIVITY_WORDS
from apps.timelog.domain.quick_log_channels import CHANNEL_WORDS, RECORD_LIST, TALKED
from apps.timelog.domain.quick_log_counterparts import COUNTERPART_WORDS
from apps.timelog.domain.quick_log_text import Mention, Sheet
from apps.timelog.domain.quick_log_zones import FIELD_SEGMENT, Zones

COMMUNICATION = "communication"
WITH = re.compile(
    r"(?:\bwith|\bw/|\bw\.|\bw|\bfrom|\bfr|\bfrm|\bto|\bby|\bcalled|\bcall|\bphoned|\bcontacted|\bmet|\bvia|\bat)\s*(?:the\s+|a\s+)?$"
)
BY_WAY_OF = re.compile(r"(?:by|via|over\s+the|on\s+the|on(?=\s+phone))\s")
# "with Washington's POA": the patient's name may stand between.
_WHOSE = r"(?:the\s+|an?\s+|(?:[\w-]+\s+)?[\w'-]+'s?\s+)?"
PLAIN_WITH = re.compile(rf"(?:\bwith|\bw/|\bw(?=\s))\s*{_WHOSE}$")


FROM_OR_WITH = re.compile(rf"{PLAIN_WITH.pattern}|\bfrom\s+(?:the\s+|a\s+|an\s+)?$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase with what it says of one field; `strength` 3 says it outright."""

    field: str
    value: str
    strength: int
    pattern: "re.Pattern[str]"


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


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase at its place."""

    start: int
    end: int
    phrase: Phrase

    @property
    def mention(self) -> Mention:
        return Mention(self.start, self.end, self.phrase.value, self.phrase.strength > 2)


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
    return _of_the_work(kept, sheet, zones)


RECORDS_BEHIND = re.compile(rf"(?:'s)?\s+(?P<records>{RECORD_LIST})(?![\w>])")
READING = re.compile(
    r"\b(?:review(?:ed|ing)?|rev'?d?|rvw'?d?|read|reading|checked|studied|(?:went|going)\s+(?:over|through)|look(?:ed|ing)\s+(?:at|over|through))\s+(?:of\s+)?(?:the\s+)?$"
)
# "Checked Mendoza's glucose log": the patient's name may stand between.
WHOSE_RECORDS = re.compile(
    rf"\b(?P<verb>(?:check|read|studi)(?:ed|ing)|read|look(?:ed|ing)\s+(?:at|over|through)|(?:went|going)\s+(?:over|through))"
    rf"\s+(?:(?:mrs?|ms)\.?\s+)?(?:[\w-]+\s+)?[\w'-]+(?:'s|s')\s+(?P<records>{RECORD_LIST})(?![\w>])"
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
    for said in found:
        field = said.phrase.field
        if zones.in_clause(said.start):
            if field in head:
                continue
            if field == "counterpart" and FROM_OR_WITH.search(sheet.folded[: said.start]):
                kept.append(said)
            if field == "channel" and (
                BY_WAY_OF.match(sheet.folded, said.start)
                or said.phrase.value == "in_person"
                or _stands_behind_a_field(said, sheet)
            ):
                kept.append(said)
        elif not _is_subject(said, kept, found, sheet, zones) and (
            (said.start < first_clause and not _was_said(said, kept, zones))
            or _is_field_segment(said, found, sheet, zones)
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
AFTER = re.compile(r"\b(?:after|before|since|following|prior\s+to|until|missed|during)\s+(?:[\w-]+\s+){0,2}$")
PAPER = re.compile(r"prior\s+auth|paper|form|schedul|letter|lmn|insurance\s+form")
# What is ordered is not spoken to: "orders for PT/OT", "referral to hospice".
ORDERED = re.compile(
    r"\b(?:(?:orders?|scripts?|rx|eval|need|request(?:ed)?)\s+for|refer(?:ral|red)?(?:\s+(?:for|to))?)\s+$"
)
# "plan change discussed w/ nurse": the minutes are those of the talk.
DISCUSSED = re.compile(
    r"\s+(?:was\s+|were\s+)?(?:discussed|discussions?|d/w|reviewed|clarified)\s+(?:with\b|w/|by\s+phone)"
)
SPOKEN_TO = re.compile(
    rf"{PLAIN_WITH.pattern}|(?:\b(?:called|phoned|texted|messaged|emailed|faxed|notified|tc|t/c|(?:spoke|talked|call|message|fax)\s+to))\s+(?:the\s+|a\s+)?$"
)


def _is_subject(said: Said, kept: list[Said], found: list[Said], sheet: Sheet, zones: Zones) -> bool:
    """Say whether a later segment only goes on about the talk: "call w/ RN, Garcia, med changes", "…, orders for PT"."""
    if said.phrase.field == "counterpart":
        start, end = zones.segment_of(said.start)
        before, segment = sheet.folded[: said.start], sheet.folded[start:end]
        if ORDERED.search(before) or (AFTER.search(before) and not WITH.search(before)):
            return True
        if any(each.phrase.value == said.phrase.value for each in kept) and not _left_between(
            start, end, [said], sheet
        ):
            return False
        is_spoken_to = FIELD_SEGMENT.match(segment) or (
            SPOKEN_TO.search(before) and not _left_between(start, said.start, found, sheet)
        )
        return _was_said(said, kept, zones) and not is_spoken_to
    if said.phrase.value == "direct_care" and AFTER.search(sheet.folded[: said.start]):
        return True
    if said.phrase.field == "channel" and AFTER.search(sheet.folded[: said.start]):
        # "adjusted Lasix after HHA call": the call came before
        return any(each.phrase.field == "activity" for each in kept)
    if said.phrase.value in SUBJECTS and SENT.search(sheet.folded[: said.start]):
        return True
    if said.phrase.value in SUBJECTS and DISCUSSED.match(sheet.folded, said.end):
        return True
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
    is_later = bool(starts and is_with) and min(starts) < zones.segment_of(said.start)[0]
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
        and is_later
    )


def _named_with(sheet: Sheet) -> list[int]:
    """Return where names begin that stand behind "with"."""
    named = [
        at for at, owner in enumerate(sheet.owner) if owner == "named" and sheet.owner[at - 1] != "named"
    ]
    return [at for at in named if PLAIN_WITH.search(sheet.folded[:at])]


TALKS = frozenset({"phone", "portal", "in_person"})


def _was_said(said: Said, kept: Iterable[Said], zones: Zones) -> bool:
    """Say whether an earlier segment spoke of the same field already."""
    start, _ = zones.segment_of(said.start)
    return any(
        each.phrase.field == said.phrase.field and each.start < start and each.phrase.value != "patient"
        for each in kept
    )


FILLERS = re.compile(r"\b(?:with|w|via|by|for|from|to|and|at|on|the|a|an|in|my|her|his|of|re)\b|[^\w]")


def _is_field_segment(said: Said, found: Iterable[Said], sheet: Sheet, zones: Zones) -> bool:
    start, end = zones.segment_of(said.start)
    if FIELD_SEGMENT.match(sheet.folded[start:end]):
        return True
    # a patient's name may still stand there; two more words are a subject
    return len(_left_between(start, end, found, sheet)) <= 1


def _left_between(start: int, end: int, found: Iterable[Said], sheet: Sheet) -> list[str]:
    """Return the words of [start, end) that neither a field nor a phrase took, without those that only tie."""
    rest = [" " if sheet.owner[at] else sheet.folded[at] for at in range(start, end)]
    for each in found:
        for at in range(max(each.start, start), min(each.end, end)):
            rest[at - start] = " "
    return FILLERS.sub(" ", "".join(rest)).split()
