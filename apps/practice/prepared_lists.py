"""What a prepared statement needs for many rows: a list of ids as one value, and days as plain numbers."""

from typing import Any

from django.db.models import BooleanField, F, Func, IntegerField

from apps.practice.prepared import Slot


class Among(Func):
    """Whether the id in a column is one of those that fill the slot, given as a list."""

    output_field = BooleanField()

    def __init__(self, column: str, slot: str) -> None:
        super().__init__(F(column), Slot(slot))

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """Unfold a list written as JSON."""
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=joiner)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """Look into an array."""
        return self.as_sql(compiler, connection, template="%(expressions)s::bigint[])", arg_joiner=" = ANY(")


class DayNumber(Func):
    """The date of a column as `date.toordinal` counts, which thousands of rows are read by in half the time."""

    output_field = IntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Leave the number as it comes: both databases give a whole one."""
        return []

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """Count from the beginning of Julian days, which lies at noon."""
        template = "CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        """Count from the first day of the calendar."""
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '0001-01-01' + 1)")
