"""What makes a time entry acceptable, and how clock time is cut: pure, every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from apps.problems import Problem
from apps.timelog.domain.clock import (
    SECONDS_IN_A_DAY,
    Piece,
    Stretch,
    in_words,
    outside,
    seconds_between,
    split_at_midnight,
    whole_second,
)
from apps.timelog.domain.dates import Surroundings, check_closed, check_day

# Instants outside cannot be turned into every zone's local time, and nobody kept minutes then.
YEARS = range(1900, 2200)
LONGEST_NOTE, LONGEST_REASON = 4_000, 300

# What an activity cannot do without, beyond its name. An improvement of one patient's plan counts only with its
# result documented, a conference only when it is documented for each patient, and whether a communication counts
# hangs on whom it was with.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "communication": ("counterpart", "channel"),
    "quality_improvement": ("note",),
    "team_conference": ("note",),
}
NEEDED_SENTENCES: Mapping[str, str] = {
    "counterpart": "Whether communication counts depends on whom it was with. Choose the counterpart.",
    "channel": "Communication needs how it took place. Choose the channel.",
    "note": "This activity counts only when it is documented. Write what was discussed or changed.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants the book to say.

    Either clock times (aware; both) or a local date with whole seconds. `seconds` beside clock times must agree with
    them. `breaks` are pauses between start and end, in order, that were no work. `reason` is why it comes late, why it
    is changed, or why a doubtful length is right, which `is_confirmed` states.
    """

    activity: str
    counterpart: str = ""
    channel: str = ""
    note: str = ""
    performed_on: date | None = None
    seconds: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    breaks: tuple[Stretch, ...] = ()
    is_confirmed: bool = False

    @property
    def has_clock(self) -> bool:
        """Say whether clock times were given, if only one of them."""
        return self.started_at is not None or self.ended_at is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the practice's book knows: activities, counterparts and channels."""

    activities: frozenset[str]
    counterparts: frozenset[str]
    channels: frozenset[str]


def days_of(draft: Draft, *, time_zone: ZoneInfo) -> tuple[date, ...]:
    """Return the local dates that `draft` touches, in order; none while its times make no sense."""
    if not draft.has_clock:
        return (draft.performed_on,) if draft.performed_on else ()
    times = (draft.started_at, draft.ended_at)
    if any(at is None or at.year not in YEARS for at in times):
        return ()
    started_at, ended_at = (whole_second(at) for at in times if at is not None)
    if not 0 < seconds_between(started_at, ended_at) <= SECONDS_IN_A_DAY:
        return (started_at.astimezone(time_zone).date(),)
    return tuple(piece.performed_on for piece in split_at_midnight(started_at, ended_at, time_zone=time_zone))


def pieces_of(draft: Draft, *, time_zone: ZoneInfo) -> list[Piece]:
    """Return the stretches of a checked draft, each inside one local date of `time_zone` and none of it paused."""
    if draft.started_at is not None and draft.ended_at is not None:
        stretches = outside(draft.started_at, draft.ended_at, draft.breaks)
        return [
            piece for start, end in stretches for piece in split_at_midnight(start, end, time_zone=time_zone)
        ]
    assert draft.performed_on is not None  # checked
    assert draft.seconds is not None
    return [Piece(draft.performed_on, draft.seconds)]


def check_entry(draft: Draft, *, days: tuple[date, ...], around: Surroundings, words: Words) -> list[Problem]:
    """Return everything that stands between `draft` and the book.

    `days` are the local dates that the entry touches, none while they cannot be told.
    """
    return [
        *_check_words(draft, words),
        *_check_needed(draft, NEEDED.get(draft.activity, ())),
        *_check_texts(draft),
        *(_check_clock(draft, around) if draft.has_clock else _check_minutes(draft)),
        *(problem for day in days for problem in check_day(day, around)),
        *check_closed(days, reason=draft.reason, around=around),
    ]


def check_start(
    draft: Draft, *, since: datetime, day: date, around: Surroundings, words: Words
) -> list[Problem]:
    """Return everything that stands between a timer and its start at `since`, the local date `day`.

    What the note has to say is asked when the timer stops.
    """
    needed = tuple(field for field in NEEDED.get(draft.activity, ()) if field != "note")
    problems = [*_check_words(draft, words), *_check_needed(draft, needed), *_check_texts(draft)]
    ago = seconds_between(since, around.now)
    if ago < 0:
        problems.append(
            Problem(
                "in_the_future",
                f"The start is {in_words(-ago)} ahead of now. Start the timer now.",
                "started_at",
            )
        )
    elif ago > SECONDS_IN_A_DAY:
        problems.append(
            Problem(
                "started_too_long_ago",
                f"The start is {in_words(ago)} ago. A timer reaches back a day; log older time by hand.",
                "started_at",
            )
        )
    return problems + list(check_day(day, around))


