"""What was done, with whom and how: put together from the words of a sentence that speak of the work."""

import re
from dataclasses import dataclass, replace

from apps.timelog.domain.quick_log.encounters import is_visit_with_patient
from apps.timelog.domain.quick_log.phrases import COMMUNICATION, TALKS, Phrase, Said
from apps.timelog.domain.quick_log.text import Confidence, Read, Sheet
from apps.timelog.domain.quick_log.whom import counterpart_of

TRACKING = "progress_tracking"
FAR = re.compile(r"tele|video|phone")
# What was read, where nothing says what was done with it: "CXR report".
PAPER = re.compile(r"\b(?:reports?|results|notes|summary|summ|records)\b")
CONFERENCE, CARE, TRAVEL = "team_conference", "direct_care", "travel"


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, with whom, how."""

    activity: Read
    counterpart: Read
    channel: Read


# "Discussed" with its object behind it is no phrase of its own.
TALK = Said(0, 0, Phrase("talk", COMMUNICATION, 1, re.compile("discussed")))


def act_of(
    said: list[Said], sheet: Sheet, *, named: str = "", named_is_sure: bool = True, is_discussed: bool = False
) -> Act:
    """Put the phrases together; `named` is the counterpart that a name in the sentence tells."""
    channel = _channel(said, sheet)
    activity = _activity(
        [*said, TALK] if is_discussed else said,
        channel,
        sheet,
        has_counterpart=bool(named) or any(_is(each, "counterpart") for each in said),
    )
    is_talk = channel.value in TALKS or any(_is(each, "talk") for each in said)
    counterpart = counterpart_of(said, sheet, activity, named, named_is_sure=named_is_sure, is_talk=is_talk)
    is_open = activity.value == CARE and counterpart.value is None and not counterpart.choices
    if is_open and any(is_visit_with_patient(each, sheet) for each in said):
        counterpart = Read("patient", Confidence.CERTAIN)
    is_nearest = channel.value in (None, "in_person") or channel.confidence is Confidence.GUESSED
    if activity.value == CONFERENCE and is_nearest:
        channel = Read("conference", Confidence.CERTAIN)
    if (
        activity.value == CARE
        and channel.value is None
        and not any(each.phrase.value == "phone" for each in said)
    ):
        is_far = any(FAR.match(sheet.folded, each.start) for each in said if each.phrase.value == CARE)
        channel = Read("phone" if is_far else "in_person", Confidence.GUESSED)
    if activity.value == CONFERENCE and counterpart.value is None and not counterpart.choices:
        is_of_family = any(
            each.phrase.value == CONFERENCE and sheet.folded.startswith("fam", each.start) for each in said
        )
        counterpart = Read("family_or_caregiver", Confidence.GUESSED) if is_of_family else counterpart
    if activity.value is None and not activity.choices and PAPER.search(sheet.folded):
        activity, channel = Read(TRACKING, Confidence.GUESSED), Read("record_review", Confidence.GUESSED)
    return Act(activity, counterpart, Read() if activity.value == TRAVEL else channel)


def _is(said: Said, field: str) -> bool:
    return said.phrase.field == field


CALLED_IN = re.compile(
    r"(?:call|phon|voice|l?vm\b|re-?dial|left\s|(?:was\s+|waiting\s+)?on\s+hold|hold\s+time|no\s+answer|waited\s+on)"
)


def _is_call(said: list[Said], sheet: Sheet) -> bool:
    return any(CALLED_IN.match(sheet.folded[each.start : each.end]) for each in said if _is(each, "activity"))


def _channel(said: list[Said], sheet: Sheet) -> Read:
    found = [each for each in said if _is(each, "channel")]
    talks = [each for each in found if each.phrase.value != "record_review"] or found
    if not talks:
        return Read("phone", Confidence.GUESSED) if _is_call(said, sheet) else Read()
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


# A visit is one whatever it was for: "hospice recert F2F visit".
VISIT = re.compile(r"visit|encounter|exam|saw|seen")
# A voicemail that was answered led to a talk.
ANSWERED = re.compile(
    r"\b(?<!to )(?<!for )(?<!a )(?:returned\s+(?:the\s+|a\s+|\w+\s+)?call|call(?:ed)?\s+back(?!\s+requested)|spoke|talked)\b"
)
LEFT = re.compile(r"\b(?:left|lvm|leave|no\s+answer)\b")


SIGNED = re.compile(r"\b(?:e-?)?signed\b|(?:\band|[&+/])\s*(?:e-?)?sign\b(?!\s+of)")
PAPERS = re.compile(r"paper|admin|form|fil")


def _is_attempt(found: list[Said], sheet: Sheet) -> bool:
    """Say whether what is administrative is more than the paper of something else: a voicemail, a queue, a search."""
    return any(
        each.phrase.value == "administrative" and not PAPERS.match(sheet.folded, each.start) for each in found
    )


def _is_answered(folded: str) -> bool:
    answered = list(ANSWERED.finditer(folded))
    left = list(LEFT.finditer(folded))
    return bool(answered) and (not left or left[-1].start() < answered[-1].start())


def _is_visit(found: list[Said], sheet: Sheet) -> bool:
    return any(
        each.phrase.value == CARE and VISIT.search(sheet.folded, each.start, each.end) for each in found
    )


def _activity(said: list[Said], channel: Read, sheet: Sheet, *, has_counterpart: bool) -> Read:
    found = [each for each in said if _is(each, "activity")]
    outright = list(dict.fromkeys(each.phrase.value for each in found if each.phrase.strength > 2))
    is_talk = channel.value in TALKS or any(_is(each, "talk") for each in said)
    if outright:
        is_called = channel.value in ("phone", "portal") and has_counterpart
        one = _one_activity(outright, found, sheet, is_called=is_called)
        is_asked = one.value not in (CONFERENCE, TRAVEL) and is_talk and has_counterpart
        return replace(one, confidence=Confidence.GUESSED) if one.value and is_asked else one
    if channel.value == "conference":
        return Read(CONFERENCE, Confidence.GUESSED)
    if is_talk or channel.choices:
        return Read(COMMUNICATION, Confidence.CERTAIN)
    if found:
        return Read(found[0].phrase.value, Confidence.CERTAIN)
    if channel.value == "record_review":
        return Read(TRACKING, Confidence.CERTAIN)
    return Read(COMMUNICATION, Confidence.GUESSED) if has_counterpart else Read()


# of two of these the first says more: an audit of one patient's chart, the first plan of care, a plan that was signed
NARROWER_ACTIVITIES = (
    ("quality_improvement", "program_monitoring"),
    ("initial_evaluation", "long_term_strategy"),
    ("certification", "long_term_strategy"),
)


def _one_activity(outright: list[str], found: list[Said], sheet: Sheet, *, is_called: bool) -> Read:
    """Choose among activities that the sentence names: a meeting, a drive and a visit are what they are whatever for."""
    for value in (CONFERENCE, TRAVEL):
        if value in outright:
            return Read(value, Confidence.CERTAIN)
    if "administrative" in outright and len(outright) == 2 and not _is_attempt(found, sheet):
        return Read(next(value for value in outright if value != "administrative"), Confidence.GUESSED)
    for value, other in NARROWER_ACTIVITIES:
        if set(outright) == {value, other}:
            return Read(value, Confidence.GUESSED)
    if len(outright) > 1 and _is_visit(found, sheet):
        return Read(CARE, Confidence.GUESSED)
    if len(outright) > 1:
        return Read(None, Confidence.AMBIGUOUS, tuple(outright))
    return _more_than_said(outright[0], sheet, is_called=is_called)


def _more_than_said(value: str, sheet: Sheet, *, is_called: bool) -> Read:
    """Return the one activity that was named, or what other words make of it: a visit by phone is a talk."""
    if (value == CARE and is_called) or (value == "administrative" and _is_answered(sheet.folded)):
        return Read(COMMUNICATION, Confidence.GUESSED)
    if value == "long_term_strategy" and SIGNED.search(sheet.folded):
        return Read("certification", Confidence.GUESSED)
    return Read(value, Confidence.CERTAIN)
