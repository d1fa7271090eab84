"""Let decisions follow the facts: what was put right about a patient is decided again at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.operations.cutting import cut_patient
from apps.billing.operations.deciding import GONE, UNSENT, VOID, decide_again
from apps.patients.models import CareEpisode
from apps.practice.access import Actor, schedule_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed
from apps.problems import Problem

# Nothing older can still be filed: Medicare takes claims for a calendar year (42 CFR 424.44).
LOOKS_BACK = timedelta(days=400)
PATIENTS_AT_A_TIME = 500


def decider_for(actor: Actor) -> Actor:
    """Return who decides again: whoever may record a fact need not close periods; then the practice's schedule does."""
    return actor if actor.may(Action.CLOSE_PERIODS) else schedule_of(actor.practice)


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of changed facts: the new answers, and why the rules could not judge periods that stay as they are."""

    answers: tuple[Decision, ...] = ()
    wrong_facts: tuple[Problem, ...] = ()


def follow_facts(actor: Actor, *, patient_id: int, now: datetime, today: date) -> Followed:
    """Cut the patient's open periods as they are now, and decide closed, unsent ones again."""
    decider = decider_for(actor)
    cut_patient(decider, patient_id=patient_id, today=today)
    waiting = _unsent(actor, Q(patient=patient_id), today)
    if not waiting:
        return Followed()
    done = decide_again(decider, period_ids=waiting, now=now, today=today)
    changed = Decision.objects.filter(period__in=done.changed, is_current=True)
    answers = changed.select_related("period").order_by("period__starts_on", "period_id", "stretch")
    return Followed(tuple(answers), done.wrong_facts)


def periods_concerned(actor: Actor, changed: Changed, *, today: date) -> list[int]:
    """Return the closed, unsent periods that a change may bear on, the oldest first."""
    patients = sorted(changed.patients)
    some = (patients[at : at + PATIENTS_AT_A_TIME] for at in range(0, len(patients), PATIENTS_AT_A_TIME))
    found = {pk for each in some for pk in _unsent(actor, Q(patient__in=each), today)}
    if changed.providers:
        found |= set(_unsent(actor, Q(enrollment__rendering_provider__in=changed.providers), today))
    if changed.agencies:
        under = CareEpisode.objects.filter(agency__in=changed.agencies).values("patient")
        found |= set(_unsent(actor, Q(patient__in=under), today))
    return sorted(found)


def _unsent(actor: Actor, concerned: Q, today: date) -> Sequence[int]:
    """Return the closed periods whose claims, if any are left, nobody has approved yet."""
    periods = ServicePeriod.objects.filter(
        concerned,
        practice=actor.practice,
        state=ServicePeriod.State.CLOSED,
        window_ends_on__gte=today - LOOKS_BACK,
    )
    further = Claim.objects.filter(period__in=periods).exclude(state__in=(*UNSENT, *GONE))
    further = further.exclude(claim_frequency=VOID)
    return list(periods.exclude(pk__in=further.values("period")).values_list("pk", flat=True))
