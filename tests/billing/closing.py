"""What tests of billing do again and again: close, with charges in force."""

from datetime import UTC, date, datetime

from apps.billing.models import Claim, CloseRun
from apps.billing.operations.closing import close_due_periods
from apps.patients.models import Patient
from apps.practice.access import schedule_of
from apps.practice.models import Practice, Provider
from apps.timelog.models import TimeEntry
from tests import builders as make

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, 10, tzinfo=UTC)  # ten past midnight in New York
CHARGES = {"G0181": "125.50", "G0182": "124", "99374": "80", "99375": "118", "99377": "79", "99378": "117"}


def charges(practice: Practice) -> None:
    """Give the practice a charge for every oversight code."""
    for code, amount in CHARGES.items():
        make.charge(practice, code, amount)


def close(
    practice: Practice, *, today: date = JUNE, trigger: CloseRun.Trigger = CloseRun.Trigger.SCHEDULE
) -> CloseRun:
    """Close what is due in the practice's name."""
    return close_due_periods(schedule_of(practice), today=today, now=NOW, trigger=trigger)


def closed_may(whose: Patient, by: Provider, minutes: int = 30) -> TimeEntry:
    """Log time on 4 May, close on 1 June and return the entry.

    Enrollments that began earlier begin in May: closing the idle months before it takes its time and says nothing here.
    """
    whose.enrollments.filter(starts_on__lt=MAY).update(starts_on=MAY)
    entry = make.logged(whose, by, date(2026, 5, 4), minutes)
    close(whose.practice)
    return entry


def drafted(whose: Patient, by: Provider, minutes: int = 30) -> Claim:
    """Log time on 4 May, close on 1 June and return the claim."""
    closed_may(whose, by, minutes)
    return Claim.objects.get(patient=whose)
