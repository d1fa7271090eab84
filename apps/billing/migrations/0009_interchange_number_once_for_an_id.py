from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Let no two files to one id carry the same number, whichever receiver they were made for."""

    dependencies = [("billing", "0008_submission_numbers_and_checks")]

    operations = [
        migrations.AddConstraint(
            "submission",
            models.UniqueConstraint(
                condition=Q(interchange_control_number__isnull=False) & ~Q(receiver_code=""),
                fields=("practice", "receiver_code", "interchange_control_number"),
                name="interchange_number_once_for_an_id",
            ),
        ),
        migrations.AddIndex(
            "submission",
            models.Index(
                condition=Q(checked_at__isnull=True, format="837p"),
                fields=["check_seen_at"],
                name="submission_unchecked",
            ),
        ),
    ]
