"""Merge two records of one person so that no minute is lost, and undo it exactly.

Books are only appended to: an entry of the merged record that no closed period counts is voided there and said again,
second for second, in the book of the kept one; what was closed stays where it was closed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from apps.patients.models import Goal, Patient, PatientMerge
from apps.patients.operations_merging import move_rows, problems_with_merging, put_rows_back
from apps.practice import audit
from apps.practice.access import Actor, rows_of, schedule_of
from apps.problems import Problem, Refused, refuse_any
from apps.timelog.models import ClosedSpan, EntryVersion, TimeEntry, Timer
from apps.timelog.operations.books import lock_book
from apps.timelog.operations.entries import draft_of, log_time, void_entry

Said = Mapping[str, object]

NAMESPACE = UUID("0f1d7d65-2f3c-4c37-9a53-5b5c0b8f2b7e")
MERGED = "Merged with another record of the same person"
UNDONE = "A merge of two records was undone"


@transaction.atomic
def merge_patients(
    actor: Actor, *, kept: Patient, merged: Patient, reason: str, now: datetime, today: date
) -> PatientMerge:
    """Let everything of `merged` belong to `kept` that nobody has closed; refuses what cannot be undone exactly."""
    kept, merged = _locked(actor, kept, merged)
    refuse_any(problems_with_merging(kept, merged, actor=actor, reason=reason))
    refuse_any(_problems_with_time(merged))
    merge = PatientMerge(
        practice=actor.practice,
        kept=kept,
        merged=merged,
        reason=reason.strip(),
        merged_by=actor.user,
        merged_at=now,
    )
    move_rows(merge, actor=actor, today=today, now=now)
    merge.save()
    merge.entries = [
        [entry.pk, _said_again(entry, kept, merge, actor, now, reason=MERGED)]
        for entry in _open_entries(merged)
    ]
    merge.save(update_fields=["entries"])
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    _tell(
        actor,
        merge,
        "patient.merged",
        now,
        old={"merged_into": None},
        new={"merged_into": kept.pk, "merged": merged.pk, "reason": merge.reason},
    )
    return merge


@transaction.atomic
def undo_merge(actor: Actor, *, merge: PatientMerge, now: datetime) -> PatientMerge:
    """Tell two merged records apart again: rows and open time are where they were; refuses what was closed since."""
    row = rows_of(actor, PatientMerge).select_for_update(of=("self",)).get(pk=merge.pk)
    if row.undone_at is not None:
        raise Refused(Problem("merge_undone", "This merge was undone before."))
    kept, merged = _locked(actor, row.kept, row.merged)
    row.kept, row.merged = kept, merged
    entries = TimeEntry.objects.filter(pk__in=[new for _, new in row.entries]).select_related(
        "current_version", "patient", "provider"
    )
    refuse_any(_problems_with_undoing(kept, list(entries)))
    # rows first: the record needs its enrollment before time can be said of it
    refuse_any(put_rows_back(row, actor=actor, now=now))
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    first = {new: old for old, new in row.entries}
    for entry in entries:
        goals = list(TimeEntry.objects.get(pk=first[entry.pk]).goals.all())
        _said_again(entry, merged, row, actor, now, reason=UNDONE, goals=goals)
    row.undone_by, row.undone_at = actor.user, now
    row.save(update_fields=["undone_by", "undone_at"])
    new = {"kept": kept.pk, "merged": merged.pk, "merged_into": None}
    _tell(actor, row, "patient.merge_undone", now, old={"merged_into": kept.pk}, new=new)
    return row


def _locked(actor: Actor, kept: Patient, merged: Patient) -> tuple[Patient, Patient]:
    """Return both records with their rows and books locked, in one order for everybody."""
    rows = (
        rows_of(actor, Patient)
        .select_for_update(of=("self",))
        .filter(pk__in=(kept.pk, merged.pk))
        .order_by("pk")
    )
    found = {row.pk: row for row in rows}
    for row in found.values():
        lock_book(actor.practice, row)
    return found.get(kept.pk, kept), found.get(merged.pk, merged)


def _open_entries(patient: Patient) -> list[TimeEntry]:
    """Return the entries that count and lie in no closed period, in the order of the book."""
    rows = TimeEntry.objects.filter(patient=patient, current_version__is_void=False).order_by("pk")
    found = list(rows.select_related("current_version", "patient", "provider"))
    closed = list(ClosedSpan.objects.filter(book__patient=patient).values_list("starts_on", "ends_on"))
    return [
        entry
        for entry in found
        if not any(first <= _version(entry).performed_on <= last for first, last in closed)
    ]


def _version(entry: TimeEntry) -> EntryVersion:
    assert entry.current_version is not None
    return entry.current_version


def _problems_with_time(merged: Patient) -> list[Problem]:
    if Timer.objects.filter(patient=merged).exists():
        return [Problem("timer_runs", "A timer runs or waits for the record that goes away. Stop it first.")]
    parts = [
        entry.pk for entry in _open_entries(merged) if getattr(entry, "conference_part", None) is not None
    ]
    if parts:
        message = (
            f"{len(parts)} open entries of that record are parts of a conference, whose shares would no longer add up. "
            "Close their period or correct the conference first."
        )
        return [Problem("part_of_conference", message)]
    return []


def _said_again(
    entry: TimeEntry,
    patient: Patient,
    merge: PatientMerge,
    actor: Actor,
    now: datetime,
    *,
    reason: str,
    goals: Sequence[Goal] = (),
) -> int:
    """Void an entry and say the same in the book of another record; return the new entry's id."""
    old = _version(entry)
    void_entry(entry, actor=actor, reason=reason, now=now)
    is_doubtful = bool(old.doubt) and not old.is_confirmed
    draft = replace(draft_of(old, reason=reason), is_confirmed=not is_doubtful)
    detail = f"entry {entry.pk}, version {old.pk}, recorded {old.recorded_at.isoformat(timespec='seconds')}"
    (said,) = log_time(
        draft, actor=schedule_of(actor.practice), patient=patient, now=now, provider=entry.provider,
        capture=old.capture, client_id=_id_elsewhere(entry, merge.pk), detail=detail,
        doubt=old.doubt if is_doubtful else "", may_wait=True, goals=goals,
    )  # fmt: skip
    return said.pk


