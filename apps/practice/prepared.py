"""Statements that the ORM puts into SQL once a process, for what is asked at every write.

Building and compiling a queryset costs ten times what the database needs for such a question. A prepared one stays a
queryset to read and to check; only the values that are filled in differ from call to call.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    DecimalField,
    Expression,
    Field,
    JSONField,
    Model,
    QuerySet,
)
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery

from apps.practice.prepared_rows import Converters, converted, maker, needed
from apps.practice.statements import Row, run

Build = Callable[[], "QuerySet[Any, Any]"]


class Slot(Expression):
    """A place in a prepared statement; each call fills in the value of that name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Stand where the value will stand."""
        return "%s", (self,)


class NextId(Expression):
    """The id of the next row of `model`, for a row that others have to name before it is there.

    On PostgreSQL nobody else gets it. On SQLite nobody else writes: it holds until the transaction inserts such a row.
    """

    output_field = BigIntegerField()

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self.table = model._meta.db_table

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Take the number from the table's sequence."""
        return "nextval(pg_get_serial_sequence(%s, 'id'))", (self.table,)

    def as_sqlite(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Look up the number after the last one."""
        return "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0) + 1", (self.table,)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL with its parameters, slots among them, and how a row becomes what is asked for."""

    sql: str
    parameters: Sequence[Any]
    converters: Converters = ()
    made: Callable[[Row], Any] = tuple
    needs_transaction: bool = False

    def bound(self, values: Mapping[str, Any], here: BaseDatabaseWrapper) -> list[Any]:
        """Return the parameters with every slot filled, as the database takes them."""
        return [
            _adapted(values[each.name], here) if isinstance(each, Slot) else each for each in self.parameters
        ]


class Question:
    """A prepared read: `build` makes its queryset, of models or of `values_list`, with slots for what differs.

    What reads much more for some values than for others is planned for them each time (`is_planned` False).
    """

    def __init__(self, build: Build, *, is_planned: bool = True) -> None:
        self._build, self._is_planned = build, is_planned
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **values: Any) -> list[Any]:
        """Return what the queryset would give for these values; None is no value and matches nothing."""
        here = connections[DEFAULT_DB_ALIAS]  # looked up once: it is a matter of threads
        compiled = self._compiled.get(here.vendor) or self._compile()
        if compiled.needs_transaction and not here.in_atomic_block:
            raise transaction.TransactionManagementError("Rows can be locked inside a transaction only.")
        bound = compiled.bound(values, here)
        rows = run(compiled.sql, bound, here, answers=True, is_planned=self._is_planned)
        return list(map(compiled.made, converted(rows, compiled.converters, here)))

    def first(self, **values: Any) -> Any:
        """Return the first of `all`, None when there is none."""
        return next(iter(self.all(**values)), None)

    def _compile(self) -> _Compiled:
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [each[0] for each in compiler.select]
        compiled = _Compiled(
            sql,
            parameters,
            list(needed(compiler.get_converters(columns))),
            maker(queryset, compiler),
            queryset.query.select_for_update,
        )
        self._compiled[connection.vendor] = compiled
        return compiled


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that is still to be made, with its values."""

    sql: str
    values: Sequence[Any]


class Change:
    """A prepared update: `fields` get the values of their names, in the rows of the queryset that `build` makes.

    Without fields it removes the rows, as they stand: for models that nothing points at.
    """

    def __init__(self, build: Build, *fields: str) -> None:
        self._build, self._fields = build, fields
        self._compiled: dict[str, _Compiled] = {}

    def make(self, **values: Any) -> None:
        """Change (or remove) the rows."""
        write(self.write(**values))

    def write(self, **values: Any) -> Write:
        """Return the change to be made together with others."""
        here = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(here.vendor) or self._compile()
        return Write(compiled.sql, compiled.bound(values, here))

    def _compile(self) -> _Compiled:
        query: Any = self._build().query.chain(UpdateQuery if self._fields else DeleteQuery)
        if self._fields:
            query.add_update_values({name: Slot(name) for name in self._fields})
        compiled = _Compiled(*query.get_compiler(connection=connection).as_sql())
        self._compiled[connection.vendor] = compiled
        return compiled


# How a field that has no say of its own hands over what a row keeps.
_PASSED_ON = (Field.pre_save, DateTimeField.pre_save)
# What every database takes as it is, in columns of text, numbers and truth.
_PLAIN = (str, int, bool, type(None))
_Insert = tuple[str, list[tuple[Any, str]]]
_inserts: dict[tuple[str, type[Model], int, bool], _Insert] = {}
# More statements than that in one would be slow to plan.
MOST_AT_ONCE = 12


def insert(row: Model) -> None:
    """Insert a new `row` and give it its id: what `save(force_insert=True)` does for a model without parents."""
    here = connections[DEFAULT_DB_ALIAS]
    statement, fields = _insert_of([row], here, returns_id=True)
    with transaction.mark_for_rollback_on_error(here.alias):
        ((row.pk,),) = run(statement, _kept_of(row, fields, here), here, answers=True)
    _is_kept(row, here)


def add(row: Model) -> None:
    """Insert a new `row` under the id that it has, or under one that nobody asks for."""
    write(addition(row))


def addition(*rows: Model) -> Write:
    """Return the insert of new `rows` of one model, to be made together with other writes."""
    here = connections[DEFAULT_DB_ALIAS]
    statement, fields = _insert_of(rows, here, returns_id=False)
    values = [value for row in rows for value in _kept_of(row, fields, here)]
    for row in rows:
        _is_kept(row, here)
    return Write(statement, values)


def write(*writes: Write) -> None:
    """Make the writes, none of which sees another: on PostgreSQL in one statement, elsewhere in turn."""
    here = connections[DEFAULT_DB_ALIAS]
    most = MOST_AT_ONCE if here.vendor == "postgresql" else 1
    for first in range(0, len(writes), most):
        some = writes[first : first + most]
        with transaction.mark_for_rollback_on_error(here.alias):
            values = [value for each in some for value in each.values]
            run(_as_one(*(each.sql for each in some)), values, here, answers=False)


@cache
def _as_one(*statements: str) -> str:
    """Return one statement that does what all of them do, once each (PostgreSQL manual, section 7.8.4)."""
    *others, last = statements
    named = ", ".join(f"also_{number} AS ({each})" for number, each in enumerate(others))
    return f"WITH {named} {last}" if named else last


def _is_kept(row: Model, here: BaseDatabaseWrapper) -> None:
    row._state.adding = False  # noqa: SLF001  documented by Django for loaders like this
    row._state.db = here.alias  # noqa: SLF001


def _kept_of(row: Model, fields: Sequence[tuple[Any, str]], here: BaseDatabaseWrapper) -> list[Any]:
    values: list[Any] = []
    kept: dict[str, Any] = row.__dict__
    for field, name in fields:
        value = kept.get(name, row) if name else row  # the row stands for what the field has to say itself
        if type(value) in _PLAIN:
            values.append(value)
        elif type(value) is datetime:
            values.append(here.ops.adapt_datetimefield_value(value))
        else:
            values.append(field.get_db_prep_save(field.pre_save(row, add=True), here))
    return values


def _insert_of(rows: Sequence[Model], here: BaseDatabaseWrapper, *, returns_id: bool) -> _Insert:
    first = rows[0]
    has_id = first.pk is not None
    kind = (here.vendor, type(first), 0 if returns_id else len(rows), has_id)
    found = _inserts.get(kind)
    if found is not None:
        return found
    fields = [each for each in first._meta.local_concrete_fields if has_id or not each.primary_key]
    query = InsertQuery(type(first))
    query.insert_values(fields, [first])
    compiler = query.get_compiler(connection=here)
    compiler.returning_fields = [first._meta.pk] if returns_id else []
    ((sql, _),) = compiler.as_sql()
    one, row = sql.rsplit(" VALUES ", 1)
    statement = f"{one} VALUES {', '.join([row] * len(rows))}"
    found = (statement, [(field, _plain_name(field)) for field in fields])
    _inserts[kind] = found
    return found


def _plain_name(field: Any) -> str:
    """Return under which name a row keeps what goes to the database as it is; empty where the field has a say."""
    has_say = isinstance(field, (DecimalField, JSONField)) or type(field).pre_save not in _PASSED_ON
    is_stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return "" if has_say or is_stamped else str(field.attname)


def _adapted(value: Any, here: BaseDatabaseWrapper) -> Any:
    """Return a value as the database takes it."""
    if isinstance(value, datetime):
        return here.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return here.ops.adapt_datefield_value(value)
    if isinstance(value, list) and here.vendor == "sqlite":  # see prepared_lists
        return json.dumps(value)
    if isinstance(value, UUID) and not here.features.has_native_uuid_field:
        return value.hex
    return value
