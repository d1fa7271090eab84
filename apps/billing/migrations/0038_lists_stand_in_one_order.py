"""Put the number of a row last where lists were sorted by what two rows can share; nothing is stored for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0037_claims_are_found_by_their_episode"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="attestationtext",
            options={"ordering": ("-number", "-id")},
        ),
        migrations.AlterModelOptions(
            name="charge",
            options={"ordering": ("procedure_code", "starts_on", "id")},
        ),
    ]
