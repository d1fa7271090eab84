"""Periods, decisions and claims for other programs, and the moves of review."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.api_shapes import (
    ClaimFilterShape,
    DecisionFilterShape,
    MoveShape,
    PeriodFilterShape,
    first_of,
)
from apps.billing.domain.holds import HoldReason
from apps.billing.domain.lifecycle import Move
from apps.billing.evidence import evidence_of, outgoing
from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.operations.acts import Wanted, act
from apps.billing.operations.holding import Holding
from apps.billing.selectors.listed import (
    DecisionFilter,
    PeriodFilter,
    claim_with_history,
    filtered_decisions,
    filtered_periods,
)
from apps.billing.selectors.queue import ClaimFilter, Stage, filtered_claims
from apps.billing.serializers import ClaimDetailSerializer, ClaimPageSerializer, MadeActSerializer
from apps.billing.serializers_periods import (
    DecisionPageSerializer,
    EvidenceSerializer,
    PeriodPageSerializer,
    PeriodSerializer,
)
from apps.practice.access import one_of, rows_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.problems import Refused

Gated = Mapping[str, tuple[Action, ...]]


class Periods(Endpoint):
    """The practice's service periods."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(
        operation_id="service_periods",
        parameters=[PeriodFilterShape],
        responses=PeriodPageSerializer,
        tags=["periods"],
    )
    def get(self, request: Request) -> Response:
        """List service periods with their current decisions, 50 a page, the newest first."""
        asked = self.asked(PeriodFilterShape)
        wanted = PeriodFilter(asked.get("patient"), asked.get("state"), first_of(asked.get("month")))
        rows, following = self.page(filtered_periods(self.actor, wanted), after=asked.get("after"))
        self.listed("periods.listed", rows)
        return Response(PeriodPageSerializer({"results": rows, "next": following}).data)


class OnePeriod(Endpoint):
    """One service period."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(operation_id="service_period", responses=PeriodSerializer, tags=["periods"])
    def get(self, request: Request, period_id: int) -> Response:
        """Return a service period with its current decisions."""
        row: ServicePeriod = one_of(self.actor, filtered_periods(self.actor, PeriodFilter()), period_id)
        self.viewed(row, "period.viewed", patient_id=row.patient_id)
        return Response(PeriodSerializer(row).data)


class Decisions(Endpoint):
    """What the rules said."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(
        operation_id="decisions",
        parameters=[DecisionFilterShape],
        responses=DecisionPageSerializer,
        tags=["decisions"],
    )
    def get(self, request: Request) -> Response:
        """List current decisions, 50 a page, the newest first."""
        asked = self.asked(DecisionFilterShape)
        after = asked.pop("after", None)
        rows, following = self.page(filtered_decisions(self.actor, DecisionFilter(**asked)), after=after)
        self.listed("decisions.listed", rows)
        return Response(DecisionPageSerializer({"results": rows, "next": following}).data)


class OneDecision(Endpoint):
    """One decision."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(operation_id="decision", responses=EvidenceSerializer, tags=["decisions"])
    def get(self, request: Request, decision_id: int) -> Response:
        """Return a decision with its reasons in words, the rules tried with their sources, the facts it used."""
        rows = rows_of(self.actor, Decision).select_related("patient", "period")
        row: Decision = one_of(self.actor, rows, decision_id)
        self.viewed(row, "decision.viewed", patient_id=row.patient_id)
        return Response(EvidenceSerializer(evidence_of(row)).data)


class Claims(Endpoint):
    """The practice's claims."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(
        operation_id="claims", parameters=[ClaimFilterShape], responses=ClaimPageSerializer, tags=["claims"]
    )
    def get(self, request: Request) -> Response:
        """List claims by stage, payer, provider, code and month, 50 a page, the newest first."""
        asked = self.asked(ClaimFilterShape)
        wanted = ClaimFilter(
            stage=Stage(asked["stage"]) if "stage" in asked else None,
            payer_id=asked.get("payer"),
            provider_id=asked.get("provider"),
            code=asked.get("code", ""),
            month=asked.get("month", ""),
            words=asked.get("q", ""),
        )
        rows, following = self.page(filtered_claims(self.actor, wanted), after=asked.get("after"))
        self.listed("claims.listed", rows)
        return Response(ClaimPageSerializer({"results": rows, "next": following}).data)


class OneClaim(Endpoint):
    """One claim."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(operation_id="claim", responses=ClaimDetailSerializer, tags=["claims"])
    def get(self, request: Request, claim_id: int) -> Response:
        """Return a claim as it will go out, what stands in its way, what happened to it."""
        row: Claim = one_of(self.actor, claim_with_history(self.actor, claim_id), claim_id)
        self.viewed(row, "claim.viewed", patient_id=row.patient_id)
        shown = {"claim": row, "outgoing": outgoing(row, today=self.actor.today)}
        return Response(ClaimDetailSerializer(shown).data)


class Moves(Endpoint):
    """The moves of review."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="move_claims", request=MoveShape, responses=MadeActSerializer, tags=["claims"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Move one or many claims in one act; those that may not are left out with every reason, 422 when all are."""
        said = self.sent(MoveShape)
        holding = Holding(HoldReason(said["hold_reason"]), said["hold_until"])
        done = act(
            self.actor,
            Wanted(Move(said["move"]), said["reason"], holding),
            claim_ids=said["claims"],
            now=timezone.now(),
            today=self.actor.today,
        )
        if not done.moved.claim_ids:
            raise Refused(done.moved.problems)
        return Response(MadeActSerializer({"act": done.act.pk, "moved": done.moved}).data)
