"""The forms that correct an entry: other words, times or minutes, and why."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from apps.problems import Problem
from apps.timelog.domain.clock import instant_on
from apps.timelog.domain.entries import Draft
from apps.timelog.forms import BookForm, ClockField, LogForm, MinutesField
from apps.timelog.models import EntryVersion


class AmendForm(LogForm):
    """A correction of an entry, filled with what it says now."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, version: EntryVersion, time_zone: ZoneInfo, why: str = "", **options: Any
    ) -> None:
        self.version = version
        super().__init__(
            *args, initial={**_said(version, time_zone), "reason": why}, patient=version.patient, **options
        )
        self.fields["reason"].label = "Why it is corrected"

    def draft(self, *, time_zone: ZoneInfo) -> Draft:
        """Return what was typed; minutes left as they were keep their odd seconds."""
        draft = super().draft(time_zone=time_zone)
        if draft.has_clock or draft.seconds != self.version.seconds // 60 * 60:
            return draft
        return replace(draft, seconds=self.version.seconds)


class AdjustForm(BookForm):
    """Other clock times, or other minutes, for an entry that says the same otherwise."""

    started_at = ClockField(label="From")
    ended_at = ClockField(label="To")
    minutes = MinutesField(required=False)
    is_confirmed = forms.BooleanField(required=False, label="The length is right")
    reason = forms.CharField(required=False, label="Why it is adjusted")
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: EntryVersion, time_zone: ZoneInfo, **options: Any) -> None:
        self.version = version
        self.stored = _times_said(version, time_zone)
        names = ("started_at", "ended_at", "minutes", "based_on")
        initial = {name: _to_the_minute(self.stored[name]) for name in names}
        super().__init__(*args, **{"initial": initial, **options})
        for name in ("minutes",) if version.started_at else ("started_at", "ended_at"):
            del self.fields[name]

    def draft(self, *, time_zone: ZoneInfo) -> Draft:
        """Return what the entry would say; a time or length left as it was, or moved whole, keeps its odd seconds."""
        version, said = self.version, self.cleaned_data
        draft = Draft(
            activity=version.activity,
            counterpart=version.counterpart,
            channel=version.channel,
            note=version.note,
            performed_on=version.performed_on,
            reason=said["reason"],
            is_confirmed=said["is_confirmed"],
        )
        if version.started_at is None:
            minutes = said.get("minutes")
            same = minutes == version.seconds // 60
            return replace(draft, seconds=version.seconds if same else minutes * 60 if minutes else minutes)
        start = self._instant("started_at", time_zone)
        return replace(draft, started_at=start, ended_at=self._instant("ended_at", time_zone, after=start))

    def _instant(self, name: str, time_zone: ZoneInfo, after: datetime | None = None) -> datetime | None:
        typed, stored = self.cleaned_data.get(name), self.stored[name]
        if typed is None:
            return None
        if typed.replace(second=0) == _to_the_minute(stored):
            found: datetime | None = getattr(self.version, name)
            return found
        if self._is_moved_whole():
            typed = typed.replace(second=stored.second)
        day = self.version.performed_on + timedelta(days=name == "ended_at" and typed == time())
        at = instant_on(day, typed, time_zone=time_zone, after=after)
        if isinstance(at, Problem):
            self.refuse([replace(at, field=name)])
            return None
        return at

    def _is_moved_whole(self) -> bool:
        """Say whether both ends were moved by as many minutes, so that the time is as long as it was."""
        ends = [(self.stored[name], self.cleaned_data.get(name)) for name in ("started_at", "ended_at")]
        return len({typed and _minute_of_day(typed) - _minute_of_day(stored) for stored, typed in ends}) == 1


def _to_the_minute(value: Any) -> Any:
    return value.replace(second=0, microsecond=0) if isinstance(value, time) else value


def _minute_of_day(at: time) -> int:
    return 60 * at.hour + at.minute


def _said(version: EntryVersion, time_zone: ZoneInfo) -> dict[str, Any]:
    return {
        "activity": version.activity,
        "counterpart": version.counterpart,
        "channel": version.channel,
        "note": version.note,
        "performed_on": version.performed_on,
        "goals": version.entry.goals.all(),
        **_times_said(version, time_zone),
    }


def _times_said(version: EntryVersion, time_zone: ZoneInfo) -> dict[str, Any]:
    start, end = version.started_at, version.ended_at
    return {
        "minutes": version.seconds // 60 if start is None else None,
        "started_at": start.astimezone(time_zone).time() if start else None,
        "ended_at": end.astimezone(time_zone).time() if end else None,
        "ends_next_day": bool(end and end.astimezone(time_zone).date() > version.performed_on),
        "based_on": version.number,
    }
