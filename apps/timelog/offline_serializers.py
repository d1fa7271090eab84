"""What a device brings after it was without a network."""

from rest_framework import serializers

from apps.practice.serializers import IdField, InstantField, Strict
from apps.timelog.domain.entries import LONGEST_REASON, Draft
from apps.timelog.serializers import WordsShape

MOST_ITEMS = 100


class OfflineItemShape(WordsShape):
    """An entry, or the start of a timer (`kind` start, without an end), under the device's own id."""

    kind = serializers.ChoiceField(choices=("entry", "start"), default="entry")
    client_id = serializers.UUIDField()
    patient = IdField(allow_null=True, default=None)
    performed_on = serializers.DateField(allow_null=True, default=None)
    seconds = serializers.IntegerField(allow_null=True, default=None, min_value=-1, max_value=10_000_000)
    started_at = InstantField(allow_null=True, default=None)
    ended_at = InstantField(allow_null=True, default=None)
    reason = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_REASON)
    stops_timer = serializers.BooleanField(default=False)
    is_doubtful = serializers.BooleanField(default=False)


class OfflineShape(Strict):
    """A queue: whose it is, what the device's corrected clock says, and its items as they were sent."""

    owner = serializers.CharField(max_length=64)
    sent_at = InstantField()
    items = serializers.ListField(child=serializers.DictField(), max_length=MOST_ITEMS)


def draft_of_item(said: dict[str, object]) -> Draft:
    """Return the draft of an item; clock times say its length by themselves."""
    has_clock = said["started_at"] is not None or said["ended_at"] is not None
    return Draft(
        activity=str(said["activity"]),
        counterpart=str(said["counterpart"]),
        channel=str(said["channel"]),
        note=str(said["note"]),
        performed_on=None if has_clock else said["performed_on"],  # type: ignore[arg-type]
        seconds=None if has_clock else said["seconds"],  # type: ignore[arg-type]
        started_at=said["started_at"],  # type: ignore[arg-type]
        ended_at=said["ended_at"],  # type: ignore[arg-type]
        reason=str(said["reason"]),
    )
