"""What an entry said from version to version: who, when, why, and what became different."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from apps.timelog.domain.clock import in_words, on_day
from apps.timelog.models import EntryVersion


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that says something else than before."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """A version with what it changed; the first one changed nothing."""

    version: EntryVersion
    title: str
    changes: Sequence[Changed]

    @property
    def length(self) -> str:
        """How long it was, in minutes and seconds."""
        return in_words(self.version.seconds)


def steps_of(versions: Sequence[EntryVersion], *, time_zone: ZoneInfo) -> list[Step]:
    """Return the steps of an entry; `versions` and steps are the newest first."""
    before = [*versions[1:], None]
    return [
        Step(new, _title(new, old), _changes(old, new, time_zone) if old else ())
        for new, old in zip(versions, before, strict=True)
    ]


def entered_after(performed_on: date, logged_at: datetime, *, time_zone: ZoneInfo) -> int:
    """Return how many local dates after the act it was first entered; 0 on the same date."""
    return max(0, (logged_at.astimezone(time_zone).date() - performed_on).days)


def _title(new: EntryVersion, old: EntryVersion | None) -> str:
    if old is None:
        return "Logged"
    if new.is_void and not old.is_void:
        return "Voided"
    if old.is_void and not new.is_void:
        return "Void taken back"
    if new.is_confirmed and not old.is_confirmed:
        return "Length confirmed"
    return "Corrected"


def _changes(old: EntryVersion, new: EntryVersion, time_zone: ZoneInfo) -> list[Changed]:
    said, says = _said(old, time_zone), _said(new, time_zone)
    return [Changed(label, said[label], says[label]) for label in says if said[label] != says[label]]


def _said(version: EntryVersion, time_zone: ZoneInfo) -> dict[str, str]:
    return {
        "Date": on_day(version.performed_on),
        "From": _clock(version.started_at, time_zone),
        "To": _clock(version.ended_at, time_zone),
        "Length": in_words(version.seconds),
        "Activity": version.get_activity_display(),
        "With whom": version.get_counterpart_display(),
        "How": version.get_channel_display(),
        "Note": version.note,
        "Stands": "void" if version.is_void else "yes" if version.is_confirmed else "waits to be confirmed",
    }


def _clock(at: datetime | None, time_zone: ZoneInfo) -> str:
    return f"{at.astimezone(time_zone):%H:%M:%S}" if at else ""
