"""What a practice owns: every table of the product, and which of its rows are the practice's, found by its relations.

A table belongs to a practice when it points at one, or at a table that does. What several practices share under the
hash of its content goes along where a row of the practice names it. A new table is found by itself; one that cannot be
found fails a test until it says why it is left out.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField, Q, QuerySet

from apps.practice.models import Practice, User

OURS = "apps."
PRACTICE, USER = "practice.practice", "practice.user"

# Tables of the product that are not the practice's, and why.
LEFT_OUT: Mapping[str, str] = {
    "practice.export": "the copies themselves",
    "practice.exportpart": "the copies themselves",
    "practice.signin": "where people are signed in, which ends with the instance",
    "practice.user_groups": "rights in the instance, which is not the practice's",
    "practice.user_user_permissions": "rights in the instance, which is not the practice's",
}
# Tables that a row names by the hash of its content and not by a foreign key: the naming columns of the practice.
BY_HASH: Mapping[str, tuple[str, ...]] = {"patients.keptrules": ("shipped_rules", "own_rules")}
# What is written of a person: who they are, and not how they get in.
COLUMNS_OF_PEOPLE = ("id", "email", "full_name", "is_active", "date_joined")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that goes along, and the way from its rows to the practice ("claim__practice"); none: it is shared."""

    model: type[Model]
    path: str

    @property
    def name(self) -> str:
        """The table as files and messages name it."""
        return self.model._meta.label_lower

    @property
    def is_shared(self) -> bool:
        """Say whether other practices may have the same rows."""
        return not self.path


def rows_owned(table: Table, practice: Practice) -> QuerySet[Model]:
    """Return the practice's rows of a table, in the order of their keys."""
    rows = table.model._default_manager.order_by("pk")
    if table.path:
        return rows.filter(**{table.path: practice.pk})
    return rows.filter(_named(table, practice)).distinct()


@cache
def tables() -> tuple[Table, ...]:
    """Return every table that belongs to a practice, then those that are shared, by name."""
    paths = _paths()
    owned = [Table(model, paths[model]) for model in paths]
    shared = [Table(model, "") for model in _ours() if model not in paths and _is_named(model, paths)]
    return tuple(sorted(owned, key=lambda each: each.name)) + tuple(
        sorted(shared, key=lambda each: each.name)
    )


def not_covered() -> list[str]:
    """Return the tables of the product that neither go along nor say why they are left out."""
    known = {table.name for table in tables()} | set(LEFT_OUT)
    return sorted({model._meta.label_lower for model in _ours()} - known)


def _ours() -> Iterator[type[Model]]:
    """Yield every table of the product, those between two others included."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith(OURS) or _stands_between_ours(model):
            yield model


def _stands_between_ours(model: type[Model]) -> bool:
    created: Any = model._meta.auto_created  # the table that names the other ones, False for any other table
    return bool(created) and created.__module__.startswith(OURS)


def _paths() -> dict[type[Model], str]:
    """Return the shortest way from each table to the practice, walked from the practice outwards."""
    found: dict[type[Model], str] = {Practice: "pk"}
    waiting: deque[type[Model]] = deque([Practice])
    ours = [model for model in _ours() if model._meta.label_lower not in {*LEFT_OUT, USER}]
    while waiting:
        target = waiting.popleft()
        for model in ours:
            field = None if model in found else _points_at(model, target)
            if field is not None:
                found[model] = field.name if target is Practice else f"{field.name}__{found[target]}"
                waiting.append(model)
    return found


def _points_at(model: type[Model], target: type[Model]) -> "ForeignKey[object, object] | None":
    """Return the foreign key of `model` that always points at a row of `target`."""
    return next(
        (each for each in _foreign_keys(model) if each.related_model is target and not each.null), None
    )


def _foreign_keys(model: type[Model]) -> Iterator["ForeignKey[object, object]"]:
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey | OneToOneField):
            yield field


def _is_named(model: type[Model], paths: Mapping[type[Model], str]) -> bool:
    label = model._meta.label_lower
    if label in LEFT_OUT:
        return False
    return label in BY_HASH or any(
        key.related_model is model for owner in paths for key in _foreign_keys(owner)
    )


def _named(table: Table, practice: Practice) -> Q:
    """Return the condition on shared rows that a row of the practice names them."""
    hashes = [getattr(practice, name) for name in BY_HASH.get(table.name, ())]
    named = Q(pk__in=[each for each in hashes if each])
    for owner, path in _paths().items():
        for key in _foreign_keys(owner):
            if key.related_model is table.model:
                own = owner._default_manager.filter(**{path: practice.pk, f"{key.name}__isnull": False})
                named |= Q(pk__in=own.order_by().values(key.attname))
    return named


def is_people(table: Table) -> bool:
    """Say whether the rows are people who may sign in."""
    return table.model is User
