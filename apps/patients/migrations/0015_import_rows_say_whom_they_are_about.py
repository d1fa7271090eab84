"""A row of an import says which patient it is about, so that a look at it stands with the patient."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0014_own_rules_hold_capitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="rosterimportrow",
            name="patient_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
