"""The forms of the book: what was typed becomes a draft, and problems come back beside their fields."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from apps.patients.models import Goal, Patient
from apps.practice.form_fields import DayField
from apps.problems import Problem, Refused
from apps.timelog.domain.clock import instant_on
from apps.timelog.domain.entries import NEEDED, NEEDED_SENTENCES, Draft
from apps.timelog.models import Activity, Channel, Counterpart

if TYPE_CHECKING:
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Goal]
else:
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField

OVERSIGHT = (
    Activity.PROGRESS_TRACKING,
    Activity.COMMUNICATION,
    Activity.LONG_TERM_STRATEGY,
    Activity.INITIAL_EVALUATION,
    Activity.QUALITY_IMPROVEMENT,
    Activity.TEAM_CONFERENCE,
    Activity.DOCUMENTATION,
)
ACTIVITY_CHOICES = [
    ("", "Choose"),
    ("Oversight of a plan", [(each.value, each.label) for each in OVERSIGHT]),
    ("Other time", [(each.value, each.label) for each in Activity if each not in OVERSIGHT]),
]
COUNTERPART_CHOICES = [("", "Nobody"), *Counterpart.choices]
CHANNEL_CHOICES = [("", "None of these"), *Channel.choices]
# Which activities cannot do without a field, as an attribute of its "(optional)": the style sheet hides it for them.
NEEDED_BY = {
    field: " ".join(activity for activity, fields in NEEDED.items() if field in fields)
    for field in NEEDED_SENTENCES
}
CLOCK_SHAPES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p")


class ClockField(forms.TimeField):
    """A time of day, as 14:05 or 2:05 pm."""

    widget = forms.TimeInput(attrs={"type": "time"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, input_formats=CLOCK_SHAPES, **options)

    def to_python(self, value: Any) -> time | None:
        """Return the time, or say which value is none."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(f"{value} is not a time. Write it as 14:05.")


class MinutesField(forms.IntegerField):
    """Whole minutes; whether they make sense is for the book to say."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """Return the number, or say which value is none."""
        if isinstance(value, str) and len(value.strip()) > 9:
            raise ValidationError(
                f"{value.strip()[:20]} is not a number of minutes. Write whole minutes, such as 12."
            )
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(f"{value} is not a number of minutes. Write whole minutes, such as 12.")


class GoalsField(ModelMultipleChoiceField):
    """Goals of one patient, shown by what they say."""

    def label_from_instance(self, obj: Goal) -> str:
        """Return what the goal says."""
        return obj.statement


class BookForm(forms.Form):
    """What the forms of the book share: a problem stands beside its field, unless that could not even be read."""

    needed_by = NEEDED_BY

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field; what no field is about stands on top."""
        unreadable = set(self.errors)
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            if field is None or field not in unreadable:
                self.add_error(field, ValidationError(problem.message, code=problem.code))


class WordsForm(BookForm):
    """What was done, with whom and how."""

    activity = forms.ChoiceField(choices=ACTIVITY_CHOICES, required=False)
    counterpart = forms.ChoiceField(choices=COUNTERPART_CHOICES, required=False, label="With whom")
    channel = forms.ChoiceField(choices=CHANNEL_CHOICES, required=False, label="How")
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was reviewed or discussed, with whom, and what it means for the plan.",
    )
    goals = GoalsField(
        Goal.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Goals it concerned"
    )
    reason = forms.CharField(required=False, label="Reason")

    def __init__(self, *args: Any, patient: Patient | None, **options: Any) -> None:
        super().__init__(*args, **options)
        goals = Goal.objects.none()
        if patient is not None:
            goals = Goal.objects.filter(patient=patient).exclude(
                state__in=(Goal.State.MET, Goal.State.DROPPED)
            )
        field = self.fields["goals"]
        assert isinstance(field, GoalsField)
        field.queryset = goals
        if not goals:
            del self.fields["goals"]

    def words(self) -> Draft:
        """Return what was chosen and written, without any time."""
        said = self.cleaned_data
        return Draft(
            activity=said.get("activity", ""),
            counterpart=said.get("counterpart", ""),
            channel=said.get("channel", ""),
            note=said.get("note", ""),
            reason=said.get("reason", ""),
        )

    def chosen_goals(self) -> list[Goal]:
        """Return the goals that were ticked."""
        return list(self.cleaned_data.get("goals", ()))


