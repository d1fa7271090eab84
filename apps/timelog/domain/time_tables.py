"""Time from other trackers: one entry a row, as Toggl, Clockify, Kimai and TimeTagger export it, to the second."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from apps.patients.domain.checks import text
from apps.patients.domain.keyed_tables import WHOM
from apps.patients.domain.roster import Identifier, RosterRow
from apps.patients.domain.roster_columns import Column, comparable
from apps.patients.domain.roster_rows import Found, TableKind, part_of
from apps.problems import Problem
from apps.timelog.domain.clock import instant_on
from apps.timelog.domain.entries import Draft

COLUMNS = (
    *WHOM,
    Column("patient", "time.patient", "text", "Whom it is about: a chart number, or Family name, Given name",
           "O'Keefe, Rose", ("patient name",)),
    Column("project", "time.project", "text", "The same, where the tracker has a project for each patient", ""),
    Column("client", "time.client", "text", "The same, where the tracker has a client for each patient", "",
           ("customer",)),
    Column("provider_npi", "time.provider_npi", "npi", "NPI of whose time it is", "1555000110", ("npi",)),
    Column("email", "time.email", "text", "Or the e-mail address of their account", "ana@hilltop.example",
           ("user email", "e mail")),
    Column("user", "time.user", "text", "Or their name", "Ana Rivera", ("member", "person", "username", "who")),
    Column("start_date", "time.start_date", "text", "Day of the start", "2026-05-04", ("date", "day", "started on")),
    Column("start_time", "time.start_time", "text", "Clock time of the start, by the practice's clock", "09:00:00",
           ("from", "start", "started at", "begin", "in")),
    Column("end_date", "time.end_date", "text", "Day of the end; blank: the same", "2026-05-04", ("ended on",)),
    Column("end_time", "time.end_time", "text", "Clock time of the end", "09:12:30",
           ("to", "end", "stop", "ended at", "out")),
    Column("duration", "time.duration", "text", "Length as 0:12:30; needed where there are no clock times", "0:12:30",
           ("duration h", "time h", "length", "time")),
    Column("activity", "time.activity", "text", "What it was: a word of the book, such as communication",
           "communication", ("task", "activity type", "work type")),
    Column("counterpart", "time.counterpart", "text", "With whom, such as agency staff", "agency_staff",
           ("with", "with whom")),
    Column("channel", "time.channel", "text", "How, such as phone", "phone", ("how", "medium")),
    Column("tags", "time.tags", "text", "Tags; those that are words of the book are read as such", "",
           ("labels", "tag groups")),
    Column("note", "time.note", "long_text", "What was discussed or changed", "Insulin dose raised",
           ("description", "notes", "comment", "details")),
)  # fmt: skip
ONE_OF = ("patient", "project", "client", "medical_record_number", "identifier", "last_name")

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.0+)?)?\s*([ap]\.?m\.?)?", re.ASCII | re.IGNORECASE)
_LENGTH = re.compile(r"(\d{1,3}):(\d\d):(\d\d)", re.ASCII)
_SHORT_LENGTH = re.compile(r"(\d{1,3}):(\d\d)", re.ASCII)
_UNITS = re.compile(
    r"(?:(\d+)\s*h(?:ours?)?)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s(?:ec)?)?", re.ASCII | re.IGNORECASE
)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
LONGEST_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One entry of a tracker: `whom` and whose as far as the file says, and what the book would say."""

    line: int
    whom: RosterRow
    values: Mapping[str, object]
    problems: tuple[Problem, ...] = ()
    to_complete: tuple[Problem, ...] = ()
    leaves_out_parts: bool = False
    tags: tuple[str, ...] = field(default=())

    @property
    def label(self) -> str:
        return (text(self.values, "patient") or self.whom.label)[:100]


def time_row(line: int, found: Found, today: date) -> TimeRow:
    """Return what a row says; whose it is and what the times are is worked out with the practice's own rows."""
    values, identifier = part_of(found, "time"), part_of(found, "identifier")
    value = text(identifier, "value")
    known = (Identifier(text(identifier, "system"), value),) if value else ()
    said = next((name for each in ("patient", "project", "client") if (name := text(values, each))), "")
    values = {**values, "patient": said}
    whom = RosterRow(line, {**_named(said), **part_of(found, "patient")}, identifiers=known)
    tags = tuple(each.strip() for each in re.split(r"[,;|]", text(values, "tags")) if each.strip())
    row = TimeRow(line, whom, values, tags=tags)
    if not (whom.patient or known):
        message = "The row does not say whom it is about. Give the patient's chart number or name."
        return replace(row, problems=(Problem("patient_missing", message, "time.patient"),))
    return row


def _named(said: str) -> dict[str, str]:
    """Return a patient as trackers call one: "Doe, Jane (H-1)", "Doe, Jane", "H-1"."""
    number = re.search(r"[(\[#]\s*([A-Za-z0-9-]+)\s*[)\]]?\s*$", said)
    if number:
        return {"medical_record_number": number.group(1)}
    last, comma, first = said.partition(",")
    if comma:
        return {"last_name": last.strip(), "first_name": first.strip()}
    return {"medical_record_number": said} if said and " " not in said else {}


TIME = TableKind("time", COLUMNS, time_row, ONE_OF)


