"""Let closed periods that no payer was asked about follow the coverages that are recorded today."""

from collections.abc import Sequence

from django.db.models import F

from apps.billing.facts import covered_part
from apps.billing.models import ServicePeriod
from apps.patients.models import Coverage


def take_todays_coverages(periods: Sequence[ServicePeriod]) -> dict[int, int | None]:
    """Give each period whose own coverage holds none of its days the first one that does, or none; nothing is saved.

    A coverage that holds a part of the days stays; the first is the one by which open periods are cut. Returns the
    coverage before of the periods that were given another one, by their ids.
    """
    adrift = [period for period in periods if not (period.coverage and covered_part(period, period.coverage))]
    if not adrift:
        return {}
    recorded: dict[int, list[Coverage]] = {}
    rows = Coverage.objects.filter(patient__in={period.patient_id for period in adrift})
    for row in rows.select_related("payer").order_by(F("starts_on").asc(nulls_first=True), "pk"):
        recorded.setdefault(row.patient_id, []).append(row)
    before = {}
    for period in adrift:
        holding = (row for row in recorded.get(period.patient_id, ()) if covered_part(period, row))
        found = next(holding, None)
        if found != period.coverage:
            before[period.pk] = period.coverage_id
            period.coverage = found
    return before
