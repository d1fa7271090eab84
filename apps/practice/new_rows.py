"""Rows that are about to be written, made at a third of what the ORM's initializer costs, which serves any model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def new_row(model: type[M], **said: Any) -> M:
    """Return what `model(**said)` returns, for a model whose relations go by ids: nothing here listens to new rows.

    `said` names columns by their attributes ("practice_id") and rows that are at hand by their relation ("practice").
    """
    plan = _plan_of(model)
    row = model.__new__(model)
    state = ModelState()
    kept = row.__dict__
    kept.update(plan.columns, _state=state)
    for name, value in said.items():
        if name in plan.columns:
            kept[name] = value
        elif name in plan.relations:
            kept[plan.relations[name]] = value.pk if value is not None else None
            state.fields_cache[name] = value
        elif name in plan.pairs:
            setattr(row, name, value)
        else:
            raise TypeError(f"{model.__name__} has no {name}.")
    for name, made in plan.made:
        if name not in said:
            kept[name] = made()
    return row


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a model begin: their columns with what is there unsaid, what is made anew, relations' columns.

    `pairs` are relations of one row to one, which Django sets: the other row gets to know of it.
    """

    columns: Mapping[str, Any]
    made: list[tuple[str, Callable[[], Any]]]
    relations: Mapping[str, str]
    pairs: frozenset[str]


@cache
def _plan_of(model: type[Model]) -> _Plan:
    fields: Any = model._meta.concrete_fields
    made = [
        (each.attname, each.get_default) for each in fields if each.has_default() and callable(each.default)
    ]
    names = {name for name, _ in made}
    columns = {each.attname: None if each.attname in names else each.get_default() for each in fields}
    relations = {each.name: each.attname for each in fields if each.is_relation and not each.one_to_one}
    pairs = frozenset(each.name for each in fields if each.one_to_one)
    return _Plan(columns, made, relations, pairs)
