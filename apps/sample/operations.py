"""Make a sample practice: invented people, months of work, and its claims in every stage."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.practice import audit
from apps.practice.access import schedule_of
from apps.practice.models import Practice
from apps.sample.care_management import COHORT, care_managed
from apps.sample.entries import Act, Diary, acts_of
from apps.sample.loading import load_rows, next_id, reset_sequences
from apps.sample.roster import Panel, admit
from apps.sample.staff import Staff, hire
from apps.timelog.domain.book import Version, seal
from apps.timelog.models import Book, EntryVersion, TimeEntry

SMALL = 1000
ENTRY_COLUMNS = (
    "id", "practice", "book", "patient", "provider", "current_version", "occupies_from", "occupies_until"
)  # fmt: skip
VERSION_COLUMNS = (
    "id", "practice", "book", "patient", "entry", "number", "sequence", "provider", "performed_on", "started_at",
    "ended_at", "seconds", "activity", "counterpart", "channel", "note", "capture", "capture_detail", "is_void",
    "is_late", "reason",
    "recorded_by", "recorded_at", "previous_hash", "hash",
)  # fmt: skip

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Size:
    """How much of a sample: patients, how many of them enrolled, months of work, entries a 30-day window."""

    patients: int
    enrolled: int
    months: int
    per_window: int | None

    @property
    def has_cohort(self) -> bool:
        """Say whether some patients outside oversight are left for chronic and principal care management."""
        return self.patients <= SMALL and self.patients - self.enrolled >= len(COHORT)

    @staticmethod
    def of(patients: int) -> "Size":
        """A small practice tells a story of five months; a large one has twelve months of even work."""
        if patients <= SMALL:
            return Size(patients, enrolled=max(1, patients * 4 // 5), months=5, per_window=None)
        return Size(patients, enrolled=patients // 2, months=12, per_window=3)


def make_sample_practice(*, patients: int, seed: int, today: date, progress: Progress) -> Practice:
    """Write a practice of `patients` patients with entries through yesterday; the same arguments, the same data.

    `progress` is told patients done and patients in all. The whole practice is written or nothing.
    """
    size = Size.of(patients)
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    with transaction.atomic():
        staff = hire(rng=rng, patients=patients, today=today)
        diary = Diary(ZoneInfo(staff.practice.time_zone))
        done = 0
        for panels in admit(
            staff, rng=rng, patients=size.patients, enrolled=size.enrolled, months=size.months, today=today
        ):
            _write_entries(staff, panels, diary, rng=rng, today=today, per_window=size.per_window)
            done = min(size.patients, done + 2000)
            progress(done, size.patients)
        if size.has_cohort:
            _write_acts(staff, care_managed(staff, today=today))
        reset_sequences(TimeEntry, EntryVersion)
        audit.record(
            schedule_of(staff.practice),
            "sample.made",
            staff.practice,
            new={"patients": patients, "seed": seed},
        )
    return staff.practice


def _write_entries(
    staff: Staff,
    panels: list[Panel],
    diary: Diary,
    *,
    rng: random.Random,
    today: date,
    per_window: int | None,
) -> None:
    acts = [
        (panel, list(acts_of(panel, diary, rng=rng, today=today, per_window=per_window))) for panel in panels
    ]
    _write_acts(staff, acts)


def _write_acts(staff: Staff, acts: Sequence[tuple[Panel, Sequence[Act]]]) -> None:
    entry_rows, version_rows = [], []
    entry_id, version_id = next_id(TimeEntry), next_id(EntryVersion)
    for panel, of_panel in acts:
        head = ""
        for sequence, act in enumerate(of_panel, start=1):
            version = _version(staff, panel, act, entry=entry_id, sequence=sequence)
            sealed = seal(version, head)
            entry_rows.append(_entry_row(version, version_id))
            version_rows.append(_version_row(version, version_id, head, sealed))
            head = sealed
            entry_id, version_id = entry_id + 1, version_id + 1
        panel.book.length, panel.book.head = len(of_panel), head
    load_rows(TimeEntry, ENTRY_COLUMNS, entry_rows)
    load_rows(EntryVersion, VERSION_COLUMNS, version_rows)
    Book.objects.bulk_update([panel.book for panel, _ in acts], ["length", "head"], batch_size=500)


def _version(staff: Staff, panel: Panel, act: Act, *, entry: int, sequence: int) -> Version:
    return Version(
        practice=staff.practice.pk,
        book=panel.book.pk,
        patient=panel.patient.pk,
        entry=entry,
        number=1,
        sequence=sequence,
        provider=act.provider.pk,
        performed_on=act.performed_on,
        started_at=act.started_at,
        ended_at=act.started_at + timedelta(seconds=act.seconds) if act.started_at else None,
        seconds=act.seconds,
        activity=act.activity,
        counterpart=act.counterpart,
        channel=act.channel,
        note=act.note,
        capture=act.capture,
        is_void=False,
        is_late=False,
        reason="",
        recorded_by=act.provider.user_id,
        recorded_at=act.recorded_at,
    )


def _entry_row(version: Version, version_id: int) -> tuple[Any, ...]:
    return (
        version.entry, version.practice, version.book, version.patient, version.provider, version_id,
        version.started_at, version.ended_at,
    )  # fmt: skip


def _version_row(version: Version, version_id: int, previous: str, sealed: str) -> tuple[Any, ...]:
    return (
        version_id, version.practice, version.book, version.patient, version.entry, version.number,
        version.sequence, version.provider, version.performed_on, version.started_at, version.ended_at,
        version.seconds, version.activity, version.counterpart, version.channel, version.note, version.capture,
        version.capture_detail,
        version.is_void, version.is_late, version.reason, version.recorded_by, version.recorded_at, previous, sealed,
    )  # fmt: skip
