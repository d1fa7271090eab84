"""Goals, strategies and progress of a plan, as other programs read and state them."""

from typing import Any

from rest_framework import serializers

from apps.patients.models import CareEpisode, Strategy
from apps.patients.serializers import GoalSerializer, PatientNameSerializer
from apps.practice.serializers import NamedSerializer, Strict
from apps.timelog.domain.entries import LONGEST_REASON
from apps.timelog.models import EntryVersion

MOST_LETTERS = 5_000


class StatementShape(Strict):
    """What a strategy says."""

    statement = serializers.CharField(default="", allow_blank=True, max_length=MOST_LETTERS)


class GoalShape(StatementShape):
    """What a goal says, and by when it is to be reached."""

    target_on = serializers.DateField(allow_null=True, default=None)


class RevisionShape(StatementShape):
    """What is said from now on, and why."""

    reason = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_REASON)


class StrategySerializer(serializers.ModelSerializer[Strategy]):
    """A way to reach a goal; a dropped one stays readable with its reason."""

    stated_by = NamedSerializer()
    dropped_by = NamedSerializer(allow_null=True)

    class Meta:
        model = Strategy
        fields = (
            "id", "goal", "statement", "stated_by", "stated_at", "dropped_by", "dropped_at", "drop_reason",
        )  # fmt: skip


class ProgressEntrySerializer(serializers.ModelSerializer[EntryVersion]):
    """An entry that concerned a goal."""

    entry = serializers.IntegerField(source="entry_id")
    provider = NamedSerializer()

    class Meta:
        model = EntryVersion
        fields = ("entry", "performed_on", "seconds", "activity", "counterpart", "provider", "note")


class GoalPlanSerializer(serializers.Serializer[Any]):
    """A goal with its strategies and the latest entries that concerned it."""

    goal = GoalSerializer()
    strategies = StrategySerializer(many=True)
    progress = ProgressEntrySerializer(many=True)


class StatedSerializer(serializers.ModelSerializer[CareEpisode]):
    """Why the care of an episode is complex and necessary, and who signed its plan."""

    agency = NamedSerializer(allow_null=True)
    plan_signer = NamedSerializer(allow_null=True)

    class Meta:
        model = CareEpisode
        fields = (
            "id", "setting", "agency", "plan_signer", "plan_signed_on", "complexity_statement", "necessity_statement",
        )  # fmt: skip


class PlanSerializer(serializers.Serializer[Any]):
    """A patient's plan as it stands; `ended` are goals that were met or dropped."""

    patient = PatientNameSerializer()
    on = serializers.DateField()
    episodes = StatedSerializer(many=True)
    goals = GoalPlanSerializer(many=True)
    ended = GoalSerializer(many=True)
