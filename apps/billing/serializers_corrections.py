"""Changes after a close and corrections, as other programs read and answer them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.billing.delta import Delta
from apps.billing.models import ChangeAnswer, Correction
from apps.patients.serializers import PatientNameSerializer
from apps.practice.serializers import IdField, NamedSerializer, Strict


class ChangedPeriodSerializer(serializers.Serializer[Any]):
    """A closed period that changed: what it was closed with, what the book supports now, what would follow."""

    period = serializers.IntegerField(source="period.pk")
    patient = PatientNameSerializer(source="period.patient")
    length = serializers.IntegerField(help_text="Give it back as based_on when you answer.")
    last_day = serializers.DateField(allow_null=True, help_text="The payer's last day for late time.")
    change = serializers.SerializerMethodField()
    follows = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_change(self, delta: Delta) -> Any:
        """Return entries, seconds, codes and money, before and after."""
        return delta.as_kept()

    @extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": True}})
    def get_follows(self, delta: Delta) -> Any:
        """Return what closing again does with each claim."""
        return [{"claim": each.claim.pk, "way": each.way.value} for each in delta.claims]


class ChangedPeriodPageSerializer(serializers.Serializer[Any]):
    """Some changed periods, the newest first; `next` is the address of the next page."""

    results = ChangedPeriodSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class ChangeAnswerShape(Strict):
    """A person's answer to a change."""

    answer = serializers.ChoiceField(["close_again", "leave"])
    based_on = serializers.IntegerField(min_value=0, max_value=2_147_483_647)
    reason = serializers.CharField(max_length=300)


class AnswerSerializer(serializers.ModelSerializer[ChangeAnswer]):
    """What was done about a change."""

    answered_by = NamedSerializer(allow_null=True)
    change = serializers.DictField()

    class Meta:
        model = ChangeAnswer
        fields = (
            "id",
            "period",
            "kind",
            "length",
            "decision_number",
            "change",
            "reason",
            "answered_by",
            "answered_at",
        )


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    """A claim that is put right; `due_on` is the last day, inclusive."""

    patient = PatientNameSerializer()

    class Meta:
        model = Correction
        fields = (
            "id", "patient", "claim", "new_claim", "path", "state", "amount", "identified_on", "due_on", "rule",
            "reason", "opened_at", "settled_on", "settled_amount", "settled_reference", "ended_reason", "ended_at",
        )  # fmt: skip


class CorrectionPageSerializer(serializers.Serializer[Any]):
    """Some corrections, the newest first; `next` is the address of the next page."""

    results = CorrectionSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class CorrectionFilterShape(Strict):
    """Which corrections to list."""

    after = IdField(required=False, help_text="The last id of the page before.")
    state = serializers.ChoiceField(Correction.State.choices, required=False)


class CorrectionShape(Strict):
    """How a claim that went out is put right."""

    claim = IdField()
    path = serializers.ChoiceField(Correction.Path.choices)
    reason = serializers.CharField(max_length=300)
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, required=False)
    identified_on = serializers.DateField(required=False)


class AnotherPayerShape(Strict):
    """Why another payer is billed."""

    reason = serializers.CharField(max_length=200)


class BilledElsewhereSerializer(serializers.Serializer[Any]):
    """The claims that ended, the payer that is billed instead, and the drafts: none where nothing is billable."""

    ended = serializers.ListField(child=serializers.IntegerField())
    payer = serializers.IntegerField()
    drafts = serializers.ListField(child=serializers.IntegerField())


class RefundShape(Strict):
    """Money that went back."""

    amount = serializers.DecimalField(max_digits=9, decimal_places=2)
    on = serializers.DateField()
    reference = serializers.CharField(max_length=100)


class ReopeningShape(Strict):
    """The payer's answer to a request for reopening."""

    was_granted = serializers.BooleanField()
    answered_on = serializers.DateField()
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class WithdrawalShape(Strict):
    """Why a correction is given up."""

    reason = serializers.CharField(max_length=300)


class TakenOffSerializer(serializers.Serializer[Any]):
    """The period that is no longer on the list of changed ones."""

    period = serializers.IntegerField()
