"""What a write of time is held against, asked in as few statements as it can be: every log, start and stop does."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum

from apps.patients.models import Enrollment, Patient
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider
from apps.practice.prepared import NextId, Question, Slot
from apps.timelog.domain.dates import Span, Surroundings
from apps.timelog.models import Book, ClosedSpan, EntryVersion, TimeEntry, Timer

# An entry lies inside one date, and no date is longer than this.
LONGEST_ENTRY = timedelta(hours=25)
# No row has this id.
NOBODY = 0


def surroundings(
    *,
    actor: Actor,
    patient: Patient | None,
    provider: Provider,
    book: Book | None,
    days: tuple[date, ...],
    now: datetime,
    ahead: "Ahead | None" = None,
) -> Surroundings:
    """Return what an entry on `days` is held against: one query, and one more where closed periods touch them.

    `ahead` knows the answer of the first.
    """
    enrolled_from, touches_closed, is_merged = (
        (ahead.enrolled_from, ahead.touches_closed, ahead.is_merged)
        if ahead
        else _enrolled_and_closed(patient, book=book, days=days)
    )
    return Surroundings(
        now=now,
        today=now.astimezone(actor.time_zone).date(),
        has_patient=patient is not None,
        is_merged=is_merged,
        enrolled_from=enrolled_from,
        born_on=patient.born_on if patient else None,
        died_on=patient.died_on if patient else None,
        provider_dates=_dates_of(provider),
        closed=closed_spans(book, days=days) if book and touches_closed else (),
    )


def closed_spans(book: Book, *, days: tuple[date, ...]) -> tuple[Span, ...]:
    """Return the closed dates of `book` that touch one of `days`."""
    return tuple(Span(*dates) for dates in _CLOSED.all(book=book.pk, first=min(days), last=max(days)))


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that the next entry and its first version get, each of which names the other."""

    entry: int
    version: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What clock times inside one day meet, asked at once: `seconds` of the provider's day stand already.

    `has_client_id` says whether an entry under the client's id was made before.
    """

    times: tuple[datetime, datetime]
    day: date
    enrolled_from: date | None
    touches_closed: bool
    is_merged: bool
    is_taken: bool
    seconds: int
    has_client_id: bool
    ids: Ids

    def is_free(self, started_at: datetime, ended_at: datetime) -> bool:
        """Say whether these are the times that were asked for, and nothing is in their way."""
        return not self.is_taken and self.times == (started_at, ended_at)


def look_ahead(
    times: tuple[datetime, datetime],
    *,
    day: date,
    actor: Actor,
    patient: Patient,
    provider: Provider,
    book: Book,
    client_id: UUID | None,
    timer: Timer | None,
) -> Ahead | None:
    """Return what a new entry at `times`, all on `day`, meets besides `timer`: one query.

    The provider's clock is locked before.
    """
    found = _AHEAD.first(
        patient=patient.pk,
        book=book.pk,
        first=day,
        last=day,
        day=day,
        user=actor.user.pk if actor.user else NOBODY,
        practice=provider.practice_id,
        client_id=client_id,
        timer=timer.pk if timer else NOBODY,
        **_instants(provider, started_at=times[0], ended_at=times[1], besides=None),
    )
    if found is None:
        return None
    enrolled_from, touches_closed, merged_into, is_overlapping, is_running, seconds, has_id, *ids = found
    is_taken = is_overlapping or is_running
    is_merged = merged_into is not None
    return Ahead(
        times, day, enrolled_from, touches_closed, is_merged, is_taken, int(seconds or 0), has_id, Ids(*ids)
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What is in the way of clock times: when an entry was, or since when a timer runs."""

    entry: tuple[datetime, datetime] | None = None
    timer_since: datetime | None = None


FREE = Taken()


def taken_by(
    provider: Provider,
    *,
    actor: Actor,
    started_at: datetime,
    ended_at: datetime,
    besides: TimeEntry | None = None,
    timer: Timer | None = None,
) -> Taken:
    """Return what shares an instant with [start, end): one of the provider's entries, or a timer of the actor's.

    Neither the entry `besides` nor `timer` counts.
    """
    asked = _instants(provider, started_at=started_at, ended_at=ended_at, besides=besides)
    owner = {
        "user": actor.user.pk if actor.user else NOBODY,
        "practice": actor.practice.pk,
        "timer": timer.pk if timer else NOBODY,
    }
    if not any(_TAKEN.first(**asked, **owner)):
        return FREE
    running = _COURSE.first(**owner)
    is_covered = running is not None and running.course.covers(started_at, ended_at)
    return Taken(_OVERLAPPING.first(**asked), running.started_at if is_covered else None)


def overlapping(
    provider: Provider, *, started_at: datetime, ended_at: datetime, besides: TimeEntry | None = None
) -> tuple[datetime, datetime] | None:
    """Return the clock time of one of the provider's entries that shares an instant with [start, end)."""
    found: tuple[datetime, datetime] | None = _OVERLAPPING.first(
        **_instants(provider, started_at=started_at, ended_at=ended_at, besides=besides)
    )
    return found


def next_ids(provider: Provider) -> Ids:
    """Return the ids that the next entry and its version get."""
    return Ids(*_NEXT_IDS.first(provider=provider.pk))


