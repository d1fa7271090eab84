"""Sums over the ledger, the decisions and the claims of a practice."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import TruncMonth

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import Claim, Decision
from apps.practice.access import Actor
from apps.reports.domain.figures import ClaimFigures, MonthFigures, figures_of, months_back
from apps.timelog.models import EntryVersion

STAGES: dict[str, frozenset[ClaimState]] = {
    "drafts": frozenset({ClaimState.DRAFT, ClaimState.HELD, ClaimState.RETURNED}),
    "approved": frozenset({ClaimState.APPROVED, ClaimState.BATCHED}),
    "sent": frozenset(
        {
            ClaimState.SENT,
            ClaimState.ACCEPTED,
            ClaimState.REJECTED,
            ClaimState.PAID,
            ClaimState.PARTLY_PAID,
            ClaimState.DENIED,
            ClaimState.REFUNDED,
        }
    ),
}


def month_figures(actor: Actor, *, today: date, count: int = 12) -> list[MonthFigures]:
    """Return the figures of the `count` months that end with today's, newest first: four queries."""
    months = months_back(today, count=count)
    return figures_of(
        months,
        logged=_logged(actor, since=months[-1]),
        counted=_counted(actor, since=months[-1]),
        billed=_counted(actor, since=months[-1], sent_only=True),
        claims=_claims(actor, since=months[-1]),
    )


def _logged(actor: Actor, *, since: date) -> dict[date, int]:
    rows = (
        EntryVersion.objects.filter(
            practice=actor.practice, performed_on__gte=since, is_void=False, current_of__isnull=False
        )
        .order_by()
        .values(month=TruncMonth("performed_on"))
        .annotate(seconds=Sum("seconds"))
    )
    return {row["month"]: row["seconds"] for row in rows}


def _counted(actor: Actor, *, since: date, sent_only: bool = False) -> dict[date, int]:
    decisions = Decision.objects.filter(
        practice=actor.practice, is_current=True, period__window_ends_on__gte=since
    ).order_by()
    if sent_only:
        sent = Claim.objects.filter(decision=OuterRef("pk"), state__in=STAGES["sent"], stands=True)
        decisions = decisions.filter(Exists(sent))
    rows = decisions.values(month=TruncMonth("period__window_ends_on")).annotate(
        seconds=Sum("counted_seconds")
    )
    return {row["month"]: row["seconds"] for row in rows}


def _claims(actor: Actor, *, since: date) -> dict[tuple[date, str], ClaimFigures]:
    """Sum the claims that bill a service: a replacement from the day the payer takes it, a void claim never."""
    stage_of = {state: stage for stage, states in STAGES.items() for state in states}
    standing = Claim.objects.filter(practice=actor.practice, stands=True, state__in=stage_of)
    rows = (
        standing.filter(period__window_ends_on__gte=since)
        .order_by()
        .values("state", month=TruncMonth("period__window_ends_on"))
        .annotate(count=Count("pk"), charge=Sum("total_charge"))
    )
    figures: dict[tuple[date, str], ClaimFigures] = defaultdict(ClaimFigures)
    for row in rows:
        key = (row["month"], stage_of[ClaimState(row["state"])])
        # A draft without a charge yet adds to the count and nothing to the money.
        figures[key] += ClaimFigures(row["count"], row["charge"] or ClaimFigures().charge)
    return figures
