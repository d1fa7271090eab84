"""A patient's plan on one page: why the care is complex, goals, strategies and progress, and whom copies went to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q

from apps.patients.domain.identifiers import dotted_diagnosis_code
from apps.patients.models import CareEpisode, CarePlan, Diagnosis, Goal, Patient, PlanCopy, Strategy
from apps.practice.access import Actor, rows_of
from apps.timelog.models import EntryVersion

MOST_PROGRESS = 5


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """A goal with its strategies and the latest entries that concerned it, newest first."""

    goal: Goal
    strategies: Sequence[Strategy]
    progress: Sequence[EntryVersion]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plan says on a date; goals met or dropped stand apart."""

    patient: Patient
    on: date
    episodes: Sequence[CareEpisode]
    diagnoses: Sequence[str]  # the codes, written with their dots
    goals: Sequence[GoalPlan]
    ended: Sequence[Goal]
    care_plan: CarePlan | None
    copies: Sequence[PlanCopy]


def plan_of(actor: Actor, patient: Patient, *, today: date) -> Plan:
    """Return the patient's plan as it stands today: seven queries however much it says."""
    goals = list(
        rows_of(actor, Goal)
        .filter(patient=patient)
        .prefetch_related(Prefetch("strategies", Strategy.objects.select_related("stated_by", "dropped_by")))
    )
    runs = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    copies = rows_of(actor, PlanCopy).filter(patient=patient, struck_at__isnull=True)
    plans = rows_of(actor, CarePlan).filter(runs, patient=patient, struck_at__isnull=True)
    open_goals = [goal for goal in goals if goal.state not in (Goal.State.MET, Goal.State.DROPPED)]
    progress = _progress(actor, open_goals)
    diagnoses = rows_of(actor, Diagnosis).filter(runs, patient=patient).order_by("rank", "pk")
    return Plan(
        patient=patient,
        on=today,
        episodes=list(
            rows_of(actor, CareEpisode)
            .filter(runs, patient=patient, starts_on__lte=today)
            .select_related("agency", "plan_signer")
        ),
        diagnoses=[dotted_diagnosis_code(code) for code in diagnoses.values_list("code", flat=True)],
        goals=[GoalPlan(goal, list(goal.strategies.all()), progress.get(goal.pk, ())) for goal in open_goals],
        ended=[goal for goal in goals if goal not in open_goals],
        care_plan=plans.select_related("made_by").first(),
        copies=list(copies.select_related("given_by")),
    )


def _progress(actor: Actor, goals: Sequence[Goal]) -> dict[int, list[EntryVersion]]:
    """Return the latest entries that concerned each goal, by its id."""
    rows = (
        EntryVersion.objects.filter(
            practice=actor.practice, current_of__goals__in=goals, is_void=False, is_confirmed=True
        )
        .select_related("provider")
        .annotate(goal_id=F("current_of__goals"))
        .order_by("-performed_on", "-pk")
    )
    found: dict[int, list[EntryVersion]] = {}
    for row in rows:
        latest = found.setdefault(row.goal_id, [])
        if len(latest) < MOST_PROGRESS:
            latest.append(row)
    return found
