"""What the rows of a prepared statement become: what its queryset would give, with as little around it as possible."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import ModelIterable, get_related_populators

from apps.practice.statements import Row

if TYPE_CHECKING:
    from django.db.models import QuerySet

# A place in the rows, and what turns what is there into what the field keeps.
Converter = tuple[int, Sequence[Callable[..., Any]], Any]
Converters = Sequence[Converter]


def maker(queryset: "QuerySet[Any, Any]", compiler: Any) -> Callable[[Row], Any]:
    """Return what makes a row of the database what the queryset gives."""
    if not issubclass(queryset._iterable_class, ModelIterable):  # noqa: SLF001
        return tuple
    information, select = compiler.klass_info, compiler.select
    model, places = information["model"], information["select_fields"]
    names = [select[place][0].target.attname for place in places]
    first, end = places[0], places[-1] + 1
    annotations = list(compiler.annotation_col_map.items())
    populators = get_related_populators(information, select, connection.alias)  # type: ignore[call-arg]

    def made(row: Row) -> Any:
        found = _instance(model, names, row[first:end])
        for each in populators:
            _populate(each, row, found)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return made


def _instance(model: type[Model], names: Sequence[str], values: Row) -> Model:
    """Return what `from_db` returns, at a third of its cost: nothing here listens to rows that are made."""
    found = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    found.__dict__.update(zip(names, values, strict=True), _state=state)
    return found


def _populate(populator: Any, row: Row, found: Model) -> None:
    """Do what a populator of Django does for one relation of `found`, with instances made as above."""
    values = row[populator.cols_start : populator.cols_end]
    related = None
    if values[populator.pk_idx] is not None:
        related = _instance(populator.model_cls, populator.init_list, values)
        for each in populator.related_populators:
            _populate(each, row, related)
    populator.local_setter(found, related)
    if related is not None:
        populator.remote_setter(related, found)


# Columns of these kinds SQLite hands over as what they are: the connection reads them by the declared type.
_READ_BY_SQLITE = ("DateField", "BooleanField")


def needed(converters: Mapping[int, Any]) -> Iterator[Converter]:
    """Give the converters that have something to do; those of plain columns on SQLite only look once more."""
    for place, (found, expression) in converters.items():
        is_plain = connection.vendor == "sqlite" and isinstance(expression, Col) and len(found) == 1
        if not (is_plain and expression.output_field.get_internal_type() in _READ_BY_SQLITE):
            yield place, found, expression


def converted(rows: list[Row], converters: Converters, here: BaseDatabaseWrapper) -> list[Row]:
    """Turn what the database gives into what the fields keep, a column after the other."""
    if not converters:
        return rows
    found = list(map(list, rows))
    for place, each, expression in converters:
        for converter in each:
            for values in found:
                values[place] = converter(values[place], expression, here)
    return found  # type: ignore[return-value]  # lists are rows
