"""The fields and the shape of every form over a row: sections, checked numbers, all problems at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.safestring import SafeString

from apps.practice.access import Actor
from apps.practice.domain.identifiers import (
    bare,
    check_npi,
    check_phone,
    check_state,
    check_tax_id_length,
    check_taxonomy,
    check_zip_code,
    phone_digits,
    shown_phone,
    shown_zip_code,
)
from apps.practice.models import User
from apps.problems import Problem

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

Check = Callable[..., list[Problem]]


class Section(NamedTuple):
    """Some fields under one heading; fields that stand in one tuple stand side by side."""

    title: str
    hint: str
    fields: tuple[str | tuple[str, ...], ...]


class Shown(NamedTuple):
    """A field as the page shows it; `is_optional` is said beside its label."""

    field: BoundField
    is_optional: bool


@dataclass(frozen=True)
class Group:
    """A section of a form as the page shows it."""

    title: str
    hint: str
    rows: list[list[Shown]]


class DayField(forms.DateField):
    """A date from the browser's calendar, or typed as 2026-03-14."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ("%Y-%m-%d", "%m/%d/%Y")

    def to_python(self, value: Any) -> date | None:
        """Return the date, or say which value is none."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                f"{value} is not a date. Choose one from the calendar, or write it as 2026-03-14."
            )


class _Offered(BaseChoiceIterator):
    """Choices that are worked out when the first one asks; a page asks three times."""

    def __init__(self, offered: Callable[[], list[tuple[str, str]]]) -> None:
        self._offered = offered

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._offered())


class RowSelect(forms.Select):
    """A choice among rows, which a page can have hundreds of: written as any, without asking a dozen things of each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the HTML."""
        (chosen, *_) = self.format_value(value)
        offered: Any = self.choices
        options = [
            f'\n<option value="{escape(number)}"{" selected" if number == chosen else ""}>{escape(word)}</option>'
            for number, word in offered
        ]
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return SafeString(f'<select name="{escape(name)}"{attributes}>{"".join(options)}\n</select>')


class HasKey(Protocol):
    """What stands for a row: its number, and its name as a text."""

    pk: Any


class RowField(forms.ChoiceField):
    """One of a few rows, named by its number; they are read when they are shown, or when one is chosen."""

    widget = RowSelect
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": "That is not one of this practice. Choose one from the list."
    }

    def __init__(self, *, empty_label: str, **options: Any) -> None:
        super().__init__(**options)
        self._empty_label = empty_label
        self._rows: Callable[[], Sequence[HasKey]] = list

    def offer(self, rows: Callable[[], Sequence[HasKey]]) -> None:
        """Offer these rows, and the choice of none."""
        self._rows = cache(rows)
        self.choices = _Offered(cache(self._offered))

    def _offered(self) -> list[tuple[str, str]]:
        return [("", self._empty_label), *((str(row.pk), str(row)) for row in self._rows())]

    def clean(self, value: Any) -> Any:
        """Return the row, None where none was chosen."""
        chosen = super().clean(value)
        return next(row for row in self._rows() if str(row.pk) == chosen) if chosen else None


class CheckedField(forms.CharField):
    """A number or code that is tidied, then checked, so that its problem stands beside it."""

    def __init__(
        self, *, tidy: Callable[[str], str], check: Check, show: Callable[[str], str] = str, **options: Any
    ) -> None:
        super().__init__(**options)
        self.tidy = tidy
        self.check = check
        self.show = show

    def prepare_value(self, value: Any) -> Any:
        """Return the value as people write it; what does not look like one stays as typed."""
        return self.show(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """Return the tidied value; the problem shows it as typed."""
        typed = str(super().clean(value))
        if not typed:
            return ""
        tidied = self.tidy(typed)
        problems = self.check(tidied if self.tidy is str.upper else typed)
        if problems:
            raise ValidationError([problem.message for problem in problems])
        return tidied


class Kind(NamedTuple):
    """How a field of a certain name is typed, tidied and checked."""

    tidy: Callable[[str], str]
    check: Check
    attributes: dict[str, str]
    show: Callable[[str], str] = str


DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
# by the end of the field's name
KINDS: dict[str, Kind] = {
    "npi": Kind(str.strip, check_npi, DIGITS),
    "tax_id": Kind(bare, check_tax_id_length, DIGITS),
    "taxonomy_code": Kind(str.upper, check_taxonomy, {"autocapitalize": "characters", "class": "is-code"}),
    "phone": Kind(phone_digits, check_phone, {"type": "tel", "autocomplete": "off"}, shown_phone),
    "zip_code": Kind(bare, check_zip_code, DIGITS, shown_zip_code),
    "state": Kind(str.upper, check_state, {"autocapitalize": "characters", "maxlength": "2"}),
}


def plain_field(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """Return the form field of a column: the house's date fields, checked numbers, and words for what is missing."""
    kind = next((kind for end, kind in KINDS.items() if column.name.endswith(end)), None)
    if isinstance(column, models.DateField):
        field: forms.Field | None = column.formfield(
            form_class=DayField, **{**options, "widget": DayField.widget}
        )
    elif kind is not None:
        field = CheckedField(
            tidy=kind.tidy, check=kind.check, show=kind.show, required=not column.blank, label=_label(column),
            help_text=options.get("help_text") or column.help_text, widget=forms.TextInput(attrs=kind.attributes),
        )  # fmt: skip
    else:
        field = column.formfield(**options)
    if field is not None:
        field.label = options.get("label") or _label(column)
        field.error_messages["required"] = f"{field.label} is missing. Fill it in."
    return field


