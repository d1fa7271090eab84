"""Make an empty database by its migrations and print what it holds, a line each: python -m tests.config.schema HOW.

`squashed` takes the migrations as a new deployment does; `steps` takes every old step that a squashed one stands for;
`half` stops among the steps and goes on as a deployment does.
"""

import re
import sys
from collections.abc import Iterator

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

# What a table of PostgreSQL is, whatever the order in which its columns came
POSTGRES = """
    SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(character_maximum_length, 0) || ' '
        || coalesce(numeric_precision, 0) || ',' || coalesce(numeric_scale, 0) || ' null ' || is_nullable || ' default '
        || coalesce(column_default, '') || ' identity ' || is_identity || ' generated ' || is_generated
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT pg_get_functiondef(pg_proc.oid)
    FROM pg_proc LEFT JOIN pg_depend ON objid = pg_proc.oid AND deptype = 'e'
    WHERE pronamespace = 'public'::regnamespace AND objid IS NULL AND prokind = 'f'
    UNION SELECT 'extension ' || extname FROM pg_extension
"""


HALF_WAY = ("billing", "0017_decisions_say_what_reports_group_by")


def make(how: str) -> None:
    """Apply every migration."""
    if how != "squashed":
        _take_steps(until=HALF_WAY if how == "half" else None)
    if how != "steps":
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


def _take_steps(*, until: tuple[str, str] | None) -> None:
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    last = [node for node in executor.loader.graph.leaf_nodes() if not node[1].endswith("_squashed")]
    plan = executor.migration_plan(last)
    names = [(step.app_label, step.name) for step, _ in plan]
    executor.migrate(last, plan=plan[: names.index(until) + 1] if until else plan)


def lines() -> Iterator[str]:
    """Give every column, constraint, index, trigger and function, each in words of its own."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES)
            yield from (re.sub(r"\s+", " ", text) for (text,) in cursor)
            return
        cursor.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for kind, table, text in cursor.fetchall():
            parts = _parts(text) if kind == "table" else [text]
            yield from (f"{kind} {table}: {part}" for part in parts)


def _parts(created: str) -> Iterator[str]:
    """Give the columns and constraints of a CREATE TABLE: what stands between its outermost commas."""
    depth, part = 0, ""
    for letter in created[created.index("(") + 1 : created.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


if __name__ == "__main__":
    django.setup()
    make(sys.argv[1])
    sys.stdout.write("\n".join(sorted(set(lines()))) + "\n")
