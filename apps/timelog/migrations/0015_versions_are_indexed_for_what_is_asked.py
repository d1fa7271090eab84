"""Take away the indexes by which nothing is looked for, or that another begins with: six less for each insert.

They are dropped by their names: SQLite would write the whole table anew for each changed column.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNASKED = (
    ("timelog_entryversion_practice_id_67db78c4", "timelog_entryversion", "practice_id"),
    ("timelog_entryversion_provider_id_3e69e22a", "timelog_entryversion", "provider_id"),
    ("timelog_entryversion_recorded_by_id_7901e02d", "timelog_entryversion", "recorded_by_id"),
    ("timelog_entryversion_confirmed_by_id_35879354", "timelog_entryversion", "confirmed_by_id"),
    ("timelog_timeentry_provider_id_c23084bb", "timelog_timeentry", "provider_id"),
    ("timelog_timeentry_book_id_63bed99d", "timelog_timeentry", "book_id"),
)


def _unindexed(model: str, name: str, to: str, *, null: bool = False, related: str = "+") -> migrations.AlterField:
    field = models.ForeignKey(
        db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to
    )
    return migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    dependencies = [("timelog", "0014_versions_are_indexed_once")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON "{table}" ("{column}")'
                )
                for name, table, column in UNASKED
            ],
            state_operations=[
                _unindexed("entryversion", "practice", "practice.practice"),
                _unindexed("entryversion", "provider", "practice.provider"),
                _unindexed("entryversion", "recorded_by", settings.AUTH_USER_MODEL, null=True),
                _unindexed("entryversion", "confirmed_by", settings.AUTH_USER_MODEL, null=True),
                _unindexed("timeentry", "book", "timelog.book", related="entries"),
                _unindexed("timeentry", "provider", "practice.provider", related="time_entries"),
            ],
        ),
    ]
