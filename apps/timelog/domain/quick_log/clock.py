"""What day, times and lengths say together: seconds, start and end, and every contradiction between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.problems import Problem
from apps.timelog.domain.clock import in_words, on_day
from apps.timelog.domain.quick_log.day import Day
from apps.timelog.domain.quick_log.text import Confidence, Read
from apps.timelog.domain.quick_log.times import Clock, Times

DAY = 86_400
# What goes on longer than this across midnight was typed the wrong way round.
LONGEST_NIGHT = 8 * 3600
# "9:20-9:00" means no evening: typed without am and pm, what lasted longer than this ends before it starts.
LONGEST_OPEN = 10 * 3600
# An hour without am or pm: a practice works mornings from seven and afternoons until six.
MORNING = range(7, 12)


@dataclass(frozen=True, slots=True)
class When:
    """How long and when, each with its confidence; choices of `start` are pairs of instants, of `date` dates."""

    seconds: Read
    start: Read
    end: Read
    date: Read
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    start: datetime | None
    end: datetime | None


def when_of(
    lengths: Sequence[tuple[int, ...]], said: Times, day: Day | None, *, now: datetime, zone: ZoneInfo
) -> When:
    """Put together what was said; `lengths` are the lengths of time found, each with what it can mean."""
    local = now.astimezone(zone)
    known = day or Day((local.date(),))
    options = _lengths(lengths)
    if said.start is None and said.end is None:
        return _without_clock(options, known, today=local.date(), is_dated=day is not None)
    length = options[0] if len(options) == 1 else None
    pairs, problems = _pairs(said, known, length=length, now=now, zone=zone)
    return _with_clock(options, pairs, problems, known, now=now, zone=zone)


def _lengths(lengths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return what the work can have lasted: one length, or each of several and their sum."""
    values = list(dict.fromkeys(value for each in lengths for value in each))
    if len(lengths) > 1 and len(values) > 1:
        values.append(sum(each[0] for each in lengths))
    return tuple(values)


def _without_clock(options: tuple[int, ...], day: Day, *, today: date, is_dated: bool) -> When:
    problems = [*_check_length(options), *_check_dates(day.dates, today)]
    dates = _read(day.dates, Confidence.CERTAIN if is_dated else Confidence.GUESSED)
    return When(_read(options), Read(), Read(), dates, tuple(problems))


def _check_length(options: tuple[int, ...]) -> Iterator[Problem]:
    if not options:
        yield Problem(
            "minutes_missing",
            "The sentence does not say how long it took. Add minutes (12m) or times (14:05-14:17).",
            "seconds",
        )
    elif len(options) > 1:
        written = ", ".join(in_words(value) for value in options)
        yield Problem(
            "minutes_ambiguous",
            f"More than one length of time can be meant: {written}. Choose one, or write only that.",
            "seconds",
        )
    elif options[0] > DAY:
        yield Problem(
            "longer_than_a_day",
            f"{in_words(options[0])} is longer than a day. Log each sitting by itself, up to 24 hours.",
            "seconds",
        )


def _check_dates(dates: tuple[date, ...], today: date) -> Iterator[Problem]:
    if all(each > today for each in dates):
        yield Problem(
            "in_the_future",
            f"{on_day(dates[0])} is in the future; today is {on_day(today)}. Log time once it was spent.",
            "date",
        )


def _pairs(
    said: Times, day: Day, *, length: int | None, now: datetime, zone: ZoneInfo
) -> tuple[list[_Pair], list[Problem]]:
    """Return every start and end that the times can mean, the likelier first, and why there is none."""
    found: list[_Pair] = []
    problems: dict[str, Problem] = {}
    for on in day.dates:
        for start, end in _meanings(said, day.part, length):
            made = list(_instants(_on(on, day.part, start, end), start, end, zone=zone, problems=problems))
            found += made
    found = _finished(found, said, length=length, now=now)
    past = [pair for pair in found if not _is_future(pair, now)]
    if said.is_since and length is None:
        past = sorted(past, key=lambda pair: _elapsed(pair) or 0)[:1]
    kept = list(dict.fromkeys(past or found[:1]))
    if length is not None and len(kept) > 1:
        kept = [pair for pair in kept if _elapsed(pair) == length] or kept
    return kept, [] if kept else [*problems.values()] or [_backwards()]


