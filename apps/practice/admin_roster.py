"""A table of the admin that people may change, with the form and the operation of its page."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Field, Model
from django.forms import ModelForm
from django.http import HttpRequest

from apps.practice.admin_site import GatedAdmin
from apps.practice.domain.roles import Action
from apps.practice.form_fields import RosterForm, plain_field


class RosterAdmin(GatedAdmin):
    """A table that people may change: `form` finds what is wrong, `operation` saves and records."""

    change = Action.CHANGE_ROSTER
    form: type[RosterForm]
    operation: ClassVar[Callable[..., Model]]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002
        """Return the form of the pages, knowing who fills it in; for those who only look one without fields."""
        if not self.has_change_permission(request, obj):
            options["form"] = ModelForm
        form = super().get_form(request, obj, change=change, **options)
        form.actor = self.actor(request)  # type: ignore[attr-defined]
        return form

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: Any, **options: Any) -> Any:
        """Return the same fields as on the pages; an owner among many is found by typing."""
        if db_field.name in self.autocomplete_fields:
            field: Any = super().formfield_for_dbfield(db_field, request, **options)
            field.error_messages["required"] = f"The {db_field.verbose_name} is missing. Choose one."
            return field
        return plain_field(db_field, **options)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the sections of the form; to whom the row belongs stands first."""
        sections = [
            (section.title or None, {"fields": section.fields, "description": section.hint})
            for section in self.form.sections
        ]
        return [(None, {"fields": (self.form.owner,)}), *sections] if self.form.owner else sections

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let a row keep its owner."""
        return (self.form.owner,) if obj is not None and self.form.owner else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Hand the row to the operation."""
        actor = self.actor(request)
        type(self).operation(obj, actor=actor, today=actor.today)
