"""Closed stretches without a claim are counted and put in order from an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0030_claims_are_listed_by_state"),
        ("patients", "0014_own_rules_hold_capitations"),
        ("practice", "0016_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    "id",
                ],
                name="decision_unbilled",
            ),
        ),
    ]
