"""Questions to the book of what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from apps.patients.models import Enrollment, Patient
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider
from apps.practice.prepared import Question, Slot
from apps.timelog.domain.book import Version
from apps.timelog.domain.dates import Span, Surroundings
from apps.timelog.domain.entries import Words
from apps.timelog.domain.timers import Course
from apps.timelog.models import (
    Activity,
    Book,
    Channel,
    ClosedSpan,
    Counterpart,
    EntryVersion,
    TimeEntry,
    Timer,
)

WORDS = Words(frozenset(Activity.values), frozenset(Counterpart.values), frozenset(Channel.values))
# An entry lies inside one date, and no date is longer than this.
LONGEST_ENTRY = timedelta(hours=25)


# What a seal calls by another name than the row does.
_COLUMNS = {name: f"{name}_id" for name in ("practice", "book", "patient", "entry", "provider")}
_COLUMNS |= {"recorded_by": "recorded_by_id", "confirmed_by": "confirmed_by_id"}


def column_of(name: str) -> str:
    """Return the column of an entry version that holds what `Version` calls `name`."""
    return _COLUMNS.get(name, name)


_sealed_columns = attrgetter(*map(column_of, Version._fields))


def version_as_sealed(row: EntryVersion) -> Version:
    """Return the columns of `row` that its seal covers."""
    return Version._make(str(value) if isinstance(value, str) else value for value in _sealed_columns(row))


def surroundings(
    *,
    actor: Actor,
    patient: Patient | None,
    provider: Provider,
    book: Book | None,
    days: tuple[date, ...],
    now: datetime,
) -> Surroundings:
    """Return what an entry on `days` is held against; one query for the enrollment, one for closed periods."""
    return Surroundings(
        now=now,
        today=now.astimezone(actor.time_zone).date(),
        has_patient=patient is not None,
        enrolled_from=enrolled_from(patient) if patient else None,
        born_on=patient.born_on if patient else None,
        died_on=patient.died_on if patient else None,
        provider_dates=_dates_of(provider),
        closed=closed_spans(book, days=days) if book and days else (),
    )


def enrolled_from(patient: Patient) -> date | None:
    """Return the first date of the patient's first enrollment, None when there is none."""
    found = _FIRST_ENROLLMENT.first(patient=patient.pk)
    return found[0] if found else None


def closed_spans(book: Book, *, days: tuple[date, ...]) -> tuple[Span, ...]:
    """Return the closed dates of `book` that touch one of `days`."""
    rows = _CLOSED.all(book=book.pk, first=min(days), last=max(days))
    return tuple(Span(*dates) for dates in rows)


def overlapping(
    provider: Provider, *, started_at: datetime, ended_at: datetime, besides: TimeEntry | None = None
) -> tuple[datetime, datetime] | None:
    """Return the clock time of one of the provider's entries that shares an instant with [start, end)."""
    found = _OVERLAPPING.first(
        provider=provider.pk,
        after=started_at - LONGEST_ENTRY,
        started_at=started_at,
        ended_at=ended_at,
        besides=besides.pk if besides is not None else 0,
    )
    return (found[0], found[1]) if found else None


def entries_with_client_id(practice: Practice, client_id: UUID) -> list[TimeEntry]:
    """Return the entry that a client made under its own id, and the rows that continue it past midnight."""
    entry = _WITH_CLIENT_ID.first(practice=practice.pk, client_id=client_id)
    found: list[TimeEntry] = []
    while entry is not None:
        found.append(entry)
        entry = TimeEntry.objects.filter(continues=entry).first()
    return found


def running_timer(actor: Actor) -> Timer | None:
    """Return the actor's timer in this practice, running or paused."""
    if actor.user is None:
        return None
    found: Timer | None = _RUNNING.first(user=actor.user.pk, practice=actor.practice.pk)
    return found


def waiting_timers(actor: Actor) -> QuerySet[Timer]:
    """Return the actor's timers that stopped at the limit and wait for their minutes, oldest first."""
    rows = Timer.objects.select_related("patient", "provider")
    return rows.filter(user=actor.user, practice=actor.practice, waiting_since__isnull=False).order_by(
        "started_at", "pk"
    )


def timer_course(actor: Actor) -> tuple[datetime, Course] | None:
    """Return when the actor's timer in this practice began and how it went since, None without one."""
    if actor.user is None:
        return None
    timer = _COURSE.first(user=actor.user.pk, practice=actor.practice.pk)
    return (timer.started_at, timer.course) if timer else None


def current_versions(actor: Actor) -> QuerySet[EntryVersion]:
    """Return what the entries of the practice say now; void ones are among them, marked."""
    return EntryVersion.objects.filter(practice=actor.practice, current_of__isnull=False)


def entries_of_patient(
    actor: Actor, patient: Patient, *, starts_on: date, ends_on: date
) -> QuerySet[TimeEntry]:
    """Return the patient's entries whose current date lies between both dates (inclusive), latest first.

    With their versions, newest first, and their goals: four queries however many entries there are.
    """
    return with_logged_at(
        TimeEntry.objects.filter(
            practice=actor.practice,
            patient=patient,
            current_version__performed_on__range=(starts_on, ends_on),
        )
        .select_related("current_version__recorded_by", "provider")
        .prefetch_related(
            Prefetch("versions", EntryVersion.objects.select_related("recorded_by").order_by("-number")),
            "goals",
        )
        .order_by("-current_version__performed_on", "-current_version__started_at", "-pk")
    )


