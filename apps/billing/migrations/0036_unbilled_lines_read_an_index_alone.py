"""Closed stretches without a claim are counted from an index alone on SQLite as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0035_failed_periods_are_found"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="decision", name="decision_unbilled"),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("is_current", True)),
                fields=[
                    "practice",
                    "outcome",
                    "window_ends_on",
                    "payer",
                    "expected_amount",
                    "obstacle",
                    "period",
                    "is_current",
                    "id",
                ],
                name="decision_unbilled",
            ),
        ),
    ]
