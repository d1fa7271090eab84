"""What was done, with whom and how, by the words that people use for it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.timelog.domain.quick_log_activities import ACTIVITY_WORDS
from apps.timelog.domain.quick_log_channels import CHANNEL_WORDS, TALKED
from apps.timelog.domain.quick_log_counterparts import COUNTERPART_WORDS
from apps.timelog.domain.quick_log_text import Confidence, Mention, Read, Sheet
from apps.timelog.domain.quick_log_zones import FIELD_SEGMENT, Zones

COMMUNICATION, TRACKING = "communication", "progress_tracking"
CONFERENCE, CARE = "team_conference", "direct_care"
WITH = re.compile(
    r"(?:\bwith|\bw/|\bw\.|\bw|\bfrom|\bto|\bby|\bcalled|\bcall|\bphoned|\bcontacted|\bmet|\bvia|\bat)\s*(?:the\s+|a\s+)?$"
)
BY_WAY_OF = re.compile(r"(?:by|via|over\s+the|on\s+the)\s")
PLAIN_WITH = re.compile(r"(?:\bwith|\bw/|\bw)\s*(?:the\s+|a\s+|an\s+)?$")


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
    for said in found:
        if not any(_covers(other, said) for other in kept):
            kept.append(said)
    kept = sorted((_therapist(said, sheet) for said in kept), key=lambda said: said.start)
    return _of_the_work(kept, sheet, zones)


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
    kept: list[Said] = []
    for said in found:
        field = said.phrase.field
        if zones.in_clause(said.start):
            if field in head:
                continue
            if field == "counterpart" and PLAIN_WITH.search(sheet.folded[: said.start]):
                kept.append(said)
            if field == "channel" and (
                BY_WAY_OF.match(sheet.folded, said.start) or said.phrase.value == "in_person"
            ):
                kept.append(said)
        elif not _is_subject(said, kept, sheet, zones) and (
            (said.start < first_clause and not _was_said(said, kept, zones))
            or _is_field_segment(said, found, sheet, zones)
        ):
            kept.append(said)
    return kept


# Activities that a talk can be about without being one: the minutes stay those of the talk.
SUBJECTS = frozenset({"long_term_strategy", "progress_tracking", "initial_evaluation"})


def _is_subject(said: Said, kept: list[Said], sheet: Sheet, zones: Zones) -> bool:
    """Say whether a later segment only goes on about the talk: "call w/ RN, Garcia, med changes", "…, orders for PT"."""
    if said.phrase.field == "counterpart":
        start, end = zones.segment_of(said.start)
        before, segment = sheet.folded[: said.start], sheet.folded[start:end]
        is_spoken_to = FIELD_SEGMENT.match(segment) or PLAIN_WITH.search(before)
        return _was_said(said, kept, zones) and not is_spoken_to
    talks = [each for each in kept if each.phrase.field == "talk" or each.phrase.value in TALKS]
    with_whom = [each for each in kept if each.phrase.field == "counterpart"]
    return (
        said.phrase.value in SUBJECTS
        and said.phrase.field == "activity"
        and bool(talks and with_whom)
        and talks[0].start < zones.segment_of(said.start)[0]
    )


TALKS = frozenset({"phone", "portal", "in_person"})


def _was_said(said: Said, kept: Iterable[Said], zones: Zones) -> bool:
    """Say whether an earlier segment spoke of the same field already."""
    start, _ = zones.segment_of(said.start)
    return any(each.phrase.field == said.phrase.field and each.start < start for each in kept)


FILLERS = re.compile(r"\b(?:with|w|via|by|for|from|to|and|at|on|the|a|an|in|my|her|his|of|re)\b|[^\w]")


def _is_field_segment(said: Said, found: Iterable[Said], sheet: Sheet, zones: Zones) -> bool:
    start, end = zones.segment_of(said.start)
    if FIELD_SEGMENT.match(sheet.folded[start:end]):
        return True
    rest = [" " if sheet.owner[at] else sheet.folded[at] for at in range(start, end)]
    for each in found:
        for at in range(max(each.start, start), min(each.end, end)):
            rest[at - start] = " "
    words = FILLERS.sub(" ", "".join(rest)).split()
    # a patient's name may still stand there; two more words are a subject
    return len(words) <= 1


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, with whom, how."""

    activity: Read
    counterpart: Read
    channel: Read


def act_of(said: list[Said], sheet: Sheet, *, named: str = "", named_is_sure: bool = True) -> Act:
    """Put the phrases together; `named` is the counterpart that a name in the sentence tells."""
    channel = _channel(said, sheet)
    activity = _activity(
        said, channel, has_counterpart=bool(named) or any(_is(each, "counterpart") for each in said)
    )
    is_talk = channel.value in ("phone", "portal", "in_person") or any(_is(each, "talk") for each in said)
    counterpart = _counterpart(said, sheet, activity, named, named_is_sure=named_is_sure, is_talk=is_talk)
    if activity.value == CONFERENCE and channel.value in (None, "in_person"):
        channel = Read("conference", Confidence.CERTAIN)
    if (
        activity.value == CARE
        and channel.value is None
        and not any(each.phrase.value == "phone" for each in said)
    ):
        channel = Read("in_person", Confidence.GUESSED)
    return Act(activity, counterpart, channel)


