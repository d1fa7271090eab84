"""Periods, decisions, claims, files and runs, as other programs read and move them."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.billing.domain.claim_json import to_json
from apps.billing.evidence import Outgoing
from apps.billing.models import (
    Claim,
    ClaimEvent,
    ClaimNote,
    CloseRun,
    Decision,
    Receiver,
    ReviewAct,
    ServiceLine,
    ServicePeriod,
    Submission,
)
from apps.patients.serializers import PatientNameSerializer, PayerSerializer
from apps.practice.serializers import (
    LARGEST_ID,
    NamedSerializer,
    ProblemSerializer,
)

# --- Service periods and decisions -------------------------------------------------------------------------


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


# --- Claims ------------------------------------------------------------------------------------------------


class LineSerializer(serializers.ModelSerializer[ServiceLine]):
    """One line of a claim."""

    modifiers = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ServiceLine
        fields = ("number", "procedure_code", "modifiers", "units", "charge", "expected_amount")


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    """A claim as a list shows it; a draft without problems is ready."""

    patient = PatientNameSerializer()
    payer = NamedSerializer()
    rendering_provider = NamedSerializer()
    decision = serializers.IntegerField(source="decision_id")
    period = serializers.IntegerField(source="period_id")
    submission = serializers.IntegerField(source="submission_id", allow_null=True)
    lines = LineSerializer(many=True)
    problems = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = (
            "id", "patient_control_number", "state", "state_reason", "patient", "payer", "rendering_provider",
            "decision", "period", "submission", "code_family", "starts_on", "ends_on", "claim_frequency",
            "corrects", "stands", "payer_claim_control_number", "control_number_given",
            "prior_authorization_number", "total_charge", "lines", "problems", "approved_at", "created_at",
        )  # fmt: skip

    @extend_schema_field(ProblemSerializer(many=True))
    def get_problems(self, claim: Claim) -> Any:
        """Return the problems of the last check."""
        return ProblemSerializer(claim.problems, many=True).data


class ClaimPageSerializer(serializers.Serializer[Any]):
    """Some claims, the newest first; `next` is the address of the next page."""

    results = ClaimSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class EventSerializer(serializers.ModelSerializer[ClaimEvent]):
    """One move of a claim: who, when, why."""

    actor = NamedSerializer(allow_null=True)

    class Meta:
        model = ClaimEvent
        fields = ("move", "from_state", "to_state", "actor", "reason", "source_document", "at")


class NoteSerializer(serializers.ModelSerializer[ClaimNote]):
    """Something that was said about a claim."""

    author = NamedSerializer(allow_null=True)

    class Meta:
        model = ClaimNote
        fields = ("id", "text", "author", "at")


class ClaimDetailSerializer(serializers.Serializer[Any]):
    """A claim as it will go out (frozen once approved), what stands in its way today, what happened to it."""

    claim = ClaimSerializer()
    problems = ProblemSerializer(source="outgoing.problems", many=True)
    is_frozen = serializers.BooleanField(source="outgoing.is_frozen")
    document = serializers.SerializerMethodField()
    history = EventSerializer(source="claim.history", many=True)
    assigned_to = NamedSerializer(source="claim.assigned_to", allow_null=True)
    tags = serializers.SerializerMethodField()
    notes = NoteSerializer(source="claim.desk_notes", many=True)

    def get_tags(self, shown: dict[str, Any]) -> list[str]:
        """Return the words put on the claim."""
        return [tag.name for tag in shown["claim"].tags.all()]

    @extend_schema_field({"type": "object", "nullable": True, "additionalProperties": True})
    def get_document(self, shown: dict[str, Any]) -> Any:
        """Return the document; None while a charge is missing."""
        found: Outgoing = shown["outgoing"]
        return json.loads(to_json(found.document))["claim"] if found.document is not None else None


class LeftOutSerializer(serializers.Serializer[Any]):
    """A claim that was left as it is, with every reason."""

    claim = serializers.IntegerField(source="claim_id", max_value=LARGEST_ID)
    patient_control_number = serializers.CharField(allow_blank=True)
    problems = ProblemSerializer(many=True)


class MovedSerializer(serializers.Serializer[Any]):
    """The claims that were moved, and those left as they are."""

    moved = serializers.ListField(source="claim_ids", child=serializers.IntegerField())
    left_out = LeftOutSerializer(many=True)


class MadeActSerializer(serializers.Serializer[Any]):
    """An act that can be taken back by its id, the claims that it moved, and those left as they are."""

    act = serializers.IntegerField(max_value=LARGEST_ID)
    moved = serializers.ListField(source="moved.claim_ids", child=serializers.IntegerField())
    left_out = LeftOutSerializer(source="moved.left_out", many=True)


class ActSerializer(serializers.ModelSerializer[ReviewAct]):
    """What somebody did with claims in one act."""

    actor = NamedSerializer(allow_null=True)
    claims = serializers.ListField(source="claim_ids", child=serializers.IntegerField())
    undone_by = NamedSerializer(allow_null=True)

    class Meta:
        model = ReviewAct
        fields = ("id", "move", "reason", "claims", "left_out", "actor", "made_at", "undone_at", "undone_by")


class ActPageSerializer(serializers.Serializer[Any]):
    """Some acts, the newest first; `next` is the address of the next page."""

    results = ActSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class CountSerializer(serializers.Serializer[Any]):
    """How many claims changed."""

    changed = serializers.IntegerField()


# --- Files and runs ----------------------------------------------------------------------------------------


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
