"""What others did to one's time, as other programs read and answer it."""

from typing import Any

from rest_framework import serializers

from apps.patients.serializers import PatientNameSerializer
from apps.practice.serializers import IdField, NamedSerializer, Strict
from apps.timelog.models import Notice


class InboxFilterShape(Strict):
    """What to list."""

    unread = serializers.BooleanField(
        required=False, help_text="Only those neither acknowledged nor answered."
    )
    after = IdField(required=False, help_text="The last id of the page before.")


class AnswerShape(Strict):
    """Words to whoever made the change."""

    text = serializers.CharField(default="", allow_blank=True, max_length=5_000)


class NothingShape(Strict):
    """Nothing is said along."""


class UndoShape(Strict):
    """Take back what you did a moment ago."""

    based_on = IdField(allow_null=True, default=None, help_text="The number of the version you take back.")


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """A change of your time by somebody else (`version` of `entry`), or an answer to one with its `text`."""

    entry = serializers.IntegerField(source="version.entry_id")
    version = serializers.IntegerField(source="version.number")
    patient = PatientNameSerializer(source="version.patient", allow_null=True)
    is_void = serializers.BooleanField(source="version.is_void")
    reason = serializers.CharField(source="version.reason")
    made_by = NamedSerializer(allow_null=True)
    replies_to = serializers.IntegerField(source="replies_to_id", allow_null=True)

    class Meta:
        model = Notice
        fields = (
            "id", "entry", "version", "patient", "is_void", "reason", "text", "made_by", "made_at", "read_at",
            "replies_to",
        )  # fmt: skip


class NoticePageSerializer(serializers.Serializer[Any]):
    """Some notices, the newest first; `next` is the address of the next page."""

    results = NoticeSerializer(many=True)
    next = serializers.URLField(allow_null=True)
