"""Let decisions follow the facts: what was put right about a patient is decided again at once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.operations.cutting import cut_patient
from apps.billing.operations.deciding import GONE, UNSENT, decide_again
from apps.practice.access import Actor, schedule_of
from apps.practice.domain.roles import Action

# Nothing older can still be filed: Medicare takes claims for a calendar year (42 CFR 424.44).
LOOKS_BACK = timedelta(days=400)


def follow_facts(actor: Actor, *, patient_id: int, now: datetime, today: date) -> list[Decision]:
    """Cut the patient's open periods as they are now, and decide closed, unsent ones again; return new answers.

    Whoever may record a fact need not be somebody who closes periods: then the practice's schedule decides.
    """
    decider = actor if actor.may(Action.CLOSE_PERIODS) else schedule_of(actor.practice)
    cut_patient(decider, patient_id=patient_id, today=today)
    waiting = _unsent_periods(actor, patient_id, today)
    if not waiting:
        return []
    done = decide_again(decider, period_ids=waiting, now=now, today=today)
    changed = Decision.objects.filter(period__in=done.changed, is_current=True)
    return list(changed.select_related("period").order_by("period__starts_on", "stretch"))


def _unsent_periods(actor: Actor, patient_id: int, today: date) -> Sequence[int]:
    """Return the closed periods of a patient whose claims, if there are any, nobody has approved yet."""
    further = Claim.objects.filter(patient=patient_id).exclude(state__in=(*UNSENT, *GONE))
    periods = ServicePeriod.objects.filter(
        practice=actor.practice,
        patient=patient_id,
        state=ServicePeriod.State.CLOSED,
        window_ends_on__gte=today - LOOKS_BACK,
    )
    return list(periods.exclude(pk__in=further.values("period")).values_list("pk", flat=True))
