"""A choice among rows is written as Django writes any other."""

from typing import Any

import pytest
from django import forms

from apps.practice.form_fields import RowSelect

ROWS = [("", "Everybody"), ("7", "Ana <b>Rivera</b>"), ("12", 'Ben "B" Okafor & Co.')]


@pytest.mark.parametrize("value", [None, "", "7", 12, "13"])
def test_what_is_written_is_what_django_writes(value: Any) -> None:
    attributes = {"id": "id_provider", "class": "is-code", "required": True, "placeholder": False}
    written = [
        widget(choices=ROWS).render("provider", value, attributes).replace("\n", "")
        for widget in (RowSelect, forms.Select)
    ]
    assert _parts(written[0]) == _parts(written[1])


def _parts(written: str) -> list[list[str]]:
    """Give the tags and texts, the attributes of each in any order."""
    return [sorted(part.split()) for part in written.replace(">", "<").split("<") if part.strip()]
