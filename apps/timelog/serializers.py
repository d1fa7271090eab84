"""Time entries, the timer and progress, as other programs write and read them."""

from typing import Any

from rest_framework import serializers

from apps.patients.serializers import GoalSerializer, PatientNameSerializer, PatientSerializer
from apps.practice.serializers import IdField, InstantField, NamedSerializer, Strict, word_of
from apps.timelog.domain.entries import LONGEST_NOTE, LONGEST_REASON, Draft
from apps.timelog.models import Activity, Channel, Counterpart, EntryVersion, TimeEntry, Timer

ActivityField = word_of(Activity)
CounterpartField = word_of(Counterpart, may_be_blank=True)
ChannelField = word_of(Channel, may_be_blank=True)
MOST_MINUTES = 1_000_000


class WordsShape(Strict):
    """What was done, with whom, how."""

    activity = ActivityField()
    counterpart = CounterpartField(default="")
    channel = ChannelField(default="")
    note = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_NOTE)


class ReasonShape(Strict):
    """Why."""

    reason = serializers.CharField(default="", allow_blank=True, max_length=LONGEST_REASON)


class DraftShape(WordsShape):
    """What the book should say: a date with whole minutes, or a start and an end."""

    performed_on = serializers.DateField(allow_null=True, default=None)
    minutes = serializers.IntegerField(
        allow_null=True, default=None, min_value=-MOST_MINUTES, max_value=MOST_MINUTES
    )
    started_at = InstantField(allow_null=True, default=None)
    ended_at = InstantField(allow_null=True, default=None)
    reason = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=LONGEST_REASON,
        help_text="Why it comes late, is corrected, or is longer than expected.",
    )
    is_confirmed = serializers.BooleanField(
        default=False,
        help_text="Says that a day longer than the practice takes unasked is right; `reason` says why.",
    )


class NewEntryShape(DraftShape):
    """A new entry."""

    patient = IdField(allow_null=True, default=None, help_text="Null for programme time.")
    client_id = serializers.UUIDField(
        allow_null=True, default=None, help_text="Your own id of the entry; the same id never logs twice."
    )
    goals = serializers.ListField(child=IdField(), default=list, max_length=100)


class AmendShape(DraftShape):
    """A correction: everything the entry should say from now on, with a reason."""

    based_on = IdField(allow_null=True, default=None, help_text="The number of the version you corrected.")
    goals = serializers.ListField(
        child=IdField(),
        allow_null=True,
        default=None,
        max_length=100,
        help_text="Null leaves them as they are.",
    )


class VoidShape(ReasonShape):
    """Take an entry out of every total."""

    based_on = IdField(allow_null=True, default=None)


class StartShape(WordsShape):
    """Start the timer."""

    patient = IdField()
    started_at = InstantField(allow_null=True, default=None, help_text="Now when left out.")
    client_id = serializers.UUIDField(allow_null=True, default=None)


class NothingShape(Strict):
    """Nothing more is said."""


class SwitchShape(Strict):
    """Switch the timer to another patient."""

    patient = IdField()
    activity = ActivityField()
    counterpart = CounterpartField(default="")
    channel = ChannelField(default="")


class StopShape(ReasonShape):
    """Stop the timer; what is left out stays as it was said at the start."""

    activity = ActivityField(required=False)
    counterpart = CounterpartField(required=False)
    channel = ChannelField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    minutes = serializers.IntegerField(
        allow_null=True, default=None, min_value=-MOST_MINUTES, max_value=MOST_MINUTES,
        help_text="How much of the time, from its start, was work. Needed above four hours; the last minute, where"
        " it was only begun, means all that ran.",
    )  # fmt: skip
    goals = serializers.ListField(child=IdField(), default=list, max_length=100)


class EntryFilterShape(Strict):
    """What to list; both dates inclusive."""

    patient = IdField(required=False)
    provider = IdField(required=False)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    after = IdField(required=False, help_text="The last id of the page before.")


def draft_from(said: dict[str, Any]) -> Draft:
    """Return what was sent as a draft."""
    minutes = said["minutes"]
    return Draft(
        activity=said["activity"],
        counterpart=said["counterpart"],
        channel=said["channel"],
        note=said["note"],
        performed_on=said["performed_on"],
        seconds=minutes * 60 if minutes is not None else None,
        started_at=said["started_at"],
        ended_at=said["ended_at"],
        reason=said["reason"],
        is_confirmed=said["is_confirmed"],
    )


