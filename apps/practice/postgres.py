"""Migration steps that only PostgreSQL can take; SQLite serialises writers, so operations check under their lock."""

from collections.abc import Callable
from typing import Any

from django.db import migrations


def on_postgres(*, forwards: str, backwards: str) -> migrations.RunPython:
    """Return a migration step that runs the statements on PostgreSQL and does nothing elsewhere."""
    return migrations.RunPython(_runner(forwards), _runner(backwards))


def _runner(statements: str) -> Callable[[Any, Any], None]:
    def run(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statements, params=None)

    return run
