"""Questions to the book of what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.prepared import Question, Slot
from apps.timelog.domain.book import Version
from apps.timelog.domain.entries import Words
from apps.timelog.models import (
    Activity,
    Channel,
    Counterpart,
    EntryVersion,
    TimeEntry,
    Timer,
)

WORDS = Words(frozenset(Activity.values), frozenset(Counterpart.values), frozenset(Channel.values))


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


_RUNNING = Question(
    lambda: Timer.objects.filter(
        user=Slot("user"), practice=Slot("practice"), waiting_since__isnull=True
    ).select_related("patient", "provider")[:1]
)
