"""Find kept answers through their constraint, which begins with the practice: one index less for each write."""

import django.db.models.deletion
from django.db import migrations, models

COVERED = "practice_idempotencykey_practice_id_c50a9e8f"


class Migration(migrations.Migration):
    dependencies = [("practice", "0016_exports")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{COVERED}"',
                    f'CREATE INDEX "{COVERED}" ON "practice_idempotencykey" ("practice_id")',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    "idempotencykey",
                    "practice",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="practice.practice",
                    ),
                ),
            ],
        ),
    ]
