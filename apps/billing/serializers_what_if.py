"""What closing a patient's open periods now would bring, for other programs."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.billing.serializers_periods import SaidSerializer
from apps.practice.serializers import IdField, ProblemSerializer, Strict
from apps.rules.cases import decision_json


class IfClosedShape(Strict):
    """What else than what stands is asked."""

    rules = IdField(required=False, help_text="A draft of an own rule to go by.")
    version = serializers.RegexField(
        r"^[0-9a-f]{8,64}$",
        required=False,
        help_text="A rule set by which the practice was decided, by its hash or a beginning of it.",
        error_messages={"invalid": "This is no version. Write eight or more of its characters."},
    )
    entries = serializers.RegexField(
        r"^\d{1,18}(,\d{1,18})*$",
        required=False,
        help_text="Entries to take as confirmed, by their ids with commas between them.",
        error_messages={"invalid": "These are no ids. Write them as 12,13."},
    )


class UnconfirmedSerializer(serializers.Serializer[Any]):
    """An entry that nobody confirmed yet, and whether the question took it as confirmed."""

    entry = serializers.IntegerField(source="version.entry_id")
    performed_on = serializers.DateField(source="version.performed_on")
    seconds = serializers.IntegerField(source="version.seconds")
    is_taken = serializers.BooleanField()


class AnswerAheadSerializer(serializers.Serializer[Any]):
    """One answer: in sentences, and whole, with every rule tried."""

    said = SaidSerializer(many=True)
    decision = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_decision(self, shown: Any) -> Any:
        """Return the answer as `manage.py decide --json` gives it."""
        return decision_json(shown["answer"], shown["rule_set"])


class PeriodAheadSerializer(serializers.Serializer[Any]):
    """An open period with what closing it now would say; `problems` where its facts do not admit an answer."""

    period = serializers.IntegerField(source="period.pk")
    program = serializers.CharField(source="period.enrollment.program")
    starts_on = serializers.DateField(source="period.starts_on")
    ends_on = serializers.DateField(source="period.ends_on")
    due_on = serializers.DateField(source="period.due_on")
    answers = AnswerAheadSerializer(many=True)
    problems = ProblemSerializer(many=True)


class IfClosedSerializer(serializers.Serializer[Any]):
    """Open periods as if they closed now. Amounts are what may be billed is expected to bring."""

    standing_amount = serializers.DecimalField(12, 2)
    asked_amount = serializers.DecimalField(12, 2)
    difference = serializers.DecimalField(12, 2)
    unconfirmed = UnconfirmedSerializer(many=True)
    periods = PeriodAheadSerializer(many=True)
