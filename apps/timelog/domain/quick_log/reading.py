"""Read one line as an entry: a deterministic grammar, nothing outside the practice asked, nothing guessed unseen.

Whom the line names, how long, when, what, with whom and how are read in that order; what no reading takes is the note.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from apps.problems import Problem
from apps.timelog.domain.quick_log.acts import Act, act_of
from apps.timelog.domain.quick_log.besides import going_on, used
from apps.timelog.domain.quick_log.choosing import maybe_length, outside
from apps.timelog.domain.quick_log.clock import When, when_of
from apps.timelog.domain.quick_log.dates import days, unreal
from apps.timelog.domain.quick_log.days_behind import day_behind
from apps.timelog.domain.quick_log.durations import bare_minutes, durations, no_length
from apps.timelog.domain.quick_log.named import take_whom, with_name, with_own_name
from apps.timelog.domain.quick_log.names import Found, Reader
from apps.timelog.domain.quick_log.notes import note_of, quoted
from apps.timelog.domain.quick_log.parties import parties_in
from apps.timelog.domain.quick_log.people import Directory
from apps.timelog.domain.quick_log.phrases import PLAIN_WITH, TALKS, Said
from apps.timelog.domain.quick_log.text import (
    LONGEST_SENTENCE,
    UNREADABLE,
    Confidence,
    Mention,
    Read,
    Sheet,
    plain,
)
from apps.timelog.domain.quick_log.times import Times, times, unreal_time
from apps.timelog.domain.quick_log.told import release
from apps.timelog.domain.quick_log.words import phrases_in
from apps.timelog.domain.quick_log.zones import Zones, zones_of

FIELDS = ("patient", "seconds", "start", "end", "date", "activity", "counterpart", "channel")
PROGRAMME = "program_monitoring"


@dataclass(frozen=True, slots=True)
class QuickLog:
    """A sentence as read: each field with its confidence, the note, and everything that stands in its way.

    `who` is the counterpart in the words of the sentence ("Sunrise HHA"), empty when it has none.
    """

    sentence: str
    patient: Read
    seconds: Read
    start: Read
    end: Read
    date: Read
    activity: Read
    counterpart: Read
    channel: Read
    note: str
    who: str
    problems: tuple[Problem, ...]

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """Return the fields that a person has to tell."""
        return tuple(name for name in FIELDS if getattr(self, name).confidence is Confidence.AMBIGUOUS)


def read(sentence: str, *, directory: Directory, now: datetime, zone: ZoneInfo) -> QuickLog:
    """Return what `sentence` says; never raises, whatever was typed."""
    text = plain(sentence)
    sheet = Sheet(text)
    said = quoted(sheet)
    today = now.astimezone(zone).date()
    named_days = days(sheet, today=today)
    no_day = "" if named_days else unreal(sheet)
    clocks = times(sheet)
    lengths = durations(sheet)
    no_time, nothing = unreal_time(sheet), no_length(sheet)
    zones = zones_of(sheet)
    day, clock, lasted = outside(named_days, clocks, lengths, sheet, zones, today)
    if not (lasted or (clock and clock.value.start and clock.value.end)):
        lasted = bare_minutes(sheet)
    if not lasted and clock is not None:
        clock, lasted = maybe_length(clock, sheet)
    parties = parties_in(sheet, tuple(directory.parties))
    phrases = phrases_in(sheet, zones)
    under = [(each.start, each.end) for each in phrases]
    is_of_all = any(each.phrase.value == PROGRAMME for each in phrases)
    found = Reader(sheet, zones, under, is_of_all=is_of_all).found(directory)
    for mention in found.mentions:
        sheet.take(mention, "patient")
    if found.unknown:
        sheet.take(found.unknown, "patient")
    phrases = _without_label(phrases, found, sheet)
    if day is None and not no_day:
        day = day_behind(sheet, zones, phrases, is_timed=bool(lasted or clock), today=today)
    when = when_of(
        [each.value for each in lasted],
        clock.value if clock else Times(),
        day.value if day else None,
        now=now,
        zone=zone,
    )
    when = _without(when, no_day, no_time, nothing)
    phrases = [with_name(each, sheet) for each in phrases]
    parties = [with_own_name(each, sheet) for each in parties]
    take_whom(sheet, phrases)
    going = going_on(phrases, sheet)
    act = _act(phrases, parties, going, sheet, zones)
    who = _who(phrases, parties, sheet)
    for phrase in used(phrases, act, sheet, going):
        sheet.take(phrase.mention, phrase.phrase.field)
    note = note_of(sheet, zones, said)
    problems = (*when.problems, *_check_patient(found, act), *_check_activity(act), *_check_text(sentence))
    return _made(text, when, act, found, note, who, problems)


def _made(
    text: str, when: When, act: Act, found: Found, note: str, who: str, problems: tuple[Problem, ...]
) -> QuickLog:
    return QuickLog(
        sentence=text,
        patient=found.patient,
        seconds=when.seconds,
        start=when.start,
        end=when.end,
        date=when.date,
        activity=act.activity,
        counterpart=act.counterpart,
        channel=act.channel,
        note=note,
        who=who,
        problems=problems,
    )


def _without(when: When, day: str, time: str, length: str) -> When:
    """Leave open what was named and does not exist: a day, a time, a length; each is as typed or ""."""
    problems = [each for each in when.problems if not length or each.code != "minutes_missing"]
    if day:
        message = f"There is no {day}. Check the day of the month."
        problems.append(Problem("date_does_not_exist", message, "date"))
        when = replace(when, start=Read(), end=Read(), date=Read())
    if time:
        message = f"No clock shows {time}. Give hours from 0 to 23 and minutes from 0 to 59."
        problems.append(Problem("time_does_not_exist", message, "start"))
        when = replace(when, start=Read(), end=Read())
    if length:
        message = f"{length} is no length of time. Give at least a second, such as 12m."
        problems.append(Problem("no_length", message, "seconds"))
    return replace(when, problems=tuple(problems))


# "pt Hernandez called w/ BG 350": the patient came to us.
CAME = re.compile(
    r"\s+(?:herself|himself)\s+(?:called|phoned|texted|messaged)\b|\s+(?:called|phoned|texted|e-?mailed|messaged)\s+(?:re\b|about|abt|with|w/|to\s+(?:say|report|ask))"
)


def _without_label(phrases: list[Said], found: Found, sheet: Sheet) -> list[Said]:
    """Drop "pt" and "patient" before the patient's name, unless it says with whom; and what the name took."""
    kept = []
    for said in phrases:
        if not sheet.is_free(said.start, said.end):
            continue
        is_label = said.phrase.value == "patient" and any(
            0 <= mention.start - said.end <= 2
            for mention in (*found.mentions, *filter(None, (found.unknown,)))
        )
        before = sheet.folded[: said.start].rstrip()
        is_label = is_label and not any(CAME.match(sheet.folded, mention.end) for mention in found.mentions)
        if is_label and not before.endswith(("with", "w/", "called", "call", "phoned", "to", "from", "saw")):
            continue
        kept.append(said)
    return kept


