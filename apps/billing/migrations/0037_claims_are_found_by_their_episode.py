"""Whether a claim names an episode is answered by an index: who takes many episodes away asks it for each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0036_unbilled_lines_read_an_index_alone"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["episode"], name="claim_by_episode"),
        ),
    ]
