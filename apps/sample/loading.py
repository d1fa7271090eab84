"""Put very many rows into a table: COPY on PostgreSQL, executemany on SQLite.

For rows whose sums and seals were worked out beforehand; ids are given by whoever calls, see `next_ids`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Row = Sequence[Any]


def next_id(model: type[models.Model]) -> int:
    """Return the first id that no row of `model` has yet."""
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def load_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert `rows`, each with a value for every one of `columns` (model field names); the rest gets its default."""
    fields = [_column(model, name) for name in columns]
    others = [field for field in model._meta.concrete_fields if field not in fields and _has_default(field)]
    defaults = tuple(field.get_default() for field in others)
    fields += others
    rows = ((*row, *defaults) for row in rows)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            adapters = [_sqlite_adapter(field) for field in fields]
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names of our own models
                [tuple(adapt(value) for adapt, value in zip(adapters, row, strict=True)) for row in rows],
            )


def _column(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} is no column of {model._meta.label}.")
    return field


def _has_default(field: "models.Field[Any, Any]") -> bool:
    return not (field.null or field.primary_key or field.has_db_default())


def reset_sequences(*loaded: type[models.Model]) -> None:
    """Let the database go on counting after the ids that were given."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(loaded))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_adapter(field: Any) -> Callable[[Any], Any]:
    if isinstance(field, models.DateTimeField):
        return _sqlite_instant
    if isinstance(field, models.DateField):
        return _sqlite_date
    return _as_it_is


def _sqlite_instant(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _sqlite_date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _as_it_is(value: Any) -> Any:
    return value
