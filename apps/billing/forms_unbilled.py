"""What the list of closed periods without a claim is narrowed to."""

from datetime import date
from typing import Any

from django import forms

from apps.billing.forms_desk import month_field
from apps.billing.selectors.unbilled import BLOCKED, KINDS, SORTS, UnbilledFilter
from apps.patients.models import Payer
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider


class UnbilledForm(forms.Form):
    """Why there is no claim, and of whom; a value that cannot be read is named and left out."""

    outcome = forms.ChoiceField(
        required=False, choices=[(kind, kind) for kind in KINDS], widget=forms.HiddenInput
    )
    q = forms.CharField(
        required=False,
        max_length=80,
        label="Search",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Name or member id", "data-search": ""}
        ),
    )
    reason = forms.ChoiceField(required=False, label="Reason")
    payer = forms.ModelChoiceField(Payer.objects.none(), required=False, empty_label="All payers")
    provider = forms.ModelChoiceField(Provider.objects.none(), required=False, empty_label="All providers")
    month = month_field()
    sort = forms.ChoiceField(
        required=False,
        label="First",
        choices=[("value", "The most money"), ("deadline", "The nearest deadline")],
    )

    def __init__(self, *args: Any, actor: Actor, reasons: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        payer, provider, reason = self.fields["payer"], self.fields["provider"], self.fields["reason"]
        assert isinstance(payer, forms.ModelChoiceField)
        assert isinstance(provider, forms.ModelChoiceField)
        assert isinstance(reason, forms.ChoiceField)
        payer.queryset = rows_of(actor, Payer)
        provider.queryset = rows_of(actor, Provider).exclude(kind=Provider.Kind.CLINICAL_STAFF)
        reason.choices = [("", "All reasons"), *reasons]

    @property
    def uses_more(self) -> bool:
        """Whether one of the folded fields is filled in."""
        return any(self.data.get(name) for name in ("provider", "month"))

    def wanted(self, *, kind: str, since: date) -> UnbilledFilter:
        """Return the filter of every value that could be read."""
        self.is_valid()
        found = self.cleaned_data
        payer, provider, month = found.get("payer"), found.get("provider"), found.get("month")
        sort = found.get("sort") or SORTS[0]
        return UnbilledFilter(
            kind=kind or BLOCKED,
            since=since,
            payer_id=payer.pk if payer else None,
            provider_id=provider.pk if provider else None,
            obstacle=found.get("reason", ""),
            month=date.fromisoformat(f"{month}-01") if month else None,
            words=found.get("q", ""),
            sort=sort,
        )
