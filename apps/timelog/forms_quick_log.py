"""The form behind a quick log: what was read, each field open to be put right, nothing chosen where two things fit."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms

from apps.timelog.domain.clock import in_words, on_day
from apps.timelog.domain.entries import Draft
from apps.timelog.domain.quick_log.people import Person
from apps.timelog.domain.quick_log.reading import QuickLog
from apps.timelog.domain.quick_log.text import LONGEST_SENTENCE, Confidence, Read
from apps.timelog.forms import MinutesField, WordsForm

# What is read by its words alone says so; the rest is plain.
HINTS = {
    Confidence.GUESSED: "Guessed. Check it.",
    Confidence.AMBIGUOUS: "More than one fits. Choose.",
    Confidence.MISSING: "The line does not say.",
}
MOST_CHOICES = 9


class SentenceForm(forms.Form):
    """One line."""

    sentence = forms.CharField(
        required=False,
        max_length=LONGEST_SENTENCE,
        label="One line",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "data-quick-sentence": "", "autofocus": True}
        ),
    )


class QuickLogForm(WordsForm):
    """What a line was read as; a value that is sure stands still, the others are asked."""

    patient = forms.IntegerField(required=False)
    seconds = forms.IntegerField(required=False, label="How long")
    minutes = MinutesField(required=False, label="Minutes")
    moment = forms.CharField(required=False, label="When")
    sentence = forms.CharField(required=False, widget=forms.HiddenInput)
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    is_confirmed = forms.BooleanField(required=False, label="The length is right")

    def __init__(self, *args: Any, said: QuickLog, **options: Any) -> None:
        self.said = said
        super().__init__(*args, patient=None, initial=_initial(said), auto_id="quick_%s", **options)
        self._offer("patient", [(each.pk, _named(each)) for each in patients_offered(said)])
        self._offer("seconds", [(each, in_words(each)) for each in _options(said.seconds)])
        self._offer("moment", _moments(said))
        if _options(said.seconds):
            del self.fields["minutes"]
        for name in ("activity", "counterpart", "channel"):
            self.fields[name].help_text = HINTS.get(getattr(said, name).confidence, "")
        self.fields["note"].help_text = ""

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is left to be told."""
        return not self.said.problems and not self.said.ambiguous

    @property
    def length_words(self) -> str:
        """Return how long it took, in words; empty while that is not sure."""
        return in_words(self.said.seconds.value) if self.said.seconds.value else ""

    @property
    def when_read(self) -> Read:
        """Return the reading that says when: the start where there are clock times, else the date."""
        has_clock = self.said.start.confidence is not Confidence.MISSING
        return self.said.start if has_clock else self.said.date

    @property
    def when_state(self) -> str:
        """Return how sure that is; a day that nothing names is today, which is no guess at words."""
        is_unnamed = self.when_read.confidence is Confidence.GUESSED
        return "unnamed_day" if is_unnamed else self.when_read.confidence.value

    @property
    def when_words(self) -> str:
        """Return when it was, in words; empty while that is not sure."""
        moments = _moments(self.said)
        return moments[0][1] if len(moments) == 1 else ""

    def draft(self, *, time_zone: ZoneInfo) -> Draft:
        """Return what was read and put right as a draft."""
        said = self.cleaned_data
        day, start, end = _moment(said.get("moment") or "")
        minutes = said.get("minutes")
        seconds = said.get("seconds") or (minutes * 60 if minutes is not None else None)
        has_clock = start is not None and end is not None
        return replace(
            self.words(),
            performed_on=None if has_clock else day,
            seconds=seconds,
            started_at=start if has_clock else None,
            ended_at=end if has_clock else None,
            is_confirmed=bool(said.get("is_confirmed")),
        )

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Ask with a button for each choice where there are several; the one there is goes along unseen."""
        field = self.fields[name]
        if len(choices) > 1:
            field.widget = forms.RadioSelect(choices=choices[:MOST_CHOICES])
        else:
            field.widget = forms.HiddenInput()


def patients_offered(said: QuickLog) -> tuple[Person, ...]:
    """Return the patients that the form shows, the first of those who can be meant."""
    return _options(said.patient)[:MOST_CHOICES]


def _options(read: Read) -> tuple[Any, ...]:
    return read.choices or ((read.value,) if read.value is not None else ())


def _initial(said: QuickLog) -> dict[str, Any]:
    moments = _moments(said)
    return {
        "patient": said.patient.value.pk if said.patient.value else None,
        "seconds": said.seconds.value,
        "moment": moments[0][0] if len(moments) == 1 else None,
        "activity": said.activity.value,
        "counterpart": said.counterpart.value,
        "channel": said.channel.value,
        "note": note_with_party(said),
        "sentence": said.sentence,
        "client_id": uuid4(),
    }


def note_with_party(said: QuickLog) -> str:
    """Return the note with whom it was with in the words of the line, which no other field of an entry keeps."""
    parts = [said.note[:1].upper() + said.note[1:] if said.note else ""]
    if said.who and said.who.lower() not in ("patient", "pt", "the patient"):
        parts.append(f"With {said.who}")
    return ". ".join(part for part in parts if part)


def _named(person: Person) -> str:
    return f"{person.name}, born {on_day(person.born_on)}" if person.born_on else person.name


def _moments(said: QuickLog) -> list[tuple[str, str]]:
    """Return what "when" can be: a date, or a start with its end."""
    starts, ends, days = _options(said.start), _options(said.end), _options(said.date)
    if not starts or not ends:
        return [(each.isoformat(), f"{each:%A}, {on_day(each)}") for each in days]
    pairs = zip(starts, ends if len(ends) == len(starts) else ends[:1] * len(starts), strict=True)
    offsets = {start.utcoffset() for start in starts}
    return [
        (f"{start.isoformat()}/{end.isoformat()}", _clock(start, end, has_offset=len(offsets) > 1))
        for start, end in pairs
    ]


def _clock(start: datetime, end: datetime, *, has_offset: bool) -> str:
    """Write a stretch; the offset tells two hours of one name apart."""
    offset = f" ({end:%Z})" if has_offset else ""
    return f"{start:%A}, {on_day(start.date())}, {start:%H:%M} – {end:%H:%M}{offset}"


def _moment(text: str) -> tuple[date | None, datetime | None, datetime | None]:
    first, _, last = text.partition("/")
    try:
        if last:
            return None, datetime.fromisoformat(first), datetime.fromisoformat(last)
        return date.fromisoformat(first), None, None
    except ValueError:
        return None, None, None
