"""What the audit trail keeps of a change of an entry."""

from datetime import datetime
from typing import Any

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import AuditEvent
from apps.timelog.models import EntryVersion


def event_of(
    actor: Actor, action: str, version: EntryVersion, *, at: datetime, old: EntryVersion | None = None
) -> AuditEvent:
    """Return the unsaved event of what was done with an entry, with what it said before and says now."""
    return audit.event(
        actor,
        action,
        version.entry,
        patient_id=version.patient_id,
        old=_said(old) if old else None,
        new=_said(version),
        at=at,
    )


def record_change(
    actor: Actor, action: str, version: EntryVersion, *, old: EntryVersion, at: datetime
) -> None:
    """Keep who changed what an entry says, from what to what."""
    audit.record_many([event_of(actor, action, version, old=old, at=at)])


def _said(version: EntryVersion) -> dict[str, Any]:
    """Return the values of an audit event; the note stays in the book only."""
    return {
        "version": version.number,
        "performed_on": version.performed_on,
        "started_at": version.started_at,
        "ended_at": version.ended_at,
        "seconds": version.seconds,
        "activity": version.activity,
        "counterpart": version.counterpart,
        "channel": version.channel,
        "capture": version.capture,
        "capture_detail": version.capture_detail,
        "is_late": version.is_late,
        "is_void": version.is_void,
        "is_confirmed": version.is_confirmed,
        "reason": version.reason,
    }
