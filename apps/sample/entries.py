"""The time entries of a sample practice: dated, partly clocked, never two at once for one provider."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from apps.patients.models import Patient
from apps.practice.models import Provider
from apps.sample import words
from apps.sample.roster import Panel

WINDOW_DAYS = 30
DAY_STARTS, DAY_ENDS = 7 * 3600 + 1800, 19 * 3600

# How much is done in a window: share of windows, entries, seconds of one entry.
LEVELS: tuple[tuple[int, range, tuple[int, int]], ...] = (
    (42, range(4, 7), (340, 760)),
    (26, range(3, 5), (300, 540)),
    (24, range(1, 3), (240, 600)),
    (8, range(1), (0, 0)),
)


@dataclass(frozen=True)
class Act:
    """One entry to be written; `started_at` None means that only date and minutes were noted."""

    patient: Patient
    provider: Provider
    performed_on: date
    started_at: datetime | None
    seconds: int
    activity: str
    counterpart: str
    channel: str
    note: str
    capture: str
    recorded_at: datetime


@dataclass
class Diary:
    """Hands out clock times so that no provider is in two places at once."""

    zone: ZoneInfo
    taken: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(lambda: DAY_STARTS))

    def book(self, provider: Provider, day: date, *, seconds: int, gap: int) -> datetime | None:
        """Return the start of the next free stretch of `provider` that day, None when the day is full."""
        start = self.taken[provider.pk, day] + gap
        if start + seconds > DAY_ENDS:
            return None
        self.taken[provider.pk, day] = start + seconds
        local = datetime.combine(day, time(), tzinfo=self.zone).replace(
            hour=start // 3600, minute=start // 60 % 60
        )
        return local.replace(second=start % 60).astimezone(UTC)


def acts_of(
    panel: Panel, diary: Diary, *, rng: random.Random, today: date, per_window: int | None
) -> Iterator[Act]:
    """Yield the acts of one patient in order of date, from enrollment to yesterday."""
    first = panel.enrolled_on
    while first < today:
        yield from _window(panel, diary, rng=rng, first=first, today=today, per_window=per_window)
        first += timedelta(days=WINDOW_DAYS)


def _window(
    panel: Panel, diary: Diary, *, rng: random.Random, first: date, today: date, per_window: int | None
) -> Iterator[Act]:
    _share, counts, lengths = rng.choices(LEVELS, [level[0] for level in LEVELS])[0]
    wanted = rng.choice(counts) if per_window is None else rng.choice((per_window, per_window + 1))
    low, high = lengths if per_window is None else (240, 760)
    days = sorted(_working_day(first, rng.randrange(WINDOW_DAYS)) for _ in range(wanted))
    for day in days:
        if day < today:
            yield _act(panel, diary, rng=rng, day=day, seconds=rng.randint(low, high))


def _working_day(first: date, offset: int) -> date:
    day = first + timedelta(days=offset)
    return day - timedelta(days=max(0, day.weekday() - 4)) if day.weekday() > 4 and offset >= 2 else day


def _act(panel: Panel, diary: Diary, *, rng: random.Random, day: date, seconds: int) -> Act:
    activity, counterpart, channel, notes = rng.choices(words.ACTS, words.ACT_WEIGHTS)[0]
    is_timed = rng.random() < 0.6
    length = seconds if is_timed else max(60, seconds // 60 * 60)
    start = (
        diary.book(panel.provider, day, seconds=length, gap=rng.randint(20, 300))
        if rng.random() < 0.75
        else None
    )
    recorded = start + timedelta(seconds=length) if start else _evening(diary.zone, day)
    return Act(
        patient=panel.patient,
        provider=panel.provider,
        performed_on=day,
        started_at=start,
        seconds=length,
        activity=activity,
        counterpart=counterpart,
        channel=channel,
        note=_with_finding(rng.choice(notes), panel.patient, day),
        capture="timer" if start and is_timed else "manual",
        recorded_at=recorded + timedelta(days=rng.randint(1, 4) if rng.random() < 0.05 else 0),
    )


def _with_finding(note: str, patient: Patient, day: date) -> str:
    """Return a note with what was found that day, as people write them; one in twelve stays as it was pasted."""
    seed = crc32(f"{patient.last_name} {patient.first_name} {day}".encode())
    if seed % 12 == 0:
        return note
    found = words.FINDINGS[seed % len(words.FINDINGS)]
    figures = {
        "pounds": 130 + seed // 7 % 700 / 10,
        "upper": 112 + seed // 11 % 40,
        "lower": 64 + seed // 13 % 22,
    }
    return f"{note} {found.format(**figures)}"


def _evening(zone: ZoneInfo, day: date) -> datetime:
    return datetime.combine(day, time(18, 40), tzinfo=zone).astimezone(UTC)
