"""What the queue is narrowed to, and what people say of claims at the desk."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from apps.billing.domain.holds import SIGNATURE, HoldReason, fact_key
from apps.billing.domain.signals import SignalKind
from apps.billing.models import Claim
from apps.billing.operations.holding import Holding
from apps.billing.selectors.queue import MONTH, NOBODY, ClaimFilter, Stage
from apps.billing.selectors.signals import ANY, NONE
from apps.patients.models import Payer, Setting
from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Action
from apps.practice.models import Provider, User
from apps.practice.people_selectors import hands

AGES = (30, 60, 90, 180, 365)
ME = "me"


def people_of(actor: Actor) -> Sequence[User]:
    """Return the members of today who can look after claims because they see them, by name."""
    return hands(actor, Action.SEE_CLAIMS, today=actor.today).at_hand


def month_field() -> forms.RegexField:
    """Return the field for the month in which a period ends."""
    return forms.RegexField(
        rf"\A{MONTH.pattern}\Z",
        required=False,
        label="Period ends in",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-05"}),
        error_messages={"invalid": "Write the month as in 2026-05."},
    )


class ClaimFilterForm(forms.Form):
    """What a list of claims is narrowed to; a value that cannot be read is named and left out."""

    MORE = ("code", "setting", "age", "least", "most", "flag", "person", "tag", "hold")

    stage = forms.ChoiceField(
        required=False,
        choices=[("", "")] + [(stage.value, stage.value) for stage in Stage],
        widget=forms.HiddenInput,
    )
    q = forms.CharField(
        required=False,
        max_length=80,
        label="Search",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Name, control number or member id", "data-search": ""}
        ),
    )
    payer = forms.ModelChoiceField(Payer.objects.none(), required=False, empty_label="All payers")
    provider = forms.ModelChoiceField(Provider.objects.none(), required=False, empty_label="All providers")
    month = month_field()
    code = forms.CharField(
        required=False,
        max_length=5,
        label="Code",
        widget=forms.TextInput(attrs={"placeholder": "G0181", "autocomplete": "off"}),
    )
    setting = forms.ChoiceField(required=False, choices=[("", "All settings"), *Setting.choices])
    age = forms.ChoiceField(
        required=False,
        label="Ended",
        choices=[("", "At any time"), *((days, f"More than {days} days ago") for days in AGES)],
    )
    least = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=2,
        min_value=0,
        label="Charge from",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    most = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=2,
        min_value=0,
        label="to",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    flag = forms.ChoiceField(
        required=False,
        label="Signals",
        choices=[
            ("", "With or without"),
            (ANY, "With a signal"),
            (NONE, "Without a signal"),
            *((kind.value, kind.label) for kind in SignalKind),
        ],
    )
    person = forms.ChoiceField(required=False, label="Looked after by")
    tag = forms.CharField(required=False, max_length=30, label="Tag")
    hold = forms.ChoiceField(
        required=False,
        label="Held for",
        choices=[("", "Any reason"), *((reason.value, reason.label) for reason in HoldReason)],
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self._narrow("payer", rows_of(actor, Payer))
        self._narrow("provider", rows_of(actor, Provider).exclude(kind=Provider.Kind.CLINICAL_STAFF))
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        known = hands(actor, Action.SEE_CLAIMS, today=actor.today)
        self.people = known.at_hand  # whoever left is still asked for, and given nothing
        people = [(str(user.pk), str(user)) for user in known.everybody]
        person.choices = [("", "Anybody"), (ME, "Me"), (str(NOBODY), "Nobody"), *people]

    def _narrow(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are folded away until one of them is used."""
        return [self[name] for name in self.MORE]

    @property
    def uses_more(self) -> bool:
        """Whether one of the folded fields is filled in."""
        return any(self.data.get(name) for name in self.MORE)

    def wanted(self, *, default_stage: Stage | None = None, today: date | None = None) -> ClaimFilter:
        """Return the filter of every value that could be read; `today` is what ages count from."""
        self.is_valid()
        found = self.cleaned_data
        payer, provider = found.get("payer"), found.get("provider")
        age, now = found.get("age"), today or self.actor.today
        return ClaimFilter(
            stage=Stage(found["stage"]) if found.get("stage") else default_stage,
            payer_id=payer.pk if payer else None,
            provider_id=provider.pk if provider else None,
            code=found.get("code", "").upper(),
            month=found.get("month", ""),
            words=found.get("q", ""),
            flag=found.get("flag", ""),
            setting=found.get("setting", ""),
            ended_before=now - timedelta(days=int(age)) if age else None,
            least=found.get("least"),
            most=found.get("most"),
            person_id=self._person(found.get("person", "")),
            tag=found.get("tag", "").lower(),
            hold_reason=found.get("hold", ""),
        )

    def _person(self, said: str) -> int | None:
        if said == ME:
            return self.actor.user.pk if self.actor.user else NOBODY
        return int(said) if said else None


class HoldForm(forms.Form):
    """Why a claim is held, and for which fact it waits."""

    why = forms.ChoiceField(
        required=False,
        label="It waits for",
        choices=[(reason.value, reason.label) for reason in HoldReason],
        initial=HoldReason.OTHER,
    )
    until = forms.ChoiceField(
        required=False,
        label="Until",
        help_text="With a fact chosen, the hold ends by itself once it is there.",
    )
    reason = forms.CharField(required=False, max_length=300, label="In words")

    def __init__(self, *args: Any, claim: Claim | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        facts = [(fact_key(each), each["message"]) for each in claim.problems] if claim else []
        until = self.fields["until"]
        assert isinstance(until, forms.ChoiceField)
        until.choices = [("", "Somebody releases it"), *facts, (SIGNATURE, "The period is signed")]


def holding_of(sent: QueryDict) -> Holding:
    """Return why claims are to be held, as a form said it; a fact without a reason is a missing fact."""
    until = sent.get("until", "")[:60]
    said = sent.get("why", "")
    known = said in {reason.value for reason in HoldReason}
    reason = HoldReason(said) if known else HoldReason.OTHER
    return Holding(HoldReason.FACT if until and reason is HoldReason.OTHER else reason, until)