def was_moved(entry: TimeEntry) -> bool:
    """Say whether a merge, or its undoing, said the time of `entry` again in the book of another record."""
    merges = PatientMerge.objects.filter(Q(kept=entry.patient_id) | Q(merged=entry.patient_id))
    ids = [_id_elsewhere(entry, pk) for pk in merges.values_list("pk", flat=True)]
    return TimeEntry.objects.filter(practice=entry.practice_id, client_id__in=ids).exists()


def _id_elsewhere(entry: TimeEntry, merge: int) -> UUID:
    """Return the client id under which a merge says the time of `entry` again."""
    return uuid5(NAMESPACE, f"{merge}|{entry.pk}")


def _problems_with_undoing(kept: Patient, entries: list[TimeEntry]) -> list[Problem]:
    closed = list(ClosedSpan.objects.filter(book__patient=kept).values_list("starts_on", "ends_on"))
    problems = []
    for entry in entries:
        version = _version(entry)
        if version.is_void or version.number > 1:
            message = f"Entry {entry.pk} was changed after the merge. Put it right by hand."
            problems.append(Problem("unmerge_stands_against", message))
        elif any(first <= version.performed_on <= last for first, last in closed):
            message = f"Entry {entry.pk} is in a closed period by now. A claim may rest on it; it stays."
            problems.append(Problem("unmerge_stands_against", message))
    return problems


def _tell(actor: Actor, merge: PatientMerge, action: str, now: datetime, *, old: Said, new: Said) -> None:
    counts = {"moved": len(merge.moved), "entries": len(merge.entries), "enrollments_ended": len(merge.ended)}
    for patient in (merge.kept, merge.merged):
        said = {**counts, **old}
        audit.record(actor, action, patient, patient_id=patient.pk, old=said, new=new, at=now)