class VersionSerializer(serializers.ModelSerializer[EntryVersion]):
    """What an entry said from one recording to the next; `seconds` is whole."""

    recorded_by = NamedSerializer(allow_null=True)
    confirmed_by = NamedSerializer(allow_null=True)

    class Meta:
        model = EntryVersion
        fields = (
            "number", "performed_on", "started_at", "ended_at", "seconds", "activity", "counterpart", "channel", "note",
            "capture", "is_void", "is_late", "doubt", "is_confirmed", "confirmed_by", "reason", "recorded_by",
            "recorded_at", "hash", "previous_hash",
        )  # fmt: skip


class EntrySerializer(serializers.ModelSerializer[TimeEntry]):
    """An entry with what it says now."""

    patient = PatientNameSerializer(allow_null=True)
    provider = NamedSerializer()
    goals = serializers.SerializerMethodField()
    current = VersionSerializer(source="current_version")
    logged_at = serializers.DateTimeField(read_only=True, help_text="When it was first written down.")

    class Meta:
        model = TimeEntry
        fields = ("id", "patient", "provider", "client_id", "continues", "goals", "logged_at", "current")

    def get_goals(self, entry: TimeEntry) -> list[int]:
        """Return the ids of the goals it concerned."""
        return [goal.pk for goal in entry.goals.all()]


class EntryDetailSerializer(EntrySerializer):
    """An entry with everything it ever said, the newest first."""

    versions = VersionSerializer(many=True)

    class Meta(EntrySerializer.Meta):
        fields = (*EntrySerializer.Meta.fields, "versions")  # type: ignore[assignment]


class EntryPageSerializer(serializers.Serializer[Any]):
    """Some entries, the newest first; `next` is the address of the next page."""

    results = EntrySerializer(many=True)
    next = serializers.URLField(allow_null=True)


class MadeSerializer(serializers.Serializer[Any]):
    """The entries made: one for each local date that the time touched."""

    entries = EntrySerializer(many=True)


class TimerSerializer(serializers.ModelSerializer[Timer]):
    """A running or paused timer."""

    patient = PatientNameSerializer()
    is_paused = serializers.BooleanField(read_only=True)

    class Meta:
        model = Timer
        fields = (
            "id",
            "patient",
            "activity",
            "counterpart",
            "channel",
            "note",
            "started_at",
            "client_id",
            "is_paused",
        )


class SwitchedSerializer(MadeSerializer):
    """The entries made of the old timer, and the timer that runs now."""

    timer = TimerSerializer()


class TimerStateSerializer(serializers.Serializer[Any]):
    """The running timer, null without one."""

    timer = TimerSerializer(allow_null=True)


class StepSerializer(serializers.Serializer[Any]):
    """A number of minutes that matters and what it leads to."""

    minutes = serializers.IntegerField()
    leads_to = serializers.CharField()
    is_reached = serializers.BooleanField()


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the minutes have come in the running period; both dates inclusive."""

    starts_on = serializers.DateField(source="bar.starts_on")
    ends_on = serializers.DateField(source="bar.ends_on")
    counted_minutes = serializers.IntegerField(source="bar.counted_minutes")
    not_counted_minutes = serializers.IntegerField(source="bar.not_counted_minutes")
    counted_seconds = serializers.IntegerField()
    next_step = StepSerializer(source="bar.next_step", allow_null=True)
    reached_step = StepSerializer(source="bar.reached_step", allow_null=True)
    minutes_short = serializers.IntegerField(source="bar.minutes_short")
    days_left = serializers.IntegerField(source="bar.days_left")
    steps = StepSerializer(source="bar.steps", many=True)
    hint = serializers.CharField(allow_blank=True, help_text="What is missing, empty if nothing.")


class PatientFilterShape(Strict):
    """What to list: `q` finds by the beginning of a name, record number or birth date."""

    q = serializers.CharField(required=False, max_length=80, allow_blank=True)
    mine = serializers.BooleanField(required=False, help_text="Only those enrolled with you.")
    after = IdField(required=False, help_text="The last id of the page before.")


class PatientRowSerializer(PatientSerializer):
    """A patient with the progress of the running period, null for one who is not enrolled."""

    progress = ProgressSerializer(allow_null=True)

    class Meta(PatientSerializer.Meta):
        fields = (*PatientSerializer.Meta.fields, "progress")  # type: ignore[assignment]


class PatientPageSerializer(serializers.Serializer[Any]):
    """Some patients by name; `next` is the address of the next page."""

    results = PatientRowSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class PatientDetailSerializer(PatientRowSerializer):
    """A patient with progress and goals."""

    goals = GoalSerializer(many=True)

    class Meta(PatientRowSerializer.Meta):
        fields = (*PatientRowSerializer.Meta.fields, "goals")  # type: ignore[assignment]
