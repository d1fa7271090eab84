"""Put the number of a row last where lists were sorted by what two rows can share; nothing is stored for it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0016_names_of_several_parts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="agencyrole",
            options={"ordering": ("agency_id", "starts_on", "id")},
        ),
        migrations.AlterModelOptions(
            name="columnmatch",
            options={"ordering": ("kind", "name", "id")},
        ),
        migrations.AlterModelOptions(
            name="consent",
            options={"ordering": ("patient_id", "-given_on", "-id")},
        ),
        migrations.AlterModelOptions(
            name="facetofacevisit",
            options={"ordering": ("patient_id", "-occurred_on", "-id")},
        ),
        migrations.AlterModelOptions(
            name="outsideservice",
            options={"ordering": ("patient_id", "-starts_on", "code", "id")},
        ),
        migrations.AlterModelOptions(
            name="patientidentifier",
            options={"ordering": ("system", "value", "id")},
        ),
        migrations.AlterModelOptions(
            name="patientstatus",
            options={
                "ordering": ("patient_id", "kind", "-starts_on", "-id"),
                "verbose_name_plural": "patient statuses",
            },
        ),
        migrations.AlterModelOptions(
            name="stay",
            options={"ordering": ("patient_id", "starts_on", "id")},
        ),
    ]