def _offer_own_rows(field: "forms.ModelChoiceField[Any]", actor: Actor) -> None:
    """Offer rows of the actor's practice only; people are those who are or were members."""
    if field.queryset is not None:
        is_people = field.queryset.model is User
        own = {"memberships__practice" if is_people else "practice": actor.practice}
        field.queryset = field.queryset.filter(**own).distinct()
    if not isinstance(field, forms.ModelMultipleChoiceField):
        field.empty_label = "Choose one" if field.required else "None"
    field.error_messages["invalid_choice"] = "That is not one of this practice. Choose one from the list."


def _ask_to_choose(field: forms.ChoiceField) -> None:
    """Put words where Django has dashes."""
    offered: Any = field.choices
    field.choices = [("", "Choose one") if value == "" else (value, label) for value, label in offered]


def _label(column: "models.Field[Any, Any]") -> str:
    name = str(column.verbose_name)
    return name[:1].upper() + name[1:]


class RosterForm(ModelForm):
    """A form over one row: `sections` order its fields, `check` finds everything wrong with the row as typed.

    It never saves: views and the admin hand `instance` to the operation.
    """

    sections: ClassVar[tuple[Section, ...]] = ()
    # whether fields that may be blank say so; not where all may wait until a claim asks for them
    marks_optional: ClassVar[bool] = True
    # the field that says to whom the row belongs, where a form lets somebody choose it
    owner: ClassVar[str] = ""
    check: ClassVar[Check]
    actor: Actor

    def __init__(self, *args: Any, actor: Actor | None = None, **options: Any) -> None:
        if actor is not None:
            self.actor = actor
        super().__init__(*args, **options)
        if self.is_new and hasattr(self.instance, "practice_id"):
            self.instance.practice = self.actor.practice
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                _offer_own_rows(field, self.actor)
            elif isinstance(field, forms.ChoiceField):
                _ask_to_choose(field)

    @property
    def is_new(self) -> bool:
        return self.instance.pk is None

    def groups(self) -> Iterator[Group]:
        """Return the sections with their fields, those that this form has."""
        for section in self.sections:
            rows = [(row,) if isinstance(row, str) else row for row in section.fields]
            found = [[self._shown(name) for name in row if name in self.fields] for row in rows]
            if any(found):
                yield Group(section.title, section.hint, [row for row in found if row])

    def _shown(self, name: str) -> Shown:
        field = self.fields[name]
        has_answer = isinstance(field, forms.BooleanField) or bool(field.initial)
        return Shown(self[name], is_optional=self.marks_optional and not field.required and not has_answer)

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field, except where the field as typed could not even be read."""
        unreadable = set(self.errors)
        for problem in problems:
            field = problem.field if problem.field in self.fields else None
            if field is None or field not in unreadable:
                self.add_error(field, ValidationError(problem.message, code=problem.code))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.owner or getattr(self.instance, f"{self.owner}_id") is not None:
            self.refuse(type(self).check(self.instance, today=self.actor.today))

    def validate_unique(self) -> None:
        """Leave it to `check`, which says it in a sentence."""

    def validate_constraints(self) -> None:
        """Leave it to `check`, which says it in a sentence."""
