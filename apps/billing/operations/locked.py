"""What a locked month keeps from happening to its periods and claims.

A period, its decisions and its claims belong to the month in which its window ends. Their time belongs to its dates.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from apps.billing.models import Claim, ServicePeriod
from apps.practice.models import Practice
from apps.problems import Problem
from apps.timelog.domain.months import check_days
from apps.timelog.models import LockedMonth
from apps.timelog.operations.months import locked_months


def in_locked_month() -> Exists:
    """Return the condition on periods that their window ends in a locked month."""
    return Exists(
        LockedMonth.objects.filter(
            practice=OuterRef("practice"),
            unlocked_at__isnull=True,
            starts_on__lte=OuterRef("window_ends_on"),
            ends_on__gte=OuterRef("window_ends_on"),
        )
    )


def locked_periods(practice: Practice, periods: Sequence[ServicePeriod]) -> dict[int, tuple[Problem, ...]]:
    """Return why these periods may not be decided or closed again, by period; one query."""
    locked = locked_months(practice)
    found = {
        period.pk: tuple(check_days([period.window_ends_on], locked, field="period")) for period in periods
    }
    return {pk: problems for pk, problems in found.items() if problems}


def locked_claims_of(practice: Practice, claims: Sequence[Claim]) -> dict[int, tuple[Problem, ...]]:
    """Return why these claims may not be approved, taken back or given up, by claim: two queries at most.

    A correction of a claim that a payer has is of the day on which it is made: money goes on in a locked month.
    """
    locked = locked_months(practice)
    originals = [claim for claim in claims if claim.corrects_id is None]
    if not locked or not originals:
        return {}
    wanted = {claim.period_id for claim in originals}
    ends = dict(ServicePeriod.objects.filter(pk__in=wanted).values_list("pk", "window_ends_on"))
    found = {
        claim.pk: tuple(check_days([ends[claim.period_id]], locked, field="period")) for claim in originals
    }
    return {pk: problems for pk, problems in found.items() if problems}
