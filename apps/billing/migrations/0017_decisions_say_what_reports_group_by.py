"""Make room beside each decision for what reports group by, and for how its time divides."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0016_packets"),
        ("patients", "0009_payer_appeal_days"),
        ("practice", "0008_service_locations"),
    ]

    operations = [
        migrations.AddField("decision", "window_ends_on", models.DateField(null=True)),
        migrations.AddField("decision", "program", models.CharField(default="", max_length=3), preserve_default=False),
        migrations.AddField(
            "decision",
            "rendering_provider",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="practice.provider",
            ),
        ),
        migrations.AddField(
            "decision",
            "payer",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="patients.payer",
            ),
        ),
        migrations.AddField("decision", "setting", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.AddField(
            "decision",
            "episode",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.careepisode"
            ),
        ),
        migrations.AddField("decision", "obstacle", models.CharField(blank=True, default="", max_length=40), preserve_default=False),
        migrations.AddField("decision", "short_by_seconds", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            "DecidedTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity", models.CharField(max_length=24)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("seconds", models.PositiveIntegerField()),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="times",
                        to="billing.decision",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("decision_id", "activity", "reason"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "activity", "reason"), include=("seconds",), name="decided_time_once"
                    )
                ],
            },
        ),
    ]
