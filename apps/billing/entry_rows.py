"""The time entries of some periods as a decision needs them: as they say now, or as a close pinned them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F

from apps.billing.models import ServicePeriod
from apps.timelog.models import EntryVersion


class EntryRow(NamedTuple):
    """What a decision needs of the current version of an entry."""

    id: int
    provider_id: int
    performed_on: Any
    seconds: int
    activity: str
    counterpart: str
    channel: str
    started_at: Any


ENTRY_FIELDS = (
    "id",
    "provider_id",
    "performed_on",
    "seconds",
    "activity",
    "counterpart",
    "channel",
    "started_at",
)


def current_entries(
    periods: Sequence[ServicePeriod], *, with_unconfirmed: bool = False
) -> dict[int, list[EntryRow]]:
    """Return what the entries on the dates of each period say now, oldest first.

    Void ones are left out, and those that nobody confirmed unless they are asked for.
    """
    rows = (
        EntryVersion.objects.filter(
            patient__service_periods__in=[period.pk for period in periods],
            performed_on__gte=F("patient__service_periods__starts_on"),
            performed_on__lte=F("patient__service_periods__ends_on"),
            current_of__isnull=False,
            is_void=False,
            is_confirmed__in=(True, not with_unconfirmed),
        )
        .order_by("performed_on", "pk")
        .values_list("patient__service_periods", *ENTRY_FIELDS)
    )
    found: dict[int, list[EntryRow]] = defaultdict(list)
    for period_id, *rest in rows:
        found[period_id].append(EntryRow(*rest))
    return found


def pinned_entries(version_ids: Mapping[int, Iterable[int]]) -> dict[int, list[EntryRow]]:
    """Return the versions that each period pinned when it was closed, oldest first."""
    wanted = {version_id for ids in version_ids.values() for version_id in ids}
    found = EntryVersion.objects.filter(pk__in=wanted).values_list(*ENTRY_FIELDS)
    by_id = {row[0]: EntryRow(*row) for row in found}
    return {
        period_id: sorted((by_id[pk] for pk in ids), key=lambda row: (row.performed_on, row.id))
        for period_id, ids in version_ids.items()
    }
