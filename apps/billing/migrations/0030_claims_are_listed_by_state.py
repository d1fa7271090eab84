"""Lists of claims by state read their order from an index, and the queue knows the period of each claim."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0029_sums_read_an_index_alone"),
        ("patients", "0014_own_rules_hold_capitations"),
        ("practice", "0016_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="claim",
            name="claim_queue",
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=[
                    "practice",
                    "state",
                    "problem_count",
                    "period_starts_on",
                    "id",
                    "payer",
                    "rendering_provider",
                    "setting",
                    "period_ends_on",
                    "total_charge",
                    "period",
                ],
                name="claim_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["practice", "state", "period_starts_on", "id"], name="claim_by_state"),
        ),
    ]
