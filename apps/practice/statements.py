"""Run a prepared statement with as little around it as its database needs.

Cursors of Django turn placeholders into those of SQLite and look for wrappers each time: a third of what a small
statement costs. Where statements are counted or logged they go through those cursors.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

Row = Sequence[Any]


class _Planned(ServerBindingCursor):
    """A cursor whose statements are planned once a connection.

    Only while it runs may psycopg count statements: it would keep the text of the last hundred, and those of any other
    cursor have their values in them, files of megabytes too.
    """

    def execute(self, *given: Any, **named: Any) -> Any:
        """Run a statement; from some times on by its plan."""
        psycopgs: Any = self.connection  # type: ignore[attr-defined]
        psycopgs.prepare_threshold = settings.PLANNED_AFTER
        try:
            return super().execute(*given, **named)  # type: ignore[misc]
        finally:
            psycopgs.prepare_threshold = None


def run(sql: str, values: Sequence[Any], here: Any, *, answers: bool, is_planned: bool = True) -> list[Row]:
    """Run a statement over the connection `here` and return its rows; `answers` says whether it has any to give.

    Unless `is_planned` PostgreSQL plans it for these values alone.
    """
    if here.vendor == "postgresql" and not is_planned:
        return _fetched(here.cursor(), sql, values, answers=answers)
    if here.queries_logged or here.execute_wrappers:
        return _fetched(_counted(here), sql, values, answers=answers)
    here.close_if_health_check_failed()
    here.ensure_connection()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        if here.vendor == "sqlite":
            return here.connection.execute(_as_sqlite(sql), values).fetchall()  # type: ignore[no-any-return]
        return _fetched(_Planned(here.connection), sql, values, answers=answers)  # type: ignore[call-arg]


def _counted(here: Any) -> Any:
    """Return a cursor of Django's, which counts, logs and translates errors."""
    if here.vendor != "postgresql":
        return here.cursor()
    here.close_if_health_check_failed()
    here.ensure_connection()
    with here.wrap_database_errors:
        cursor = _Planned(here.connection)  # type: ignore[call-arg]
        return here._prepare_cursor(cursor)  # noqa: SLF001


def _fetched(cursor: Any, sql: str, values: Sequence[Any], *, answers: bool) -> list[Row]:
    with cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if answers else []


@cache
def _as_sqlite(sql: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")
