"""Service periods, decisions and what they rest on, as other programs read them."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.billing.models import (
    Decision,
    ServicePeriod,
)
from apps.patients.serializers import PatientNameSerializer
from apps.practice.serializers import (
    NamedSerializer,
)


class DecisionBriefSerializer(serializers.ModelSerializer[Decision]):
    """What the rules said of one stretch of a period, in short."""

    class Meta:
        model = Decision
        fields = (
            "id", "stretch", "number", "is_current", "outcome", "minutes", "counted_seconds", "excluded_seconds",
            "procedure_code", "expected_amount", "decided_at",
        )  # fmt: skip


class PeriodSerializer(serializers.ModelSerializer[ServicePeriod]):
    """A service period, all dates inclusive; due the day after its window ends."""

    patient = PatientNameSerializer()
    rendering_provider = NamedSerializer(source="enrollment.rendering_provider")
    payer = serializers.SerializerMethodField()
    decisions = DecisionBriefSerializer(source="current", many=True)

    class Meta:
        model = ServicePeriod
        fields = (
            "id", "patient", "rendering_provider", "payer", "window_starts_on", "window_ends_on", "starts_on",
            "ends_on", "due_on", "state", "closed_at", "last_error", "decisions",
        )  # fmt: skip

    @extend_schema_field(NamedSerializer(allow_null=True))
    def get_payer(self, period: ServicePeriod) -> Any:
        """Return who pays, None where nobody does."""
        return NamedSerializer(period.coverage.payer).data if period.coverage else None


class PeriodPageSerializer(serializers.Serializer[Any]):
    """Some periods, the newest first; `next` is the address of the next page."""

    results = PeriodSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class DecisionSerializer(DecisionBriefSerializer):
    """A decision with its patient and period."""

    patient = PatientNameSerializer()
    period = serializers.IntegerField(source="period_id")

    class Meta(DecisionBriefSerializer.Meta):
        fields = (*DecisionBriefSerializer.Meta.fields, "patient", "period")  # type: ignore[assignment]


class DecisionPageSerializer(serializers.Serializer[Any]):
    """Some current decisions, the newest first; `next` is the address of the next page."""

    results = DecisionSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class SaidSerializer(serializers.Serializer[Any]):
    """One sentence of a decision with the source of its rule."""

    kind = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    rule = serializers.CharField(allow_blank=True)


class TriedSerializer(serializers.Serializer[Any]):
    """A rule that was tried: its sentence and source, what it said, the facts it used."""

    rule = serializers.CharField()
    sentence = serializers.CharField(allow_blank=True)
    said = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    facts = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))


class JudgedSerializer(serializers.Serializer[Any]):
    """An entry as the decision saw it."""

    entry = serializers.IntegerField(source="version.entry_id")
    version = serializers.IntegerField(source="version.number")
    counted_seconds = serializers.IntegerField()
    left_out_seconds = serializers.IntegerField()
    because = serializers.CharField(allow_blank=True)


class EvidenceSerializer(serializers.Serializer[Any]):
    """A decision with everything behind it: sentences, rules tried, entries, and the very facts and result kept."""

    decision = DecisionSerializer()
    said = SaidSerializer(many=True)
    trace = TriedSerializer(source="tried", many=True)
    entries = JudgedSerializer(many=True)
    rule_set = serializers.CharField(source="decision.rule_set_id")
    facts = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_facts(self, evidence: Any) -> Any:
        """Return the facts as they were kept."""
        return json.loads(evidence.decision.facts)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_result(self, evidence: Any) -> Any:
        """Return the result as it was kept."""
        return json.loads(evidence.decision.result)