def _meanings(said: Times, part: str, length: int | None) -> list[tuple[int | None, int | None]]:
    """Return pairs of seconds after midnight; of times without am or pm those that make the shortest stretch."""
    if said.start is None or said.end is None:
        one = said.start or said.end
        assert one is not None  # asked for only when one of them is there
        values = _likely(one, part)
        return [(value, None) if said.start else (None, value) for value in values]
    starts = said.start.meanings if not said.end.is_open else _likely(said.start, part)
    ends = said.end.meanings
    pairs = [(start, end) for start in starts for end in ends if start != end]
    if length is not None and any((end - start) % DAY == length for start, end in pairs):
        pairs = [(start, end) for start, end in pairs if (end - start) % DAY == length]
    shortest: dict[int, tuple[int, int]] = {}
    for start, end in pairs:
        if start not in shortest or (end - start) % DAY < (shortest[start][1] - start) % DAY:
            shortest[start] = (start, end)
    kept = list(shortest.values())
    if not said.end.is_open and said.start.is_open:
        kept = [min(kept, key=lambda pair: (pair[1] - pair[0]) % DAY)] if kept else []
    longest = LONGEST_OPEN if said.end.is_open else DAY
    kept = [pair for pair in kept if (pair[1] - pair[0]) % DAY <= longest]
    return [pair for pair in kept if pair[0] < pair[1] or (pair[1] - pair[0]) % DAY <= LONGEST_NIGHT]


def _likely(clock: Clock, part: str) -> tuple[int, ...]:
    """Return what a time can mean, helped by the part of the day that was named and by a practice's hours."""
    values = clock.meanings
    if len(values) == 1:
        return values
    morning, afternoon = values
    if part == "night":
        return (morning,) if clock.hour == 12 or clock.hour < 5 else (afternoon,)
    if part in ("morning", "afternoon", "evening"):
        return (morning,) if part == "morning" else (afternoon,)
    if clock.hour in MORNING:
        return (morning,)
    return (afternoon,) if clock.hour == 12 else (afternoon, morning)


def _on(day: date, part: str, start: int | None, end: int | None) -> date:
    """Return the date of the start: the small hours of "last night" are the next morning's."""
    first = start if start is not None else end
    if part == "night" and first is not None and first < 5 * 3600:
        return day + timedelta(days=1)
    return day


def _instants(
    day: date, start: int | None, end: int | None, *, zone: ZoneInfo, problems: dict[str, Problem]
) -> Iterator[_Pair]:
    next_day = start is not None and end is not None and end < start
    starts = _local(day, start, zone, problems)
    ends = _local(day + timedelta(days=next_day), end, zone, problems)
    for first in starts:
        for last in ends:
            if first is None or last is None or first < last:
                yield _Pair(first, last)