def check_reason(reason: str, *, doing: str) -> list[Problem]:
    """Return what is wrong with the reason for `doing` something ("correct an entry"): none, or too long a one."""
    if not reason.strip():
        return [
            Problem("reason_missing", f"To {doing}, say why. The reason is kept with the entry.", "reason")
        ]
    return list(_check_text("reason", reason, LONGEST_REASON))


def _check_words(draft: Draft, words: Words) -> Iterator[Problem]:
    for field, value, known, may_be_empty in (
        ("activity", draft.activity, words.activities, False),
        ("counterpart", draft.counterpart, words.counterparts, True),
        ("channel", draft.channel, words.channels, True),
    ):
        if not value and not may_be_empty:
            yield Problem(f"{field}_missing", f"The entry has no {field}. Choose one.", field)
        elif value and value not in known:
            choices = ", ".join(sorted(known))
            yield Problem(
                f"{field}_unknown", f"“{value}” is not a known {field}. Use one of: {choices}.", field
            )


def _check_needed(draft: Draft, needed: tuple[str, ...]) -> Iterator[Problem]:
    for field in needed:
        if not str(getattr(draft, field)).strip():
            yield Problem(f"{field}_missing", NEEDED_SENTENCES[field], field)


def _check_texts(draft: Draft) -> Iterator[Problem]:
    yield from _check_text("note", draft.note, LONGEST_NOTE)
    yield from _check_text("reason", draft.reason, LONGEST_REASON)


def _check_text(field: str, text: str, longest: int) -> Iterator[Problem]:
    if len(text) > longest:
        yield Problem(
            f"{field}_too_long", f"The {field} has {len(text):,} characters. Keep it to {longest:,}.", field
        )
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
        yield Problem(
            f"{field}_unreadable", f"The {field} has a character that cannot be stored. Type it again.", field
        )


def _check_clock(draft: Draft, around: Surroundings) -> Iterator[Problem]:
    started_at, ended_at = draft.started_at, draft.ended_at
    if started_at is None or ended_at is None:
        missing, field = ("start", "started_at") if started_at is None else ("end", "ended_at")
        yield Problem(
            "clock_incomplete", f"The entry has no {missing}. Give both times, or a date and minutes.", field
        )
        return
    for at, field in ((started_at, "started_at"), (ended_at, "ended_at")):
        if at.year not in YEARS:
            yield Problem(
                "date_out_of_range", f"The year {at.year} cannot be right. Correct the date.", field
            )
            return
    seconds = seconds_between(whole_second(started_at), whole_second(ended_at))
    if seconds <= 0:
        yield Problem(
            "ends_before_start",
            "The end is not after the start. Put the later time last; for time past midnight say that it ended the"
            " next day.",
            "ended_at",
        )
    elif seconds > SECONDS_IN_A_DAY:
        yield Problem(
            "longer_than_a_day",
            f"{in_words(seconds)} is longer than a day. Log each sitting by itself, up to 24 hours.",
            "ended_at",
        )
    if ended_at > around.now:
        ahead = in_words(max(60, seconds_between(around.now, ended_at)))
        yield Problem(
            "in_the_future", f"The end is {ahead} ahead of now. Log time after it was spent.", "ended_at"
        )
    if draft.seconds is not None and draft.seconds != seconds > 0:
        yield Problem(
            "clock_and_minutes_differ",
            f"From start to end are {in_words(seconds)}, but {in_words(draft.seconds)} were given. Give one of them.",
            "minutes",
        )


def _check_minutes(draft: Draft) -> Iterator[Problem]:
    if draft.performed_on is None:
        yield Problem(
            "date_missing", "The entry has no date. Give the day on which the time was spent.", "performed_on"
        )
    if draft.seconds is None:
        yield Problem(
            "minutes_missing", "The entry has no minutes. Give minutes, or a start and an end.", "minutes"
        )
    elif draft.seconds <= 0:
        yield Problem(
            "minutes_not_positive",
            f"{in_words(draft.seconds)} is nothing to log. Give at least 1 minute.",
            "minutes",
        )
    elif draft.seconds > SECONDS_IN_A_DAY:
        yield Problem(
            "longer_than_a_day",
            f"{in_words(draft.seconds)} is longer than a day (1,440 min). Log each sitting by itself.",
            "minutes",
        )