def _is(said: Said, field: str) -> bool:
    return said.phrase.field == field


CALLED_IN = re.compile(r"\b(?:call|phon|voice|l?vm\b|redial|left\s)")


def _channel(said: list[Said], sheet: Sheet) -> Read:
    found = [each for each in said if _is(each, "channel")]
    talks = [each for each in found if each.phrase.value != "record_review"] or found
    if not talks:
        is_call = any(
            CALLED_IN.match(sheet.folded[each.start : each.end]) for each in said if _is(each, "activity")
        )
        return Read("phone", Confidence.GUESSED) if is_call else Read()
    values = list(dict.fromkeys(each.phrase.value for each in talks))
    if "conference" in values:
        return Read("conference", Confidence.CERTAIN)
    # "in person call" and "met by phone": the outright word before the loose one
    talks.sort(key=lambda each: (-each.phrase.strength, each.start))
    strongest = [each.phrase.value for each in talks if each.phrase.strength == talks[0].phrase.strength]
    if len(dict.fromkeys(strongest)) > 1:
        return Read(None, Confidence.AMBIGUOUS, tuple(dict.fromkeys(strongest)))
    return Read(
        talks[0].phrase.value, Confidence.CERTAIN if talks[0].phrase.strength > 2 else Confidence.GUESSED
    )


def _activity(said: list[Said], channel: Read, *, has_counterpart: bool) -> Read:
    found = [each for each in said if _is(each, "activity")]
    outright = list(dict.fromkeys(each.phrase.value for each in found if each.phrase.strength > 2))
    if CONFERENCE in outright:
        return Read(CONFERENCE, Confidence.CERTAIN)
    if len(outright) > 1:
        return Read(None, Confidence.AMBIGUOUS, tuple(outright))
    is_talk = any(_is(each, "talk") for each in said)
    if outright:
        is_call = is_talk or channel.value in ("phone", "portal", "in_person")
        return Read(outright[0], Confidence.GUESSED if is_call and has_counterpart else Confidence.CERTAIN)
    if channel.value == "conference":
        return Read(CONFERENCE, Confidence.GUESSED)
    if channel.value in ("phone", "portal", "in_person") or channel.choices or is_talk:
        return Read(COMMUNICATION, Confidence.CERTAIN)
    if found:
        return Read(found[0].phrase.value, Confidence.CERTAIN)
    if channel.value == "record_review":
        return Read(TRACKING, Confidence.CERTAIN)
    return Read(COMMUNICATION, Confidence.GUESSED) if has_counterpart else Read()


TALKING = frozenset({COMMUNICATION, CONFERENCE})
# of two in one sentence the first stands: "daughter of the patient", "hospice pharmacist", "cardiology nurse"
NARROWER = (
    "own_practice",
    "pharmacist",
    "family_or_caregiver",
    "outside_professional",
    "agency_staff",
    "patient",
)


def _counterpart(
    said: list[Said], sheet: Sheet, activity: Read, named: str, *, named_is_sure: bool, is_talk: bool
) -> Read:
    found = [each for each in said if _is(each, "counterpart")]
    if activity.value is not None and activity.value not in TALKING:
        before = WITH if is_talk and activity.value != "travel" else PLAIN_WITH
        found = [each for each in found if before.search(sheet.folded[: each.start])]
        named = named if named and _named_with(sheet, before) else ""
    values = list(dict.fromkeys(each.phrase.value for each in found))
    if named and named not in values:
        sure = [
            each
            for each in found
            if each.phrase.strength > 2 and each.phrase.value not in ("patient", "agency_staff")
        ]
        if not sure:
            return Read(named, Confidence.CERTAIN if named_is_sure else Confidence.GUESSED)
        values = [each.phrase.value for each in sure]
    if not values:
        return Read()
    return _one_counterpart(found, values, sheet)


def _named_with(sheet: Sheet, before: "re.Pattern[str]") -> bool:
    at = next((at for at, owner in enumerate(sheet.owner) if owner == "named"), None)
    return at is not None and before.search(sheet.folded[:at]) is not None


def _one_counterpart(found: list[Said], values: list[str], sheet: Sheet) -> Read:
    if len(values) > 1:
        after_with = [each.phrase.value for each in found if WITH.search(sheet.folded[: each.start])]
        direct = list(dict.fromkeys(after_with)) or values
        joined = re.search(r"\b(?:and|&)\b|[+&]|/", sheet.folded[found[0].end : found[-1].start])
        if joined and "patient" not in values:
            return Read(None, Confidence.AMBIGUOUS, tuple(values))
        values = [next(each for each in NARROWER if each in direct)]
    is_sure = any(each.phrase.value == values[0] and each.phrase.strength > 2 for each in found)
    return Read(values[0], Confidence.CERTAIN if is_sure else Confidence.GUESSED)
