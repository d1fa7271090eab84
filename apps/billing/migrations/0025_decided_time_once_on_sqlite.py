"""One row of decided time for a decision, activity and reason on SQLite too.

The constraint was made with a column to read beside its key, which SQLite does not know: there it was left out whole.
On PostgreSQL it stays as it is, since the state says what holds and the column beside it only saves a reader a visit.
Going back leaves it: nothing is lost by holding what is true anyway.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ONCE = models.UniqueConstraint(fields=("decision", "activity", "reason"), name="decided_time_once")


def add_where_it_was_left_out(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if not editor.connection.features.supports_covering_indexes:
        editor.add_constraint(apps.get_model("billing", "DecidedTime"), ONCE)


class Migration(migrations.Migration):
    dependencies = [("billing", "0024_self_audits")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="decidedtime", name="decided_time_once"),
                migrations.AddConstraint(model_name="decidedtime", constraint=ONCE),
            ]
        ),
        migrations.RunPython(add_where_it_was_left_out, migrations.RunPython.noop),
    ]
