"""Let sums over decisions be read from the index alone on SQLite too, which has no columns beside the key of an index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("billing", "0028_payments_keep_what_else_was_said")]

    operations = [
        migrations.RemoveIndex("decision", "decision_by_month"),
        migrations.RemoveIndex("decision", "decision_by_provider"),
        migrations.AddIndex(
            "decision",
            models.Index(
                fields=(
                    "practice",
                    "window_ends_on",
                    "rendering_provider",
                    "payer",
                    "setting",
                    "episode",
                    "program",
                    "procedure_code",
                    "outcome",
                    "obstacle",
                    "counted_seconds",
                    "excluded_seconds",
                    "expected_amount",
                    "patient",
                    "is_current",
                    "id",
                ),
                condition=Q(is_current=True),
                name="decision_sums",
            ),
        ),
        migrations.AddIndex(
            "decision",
            models.Index(
                fields=(
                    "rendering_provider",
                    "window_ends_on",
                    "outcome",
                    "patient",
                    "practice",
                    "is_current",
                    "id",
                ),
                condition=Q(is_current=True),
                name="decision_sums_by_provider",
            ),
        ),
    ]
