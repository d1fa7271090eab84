"""Let sums over months be read from the index alone on SQLite too, which has no columns beside the key of an index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("timelog", "0012_locked_months")]

    operations = [
        migrations.RemoveIndex("entryversion", "entry_version_standing"),
        migrations.AddIndex(
            "entryversion",
            models.Index(
                fields=(
                    "practice",
                    "performed_on",
                    "provider",
                    "is_late",
                    "patient",
                    "activity",
                    "entry",
                    "number",
                    "seconds",
                    "is_confirmed",
                    "is_void",
                ),
                condition=Q(is_void=False, is_confirmed=True),
                name="entry_version_sums",
            ),
        ),
    ]
