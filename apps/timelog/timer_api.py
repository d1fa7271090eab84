"""Moves of the timer for other programs: pause it, let it go on, switch to another patient."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Patient
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.timelog import answers
from apps.timelog.operations import pause_timer, resume_timer, switch_timer
from apps.timelog.serializers import NothingShape, SwitchedSerializer, SwitchShape, TimerSerializer

Gated = Mapping[str, tuple[Action, ...]]


class PauseTimer(Endpoint):
    """Pause the timer."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="pause_timer", request=NothingShape, responses=TimerSerializer, tags=["timer"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Let your timer stand still; pausing a paused one changes nothing."""
        self.sent(NothingShape)
        return Response(answers.timer(pause_timer(self.actor, now=timezone.now())))


class ResumeTimer(Endpoint):
    """Resume the timer."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="resume_timer", request=NothingShape, responses=TimerSerializer, tags=["timer"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Let your paused timer go on; resuming a running one changes nothing."""
        self.sent(NothingShape)
        return Response(answers.timer(resume_timer(self.actor, now=timezone.now())))


class SwitchTimer(Endpoint):
    """Switch the timer to another patient."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="switch_timer", request=SwitchShape, responses={201: SwitchedSerializer}, tags=["timer"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Stop your timer, log its time and start one for another patient: all of it, or nothing."""
        said = self.sent(SwitchShape)
        patient = one_of(self.actor, Patient, said.pop("patient"))
        made, timer = switch_timer(patient, actor=self.actor, now=timezone.now(), **said)
        return Response({**answers.made(made), "timer": answers.timer(timer)}, status=201)
