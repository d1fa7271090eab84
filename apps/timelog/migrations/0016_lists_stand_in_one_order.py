"""Put the number of a row last where lists were sorted by what two rows can share; nothing is stored for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("timelog", "0015_versions_are_indexed_for_what_is_asked"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="notetemplate",
            options={"ordering": ("key", "-number", "-id")},
        ),
    ]