def draft_of_row(row: TimeRow, *, zone: ZoneInfo, words: "WordsOfBook", reason: str) -> Draft | list[Problem]:
    """Return what the book would say, to the second, or everything that cannot be read."""
    values = row.values
    activity, counterpart, channel = (
        words.word(kind, text(values, kind), row.tags) for kind in ("activity", "counterpart", "channel")
    )
    try:
        started_at, ended_at, day, seconds = _times(values, zone)
    except ValueError as error:
        where, _, message = str(error).partition("|")
        return [Problem("time_unreadable", message, f"time.{where}")]
    if started_at is None and seconds is None:
        message = "The row has no time. Give start and end, or a length."
        return [Problem("time_missing", message, "time.duration")]
    return Draft(
        activity=activity, counterpart=counterpart, channel=channel, note=text(values, "note"),
        performed_on=None if started_at else day, seconds=seconds, started_at=started_at, ended_at=ended_at,
        reason=reason,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordsOfBook:
    """The words of the book by what a person may write: values and labels, compared without case and punctuation."""

    by_kind: Mapping[str, Mapping[str, str]]

    def word(self, kind: str, said: str, tags: tuple[str, ...]) -> str:
        """Return the word of the book that a cell or one of the tags says; a cell that is none stays as it is."""
        known = self.by_kind[kind]
        if said:
            return known.get(comparable(said), said)
        return next((known[comparable(tag)] for tag in tags if comparable(tag) in known), "")


Times = tuple[datetime | None, datetime | None, date | None, int | None]


def _times(values: Mapping[str, object], zone: ZoneInfo) -> Times:
    """Return start, end, day and seconds; ValueError "column|what is wrong" for a cell that is none."""
    start = _instant(values, "start", None, zone)
    seconds = _seconds(text(values, "duration"))
    if isinstance(start, date) and not isinstance(start, datetime):
        return None, None, start, seconds
    if start is None:
        return None, None, None, seconds
    assert isinstance(start, datetime)
    end = _instant(values, "end", start.astimezone(zone).date(), zone, after=start)
    if not isinstance(end, datetime):
        if seconds is None:
            raise ValueError(
                "end_time|The row has a start, but neither an end nor a length. Give one of them."
            )
        end = start.astimezone(UTC) + timedelta(seconds=seconds)
        return start, end.astimezone(start.tzinfo), None, seconds
    is_exact = _LENGTH.fullmatch(text(values, "duration")) is not None
    return start, end, None, seconds if is_exact else None


def _instant(
    values: Mapping[str, object],
    which: str,
    day: date | None,
    zone: ZoneInfo,
    *,
    after: datetime | None = None,
) -> datetime | date | None:
    """Return an instant, or only its day where the row has no clock time, None where it has neither.

    A time that the clocks show twice is the first one that comes after `after`.
    """
    on, at = text(values, f"{which}_date"), text(values, f"{which}_time")
    for cell in (at, on):  # both in one cell, as ISO 8601 writes it
        if len(cell) > 10 and cell[:4].isdigit():
            return _iso(cell, which, zone, after)
    found = _day(on, which) if on else day
    if not at:
        return found if which == "start" else None
    if found is None:
        raise ValueError(f"{which}_date|The row has a time of day, but no day. Give it.")
    return _shown(found, _clock(at, which), which, zone, after)


def _shown(day: date, at: time, which: str, zone: ZoneInfo, after: datetime | None) -> datetime:
    """Return the instant of what the practice's clock showed."""
    found = instant_on(day, at, time_zone=zone, after=after)
    if isinstance(found, Problem):
        raise ValueError(f"{which}_time|{found.message}")
    return found.astimezone(zone)


def _iso(cell: str, which: str, zone: ZoneInfo, after: datetime | None) -> datetime:
    try:
        read = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError(
            f"{which}_time|{cell[:40]} is no day with a time. Write 2026-05-04 09:00:00."
        ) from None
    return read if read.tzinfo else _shown(read.date(), read.time(), which, zone, after)


def _day(cell: str, which: str) -> date:
    found = _AMERICAN.fullmatch(cell)
    try:
        return date(int(found[3]), int(found[1]), int(found[2])) if found else date.fromisoformat(cell)
    except ValueError:
        message = f"{cell[:40]} is not a date. Write 2026-05-04 or 5/4/2026 (month first)."
        raise ValueError(f"{which}_date|{message}") from None


def _clock(cell: str, which: str) -> time:
    found = _CLOCK.fullmatch(cell.strip())
    hour = int(found[1]) if found else 99
    if found and found[4]:
        hour = (hour % 12 + (12 if found[4].lower().startswith("p") else 0)) if 1 <= hour <= 12 else 99
    try:
        return time(hour, int(found[2]), int(found[3] or 0)) if found else time(99)
    except ValueError:
        raise ValueError(f"{which}_time|{cell[:40]} is no time of day. Write 09:00:00 or 9:00 AM.") from None


def _seconds(cell: str) -> int | None:
    """Return a length in whole seconds: 0:12:30, 12m 30s, or hours with a point that make whole seconds."""
    if not cell:
        return None
    if found := _LENGTH.fullmatch(cell):
        hours, minutes, rest = (int(each) for each in found.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    elif found := _SHORT_LENGTH.fullmatch(cell):
        seconds = int(found[1]) * 3600 + int(found[2]) * 60
    elif (found := _UNITS.fullmatch(cell)) and any(found.groups()):
        hours, minutes, rest = (int(each or 0) for each in found.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    else:
        seconds = _decimal_hours(cell)
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"duration|{cell[:40]} is no length between a second and a day. Write 0:12:30.")
    return seconds


def _decimal_hours(cell: str) -> int:
    try:
        seconds = Decimal(cell) * 3600
    except InvalidOperation:
        raise ValueError(f"duration|{cell[:40]} is no length. Write 0:12:30.") from None
    if not seconds.is_finite() or seconds != seconds.to_integral_value():
        message = (
            f"{cell[:40]} hours are no whole seconds: the tracker has rounded. Export lengths as 0:12:30."
        )
        raise ValueError(f"duration|{message}")
    return int(seconds)
