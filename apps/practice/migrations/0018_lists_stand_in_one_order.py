"""Put the number of a row last where lists were sorted by what two rows can share; nothing is stored for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0017_answers_are_indexed_once"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="alertround",
            options={"ordering": ("-on", "-id")},
        ),
        migrations.AlterModelOptions(
            name="collaboration",
            options={"ordering": ("provider_id", "starts_on", "id")},
        ),
    ]
