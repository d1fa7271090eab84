"""Claims and acts on them, as other programs read and move them."""

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
    ReviewAct,
    ServiceLine,
)
from apps.patients.serializers import PatientNameSerializer
from apps.practice.serializers import (
    LARGEST_ID,
    NamedSerializer,
    ProblemSerializer,
)


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
