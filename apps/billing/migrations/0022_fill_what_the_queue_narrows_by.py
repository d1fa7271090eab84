"""Say of every claim the setting of its decision and how many problems it has."""

from itertools import islice

from django.db import migrations

CHUNK = 2000


def fill(apps, schema_editor):
    Claim = apps.get_model("billing", "Claim")
    rows = Claim.objects.select_related("decision").only("problems", "decision__setting").order_by("pk")
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        for row in chunk:
            row.setting, row.problem_count = row.decision.setting, len(row.problems)
        Claim.objects.bulk_update(chunk, ["setting", "problem_count"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("billing", "0021_review_desk")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
