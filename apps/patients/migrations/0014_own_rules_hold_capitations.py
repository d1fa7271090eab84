"""A practice's own rows may say what a capitated plan pays by the member and month."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0013_merged_records"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ownrule",
            name="table",
            field=models.CharField(
                choices=[
                    ("profile", "Payer profile"),
                    ("contracted", "Contracted amount"),
                    ("capitation", "Capitation"),
                    ("locality", "Locality factor"),
                    ("benchmark", "Benchmark"),
                ],
                max_length=10,
            ),
        ),
    ]
