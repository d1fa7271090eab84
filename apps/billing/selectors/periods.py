"""Service periods and the runs that close them."""

from django.db.models import Prefetch, QuerySet

from apps.billing.models import Claim, CloseRun, Decision, ServicePeriod
from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of


def periods_of(actor: Actor, patient: Patient) -> QuerySet[ServicePeriod]:
    """Return a patient's service periods, the newest first, with current decisions and claims."""
    return (
        rows_of(actor, ServicePeriod)
        .filter(patient=patient)
        .select_related("enrollment__rendering_provider", "coverage__payer", "pin")
        .prefetch_related(_current_decisions())
        .order_by("-starts_on", "-pk")
    )


def with_current_decisions(periods: QuerySet[ServicePeriod]) -> QuerySet[ServicePeriod]:
    """Read along what the rules said of each period last, with its claims."""
    return periods.prefetch_related(_current_decisions())


def _current_decisions() -> "Prefetch[str, QuerySet[Decision], str]":
    claims = Prefetch("claims", Claim.objects.order_by("pk"), to_attr="shown_claims")
    current = Decision.objects.filter(is_current=True).order_by("stretch").defer("facts", "result")
    return Prefetch("decisions", current.prefetch_related(claims), to_attr="current")


def runs_of(actor: Actor) -> QuerySet[CloseRun]:
    """Return the practice's close runs, the newest first."""
    return rows_of(actor, CloseRun).select_related("started_by").order_by("-started_at", "-pk")


def failed_periods(actor: Actor) -> QuerySet[ServicePeriod]:
    """Return open periods that could not be closed the last time, each with its error."""
    failed = rows_of(actor, ServicePeriod).filter(state=ServicePeriod.State.OPEN).exclude(last_error="")
    return failed.select_related("patient").order_by("due_on", "pk")


def periods_closed_by(actor: Actor, run: CloseRun) -> QuerySet[ServicePeriod]:
    """Return the periods a run closed, with their current decisions."""
    closed = rows_of(actor, ServicePeriod).filter(run=run).select_related("patient", "coverage__payer", "pin")
    return closed.prefetch_related(_current_decisions()).order_by("patient__last_name", "pk")
