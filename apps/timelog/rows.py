"""Entries as lists show them: what they say, what they said, and whether they count."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max, QuerySet

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.rules.activities import Verdict
from apps.timelog.models import ClosedSpan, EntryVersion, TimeEntry
from apps.timelog.pages import EntryRow
from apps.timelog.progress import Progress, progress_of
from apps.timelog.verdicts import verdict_for
from apps.timelog.versions import entered_after

EntryKey = tuple[str, str, str, int]


def entry_rows(
    actor: Actor,
    entries: QuerySet[TimeEntry],
    *,
    with_history: bool = False,
    progress: Progress | None = None,
) -> list[EntryRow]:
    """Return the rows of `entries`; with their older versions only where those were fetched along.

    `progress` is that of the one patient they are all about; without it each patient's own is looked up.
    """
    found = list(entries)
    known = _progress(actor, found, progress)
    verdicts: dict[tuple[int, EntryKey], Verdict | None] = {}
    return [
        _row(entry, actor=actor, known=known, verdicts=verdicts, with_history=with_history) for entry in found
    ]


def last_closed_day(actor: Actor, patient: Patient | None) -> date | None:
    """Return the last date in a closed period of the patient's book, None when nothing is closed."""
    rows = ClosedSpan.objects.filter(practice=actor.practice, book__patient=patient)
    last: date | None = rows.aggregate(last=Max("ends_on"))["last"]
    return last


def _progress(actor: Actor, entries: Sequence[TimeEntry], given: Progress | None) -> dict[int, Progress]:
    if given is not None:
        return {given.enrollment.patient_id: given}
    patients = {entry.patient.pk: entry.patient for entry in entries if entry.patient is not None}
    return progress_of(actor, list(patients.values()), today=actor.today) if patients else {}


def _row(
    entry: TimeEntry,
    *,
    actor: Actor,
    known: dict[int, Progress],
    verdicts: dict[tuple[int, EntryKey], Verdict | None],
    with_history: bool,
) -> EntryRow:
    version = entry.current_version
    assert version is not None  # every entry gets its first version in the transaction that adds it
    progress = known.get(entry.patient_id or 0)
    found: Verdict | None = None
    if progress is not None:
        words = (version.activity, version.counterpart, version.channel, entry.provider_id)
        key = (progress.enrollment.patient_id, words)
        if key not in verdicts:
            verdicts[key] = verdict_for(
                progress,
                activity=version.activity,
                counterpart=version.counterpart,
                channel=version.channel,
                provider=entry.provider,
                on=version.performed_on,
            )
        found = verdicts[key]
    return EntryRow(
        entry=entry,
        version=version,
        earlier=_earlier(entry) if with_history else [],
        verdict=found,
        days_after=_days_after(entry, version, actor),
        is_own=actor.provider is not None and entry.provider_id == actor.provider.pk,
    )


def _days_after(entry: TimeEntry, version: EntryVersion, actor: Actor) -> int:
    logged_at = getattr(entry, "logged_at", None) or version.recorded_at
    return entered_after(version.performed_on, logged_at, time_zone=actor.time_zone)


def _earlier(entry: TimeEntry) -> list[EntryVersion]:
    return [row for row in entry.versions.all() if row.pk != entry.current_version_id]
