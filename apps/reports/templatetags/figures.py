"""The filters of a report, and the cells and bars of its tables: hundreds a page, each written in one go."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from apps.reports.domain.report import Segment
from apps.reports.forms_reports import ReportForm

register = template.Library()

# Filters written out, by what they look like goes by. Most people ask for the usual.
MOST_FILTERS = 256
_filters: dict[Any, SafeString] = {}


@register.simple_tag
def filters(form: ReportForm) -> SafeString:
    """Write the fields of a form: once for the same choices with the same said in them."""
    face = form.face
    found = _filters.get(face)
    if found is not None:
        return found
    written = render_to_string("reports/_filters.html", {"form": form})
    if face is not None:
        if len(_filters) >= MOST_FILTERS:
            _filters.clear()
        _filters[face] = written
    return written


@register.simple_tag
def plain_row(row: Mapping[str, Any], *, is_drawn: bool) -> SafeString:
    """Write a row that stands beside nothing; `is_drawn`: its table has a column of drawings."""
    step = ' class="is-step"' if row["is_step"] else ""
    drawn = f'<td class="drawn wide">{_drawing(row["segments"])}</td>' if is_drawn else ""
    cells = "".join([_cell(each) for each in row["cells"]])
    label = _linked(row["label"], row["url"])
    return SafeString(f'<tr{step}><th scope="row" class="lead">{label}</th>{drawn}{cells}</tr>')


@register.simple_tag
def drawing(segments: Sequence[Segment]) -> SafeString:
    """Write the bar of a row, nothing where it has none."""
    return SafeString(_drawing(segments))


def _drawing(segments: Sequence[Segment]) -> str:
    return (
        f'<svg class="bars" aria-hidden="true" focusable="false">{_bars(segments)}</svg>' if segments else ""
    )


def _cell(cell: Mapping[str, Any]) -> str:
    number = "" if cell["is_text"] else ' class="num"'
    return f'<td{number} data-label="{_escaped(cell["head"])}">{_linked(cell["value"], cell["url"])}</td>'


@register.simple_tag
def linked(value: str, url: str) -> SafeString:
    """Write a figure, with a link to its rows where it has any."""
    return SafeString(_linked(value, url))


def _linked(value: str, url: str) -> str:
    return f'<a class="figure" href="{_escaped(url)}">{_escaped(value)}</a>' if url else _escaped(value)


def _escaped(value: str) -> str:
    """Write a text as a template does, with fewer questions where it is nothing but a text."""
    return escape(value) if type(value) is str else conditional_escape(value)


def _bars(segments: Iterable[Segment]) -> str:
    """Write the parts of a bar, their numbers as SVG reads them in any language."""
    return "".join(
        [
            f'<rect class="is-{each.tone}" x="{each.start}%" width="{each.width}%" height="100%"/>'
            for each in segments
        ]
    )
