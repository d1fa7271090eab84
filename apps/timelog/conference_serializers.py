"""Team conferences, as other programs write and read them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.patients.serializers import PatientNameSerializer
from apps.practice.serializers import IdField, InstantField, Strict
from apps.timelog.domain.entries import LONGEST_NOTE, LONGEST_REASON
from apps.timelog.models import Conference, ConferencePart
from apps.timelog.operations.conferences import LONGEST_ATTENDEES
from apps.timelog.serializers import MOST_MINUTES

MOST_SENT = 100


class DiscussedShape(Strict):
    """A patient who was discussed, and what was said of this patient alone."""

    patient = IdField()
    note = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_NOTE)


class NewConferenceShape(Strict):
    """A new conference: a date with whole minutes, or a start and an end."""

    patients = serializers.ListField(child=DiscussedShape(), max_length=MOST_SENT)
    attendees = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_ATTENDEES)
    note = serializers.CharField(
        default="", allow_blank=True, max_length=LONGEST_NOTE, help_text="What was said for all of them."
    )
    performed_on = serializers.DateField(allow_null=True, default=None)
    minutes = serializers.IntegerField(
        allow_null=True, default=None, min_value=-MOST_MINUTES, max_value=MOST_MINUTES
    )
    started_at = InstantField(allow_null=True, default=None)
    ended_at = InstantField(allow_null=True, default=None)
    reason = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_REASON)
    is_confirmed = serializers.BooleanField(default=False)
    client_id = serializers.UUIDField(
        allow_null=True, default=None, help_text="Your own id; the same id never logs twice."
    )


class ConferenceFilterShape(Strict):
    """Which page."""

    after = IdField(required=False, help_text="The last id of the page before.")


class PartSerializer(serializers.ModelSerializer[ConferencePart]):
    """One patient's part: an ordinary time entry, as it stands now."""

    entry = serializers.IntegerField(source="entry_id")
    patient = PatientNameSerializer(source="entry.patient")
    seconds = serializers.IntegerField(source="entry.current_version.seconds")
    note = serializers.CharField(source="entry.current_version.note")
    is_void = serializers.BooleanField(source="entry.current_version.is_void")

    class Meta:
        model = ConferencePart
        fields = ("entry", "patient", "seconds", "note", "is_void")


class ConferenceSerializer(serializers.ModelSerializer[Conference]):
    """A conference; `seconds` is the whole as held, `counted_seconds` what its parts add up to now."""

    provider = serializers.IntegerField(source="provider_id")
    parts = PartSerializer(many=True)
    counted_seconds = serializers.SerializerMethodField()

    class Meta:
        model = Conference
        fields = (
            "id", "provider", "held_on", "seconds", "counted_seconds", "attendees", "note", "parts", "client_id",
            "recorded_at",
        )  # fmt: skip

    @extend_schema_field(int)
    def get_counted_seconds(self, row: Conference) -> int:
        """Return the seconds of the parts that are not void."""
        versions = [part.entry.current_version for part in row.parts.all()]
        return sum(version.seconds for version in versions if version is not None and not version.is_void)


class ConferencePageSerializer(serializers.Serializer[Any]):
    """Some conferences, the newest first; `next` is the address of the next page."""

    results = ConferenceSerializer(many=True)
    next = serializers.URLField(allow_null=True)
