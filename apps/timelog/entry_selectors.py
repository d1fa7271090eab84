"""Time entries of the whole practice, narrowed, for programs that read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from apps.practice.access import Actor, rows_of
from apps.timelog.models import EntryVersion, TimeEntry
from apps.timelog.selectors import with_logged_at


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list of entries is narrowed to, None for all; both dates are inclusive."""

    patient: int | None = None
    provider: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def filtered_entries(actor: Actor, wanted: EntryFilter) -> QuerySet[TimeEntry]:
    """Return the entries that fit, void ones too, with what they say now and their goals: two queries."""
    conditions = {
        "patient": wanted.patient,
        "provider": wanted.provider,
        "current_version__performed_on__gte": wanted.starts_on,
        "current_version__performed_on__lte": wanted.ends_on,
    }
    said = {name: value for name, value in conditions.items() if value is not None}
    return with_words(rows_of(actor, TimeEntry).filter(**said))


def with_words(entries: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    """Read along what the entries say now, and when they were first written down."""
    return (
        with_logged_at(entries)
        .select_related(
            "current_version__recorded_by", "current_version__confirmed_by", "patient", "provider"
        )
        .prefetch_related("goals")
    )


def with_history(entries: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    """Read everything the entries ever said, the newest first."""
    versions = EntryVersion.objects.select_related("recorded_by", "confirmed_by").order_by("-number")
    return with_words(entries).prefetch_related(Prefetch("versions", versions))
