"""What somebody may ask of a report: dates, a comparison, and what to narrow it to."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django import forms

from apps.patients.models import Enrollment, Setting
from apps.practice.access import Actor, one_of
from apps.practice.form_fields import RowField
from apps.practice.models import Provider
from apps.reports.domain.asked import DIMENSIONS, Asked, named_dates
from apps.reports.forms import ReportDayField
from apps.reports.named import Known, rows_named
from apps.reports.report_breakdown import BY

LONGEST_DAYS = 366 * 5


class ReportForm(forms.Form):
    """The filters of one report; `offers` names those it has beside the dates."""

    dates = forms.CharField(required=False, widget=forms.HiddenInput)
    since = ReportDayField(required=False, label="From")
    until = ReportDayField(required=False, label="Through")
    by = forms.ChoiceField(
        required=False, label="Divided by", choices=[(key, word.capitalize()) for key, word in BY.items()]
    )
    provider = RowField(required=False, empty_label="Everybody", label="Provider")
    payer = RowField(required=False, empty_label="All", label="Payer")
    setting = forms.ChoiceField(required=False, label="Setting", choices=[("", "All"), *Setting.choices])
    agency = RowField(required=False, empty_label="All", label="Agency")
    code = forms.CharField(required=False, max_length=5, label="Code")
    program = forms.ChoiceField(
        required=False, label="Programme", choices=[("", "All"), *Enrollment.Program.choices]
    )
    compare = forms.BooleanField(required=False, label="Beside the period before")

    def __init__(
        self, *args: Any, actor: Actor, offers: Iterable[str], dates: tuple[date, date], **options: Any
    ) -> None:
        wanted = {*offers, *(("dates",) if "since" in offers else ())}
        # fewer to copy than there are
        fields = {name: field for name, field in self.base_fields.items() if name in wanted}
        self.base_fields = fields  # type: ignore[misc]
        super().__init__(*args, **options)
        self._actor, self._dates, self._known = actor, dates, Known()
        for name, field in self.fields.items():
            if isinstance(field, RowField):
                field.offer(partial(rows_named, actor, name, self._known))
        if "code" in self.fields:
            self.fields["code"].widget.attrs["autocapitalize"] = "characters"

    def clean_code(self) -> str:
        """Take a code that was typed in small letters for what it is."""
        return str(self.cleaned_data["code"]).upper()

    def clean_dates(self) -> str:
        """Refuse a stretch that has no name."""
        said = str(self.cleaned_data["dates"])
        if said and said not in named_dates(self._actor.today):
            raise forms.ValidationError(f"No dates are called {said}. Choose a first and a last day.")
        return said

    def clean(self) -> dict[str, Any]:
        """Refuse dates in the wrong order, and more of them than anybody reads."""
        said: dict[str, Any] = super().clean() or {}
        first, last = self._between(said)
        if last < first:
            self.add_error("until", "The last day comes before the first. Correct one of the two.")
        elif (last - first).days > LONGEST_DAYS:
            self.add_error("since", "More than five years at once are too many. Take a later first day.")
        return said

    def _between(self, said: dict[str, Any]) -> tuple[date, date]:
        usual = named_dates(self._actor.today).get(said.get("dates") or "", self._dates)
        return said.get("since") or usual[0], said.get("until") or usual[1]

    def asked(self) -> Asked:
        """Return what was asked; without dates the usual ones of the report."""
        said = self.cleaned_data
        first, last = self._between(said)
        narrowed = {
            name: str(value.pk) if hasattr(value, "pk") else str(value)
            for name in DIMENSIONS
            if (value := said.get(name))
        }
        return Asked(
            starts_on=first,
            ends_on=last,
            today=self._actor.today,
            compares=bool(said.get("compare")),
            by=said.get("by") or "",
            narrowed=tuple(sorted(narrowed.items())),
            known=self._known,
        )

    def narrowed_in_words(self) -> dict[str, tuple[str, str]]:
        """Return what it is narrowed to by the name of the field: its label, and what was chosen."""
        return {
            name: (str(self.fields[name].label), self._word(name))
            for name in DIMENSIONS
            if self.cleaned_data.get(name)
        }

    def _word(self, name: str) -> str:
        chosen: Any = self.cleaned_data[name]
        choices: Any = getattr(self.fields[name], "choices", ())
        return str(chosen) if not isinstance(chosen, str) else str(dict(choices).get(chosen, chosen))

    @property
    def face(self) -> tuple[tuple[str, str | None, tuple[Any, ...]], ...] | None:
        """All that its fields look like goes by; None where one of them has to say what is wrong with it."""
        if self.errors:
            return None
        offered: dict[str, Any] = {
            name: field.choices for name, field in self.fields.items() if isinstance(field, RowField)
        }
        return tuple((name, self.data.get(name), tuple(offered.get(name, ()))) for name in self.fields)

    @property
    def chosen_provider(self) -> Provider | None:
        """The provider chosen, where one was."""
        found = self.cleaned_data.get("provider")
        return one_of(self._actor, Provider, found.pk) if found else None
