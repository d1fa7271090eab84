"""Keep the daily anchors of the books; on PostgreSQL nobody changes or deletes one."""

import django.db.models.deletion
from django.db import migrations, models

from apps.practice.postgres import on_postgres


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0003_own_rules"),
        ("timelog", "0006_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("anchored_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("books", models.PositiveIntegerField()),
                ("versions", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchors",
                        to="practice.practice",
                    ),
                ),
            ],
            options={"ordering": ("-anchored_on", "-id")},
        ),
        migrations.CreateModel(
            name="AnchoredHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("length", models.PositiveIntegerField()),
                ("head", models.CharField(max_length=64)),
                (
                    "anchor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heads",
                        to="timelog.anchor",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anchored_heads",
                        to="timelog.book",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="anchor",
            constraint=models.UniqueConstraint(fields=("practice", "anchored_on"), name="one_anchor_a_day"),
        ),
        migrations.AddConstraint(
            model_name="anchoredhead",
            constraint=models.UniqueConstraint(fields=("book", "length"), name="anchored_head_once"),
        ),
        on_postgres(
            forwards="""
CREATE TRIGGER anchor_append_only BEFORE UPDATE OR DELETE ON timelog_anchor
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER anchored_head_append_only BEFORE UPDATE OR DELETE ON timelog_anchoredhead
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
""",
            backwards="""
DROP TRIGGER anchored_head_append_only ON timelog_anchoredhead;
DROP TRIGGER anchor_append_only ON timelog_anchor;
""",
        ),
    ]
