"""The end of a timer: it goes, and what it was stays in the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import AuditEvent
from apps.practice.prepared import Change, Slot, Write, addition, write
from apps.timelog.models import Timer

_ENDED = Change(lambda: Timer.objects.filter(pk=Slot("pk")))


@dataclass(frozen=True, slots=True)
class Ending:
    """A timer that ends together with what is logged of it: its removal, and the event that keeps what it was."""

    timer: Timer
    event: AuditEvent

    @property
    def removal(self) -> Write:
        """Return what takes the timer away."""
        return _ENDED.write(pk=self.timer.pk)

    def make(self) -> None:
        """End the timer now."""
        write(addition(self.event), self.removal)


def ending(timer: Timer, *, actor: Actor, action: str, now: datetime, reason: str = "") -> Ending:
    """Return the end of `timer`, still to be made."""
    event = audit.event(
        actor,
        action,
        timer,
        patient_id=timer.patient_id,
        old=said(timer),
        new={"reason": reason} if reason else None,
        at=now,
    )
    return Ending(timer, event)


def remove(timer: Timer, *, actor: Actor, action: str, now: datetime, reason: str = "") -> None:
    """End `timer` now."""
    ended = ending(timer, actor=actor, action=action, now=now, reason=reason)
    ended.make()


def said(timer: Timer) -> dict[str, Any]:
    """Return the values of an audit event."""
    return {
        "started_at": timer.started_at,
        "running_since": timer.running_since,
        "stretches": timer.stretches,
        "idles": timer.idles,
        "is_call": timer.is_call,
        "activity": timer.activity,
        "counterpart": timer.counterpart,
        "channel": timer.channel,
    }
