"""Emptying the database after a test that commits.

Django empties a hundred tables, almost all of them empty, and then makes content types and permissions anew.
"""

from functools import cache

from django.db import connection, transaction

# The same for every test: made with the tables.
STAY = {"django_content_type", "auth_permission"}


def remove_all_rows() -> None:
    """Remove every row that a test has written, once nobody else is writing."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Waits for whoever still writes, as emptying a table does; books that are only appended to are emptied too.
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, _tables()))} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})" for table in _tables()
            )
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {_quoted(table)}")


@cache
def _tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(found) - STAY)


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