def _local(day: date, at: int | None, zone: ZoneInfo, problems: dict[str, Problem]) -> list[datetime | None]:
    """Return the instants that a wall clock shows a time: two at the end of summer time, none at its beginning."""
    if at is None:
        return [None]
    clock = time(at // 3600, at // 60 % 60, at % 60)
    found: list[datetime | None] = []
    for fold in (0, 1):
        wall = datetime.combine(day, clock, zone).replace(fold=fold)
        instant = wall.astimezone(UTC)
        back = instant.astimezone(zone)
        if back.replace(tzinfo=None, fold=0) == datetime.combine(day, clock) and instant not in found:
            found.append(instant)
    if not found:
        problems["gap"] = Problem(
            "time_does_not_exist",
            f"{clock:%H:%M} does not exist on {on_day(day)}: the clocks were put forward. Give the time they showed.",
            "start",
        )
    return found


def _finished(pairs: list[_Pair], said: Times, *, length: int | None, now: datetime) -> list[_Pair]:
    """Give a pair its other end: from the length, or until now."""
    made = []
    for pair in pairs:
        start, end = pair.start, pair.end
        if length is not None and end is None and start is not None:
            end = start + timedelta(seconds=min(length, 10 * DAY))
        elif length is not None and start is None and end is not None:
            start = end - timedelta(seconds=min(length, 10 * DAY))
        elif said.is_since and end is None and start is not None and start < now:
            end = now.astimezone(UTC).replace(microsecond=0)
        made.append(_Pair(start, end))
    return made


def _is_future(pair: _Pair, now: datetime) -> bool:
    last = pair.end or pair.start
    return last is not None and last > now


def _elapsed(pair: _Pair) -> int | None:
    if pair.start is None or pair.end is None:
        return None
    return int((pair.end - pair.start).total_seconds())


def _with_clock(
    options: tuple[int, ...],
    pairs: list[_Pair],
    problems: list[Problem],
    day: Day,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> When:
    lasted = tuple(dict.fromkeys(value for pair in pairs if (value := _elapsed(pair)) is not None))
    values = _agreed(options, lasted)
    if options and lasted and len(values) > 1:
        problems += _check_agreement(options, lasted)
    elif values or pairs:
        problems += _check_length(values)
    if pairs and all(_is_future(pair, now) for pair in pairs):
        problems.append(_future(pairs[0], now, zone))
    dates = tuple(dict.fromkeys(_date_of(pair, zone) for pair in pairs)) or day.dates
    return When(
        seconds=_read(values),
        start=_read_pairs(pairs, "start", zone),
        end=_read_pairs(pairs, "end", zone),
        date=_read(dates),
        problems=tuple(problems),
    )


def _agreed(options: tuple[int, ...], lasted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the lengths that stand: what both say, or everything that one of them says."""
    both = tuple(value for value in options if value in lasted)
    return both or tuple(dict.fromkeys((*options, *lasted)))


def _check_agreement(options: tuple[int, ...], lasted: tuple[int, ...]) -> Iterator[Problem]:
    given, clock = in_words(options[0]), in_words(lasted[0])
    yield Problem(
        "clock_and_minutes_differ",
        f"From start to end are {clock}, but {given} were given. Choose one of them.",
        "seconds",
    )


def _future(pair: _Pair, now: datetime, zone: ZoneInfo) -> Problem:
    last = pair.end or pair.start
    assert last is not None  # a pair has one of them
    at, present = last.astimezone(zone), now.astimezone(zone)
    return Problem(
        "in_the_future",
        f"{on_day(at.date())}, {at:%H:%M} is ahead of now ({on_day(present.date())}, {present:%H:%M}). Log time after"
        " it was spent, or say on which day it was.",
        "end" if pair.end else "start",
    )


def _backwards() -> Problem:
    return Problem(
        "ends_before_start",
        "The end is not after the start. Put the later time last.",
        "end",
    )


def _date_of(pair: _Pair, zone: ZoneInfo) -> date:
    first = pair.start or pair.end
    assert first is not None  # a pair has one of them
    return first.astimezone(zone).date()


def _read_pairs(pairs: list[_Pair], name: str, zone: ZoneInfo) -> Read:
    values = [getattr(pair, name) for pair in pairs]
    local = tuple(dict.fromkeys(value.astimezone(zone).isoformat() for value in values if value is not None))
    return _read(tuple(datetime.fromisoformat(value) for value in local))


def _read(values: tuple[object, ...], confidence: Confidence = Confidence.CERTAIN) -> Read:
    if not values:
        return Read()
    if len(values) > 1:
        return Read(None, Confidence.AMBIGUOUS, values)
    return Read(values[0], confidence)
