"""The form of a template for notes."""

from django import forms

from apps.timelog.domain.note_templates import Template
from apps.timelog.forms import ACTIVITY_CHOICES, BookForm


class TemplateForm(BookForm):
    """What a template says."""

    activity = forms.ChoiceField(choices=ACTIVITY_CHOICES, required=False)
    title = forms.CharField(required=False)
    text = forms.CharField(
        required=False,
        label="Lines to fill in",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line, each ending with a colon.",
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def template(self, key: str) -> Template:
        """Return what was written."""
        said = self.cleaned_data
        return Template(key, said["activity"], said["title"], said["text"])