def _act(phrases: list[Said], parties: list[Mention], going: list[Said], sheet: Sheet, zones: Zones) -> Act:
    outside = [each for each in parties if not zones.in_clause(each.start)] or [
        each
        for each in parties
        if sheet.folded[: each.start].rstrip().endswith((" with", " w/", " at", " from"))
    ]
    # "per the log of Sunrise" names a source and nobody spoken to
    is_talk = any(each.phrase.value in TALKS for each in phrases)
    outside = [each for each in outside if is_talk or not _is_source(each, sheet)]
    told = _told_of(outside, sheet, zones)
    outside = [each for each in outside if each not in told]
    for each in parties:
        if each not in outside:
            release(each, sheet)
    with_whom = [each for each in outside if PLAIN_WITH.search(sheet.folded[: each.start])]
    named = next(iter([*with_whom, *outside]), None)
    spoken_to = [each for each in phrases if each.phrase.field != "counterpart" or each not in going]
    act = act_of(
        spoken_to,
        sheet,
        named=named.value if named else "",
        named_is_sure=named.is_sure if named else True,
        is_discussed=zones.is_discussed,
    )
    both = _named_together(outside, sheet)
    if len(both) > 1 and act.counterpart.value in both:
        return replace(act, counterpart=Read(None, Confidence.AMBIGUOUS, both))
    if act.counterpart.value or act.counterpart.choices or act.activity.value != "communication":
        return act
    return _with_patient(act, sheet)


