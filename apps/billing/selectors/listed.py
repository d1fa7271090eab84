"""Service periods, decisions and files of the whole practice, narrowed, for programs that read them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from apps.billing.models import Claim, ClaimEvent, ClaimNote, Decision, Receiver, ServicePeriod, Submission
from apps.practice.access import Actor, rows_of


@dataclass(frozen=True, slots=True)
class PeriodFilter:
    """What a list of periods is narrowed to, None for all; `month` is any date of the month in which they end."""

    patient: int | None = None
    state: str | None = None
    month: date | None = None


def filtered_periods(actor: Actor, wanted: PeriodFilter) -> QuerySet[ServicePeriod]:
    """Return the periods that fit, with who pays and current decisions: two queries."""
    rows = rows_of(actor, ServicePeriod)
    if wanted.patient is not None:
        rows = rows.filter(patient=wanted.patient)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.month is not None:
        rows = rows.filter(window_ends_on__year=wanted.month.year, window_ends_on__month=wanted.month.month)
    current = Decision.objects.filter(is_current=True).order_by("stretch").defer("facts", "result")
    return rows.select_related(
        "patient", "enrollment__rendering_provider", "coverage__payer"
    ).prefetch_related(Prefetch("decisions", current, to_attr="current"))


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """What a list of decisions is narrowed to, None for all."""

    patient: int | None = None
    period: int | None = None
    outcome: str | None = None


def filtered_decisions(actor: Actor, wanted: DecisionFilter) -> QuerySet[Decision]:
    """Return the current decisions that fit, without their long texts."""
    conditions = {"patient": wanted.patient, "period": wanted.period, "outcome": wanted.outcome}
    said = {name: value for name, value in conditions.items() if value is not None}
    rows = rows_of(actor, Decision).filter(is_current=True, **said)
    return rows.select_related("patient", "period").defer("facts", "result")


def claim_with_history(actor: Actor, claim_id: int) -> QuerySet[Claim]:
    """Return one claim with lines, history, tags and notes."""
    events = Prefetch("events", ClaimEvent.objects.select_related("actor"), to_attr="history")
    claims = rows_of(actor, Claim).filter(pk=claim_id)
    notes = Prefetch("desk_notes", ClaimNote.objects.select_related("author"))
    return claims.select_related("patient", "payer", "rendering_provider", "assigned_to").prefetch_related(
        "lines", events, "tags", notes
    )


def submissions_of(actor: Actor) -> QuerySet[Submission]:
    """Return the files of the practice without their bytes."""
    return rows_of(actor, Submission).select_related("receiver", "made_by", "sent_by").defer("content")


def receivers_of(actor: Actor) -> QuerySet[Receiver]:
    """Return where files go, by name, with the payers named."""
    return rows_of(actor, Receiver).prefetch_related("payers")
