"""Why two records are one person."""

from django import forms

from apps.practice.forms import PlainForm


class MergeForm(PlainForm):
    """The reason, kept with the merge."""

    reason = forms.CharField(
        label="How do you know that it is one person?",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say how you know that it is one person."},
    )
