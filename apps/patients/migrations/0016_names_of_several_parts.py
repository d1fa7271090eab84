"""Find one part of a name among the names that have several, and not among all."""

from django.db import migrations, models
from django.db.models import Q

from apps.patients.models.people import HasParts


class Migration(migrations.Migration):
    dependencies = [("patients", "0015_import_rows_say_whom_they_are_about")]

    operations = [
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                fields=["practice", "last_name"], condition=Q(HasParts("last_name")), name="patient_by_part"
            ),
        ),
    ]
