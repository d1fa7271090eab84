"""Receivers, files of claims and runs of the close, as other programs read and make them."""

from typing import Any

from rest_framework import serializers

from apps.billing.models import (
    CloseRun,
    Receiver,
    Submission,
)
from apps.patients.serializers import PayerSerializer
from apps.practice.serializers import (
    NamedSerializer,
)


class ReceiverSerializer(serializers.ModelSerializer[Receiver]):
    """Where 837P files go."""

    payers = PayerSerializer(many=True)

    class Meta:
        model = Receiver
        fields = ("id", "name", "receiver_id", "sender_id", "is_production", "payers")


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """A file made of approved claims."""

    receiver = NamedSerializer(allow_null=True)
    made_by = NamedSerializer(allow_null=True)
    sent_by = NamedSerializer(allow_null=True)
    findings = serializers.ListField(child=serializers.DictField())

    class Meta:
        model = Submission
        fields = (
            "id", "format", "receiver", "state", "file_name", "sha256", "receiver_code",
            "interchange_control_number", "group_control_number", "transaction_set_control_number", "claim_count",
            "total_charge", "findings", "checked_at", "check_done", "check_total", "follows", "made_by", "made_at",
            "sent_by", "sent_at",
        )  # fmt: skip


class SubmissionPageSerializer(serializers.Serializer[Any]):
    """Some files, the newest first; `next` is the address of the next page."""

    results = SubmissionSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class SubmissionDetailSerializer(SubmissionSerializer):
    """A file with the ids of its claims."""

    claims = serializers.SerializerMethodField()

    class Meta(SubmissionSerializer.Meta):
        fields = (*SubmissionSerializer.Meta.fields, "claims")  # type: ignore[assignment]

    def get_claims(self, submission: Submission) -> list[int]:
        """Return the ids of the claims in it."""
        return list(submission.claims.order_by("pk").values_list("pk", flat=True))


class MadeSubmissionSerializer(SubmissionDetailSerializer):
    """The first file that was made, and the others where one could not hold all claims."""

    more = SubmissionDetailSerializer(many=True, help_text="Empty for up to 5,000 claims.")

    class Meta(SubmissionDetailSerializer.Meta):
        fields = (*SubmissionDetailSerializer.Meta.fields, "more")  # type: ignore[assignment]


class RunSerializer(serializers.ModelSerializer[CloseRun]):
    """One look for due periods: what it found and did."""

    started_by = NamedSerializer(allow_null=True)

    class Meta:
        model = CloseRun
        fields = (
            "id", "trigger", "started_by", "today", "started_at", "finished_at", "closed", "billable", "blocked",
            "not_billable", "failed",
        )  # fmt: skip


class RunPageSerializer(serializers.Serializer[Any]):
    """Some runs, the newest first; `next` is the address of the next page."""

    results = RunSerializer(many=True)
    next = serializers.URLField(allow_null=True)
