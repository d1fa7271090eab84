"""Open periods that could not be closed are found without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0034_claims_and_postings_are_summed"),
        ("patients", "0015_import_rows_say_whom_they_are_about"),
        ("practice", "0016_exports"),
        ("timelog", "0013_sums_read_an_index_alone"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="serviceperiod",
            index=models.Index(condition=models.Q(("state", "open"), models.Q(("last_error", ""), _negated=True)), fields=["practice", "due_on", "id"], name="period_failed"),
        ),
    ]
