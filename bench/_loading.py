"""Rows written at once, past the models."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models

from apps.sample.loading import load_rows

CHUNK = 20_000


def load(model: type[models.Model], columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows with these columns, a chunk at a time."""
    while some := list(islice(rows, CHUNK)):
        load_rows(model, columns.split(), some)


@contextmanager
def indexed_afterwards() -> Iterator[None]:
    """Take the indexes of SQLite's tables away while rows are written; COPY of PostgreSQL keeps them."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, statement in found:
            cursor.execute(statement)