def entries_with_client_id(practice: Practice, client_id: UUID) -> list[TimeEntry]:
    """Return the entry that a client made under its own id, and the rows that continue it past midnight."""
    entry = _WITH_CLIENT_ID.first(practice=practice.pk, client_id=client_id)
    found: list[TimeEntry] = []
    while entry is not None:
        found.append(entry)
        entry = TimeEntry.objects.filter(continues=entry).first()
    return found


def seconds_on_day(provider: Provider, day: date, *, besides: TimeEntry | None = None) -> int:
    """Return the seconds of the provider's day that stand: neither void nor waiting for somebody to confirm them."""
    found = _SECONDS_ON_DAY.first(
        practice=provider.practice_id,
        provider=provider.pk,
        day=day,
        besides=besides.pk if besides else NOBODY,
    )
    return int(found[0]) if found else 0


def _enrolled_and_closed(
    patient: Patient | None, *, book: Book | None, days: tuple[date, ...]
) -> tuple[date | None, bool, bool]:
    """Return the patient's first day in a programme, whether a closed period touches the days, whether it was merged.

    Asked anew of a patient in hand: its book is locked by now, and a merge locks that too.
    """
    if patient is None:
        return None, bool(days), False
    first, last = (min(days), max(days)) if days else (date.max, date.min)
    asked = {"patient": patient.pk, "book": book.pk if book else NOBODY, "first": first, "last": last}
    found: tuple[date | None, bool, int | None] = _AROUND.first(**asked) or (None, False, None)
    return found[0], found[1], found[2] is not None


def _instants(
    provider: Provider, *, started_at: datetime, ended_at: datetime, besides: TimeEntry | None
) -> dict[str, int | datetime]:
    return {
        "provider": provider.pk,
        "after": started_at - LONGEST_ENTRY,
        "started_at": started_at,
        "ended_at": ended_at,
        "besides": besides.pk if besides is not None else NOBODY,
    }


def _dates_of(provider: Provider) -> Span | None:
    if provider.starts_on is None and provider.ends_on is None:
        return None
    return Span(provider.starts_on or date.min, provider.ends_on)


def _closed() -> QuerySet[ClosedSpan]:
    return ClosedSpan.objects.filter(
        book=Slot("book"), starts_on__lte=Slot("last"), ends_on__gte=Slot("first")
    )


def _overlapping() -> QuerySet[TimeEntry]:
    rows = TimeEntry.objects.filter(
        provider=Slot("provider"),
        occupies_from__gt=Slot("after"),
        occupies_from__lt=Slot("ended_at"),
        occupies_until__gt=Slot("started_at"),
    )
    return rows.exclude(pk=Slot("besides"))


def _running() -> QuerySet[Timer]:
    rows = Timer.objects.filter(user=Slot("user"), practice=Slot("practice"), waiting_since__isnull=True)
    return rows.exclude(pk=Slot("timer"))


def _with_client_id() -> QuerySet[TimeEntry]:
    return TimeEntry.objects.filter(practice=Slot("practice"), client_id=Slot("client_id"))


def _first_enrollment() -> Subquery:
    rows = Enrollment.objects.filter(patient=OuterRef("pk")).order_by("starts_on")
    return Subquery(rows.values("starts_on")[:1])


def _day_total() -> QuerySet[EntryVersion, Any]:
    return _standing_seconds().values("practice").annotate(total=Sum("seconds")).values_list("total")


def _standing_seconds() -> QuerySet[EntryVersion]:
    rows = EntryVersion.objects.filter(
        practice=Slot("practice"),
        provider=Slot("provider"),
        performed_on=Slot("day"),
        current_of__isnull=False,
        is_void=False,
        is_confirmed=True,
    )
    return rows.exclude(entry=Slot("besides")).order_by()


_AROUND = Question(
    lambda: (
        Patient.objects.filter(pk=Slot("patient"))
        .order_by()
        .values_list(_first_enrollment(), Exists(_closed()), F("merged_into"))
    )
)
_AHEAD = Question(
    lambda: (
        Patient.objects.filter(pk=Slot("patient"))
        .order_by()
        .values_list(
            _first_enrollment(),
            Exists(_closed()),
            F("merged_into"),
            Exists(_overlapping()),
            Exists(_running()),
            Subquery(_day_total()),
            Exists(_with_client_id()),
            NextId(TimeEntry),
            NextId(EntryVersion),
        )
    )
)
_NEXT_IDS = Question(
    lambda: (
        Provider.objects.filter(pk=Slot("provider"))
        .order_by()
        .values_list(NextId(TimeEntry), NextId(EntryVersion))
    )
)
_CLOSED = Question(lambda: _closed().order_by("starts_on").values_list("starts_on", "ends_on"))
_TAKEN = Question(
    lambda: (
        Provider.objects.filter(pk=Slot("provider"))
        .order_by()
        .values_list(Exists(_overlapping()), Exists(_running()))
    )
)
_OVERLAPPING = Question(
    lambda: _overlapping().order_by("occupies_from").values_list("occupies_from", "occupies_until")[:1]
)
_COURSE = Question(lambda: _running().only("started_at", "running_since", "stretches", "idles"))
_WITH_CLIENT_ID = Question(_with_client_id)
_SECONDS_ON_DAY = Question(_day_total)
