"""Make room on each claim for the day by which reports count it, and the episode they know its agency by."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0031_unbilled_months_are_counted"),
        ("patients", "0014_own_rules_hold_capitations"),
    ]

    operations = [
        migrations.AddField("claim", "window_ends_on", models.DateField(null=True)),
        migrations.AddField(
            "claim",
            "episode",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="patients.careepisode",
            ),
        ),
    ]
