"""Recorded facts as other programs read and write them, kind by kind."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.patients.fact_kinds import BY_WORD
from apps.patients.models import (
    CarePlan,
    Consent,
    DecisionMaking,
    FaceToFaceVisit,
    OutsideService,
    PatientStatus,
    PlanCopy,
    RecordedFact,
    Stay,
    TimedService,
)
from apps.practice.serializers import IdField, NamedSerializer, Strict

# What stands after the values of its own in every fact that is read.
LAST = ("note", "recorded_by", "recorded_at", "struck_out")


class StruckOutSerializer(serializers.Serializer[Any]):
    """Who struck a fact out, when and why: it no longer counts."""

    by = NamedSerializer(source="struck_by", allow_null=True)
    at = serializers.DateTimeField(source="struck_at")
    reason = serializers.CharField(source="struck_reason")


class FactSerializer(serializers.ModelSerializer[Any]):
    """What every recorded fact carries."""

    recorded_by = NamedSerializer(allow_null=True)
    struck_out = serializers.SerializerMethodField()

    @extend_schema_field(StruckOutSerializer(allow_null=True))
    def get_struck_out(self, fact: RecordedFact) -> Any:
        """Return who struck it out, when and why; None while it stands."""
        return StruckOutSerializer(fact).data if fact.is_struck else None


class ConsentFact(FactSerializer):
    """The patient's agreement to care management, until revoked."""

    class Meta:
        model = Consent
        fields = ("id", "given_on", "revoked_on", "is_written", *LAST)


class PlanFact(FactSerializer):
    """A comprehensive plan, in force through `ends_on`."""

    made_by = NamedSerializer()

    class Meta:
        model = CarePlan
        fields = ("id", "made_on", "made_by", "revised_on", "ends_on", *LAST)


class CopyFact(FactSerializer):
    """A copy of the plan that was given away; `plan` is the plan's id."""

    given_by = NamedSerializer()

    class Meta:
        model = PlanCopy
        fields = ("id", "plan", "given_on", "way", "given_to", "given_by", *LAST)


class DecisionMakingFact(FactSerializer):
    """How complex a practitioner's decisions were."""

    provider = NamedSerializer()

    class Meta:
        model = DecisionMaking
        fields = ("id", "occurred_on", "provider", "level", *LAST)


class VisitFact(FactSerializer):
    """A visit with the patient; `begins_at` is by the practice's clock."""

    provider = NamedSerializer(allow_null=True)

    class Meta:
        model = FaceToFaceVisit
        fields = (
            "id",
            "occurred_on",
            "kind",
            "provider",
            "begins_at",
            "minutes",
            "is_initiating_visit",
            *LAST,
        )


class TimedServiceFact(FactSerializer):
    """Another service with time of its own; `begins_at` is by the practice's clock."""

    provider = NamedSerializer()

    class Meta:
        model = TimedService
        fields = ("id", "kind", "code", "provider", "occurred_on", "begins_at", "minutes", *LAST)


class StayFact(FactSerializer):
    """A hospital or nursing stay, both dates inclusive."""

    class Meta:
        model = Stay
        fields = ("id", "kind", "starts_on", "ends_on", *LAST)


class StatusFact(FactSerializer):
    """Where the patient stands with payers, both dates inclusive."""

    class Meta:
        model = PatientStatus
        fields = ("id", "kind", "starts_on", "ends_on", *LAST)


class OutsideServiceFact(FactSerializer):
    """A code billed elsewhere; `provider` is one of ours, else `biller` names who bills it."""

    provider = NamedSerializer(allow_null=True)

    class Meta:
        model = OutsideService
        fields = ("id", "code", "provider", "biller", "starts_on", "ends_on", *LAST)


class FactsSerializer(serializers.Serializer[Any]):
    """Everything recorded of a patient that a decision may look at, each list with the newest first.

    What was struck out is among it and says so; it no longer counts.
    """

    consents = ConsentFact(many=True)
    plans = PlanFact(many=True)
    copies = CopyFact(many=True)
    decision_making = DecisionMakingFact(many=True)
    visits = VisitFact(many=True)
    timed_services = TimedServiceFact(many=True)
    stays = StayFact(many=True)
    statuses = StatusFact(many=True)
    outside_services = OutsideServiceFact(many=True)


