"""A list of ids as one value of a prepared statement: however many there are, the statement is the same."""

from typing import Any

from django.db.models import BooleanField, F, Func

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
