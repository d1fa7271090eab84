import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Files made so far went to the id that their receiver has; their set was always number 1."""
    Submission = apps.get_model("billing", "Submission")
    sent = Submission.objects.exclude(interchange_control_number=None)
    sent.update(
        group_control_number=F("interchange_control_number"),
        transaction_set_control_number=1,
        check_total=F("claim_count"),
        check_done=F("claim_count"),
    )
    taken = set()
    for row in sent.order_by("pk").select_related("receiver").defer("content").iterator():
        key = (row.practice_id, row.receiver.receiver_id, row.interchange_control_number)
        # Two receivers with one id counted on their own until now: the second file keeps its number, but no claim to it.
        if key not in taken:
            taken.add(key)
            Submission.objects.filter(pk=row.pk).update(receiver_code=row.receiver.receiver_id)


class Migration(migrations.Migration):
    """Keep every control number of a file with the id it went to, and how far its check is."""

    dependencies = [("billing", "0007_receiver_settings")]

    operations = [
        migrations.AddField("submission", "receiver_code", models.CharField(blank=True, max_length=15)),
        migrations.AddField("submission", "group_control_number", models.PositiveIntegerField(null=True)),
        migrations.AddField(
            "submission", "transaction_set_control_number", models.PositiveIntegerField(null=True)
        ),
        migrations.AddField("submission", "check_done", models.PositiveIntegerField(default=0)),
        migrations.AddField("submission", "check_total", models.PositiveIntegerField(default=0)),
        migrations.AddField("submission", "check_seen_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "submission",
            "follows",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="billing.submission",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
