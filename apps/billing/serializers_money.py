"""Remittances and claim payments as other programs read them; amounts are dollars, null where unreadable."""

from typing import Any

from rest_framework import serializers

from apps.billing.models import (
    Adjustment,
    ClaimPayment,
    Posting,
    RemittanceAdvice,
    RemittanceFile,
    ServicePayment,
)


class RemittanceAdviceSerializer(serializers.ModelSerializer[RemittanceAdvice]):
    """One payment of a file."""

    class Meta:
        model = RemittanceAdvice
        fields = (
            "id", "number", "trace_number", "payer_name", "payer_identifier", "payee_npi", "method", "paid_on",
            "payment", "claim_count", "claims_paid", "provider_adjusted", "patient_responsibility", "balances",
            "hold_reason",
        )  # fmt: skip


class RemittanceFileSerializer(serializers.ModelSerializer[RemittanceFile]):
    """A file with its payments and findings."""

    remittances = RemittanceAdviceSerializer(many=True)
    findings = serializers.ListField(child=serializers.DictField())

    class Meta:
        model = RemittanceFile
        fields = (
            "id", "file_name", "sha256", "source", "state", "claim_count", "claims_done", "received_at", "posted_at",
            "findings", "remittances",
        )  # fmt: skip


class RemittanceFilePageSerializer(serializers.Serializer[Any]):
    """Some files, the newest first; `next` is the address of the next page."""

    results = RemittanceFileSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class AdjustmentSerializer(serializers.ModelSerializer[Adjustment]):
    """One reason why less was paid; `service_payment` is null for one of the whole claim."""

    class Meta:
        model = Adjustment
        fields = ("adjustment_group", "reason_code", "amount", "quantity", "service_payment")


class ServicePaymentSerializer(serializers.ModelSerializer[ServicePayment]):
    """One line as paid."""

    modifiers = serializers.ListField(child=serializers.CharField())
    remark_codes = serializers.ListField(child=serializers.CharField())
    further = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))

    class Meta:
        model = ServicePayment
        fields = (
            "id", "number", "procedure_code", "modifiers", "units", "charge", "paid", "allowed", "starts_on", "ends_on",
            "line_id", "remark_codes", "original_procedure", "original_units", "revenue_code", "further",
        )  # fmt: skip


class PostingSerializer(serializers.ModelSerializer[Posting]):
    """One line of the book: posted, or taken off with a negative amount."""

    class Meta:
        model = Posting
        fields = ("number", "claim", "matched_by", "move", "paid", "patient_responsibility", "reason", "at")


class ClaimPaymentSerializer(serializers.ModelSerializer[ClaimPayment]):
    """One claim as a payer processed it."""

    remark_codes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ClaimPayment
        fields = (
            "id", "remittance", "number", "claim", "state", "reason", "patient_control_number", "claim_status_code",
            "charge", "paid", "patient_responsibility", "payer_claim_control_number", "patient_name", "member_id",
            "starts_on", "ends_on", "interest", "remark_codes", "balances",
        )  # fmt: skip


class ClaimPaymentPageSerializer(serializers.Serializer[Any]):
    """Some claim payments, the newest first; `next` is the address of the next page."""

    results = ClaimPaymentSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class ClaimPaymentDetailSerializer(ClaimPaymentSerializer):
    """A claim payment with its lines, its reasons and its postings."""

    services = ServicePaymentSerializer(many=True)
    adjustments = AdjustmentSerializer(many=True)
    postings = PostingSerializer(many=True)
    adjudication = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))

    class Meta(ClaimPaymentSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *ClaimPaymentSerializer.Meta.fields, "adjudication", "services", "adjustments", "postings",
        )  # fmt: skip