# Under which name the list of a kind stands in an answer.
LISTS = {
    "consent": "consents", "plan": "plans", "copy": "copies", "decision-making": "decision_making", "visit": "visits",
    "timed-service": "timed_services", "stay": "stays", "status": "statuses", "outside-service": "outside_services",
}  # fmt: skip


class RecordedSerializer(serializers.Serializer[Any]):
    """What is recorded now, and which closed, unsent periods were decided again because of it."""

    facts = FactsSerializer()
    decided_again = serializers.ListField(child=serializers.CharField())


class FactShape(Strict):
    """A fact to record; with `id` a stored one to correct, whose other values stay."""

    id = IdField(required=False, help_text="Of the stored fact to correct; leave it out to record a new one.")
    note = serializers.CharField(required=False, max_length=200, allow_blank=True)


def _day() -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True)


def _clock() -> serializers.TimeField:
    return serializers.TimeField(required=False, allow_null=True, format="%H:%M")


def _row() -> IdField:
    return IdField(required=False, allow_null=True)


def _word(choices: Iterable[str]) -> serializers.ChoiceField:
    known = [str(choice) for choice in choices]
    wrong = f"“{{input}}” is none of these words: {', '.join(known)}."
    return serializers.ChoiceField(choices=known, required=False, error_messages={"invalid_choice": wrong})


def _minutes() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=24 * 60 - 1)


class ConsentShape(FactShape):
    """A consent."""

    given_on, revoked_on = _day(), _day()
    is_written = serializers.BooleanField(required=False)


class PlanShape(FactShape):
    """A comprehensive plan; `made_by` is the id of a practitioner."""

    made_on, revised_on, ends_on = _day(), _day(), _day()
    made_by = _row()


class CopyShape(FactShape):
    """A copy of the plan; without `plan` of the newest one that stands. `given_by` is the id of a provider."""

    plan, given_by = _row(), _row()
    given_on = _day()
    way, given_to = _word(PlanCopy.Way.values), _word(PlanCopy.Recipient.values)


class DecisionMakingShape(FactShape):
    """Decision-making of a practitioner."""

    occurred_on, provider = _day(), _row()
    level = _word(DecisionMaking.Level.values)


class VisitShape(FactShape):
    """A visit."""

    occurred_on, provider, begins_at, minutes = _day(), _row(), _clock(), _minutes()
    kind = _word(FaceToFaceVisit.Kind.values)
    is_initiating_visit = serializers.BooleanField(required=False)


class TimedServiceShape(FactShape):
    """Another service with time of its own."""

    occurred_on, provider, begins_at, minutes = _day(), _row(), _clock(), _minutes()
    kind = _word(TimedService.Kind.values)
    code = serializers.CharField(required=False, max_length=5, allow_blank=True)


class StayShape(FactShape):
    """A stay."""

    starts_on, ends_on = _day(), _day()
    kind = _word(Stay.Kind.values)


class StatusShape(FactShape):
    """A status."""

    starts_on, ends_on = _day(), _day()
    kind = _word(PatientStatus.Kind.values)


class OutsideServiceShape(FactShape):
    """A code billed elsewhere."""

    starts_on, ends_on, provider = _day(), _day(), _row()
    code = serializers.CharField(required=False, max_length=5)
    biller = serializers.CharField(required=False, max_length=100, allow_blank=True)


class NewFactsShape(Strict):
    """Facts of one patient, one of each kind at most: all of them are recorded, or none."""

    consent = ConsentShape(required=False)
    plan = PlanShape(required=False)
    copy = CopyShape(required=False)
    decision_making = DecisionMakingShape(required=False)
    visit = VisitShape(required=False)
    timed_service = TimedServiceShape(required=False)
    stay = StayShape(required=False)
    status = StatusShape(required=False)
    outside_service = OutsideServiceShape(required=False)


class StrikeShape(Strict):
    """Which fact is struck out, and why."""

    fact = serializers.ChoiceField(choices=[word.replace("-", "_") for word in BY_WORD])
    id = IdField()
    reason = serializers.CharField(allow_blank=True, max_length=1000)
