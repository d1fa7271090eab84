"""Hold the months of a practice: who writes time or decides shares them, who locks or unlocks one has them alone."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from apps.practice.models import Practice
from apps.practice.parts import holds_first
from apps.practice.prepared import Question, Slot
from apps.problems import refuse_any
from apps.timelog.domain.months import Locked, check_days
from apps.timelog.models import LockedMonth


def locked_rows() -> QuerySet[LockedMonth]:
    """Return the months of a practice that are locked, for a prepared question."""
    return LockedMonth.objects.filter(practice=Slot("practice"), unlocked_at__isnull=True)


# Without their statements, which are long.
_LOCKED = Question(
    lambda: (
        locked_rows()
        .select_related("locked_by")
        .only("starts_on", "ends_on", "locked_at", "locked_by__full_name", "locked_by__email")
    )
)
# The first of the two numbers of an advisory lock; the second is the practice.
MONTHS = 7_301


def keep_months(practice: Practice) -> None:
    """Keep anybody from locking or unlocking a month until the transaction ends.

    Comes before any other lock of the transaction. SQLite lets one transaction write at a time and needs nothing.
    """
    if holds_first(("months", practice.pk)):
        _hold(practice, "pg_advisory_xact_lock_shared")


def hold_months(practice: Practice) -> None:
    """Wait until nobody writes time or decides in the practice, and let nobody begin until the transaction ends."""
    _hold(practice, "pg_advisory_xact_lock")


def refuse_locked(days: Iterable[date], locked: Iterable[Locked]) -> None:
    """Refuse what would change a day of a locked month."""
    refuse_any(check_days(days, locked))


def locked_months(practice: Practice) -> list[Locked]:
    """Return the months that are locked, with who locked them: one query."""
    zone = ZoneInfo(practice.time_zone)
    return [
        Locked(
            row.starts_on,
            row.ends_on,
            str(row.locked_by or "the schedule"),
            row.locked_at.astimezone(zone).date(),
        )
        for row in _LOCKED.all(practice=practice.pk)
    ]


def _hold(practice: Practice, function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [MONTHS, practice.pk])
