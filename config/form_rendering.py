"""How fields of forms are written: as Django's own templates say, without a template for each field and option."""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape

Widget = Mapping[str, Any]


class Renderer(TemplatesSetting):
    """Writes the plain fields itself; whatever else there is comes from the templates."""

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Return the HTML of a field or a form."""
        written = _WRITTEN.get(template_name)
        if written is not None:
            return written(context["widget"])
        found: str = super().render(template_name, context, request)  # type: ignore[arg-type]
        return found


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_as_text(widget["value"])}"'
    return (
        f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"{value}'
        f"{_attributes(widget['attrs'])}>"
    )


def _textarea(widget: Widget) -> str:
    value = _shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_shown(widget["name"])}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    options = "".join(_options(widget))
    return f'<select name="{_shown(widget["name"])}"{_attributes(widget["attrs"])}>{options}\n</select>'


def _options(widget: Widget) -> Iterator[str]:
    for group, choices, _ in widget["optgroups"]:
        if group:
            yield f'\n<optgroup label="{_shown(group)}">'
        for each in choices:
            yield (
                f'\n<option value="{_as_text(each["value"])}"{_attributes(each["attrs"])}>'
                f"{_shown(each['label'])}</option>"
            )
        if group:
            yield "\n</optgroup>"


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_as_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _shown(value: Any) -> str:
    """Write a value as a template does."""
    return escape(value) if type(value) is str else conditional_escape(localize(value))


def _as_text(value: Any) -> str:
    """Write a value as a program reads it: no thousands are separated."""
    return escape(value) if type(value) is str else conditional_escape(str(value))


_FOLDER = "django/forms/widgets"
_INPUTS = ("checkbox", "date", "email", "hidden", "number", "password", "text", "url")
_WRITTEN: Mapping[str, Callable[[Widget], str]] = {
    **{f"{_FOLDER}/{name}.html": _input for name in _INPUTS},
    f"{_FOLDER}/textarea.html": _textarea,
    f"{_FOLDER}/select.html": _select,
}
