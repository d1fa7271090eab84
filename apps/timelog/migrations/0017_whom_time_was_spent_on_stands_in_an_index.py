"""Let whom a provider spent time on, and how much of it, be read from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timelog", "0016_lists_stand_in_one_order")]

    operations = [
        migrations.RemoveIndex("entryversion", "entry_version_by_provider"),
        migrations.AddIndex(
            "entryversion",
            models.Index(
                fields=("practice", "provider", "performed_on", "patient", "seconds"),
                name="entry_version_by_provider",
            ),
        ),
    ]
