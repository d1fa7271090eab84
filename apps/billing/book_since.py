"""The book on the dates of closed periods: what was pinned, and what it says now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from apps.billing.domain.changes import Said
from apps.billing.models import ServicePeriod
from apps.practice.models import Practice
from apps.timelog.models import EntryVersion


@dataclass(frozen=True, slots=True)
class BookSince:
    """Versions by id, and by period the current version of every entry that lies or lay on its dates, by entry."""

    rows: Mapping[int, EntryVersion]
    by_version: Mapping[int, Said]
    now: Mapping[int, Mapping[int, Said]]


def book_since(
    practice: Practice, periods: Sequence[ServicePeriod], pinned: Mapping[int, Sequence[int]]
) -> BookSince:
    """Read the versions that the periods pinned, and what those entries and others on their dates say now."""
    zone = ZoneInfo(practice.time_zone)
    ids = {pk for versions in pinned.values() for pk in versions}
    on_dates = Q()
    for period in periods:
        on_dates |= Q(
            patient=period.patient_id, performed_on__gte=period.starts_on, performed_on__lte=period.ends_on
        )
    if not periods:
        return BookSince({}, {}, {})
    entries = EntryVersion.objects.filter(Q(pk__in=ids) | on_dates).values("entry")
    versions = EntryVersion.objects.filter(Q(pk__in=ids) | Q(entry__in=entries, current_of__isnull=False))
    rows = {row.pk: row for row in versions.select_related("provider", "recorded_by")}
    by_version = {pk: _one_said(row, zone) for pk, row in rows.items()}
    current = EntryVersion.objects.filter(pk__in=rows, current_of__isnull=False).values_list("pk", flat=True)
    by_patient: dict[int, dict[int, Said]] = defaultdict(dict)
    for pk in current:
        by_patient[rows[pk].patient_id or 0][rows[pk].entry_id] = by_version[pk]
    return BookSince(rows, by_version, {period.pk: by_patient[period.patient_id] for period in periods})


def versions_of(
    practice: Practice, patients: Collection[int], *, of_entries: QuerySet[EntryVersion, Any]
) -> dict[int, list[Said]]:
    """Return every version of some entries of patients' books, by patient and in order."""
    zone, found = ZoneInfo(practice.time_zone), defaultdict[int, list[Said]](list)
    rows = EntryVersion.objects.filter(patient__in=patients, entry__in=of_entries)
    for row in rows.order_by("patient_id", "sequence"):
        found[row.patient_id or 0].append(_one_said(row, zone))
    return found


def _one_said(row: EntryVersion, zone: ZoneInfo) -> Said:
    return Said(
        row.pk,
        row.entry_id,
        row.sequence,
        row.performed_on,
        row.seconds,
        row.recorded_at.astimezone(zone).date(),
        # A length that nobody has confirmed yet counts nowhere, like a void one.
        row.is_void or not row.is_confirmed,
    )
