"""Which rules a practice was decided by is read from an index, which takes the place of the one by rules alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0026_trials_under_kept_rules")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["rule_set", "practice"], name="decision_by_rules"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="rule_set",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="billing.rulesetversion",
            ),
        ),
    ]
