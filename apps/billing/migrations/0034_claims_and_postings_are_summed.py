"""Require the day by which reports count claims, and let sums over claims and money read indexes alone.

The indexes by decision and by claim take the place of those of the foreign keys, and of the one by claim there was.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0033_fill_what_reports_group_claims_by")]

    operations = [
        migrations.AlterField("claim", "window_ends_on", models.DateField()),
        migrations.AlterField(
            "claim",
            "decision",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="claims",
                to="billing.decision",
            ),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(fields=("decision", "stands", "state", "total_charge", "id"), name="claim_by_decision"),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(
                fields=(
                    "practice", "window_ends_on", "state", "stands", "payer", "rendering_provider", "episode",
                    "total_charge", "submission", "patient", "decision", "id",
                ),
                name="claim_sums",
            ),
        ),
        migrations.RemoveIndex("posting", "posting_by_claim"),
        migrations.AlterField(
            "posting",
            "claim",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="postings",
                to="billing.claim",
            ),
        ),
        migrations.AddIndex(
            "posting",
            models.Index(
                fields=("claim", "id", "practice", "paid", "claim_payment", "number"), name="posting_sums"
            ),
        ),
    ]