def versions_of(actor: Actor, entry: TimeEntry) -> QuerySet[EntryVersion]:
    """Return everything the entry has said, newest first."""
    rows = EntryVersion.objects.filter(practice=actor.practice, entry=entry)
    return rows.select_related("recorded_by", "provider").order_by("-number")


def own_entries(actor: Actor, *, starts_on: date, ends_on: date) -> QuerySet[TimeEntry]:
    """Return the actor's own entries between both dates (inclusive), latest first, void ones too."""
    return with_logged_at(
        TimeEntry.objects.filter(
            practice=actor.practice,
            provider=actor.provider,
            current_version__provider=actor.provider,
            current_version__practice=actor.practice,
            current_version__performed_on__range=(starts_on, ends_on),
        )
        .select_related("current_version__recorded_by", "patient", "provider")
        .prefetch_related("goals")
        .order_by("-current_version__performed_on", "-current_version__started_at", "-pk")
    )


def seconds_by_patient(
    actor: Actor, patients: Iterable[Patient], *, starts_on: date, ends_on: date
) -> dict[int, int]:
    """Return the seconds logged for each patient between both dates (inclusive), without void entries: one query."""
    rows = (
        current_versions(actor)
        .filter(patient__in=list(patients), performed_on__range=(starts_on, ends_on), is_void=False)
        .order_by()
        .values("patient_id")
        .annotate(total=Sum("seconds"))
    )
    return {row["patient_id"]: row["total"] for row in rows}


@dataclass(frozen=True, slots=True)
class DayTotal:
    """The seconds that somebody logged on one date, and those of them that belong to patients."""

    day: date
    seconds: int
    for_patients: int


def seconds_on_day(provider: Provider, day: date, *, besides: TimeEntry | None = None) -> int:
    """Return the seconds of the provider's day that stand: neither void nor waiting for somebody to confirm them."""
    found = _SECONDS_ON_DAY.first(
        practice=provider.practice_id,
        provider=provider.pk,
        day=day,
        besides=besides.pk if besides is not None else 0,
    )
    return int(found[0]) if found else 0


def with_logged_at(entries: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    """Read along when each entry was first written down, as `logged_at`."""
    first = EntryVersion.objects.filter(entry=OuterRef("pk"), number=1).values("recorded_at")[:1]
    return entries.annotate(logged_at=Subquery(first))


def own_totals(actor: Actor, *, starts_on: date, ends_on: date) -> dict[date, DayTotal]:
    """Return the actor's own seconds for each date that has some, without void entries."""
    rows = (
        current_versions(actor)
        .filter(provider=actor.provider, performed_on__range=(starts_on, ends_on), is_void=False)
        .order_by()
        .values("performed_on")
        .annotate(total=Sum("seconds"), patients=Sum("seconds", filter=Q(patient__isnull=False), default=0))
    )
    return {row["performed_on"]: DayTotal(row["performed_on"], row["total"], row["patients"]) for row in rows}


def seconds_of(entries: Iterable[TimeEntry]) -> int:
    """Return the seconds of entries as they stand, just made."""
    return sum(entry.current_version.seconds for entry in entries if entry.current_version)


def _dates_of(provider: Provider) -> Span | None:
    if provider.starts_on is None and provider.ends_on is None:
        return None
    return Span(provider.starts_on or date.min, provider.ends_on)


# What every write of time asks. No row has the id 0.
_FIRST_ENROLLMENT = Question(
    lambda: (
        Enrollment.objects.filter(patient=Slot("patient")).order_by("starts_on").values_list("starts_on")[:1]
    )
)
_CLOSED = Question(
    lambda: (
        ClosedSpan.objects.filter(book=Slot("book"), starts_on__lte=Slot("last"), ends_on__gte=Slot("first"))
        .order_by("starts_on")
        .values_list("starts_on", "ends_on")
    )
)
_OVERLAPPING = Question(
    lambda: (
        TimeEntry.objects.filter(
            provider=Slot("provider"),
            occupies_from__gt=Slot("after"),
            occupies_from__lt=Slot("ended_at"),
            occupies_until__gt=Slot("started_at"),
        )
        .exclude(pk=Slot("besides"))
        .order_by("occupies_from")
        .values_list("occupies_from", "occupies_until")[:1]
    )
)
_WITH_CLIENT_ID = Question(
    lambda: TimeEntry.objects.filter(practice=Slot("practice"), client_id=Slot("client_id"))
)
_RUNNING = Question(lambda: _running().select_related("patient", "provider"))
_COURSE = Question(lambda: _running().only("started_at", "running_since", "stretches", "idles"))
_SECONDS_ON_DAY = Question(
    lambda: (
        EntryVersion.objects.filter(
            practice=Slot("practice"),
            provider=Slot("provider"),
            performed_on=Slot("day"),
            current_of__isnull=False,
            is_void=False,
            is_confirmed=True,
        )
        .exclude(entry=Slot("besides"))
        .order_by()
        .values("practice")
        .annotate(total=Sum("seconds"))
        .values_list("total")
    )
)


def _running() -> QuerySet[Timer]:
    return Timer.objects.filter(user=Slot("user"), practice=Slot("practice"), waiting_since__isnull=True)[:1]
