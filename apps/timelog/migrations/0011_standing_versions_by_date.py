"""Let sums over months be read from an index: what stands, by date, and which versions came later."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("timelog", "0010_note_templates")]

    operations = [
        migrations.RemoveIndex("entryversion", "entry_version_by_date"),
        migrations.AddIndex(
            "entryversion",
            models.Index(
                fields=("practice", "performed_on"),
                include=("seconds", "entry", "number", "provider", "activity", "patient", "is_late"),
                condition=Q(is_void=False, is_confirmed=True),
                name="entry_version_standing",
            ),
        ),
        migrations.AddIndex(
            "entryversion",
            models.Index(
                fields=("practice", "entry", "number"), condition=Q(number__gt=1), name="entry_version_later"
            ),
        ),
    ]
