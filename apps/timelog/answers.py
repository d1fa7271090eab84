"""What programs are told of a write, built from the rows in hand: what their serializers say, without reading again.

The serializers stay the description; a test holds both against each other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from apps.patients.models import Patient
from apps.timelog.models import EntryVersion, TimeEntry, Timer

Plain = dict[str, Any]


def is_in_hand(entry: TimeEntry) -> bool:
    """Say whether what `entry` says was written just now and need not be read."""
    return TimeEntry._meta.get_field("current_version").is_cached(entry)


def made(entries: Iterable[TimeEntry]) -> Plain:
    """Return what `MadeSerializer` says of entries just made, which have one version and no goals."""
    return {"entries": [_entry(entry) for entry in entries]}


def timer(row: Timer) -> Plain:
    """Return what `TimerSerializer` says of a timer."""
    return {
        "id": row.pk,
        "patient": _patient(row.patient),
        "activity": row.activity,
        "counterpart": row.counterpart,
        "channel": row.channel,
        "note": row.note,
        "started_at": _instant(row.started_at),
        "client_id": str(row.client_id) if row.client_id else None,
        "is_paused": row.is_paused,
    }


def _entry(entry: TimeEntry) -> Plain:
    version = entry.current_version
    assert version is not None  # every entry gets its first version in the transaction that adds it
    return {
        "id": entry.pk,
        "patient": _patient(entry.patient) if entry.patient else None,
        "provider": _named(entry.provider),
        "client_id": str(entry.client_id) if entry.client_id else None,
        "continues": entry.continues_id,
        "goals": [],
        "logged_at": _instant(version.recorded_at),
        "current": _version(version),
    }


def _version(version: EntryVersion) -> Plain:
    return {
        "number": version.number,
        "performed_on": version.performed_on.isoformat(),
        "started_at": _instant(version.started_at) if version.started_at else None,
        "ended_at": _instant(version.ended_at) if version.ended_at else None,
        "seconds": version.seconds,
        "activity": version.activity,
        "counterpart": version.counterpart,
        "channel": version.channel,
        "note": version.note,
        "capture": str(version.capture),
        "is_void": version.is_void,
        "is_late": version.is_late,
        "doubt": str(version.doubt),
        "is_confirmed": version.is_confirmed,
        "confirmed_by": _named(version.confirmed_by) if version.confirmed_by else None,
        "reason": version.reason,
        "recorded_by": _named(version.recorded_by) if version.recorded_by else None,
        "recorded_at": _instant(version.recorded_at),
        "hash": version.hash,
        "previous_hash": version.previous_hash,
    }


def _patient(patient: Patient) -> Plain:
    return {"id": patient.pk, "name": patient.display_name, "born_on": patient.born_on.isoformat()}


def _named(row: Model) -> Plain:
    return {"id": row.pk, "name": str(row)}


def _instant(at: datetime) -> str:
    return timezone.localtime(at).isoformat().replace("+00:00", "Z")
