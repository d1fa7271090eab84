"""Let a claim say the last day whose minutes it bills, and refuse two that must not stand together."""

import json

from django.db import migrations, models
from django.db.models import F, Q



def fill(apps, schema_editor):
    """Take the last day from the decision of each claim; a stretch ends before its period does."""
    claims = apps.get_model("billing", "Claim").objects.select_related("decision")
    for claim in claims.only("pk", "decision__result").iterator():
        claims.model.objects.filter(pk=claim.pk).update(period_ends_on=json.loads(claim.decision.result)["ends_on"])


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_attestations")]

    operations = [
        migrations.AddField("claim", "period_ends_on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("claim", "period_ends_on", models.DateField()),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                condition=Q(period_ends_on__gte=F("period_starts_on")), name="claim_period_dates"
            ),
        ),
    ]
