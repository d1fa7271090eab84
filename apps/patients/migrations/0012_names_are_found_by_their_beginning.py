"""Find patients by the beginning of a name in any case of letters: what `istartswith` asks, from an index.

PostgreSQL compares UPPER(name) with a pattern, which needs an index of that expression by patterns; SQLite compares
with LIKE, which looks only into an index without regard to case.
"""

from django.db import migrations

NAMES = {"patient_by_last_name": "last_name", "patient_by_first_name": "first_name"}


def make(apps, schema_editor):
    for index, column in NAMES.items():
        if schema_editor.connection.vendor == "postgresql":
            what = f"(practice_id, upper({column}::text) text_pattern_ops)"
        else:
            what = f"(practice_id, {column} COLLATE NOCASE)"
        schema_editor.execute(f"CREATE INDEX {index} ON patients_patient {what}")


def drop(apps, schema_editor):
    for index in NAMES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [("patients", "0011_import_steps")]

    operations = [migrations.RunPython(make, drop)]
