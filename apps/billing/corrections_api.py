"""Changes after a close and corrections for other programs."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.api_shapes import AfterShape
from apps.billing.changes import changed_periods, deltas_of, with_needed
from apps.billing.models import Claim, Correction, ServicePeriod
from apps.billing.operations.another_payer import bill_another_payer
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.reclosing import close_again, leave_as_it_is, take_off
from apps.billing.operations.settling import (
    PaidBack,
    record_refund,
    record_reopening,
    withdraw_correction,
)
from apps.billing.selectors.corrections import corrections_of
from apps.billing.serializers_corrections import (
    AnotherPayerShape,
    AnswerSerializer,
    BilledElsewhereSerializer,
    ChangeAnswerShape,
    ChangedPeriodPageSerializer,
    CorrectionFilterShape,
    CorrectionPageSerializer,
    CorrectionSerializer,
    CorrectionShape,
    RefundShape,
    ReopeningShape,
    TakenOffSerializer,
    WithdrawalShape,
)
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action

Gated = Mapping[str, tuple[Action, ...]]


class ChangedPeriods(Endpoint):
    """Closed periods that changed."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(
        operation_id="changed_periods",
        parameters=[AfterShape],
        responses=ChangedPeriodPageSerializer,
        tags=["periods"],
    )
    def get(self, request: Request) -> Response:
        """List periods whose entries changed after the close, 50 a page, the newest first."""
        asked = self.asked(AfterShape)
        rows, following = self.page(with_needed(changed_periods(self.actor)), after=asked.get("after"))
        self.listed("periods.listed", rows)
        deltas = deltas_of(self.actor.practice, rows)
        found = [deltas[row.pk] for row in rows if row.pk in deltas]
        return Response(ChangedPeriodPageSerializer({"results": found, "next": following}).data)


class AnswerChange(Endpoint):
    """A person's answer to a change."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="answer_change", request=ChangeAnswerShape, responses=AnswerSerializer, tags=["periods"]
    )
    @once
    def post(self, request: Request, period_id: int) -> Response:
        """Close a changed period again, or leave it as it was counted."""
        one_of(self.actor, ServicePeriod, period_id)
        said = self.sent(ChangeAnswerShape)
        operation = close_again if said.pop("answer") == "close_again" else leave_as_it_is
        done = operation(self.actor, period_id=period_id, now=timezone.now(), today=self.actor.today, **said)
        return Response(AnswerSerializer(done).data)


class TakeOff(Endpoint):
    """A changed period of whose change nothing is left."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="take_off_period", request=None, responses=TakenOffSerializer, tags=["periods"]
    )
    @once
    def post(self, request: Request, period_id: int) -> Response:
        """Take a period off the list of changed ones when nothing is left of the change."""
        one_of(self.actor, ServicePeriod, period_id)
        take_off(self.actor, period_id=period_id, now=timezone.now())
        return Response(TakenOffSerializer({"period": period_id}).data)


class Corrections(Endpoint):
    """Claims that are put right."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,), "POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="corrections",
        parameters=[CorrectionFilterShape],
        responses=CorrectionPageSerializer,
        tags=["claims"],
    )
    def get(self, request: Request) -> Response:
        """List corrections by state, 50 a page, the newest first."""
        asked = self.asked(CorrectionFilterShape)
        found = corrections_of(self.actor)
        rows, following = self.page(
            found.filter(state=asked["state"]) if "state" in asked else found, after=asked.get("after")
        )
        self.listed("corrections.listed", rows)
        return Response(CorrectionPageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="open_correction",
        request=CorrectionShape,
        responses={201: CorrectionSerializer},
        tags=["claims"],
    )
    @once
    def post(self, request: Request) -> Response:
        """Begin to put right a claim that went out, by a path that its payer takes."""
        said = self.sent(CorrectionShape)
        claim: Claim = one_of(self.actor, Claim, said["claim"])
        wanted = Wanted(
            Correction.Path(said["path"]), said["reason"], said.get("amount"), said.get("identified_on")
        )
        case = open_correction(
            self.actor, claim_id=claim.pk, wanted=wanted, now=timezone.now(), today=self.actor.today
        )
        return Response(CorrectionSerializer(case).data, status=status.HTTP_201_CREATED)


class AnotherPayer(Endpoint):
    """A claim whose days another payer covers."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="bill_another_payer",
        request=AnotherPayerShape,
        responses=BilledElsewhereSerializer,
        tags=["claims"],
    )
    @once
    def post(self, request: Request, claim_id: int) -> Response:
        """End a denied or paid-back claim, and decide its days for the payer that covers them by today's records."""
        one_of(self.actor, Claim, claim_id)
        reason = self.sent(AnotherPayerShape)["reason"]
        done = bill_another_payer(
            self.actor, claim_id=claim_id, reason=reason, now=timezone.now(), today=self.actor.today
        )
        told = {
            "ended": [claim.pk for claim in done.ended],
            "payer": done.payer.pk,
            "drafts": [claim.pk for claim in done.drafts],
        }
        return Response(BilledElsewhereSerializer(told).data)


class Refund(Endpoint):
    """Money that went back."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="record_refund", request=RefundShape, responses=CorrectionSerializer, tags=["claims"]
    )
    @once
    def post(self, request: Request, correction_id: int) -> Response:
        """Record that an overpayment went back to the payer."""
        one_of(self.actor, Correction, correction_id)
        said = self.sent(RefundShape)
        paid_back = PaidBack(said["amount"], said["on"], said["reference"])
        case = record_refund(
            self.actor,
            correction_id=correction_id,
            paid_back=paid_back,
            now=timezone.now(),
            today=self.actor.today,
        )
        return Response(CorrectionSerializer(case).data)


class Reopening(Endpoint):
    """The payer's answer to a request for reopening."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="answer_reopening",
        request=ReopeningShape,
        responses=CorrectionSerializer,
        tags=["claims"],
    )
    @once
    def post(self, request: Request, correction_id: int) -> Response:
        """Record whether the payer reopened the claim; granted, the claim is with the payer again."""
        one_of(self.actor, Correction, correction_id)
        said = self.sent(ReopeningShape)
        case = record_reopening(
            self.actor, correction_id=correction_id, now=timezone.now(), today=self.actor.today, **said
        )
        return Response(CorrectionSerializer(case).data)


class Withdrawal(Endpoint):
    """A correction that is given up."""

    actions: ClassVar[Gated] = {"POST": (Action.REVIEW_CLAIMS,)}

    @extend_schema(
        operation_id="withdraw_correction",
        request=WithdrawalShape,
        responses=CorrectionSerializer,
        tags=["claims"],
    )
    @once
    def post(self, request: Request, correction_id: int) -> Response:
        """Give a correction up, with the claim drafted for it."""
        one_of(self.actor, Correction, correction_id)
        said = self.sent(WithdrawalShape)
        case = withdraw_correction(
            self.actor, correction_id=correction_id, now=timezone.now(), today=self.actor.today, **said
        )
        return Response(CorrectionSerializer(case).data)
