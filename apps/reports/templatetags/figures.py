"""The cells and bars of a report's tables: hundreds a page, so that each is written in one go."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.reports.domain.report import Segment

register = template.Library()

CELL = '<td{} data-label="{}">{}</td>'
NUMBER = SafeString(' class="num"')
LINK = '<a class="figure" href="{}">{}</a>'
BAR = '<rect class="is-{}" x="{}%" width="{}%" height="100%"/>'


@register.simple_tag
def plain_cells(cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """Write the cells of a row that stands beside nothing."""
    return format_html_join(
        "",
        CELL,
        (
            ("" if cell["is_text"] else NUMBER, cell["head"], linked(cell["value"], cell["url"]))
            for cell in cells
        ),
    )


@register.simple_tag
def linked(value: str, url: str) -> SafeString | str:
    """Write a figure, with a link to its rows where it has any."""
    return format_html(LINK, url, value) if url else value


@register.simple_tag
def bars(segments: Iterable[Segment]) -> SafeString:
    """Write the parts of a bar, their numbers as SVG reads them in any language."""
    return format_html_join("", BAR, ((each.tone, str(each.start), str(each.width)) for each in segments))
