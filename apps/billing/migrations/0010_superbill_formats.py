from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a file be a superbill for another billing program."""

    dependencies = [("billing", "0009_interchange_number_once_for_an_id")]

    operations = [
        migrations.AlterField(
            "submission",
            "format",
            models.CharField(
                choices=[
                    ("837p", "837P"),
                    ("cms1500", "CMS-1500"),
                    ("csv", "Superbill, CSV"),
                    ("xlsx", "Superbill, XLSX"),
                    ("fhir", "FHIR R4 claims"),
                ],
                max_length=8,
            ),
        ),
    ]
