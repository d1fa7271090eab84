"""Require what every decision says of itself, and index it as reports ask for it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("billing", "0018_fill_what_reports_group_by")]

    operations = [
        migrations.AlterField("decision", "window_ends_on", models.DateField()),
        migrations.AlterField(
            "decision",
            "rendering_provider",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="practice.provider",
            ),
        ),
        migrations.AddIndex(
            "decision",
            models.Index(
                fields=("practice", "window_ends_on"),
                include=(
                    "rendering_provider", "payer", "setting", "episode", "program", "procedure_code", "outcome",
                    "obstacle", "counted_seconds", "excluded_seconds", "expected_amount", "id",
                ),
                condition=Q(is_current=True),
                name="decision_by_month",
            ),
        ),
        migrations.AddIndex(
            "decision",
            models.Index(
                fields=("rendering_provider", "window_ends_on"),
                condition=Q(is_current=True),
                name="decision_by_provider",
            ),
        ),
    ]
