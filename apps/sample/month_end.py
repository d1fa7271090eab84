"""The oldest months of a small sample practice are finished with: one locked, one unlocked again for a reason."""

from datetime import date, datetime, timedelta

from apps.billing.operations.month_end import lock_month, unlock_month
from apps.billing.selectors.months import checklist
from apps.practice.access import Actor
from apps.timelog.domain.months import month_of

# Newer months stay open, so that whoever looks around may change what they like.
LEFT_OPEN = timedelta(days=75)
WHY = "The plan of care of one patient was signed anew; its minutes are written down late."


def finish_months(biller: Actor, *, since: date, now: datetime, today: date) -> None:
    """Lock the two oldest months since `since` in which nothing is left, and unlock the newer of them."""
    months: list[date] = []
    month = month_of(since)[0]
    while len(months) < 2 and month_of(month)[1] < today - LEFT_OPEN:
        if all(step.of and step.is_done for step in checklist(biller, month) if step.stops):
            months.append(month)
        month = month_of(month)[1] + timedelta(days=1)
    for month in months:
        lock_month(biller, month=month, now=now, today=today)
    for month in months[1:]:
        unlock_month(biller, month=month, reason=WHY, now=now)
