"""Goals, strategies and the plan of a patient for other programs: the operations of the pages."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Goal, Patient, Strategy
from apps.patients.operations_goals import (
    drop_goal,
    drop_strategy,
    meet_goal,
    revise_goal,
    state_goal,
    state_strategy,
)
from apps.patients.serializers import GoalSerializer
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.timelog.plan import plan_of
from apps.timelog.serializers import ReasonShape
from apps.timelog.serializers_plan import (
    GoalShape,
    PlanSerializer,
    RevisionShape,
    StatementShape,
    StrategySerializer,
)

Gated = Mapping[str, tuple[Action, ...]]
CHANGES: Gated = {"POST": (Action.CHANGE_GOALS,)}


class Plan(Endpoint):
    """A patient's plan."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    @extend_schema(operation_id="plan", responses=PlanSerializer, tags=["plan"])
    def get(self, request: Request, patient_id: int) -> Response:
        """Return the plan: why the care is complex, goals, strategies, and the entries that concerned them."""
        patient = one_of(self.actor, Patient, patient_id)
        self.viewed(patient, "plan.viewed", patient_id=patient.pk)
        return Response(PlanSerializer(plan_of(self.actor, patient, today=self.actor.today)).data)


class StateGoal(Endpoint):
    """State a goal."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(
        operation_id="state_goal", request=GoalShape, responses={201: GoalSerializer}, tags=["plan"]
    )
    @once
    def post(self, request: Request, patient_id: int) -> Response:
        """State a goal of a patient's plan."""
        patient, said = one_of(self.actor, Patient, patient_id), self.sent(GoalShape)
        goal = state_goal(patient, actor=self.actor, now=timezone.now(), **said)
        return Response(GoalSerializer(goal).data, status=201)


class ReviseGoal(Endpoint):
    """Revise a goal."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(operation_id="revise_goal", request=RevisionShape, responses=GoalSerializer, tags=["plan"])
    @once
    def post(self, request: Request, goal_id: int) -> Response:
        """Let a goal say something else from now on, for a reason."""
        goal, said = one_of(self.actor, Goal, goal_id), self.sent(RevisionShape)
        return _goal(revise_goal(goal, actor=self.actor, now=timezone.now(), **said))


class MeetGoal(Endpoint):
    """A goal was met."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(operation_id="meet_goal", request=ReasonShape, responses=GoalSerializer, tags=["plan"])
    @once
    def post(self, request: Request, goal_id: int) -> Response:
        """Record that a goal was met; how it shows may be told as the reason."""
        goal, said = one_of(self.actor, Goal, goal_id), self.sent(ReasonShape)
        return _goal(meet_goal(goal, actor=self.actor, now=timezone.now(), **said))


class DropGoal(Endpoint):
    """Give a goal up."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(operation_id="drop_goal", request=ReasonShape, responses=GoalSerializer, tags=["plan"])
    @once
    def post(self, request: Request, goal_id: int) -> Response:
        """Give a goal up, for a reason."""
        goal, said = one_of(self.actor, Goal, goal_id), self.sent(ReasonShape)
        return _goal(drop_goal(goal, actor=self.actor, now=timezone.now(), **said))


class StateStrategy(Endpoint):
    """State a strategy."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(
        operation_id="state_strategy",
        request=StatementShape,
        responses={201: StrategySerializer},
        tags=["plan"],
    )
    @once
    def post(self, request: Request, goal_id: int) -> Response:
        """State a way to reach a goal."""
        goal, said = one_of(self.actor, Goal, goal_id), self.sent(StatementShape)
        made = state_strategy(goal, actor=self.actor, now=timezone.now(), **said)
        return Response(StrategySerializer(made).data, status=201)


class DropStrategy(Endpoint):
    """Give a strategy up."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(
        operation_id="drop_strategy", request=ReasonShape, responses=StrategySerializer, tags=["plan"]
    )
    @once
    def post(self, request: Request, strategy_id: int) -> Response:
        """Give a strategy up, for a reason; it stays readable."""
        row, said = one_of(self.actor, Strategy, strategy_id), self.sent(ReasonShape)
        dropped = drop_strategy(row, actor=self.actor, now=timezone.now(), **said)
        return Response(StrategySerializer(dropped).data)


def _goal(goal: Goal) -> Response:
    return Response(GoalSerializer(goal).data)
