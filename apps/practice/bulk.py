"""Insert or update very many rows of one model: COPY and one prepared statement, where the ORM builds large ones."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.fields.json import JSONField

Row = TypeVar("Row", bound=models.Model)


def insert(rows: Sequence[Row]) -> None:
    """Insert new rows, all of one model, and give them their ids.

    Ids come from the model's own sequence. Objects that a row points at have to be saved before. Measured on
    PostgreSQL with decisions of a few kilobytes: a third of the time of `bulk_create`.
    """
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows)
        return
    for row, pk in zip(rows, _next_ids(model, len(rows)), strict=True):
        row.pk = pk
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    getters = [(field.attname, isinstance(field, JSONField), field) for field in fields]
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    # Django knows no COPY, so it has to be told to raise its own errors.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_value(row, *getter) for getter in getters])
            row._state.adding = False  # noqa: SLF001  documented by Django for loaders like this
            row._state.db = connection.alias  # noqa: SLF001


def update_each(model: type[models.Model], name: str, values: Mapping[int, Any]) -> None:
    """Write one field of many rows, each its own value by the row's id, with one prepared statement.

    The ORM's `bulk_update` builds one large CASE of them instead: ten times the work for five hundred rows.
    """
    if not values:
        return
    field, quote = model._meta.get_field(name), connection.ops.quote_name
    assert isinstance(field, models.Field)  # a column of its own
    statement = (
        f"UPDATE {quote(model._meta.db_table)} SET {quote(str(field.column))} = %s"  # noqa: S608  names of our models
        f" WHERE {quote(str(model._meta.pk.column))} = %s"
    )
    rows = [(field.get_db_prep_save(value, connection), pk) for pk, value in values.items()]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _next_ids(model: type[models.Model], count: int) -> list[int]:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _value(row: models.Model, name: str, is_json: bool, field: "models.Field[Any, Any]") -> Any:  # noqa: FBT001
    value = getattr(row, name)
    return field.get_db_prep_save(value, connection) if is_json else value
