"""Remittances and claim payments for other programs: read, and take in a file."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.billing.api_shapes import AfterShape
from apps.billing.models import ClaimPayment, RemittanceFile
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.billing.serializers_money import (
    ClaimPaymentDetailSerializer,
    ClaimPaymentPageSerializer,
    RemittanceFilePageSerializer,
    RemittanceFileSerializer,
)
from apps.practice.access import one_of, rows_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.serializers import IdField, Strict
from apps.problems import Problem, Refused

Gated = Mapping[str, tuple[Action, ...]]


class PaymentFilterShape(AfterShape):
    """Which claim payments to list."""

    state = serializers.ChoiceField(ClaimPayment.State.choices, required=False)
    claim = IdField(required=False)
    file = IdField(required=False)


class NewRemittanceShape(Strict):
    """An 835 file as it was downloaded."""

    file_name = serializers.CharField(max_length=200)
    content = serializers.CharField(help_text="The bytes of the file in base64.")


class Remittances(Endpoint):
    """Files with remittance advice."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,), "POST": (Action.POST_PAYMENTS,)}
    is_one_transaction: ClassVar[bool] = False

    @extend_schema(
        operation_id="remittances",
        parameters=[AfterShape],
        responses=RemittanceFilePageSerializer,
        tags=["money"],
    )
    def get(self, request: Request) -> Response:
        """List the files with their payments, 50 a page, the newest first."""
        rows, following = self.page(_files(self), after=self.asked(AfterShape).get("after"))
        self.listed("remittances.listed", rows)
        return Response(RemittanceFilePageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="post_remittance",
        request=NewRemittanceShape,
        responses={201: RemittanceFileSerializer},
        tags=["money"],
    )
    @once
    def post(self, request: Request) -> Response:
        """Take in a file and post what matches exactly; the same bytes again change nothing."""
        said, now = self.sent(NewRemittanceShape), timezone.now()
        received = receive_remittance(
            self.actor,
            content=_bytes(said["content"]),
            file_name=said["file_name"],
            source=RemittanceFile.Source.API,
            now=now,
        )
        file = post_remittance(self.actor, file_id=received.file.pk, now=now, today=self.actor.today)
        return Response(RemittanceFileSerializer(one_of(self.actor, _files(self), file.pk)).data, status=201)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        said = "The content is not base64. Encode the bytes of the file and send them again."
        raise Refused(Problem("not_base64", said, "content")) from None


def _files(view: Endpoint) -> Any:
    return rows_of(view.actor, RemittanceFile).defer("content").prefetch_related("remittances")


class OneRemittance(Endpoint):
    """One file."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(operation_id="remittance", responses=RemittanceFileSerializer, tags=["money"])
    def get(self, request: Request, file_id: int) -> Response:
        """Return a file with its payments and what was odd about it."""
        row = one_of(self.actor, _files(self), file_id)
        self.viewed(row, "remittance.viewed", patient_id=None)
        return Response(RemittanceFileSerializer(row).data)


class ClaimPayments(Endpoint):
    """Claims as payers processed them."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(
        operation_id="claim_payments",
        parameters=[PaymentFilterShape],
        responses=ClaimPaymentPageSerializer,
        tags=["money"],
    )
    def get(self, request: Request) -> Response:
        """List claim payments by state, claim and file, 50 a page, the newest first."""
        asked = self.asked(PaymentFilterShape)
        after = asked.pop("after", None)
        names = {"state": "state", "claim": "claim", "file": "remittance__file"}
        rows = rows_of(self.actor, ClaimPayment).filter(
            **{names[name]: value for name, value in asked.items()}
        )
        found, following = self.page(rows, after=after)
        self.listed("claim_payments.listed", found)
        return Response(ClaimPaymentPageSerializer({"results": found, "next": following}).data)


class OneClaimPayment(Endpoint):
    """One claim payment."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_CLAIMS,)}

    @extend_schema(operation_id="claim_payment", responses=ClaimPaymentDetailSerializer, tags=["money"])
    def get(self, request: Request, payment_id: int) -> Response:
        """Return a claim payment with its lines, its reasons and its postings."""
        rows = rows_of(self.actor, ClaimPayment).select_related("claim")
        row = one_of(self.actor, rows, payment_id)
        self.viewed(row, "claim_payment.viewed", patient_id=row.claim.patient_id if row.claim else None)
        return Response(ClaimPaymentDetailSerializer(row).data)
