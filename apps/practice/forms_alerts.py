"""How people want to be told."""

from typing import Any

from django import forms

from apps.practice.domain.alerts import TELLINGS, AlertKind
from apps.practice.forms import PlainForm


class AlertsForm(PlainForm):
    """How somebody wants to be told, kind by kind."""

    def __init__(self, *args: Any, kinds: list[AlertKind], **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in kinds:
            self.fields[f"{kind}_in_app"] = forms.BooleanField(label="In the application", required=False)
            self.fields[f"{kind}_by_mail"] = forms.BooleanField(label="By e-mail, once a day", required=False)
        self.kinds = kinds

    def chosen(self) -> dict[AlertKind, tuple[bool, bool]]:
        """Return what was chosen."""
        sent = self.cleaned_data
        return {kind: (sent[f"{kind}_in_app"], sent[f"{kind}_by_mail"]) for kind in self.kinds}

    def rows(self) -> list[dict[str, Any]]:
        """Return the kinds with their two boxes."""
        return [
            {
                "label": TELLINGS[kind].label,
                "in_app": self[f"{kind}_in_app"],
                "by_mail": self[f"{kind}_by_mail"],
            }
            for kind in self.kinds
        ]