class LogForm(WordsForm):
    """An entry by hand: a date with minutes, or with a start and an end."""

    performed_on = DayField(required=False, label="Date")
    minutes = MinutesField(required=False)
    started_at = ClockField(label="From")
    ended_at = ClockField(label="To")
    ends_next_day = forms.BooleanField(required=False, label="It ended after midnight")
    is_confirmed = forms.BooleanField(required=False, label="The length is right")
    # Made with the form, so that sending it twice logs once.
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = (
        "activity", "counterpart", "channel", "performed_on", "minutes", "started_at", "ended_at", "ends_next_day",
        "note", "goals", "is_confirmed", "reason",
    )  # fmt: skip

    def draft(self, *, time_zone: ZoneInfo) -> Draft:
        """Return what was typed as a draft; clock times that do not exist are refused beside their field."""
        said = self.cleaned_data
        minutes, day = said.get("minutes"), said.get("performed_on")
        start, end = self._instants(day, time_zone) if day else (None, None)
        return replace(
            self.words(),
            performed_on=day,
            seconds=minutes * 60 if minutes is not None else None,
            started_at=start,
            ended_at=end,
            is_confirmed=bool(said.get("is_confirmed")),
        )

    def _instants(self, day: date, time_zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        start = self._instant("started_at", day, time_zone)
        end_day = day + timedelta(days=1) if self.cleaned_data.get("ends_next_day") else day
        return start, self._instant("ended_at", end_day, time_zone, after=start)

    def _instant(
        self, name: str, day: date, time_zone: ZoneInfo, after: datetime | None = None
    ) -> datetime | None:
        at = self.cleaned_data.get(name)
        if at is None:
            return None
        found = instant_on(day, at, time_zone=time_zone, after=after)
        if isinstance(found, Problem):
            self.refuse([replace(found, field=name)])
            return None
        return found


class StopForm(WordsForm):
    """What a timer was about, asked when it stops."""

    minutes = MinutesField(required=False, label="Minutes of work")
    field_order = ("activity", "counterpart", "channel", "note", "goals", "minutes", "reason")

    def seconds(self) -> int | None:
        """Return the seconds that are confirmed, None when nothing was said."""
        minutes = self.cleaned_data["minutes"]
        return minutes * 60 if minutes is not None else None


class StartForm(BookForm):
    """Since when a timer runs: now, when nothing is said; and what it is about, if that is known."""

    since = ClockField(label="Started at")
    activity = forms.ChoiceField(choices=ACTIVITY_CHOICES, required=False)
    counterpart = forms.ChoiceField(choices=COUNTERPART_CHOICES, required=False, label="With whom")
    channel = forms.ChoiceField(choices=CHANNEL_CHOICES, required=False, label="How")

    def instant(self, day: date, *, time_zone: ZoneInfo) -> datetime | None:
        """Return the instant of the time given on `day`, None for now."""
        at = self.cleaned_data.get("since")
        found = instant_on(day, at, time_zone=time_zone) if at is not None else None
        if isinstance(found, Problem):
            raise Refused(replace(found, field="since"))
        return found

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Put what is wrong with the start beside the time."""
        renamed = {"started_at": "since"}
        super().refuse(replace(each, field=renamed.get(each.field or "", each.field)) for each in problems)


class ReasonForm(BookForm):
    """Nothing but a reason."""

    reason = forms.CharField(required=False, label="Reason")
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)


class GoalForm(BookForm):
    """What a goal says, and why it changes."""

    statement = forms.CharField(required=False, label="Goal", widget=forms.TextInput)
    target_on = DayField(required=False, label="To be reached by")
    reason = forms.CharField(required=False, label="Reason")
