"""One's own days and weeks: which are closed, and what was logged for whom and for what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of
from apps.timelog.models import Activity, ClosedSpan
from apps.timelog.selectors import current_versions

MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One patient (None: the programme) or one activity, with the seconds of each day and their sum."""

    label: str
    patient_id: int | None
    seconds: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday; `seconds` are those of each day over all rows, `total` that of the week."""

    days: tuple[date, ...]
    rows: Sequence[WeekRow]
    seconds: tuple[int, ...]
    total: int
    is_cut: bool


def closed_books(actor: Actor, books: Iterable[int], *, day: date) -> set[int]:
    """Return which of the books have `day` in a closed period: one query."""
    rows = ClosedSpan.objects.filter(
        practice=actor.practice, book__in=set(books), starts_on__lte=day, ends_on__gte=day
    )
    return set(rows.values_list("book_id", flat=True))


def own_week(actor: Actor, *, monday: date, by_activity: bool) -> Week:
    """Return the actor's own week, without void entries; the longest rows first. Two queries at most."""
    days = tuple(monday + timedelta(days=each) for each in range(7))
    field = "activity" if by_activity else "patient_id"
    found: dict[object, dict[date, int]] = {}
    for row in (
        current_versions(actor)
        .filter(provider=actor.provider, performed_on__range=(days[0], days[-1]), is_void=False)
        .order_by()
        .values(field, "performed_on")
        .annotate(total=Sum("seconds"))
    ):
        found.setdefault(row[field], {})[row["performed_on"]] = row["total"]
    labels: dict[object, str] = dict(Activity.choices) if by_activity else _names(actor, found)
    rows = [
        _row(labels.get(key, "Programme"), None if by_activity else key, seconds, days)
        for key, seconds in found.items()
    ]
    rows.sort(key=lambda row: (-row.total, row.label))
    return Week(
        days=days,
        rows=rows[:MOST_ROWS],
        seconds=tuple(sum(row.seconds[place] for row in rows) for place in range(7)),
        total=sum(row.total for row in rows),
        is_cut=len(rows) > MOST_ROWS,
    )


def _row(label: str, patient_id: object, seconds: dict[date, int], days: Sequence[date]) -> WeekRow:
    each = tuple(seconds.get(day, 0) for day in days)
    return WeekRow(label, patient_id if isinstance(patient_id, int) else None, each, sum(each))


def _names(actor: Actor, keys: Iterable[object]) -> dict[object, str]:
    ids = [key for key in keys if isinstance(key, int)]
    return {row.pk: row.display_name for row in rows_of(actor, Patient).filter(pk__in=ids)} if ids else {}