def _told_of(parties: list[Mention], sheet: Sheet, zones: Zones) -> list[Mention]:
    """Return those named in what a talk with another was about: "call w/ Sunrise, move to Oakmont"."""
    heads = [each for each in parties if PLAIN_WITH.search(sheet.folded[: each.start])]
    segments = [zones.segment_of(each.start) for each in heads]
    return [
        each
        for each in parties
        if heads
        and zones.segment_of(each.start) not in segments
        and TOWARDS.search(sheet.folded[: each.start])
    ]


TOWARDS = re.compile(
    r"\b(?:move[ds]?|moving|transfer(?:red|ring)?|transition|discharge[ds]?|d/?c|admi(?:t|tted|ssion)|return|referral|placement|back)\s+(?:to|from|at)\s+(?:the\s+)?$"
)
AND = re.compile(r"\s*(?:and|&|[+])\s*")


def _named_together(parties: list[Mention], sheet: Sheet) -> tuple[str, ...]:
    """Return what those are who are named with "and" between them: "Dr. Patel and Sunrise"."""
    for one, other in pairwise(parties):
        if AND.fullmatch(sheet.folded[one.end : other.start]) and one.value != other.value:
            return one.value, other.value
    return ()


BY_CALL = re.compile(r"\s+(?:tc|t/c|call|phone|message|msg|fax)\b")


def _is_source(named: Mention, sheet: Sheet) -> bool:
    is_per = sheet.folded[: named.start].endswith("per ")
    return is_per and BY_CALL.match(sheet.folded, named.end) is None


SPOKEN_TO_PATIENT = re.compile(
    r"(?: with| w/|called|phoned|emailed|messaged|texted|spoke to|talked to"
    r"|\b(?:calls?|message|msg|text|e-?mail|portal|mychart|fax|voicemail)\s+(?:from|to))$"
)


def _with_patient(act: Act, sheet: Sheet) -> Act:
    """A call with somebody who is the patient: "call with Schmitt", "called Mrs Schmitt"."""
    at = next((at for at, owner in enumerate(sheet.owner) if owner == "patient"), None)
    before = sheet.folded[:at].rstrip() if at is not None else ""
    end = next(
        (at for at in range(at or 0, len(sheet.owner)) if sheet.owner[at] != "patient"), len(sheet.owner)
    )
    if SPOKEN_TO_PATIENT.search(before) or (at is not None and CAME.match(sheet.folded, end)):
        return Act(act.activity, Read("patient", Confidence.GUESSED), act.channel)
    return act


def _who(phrases: list[Said], parties: list[Mention], sheet: Sheet) -> str:
    spans = sorted(
        [(each.start, each.end) for each in parties if "named" in sheet.owner[each.start : each.end]]
        + [(each.start, each.end) for each in phrases if each.phrase.field == "counterpart"]
    )
    return " ".join(dict.fromkeys(sheet.text[start:end].strip() for start, end in spans))


def _check_patient(found: Found, act: Act) -> Sequence[Problem]:
    if found.unknown:
        message = (
            f"No patient of this practice is called “{found.unknown.value}”. Check the spelling, or ask an"
            " administrator to add the patient."
        )
        return (Problem("patient_unknown", message, "patient"),)
    if found.patient.confidence is Confidence.AMBIGUOUS:
        message = "More than one patient can be meant. Choose one, or write the first name too."
        return (Problem("patient_ambiguous", message, "patient"),)
    if found.patient.value is None and act.activity.value != PROGRAMME:
        return (Problem("patient_missing", "The sentence names no patient. Add the last name.", "patient"),)
    return ()


def _check_activity(act: Act) -> Sequence[Problem]:
    if act.activity.confidence is Confidence.MISSING:
        message = (
            "The sentence does not say what was done. Add a word such as call, chart review or conference."
        )
        return (Problem("activity_missing", message, "activity"),)
    return ()


def _check_text(sentence: str) -> Sequence[Problem]:
    problems = []
    if len(sentence) > LONGEST_SENTENCE:
        message = f"Only the first {LONGEST_SENTENCE:,} characters were read. Write the rest as the note."
        problems.append(Problem("sentence_too_long", message, "note"))
    if UNREADABLE in sentence:
        message = f"A character could not be read and stands as {UNREADABLE}. Send the sentence as UTF-8."
        problems.append(Problem("sentence_unreadable", message, "note"))
    return problems
