"""The cells of a list in the admin, each with the name of its column, which a phone shows beside the value."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def with_labels(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the cells of a row as Django made them, each but the box to tick with the name of its column."""
    return mark_safe("".join(_labelled(cells, headers)))  # noqa: S308 - Django's own cells, and an escaped word


def _labelled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for cell, header in zip(cells, headers, strict=False):
        if 'class="action-checkbox"' in cell:
            yield cell
        else:
            yield cell.replace(" class=", f' data-label="{escape(capfirst(header["text"]))}" class=', 1)
