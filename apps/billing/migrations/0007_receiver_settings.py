from django.db import migrations, models


def line_ends_from_breaks(apps, schema_editor):
    apps.get_model("billing", "Receiver").objects.filter(breaks_lines=False).update(line_end="none")


def breaks_from_line_ends(apps, schema_editor):
    apps.get_model("billing", "Receiver").objects.filter(line_end="none").update(breaks_lines=False)


class Migration(migrations.Migration):
    """What a clearinghouse or payer may want otherwise: ids, contact, line ends, file names."""

    dependencies = [("billing", "0006_corrections")]

    operations = [
        migrations.AddField("receiver", "application_sender", models.CharField(blank=True, max_length=15)),
        migrations.AddField("receiver", "application_receiver", models.CharField(blank=True, max_length=15)),
        migrations.AddField("receiver", "submitter_name", models.CharField(blank=True, max_length=60)),
        migrations.AddField("receiver", "submitter_identifier", models.CharField(blank=True, max_length=80)),
        migrations.AddField("receiver", "receiver_identifier", models.CharField(blank=True, max_length=80)),
        migrations.AddField("receiver", "contact_extension", models.CharField(blank=True, max_length=6)),
        migrations.AddField(
            "receiver", "wants_acknowledgement", models.BooleanField("ask for a TA1", default=False)
        ),
        migrations.AddField(
            "receiver",
            "line_end",
            models.CharField(
                choices=[
                    ("lf", "One segment a line (LF)"),
                    ("crlf", "One segment a line (CR LF)"),
                    ("none", "All on one line"),
                ],
                default="lf",
                max_length=4,
            ),
        ),
        migrations.AddField(
            "receiver",
            "file_name_pattern",
            models.CharField(
                "file name", default="837p-{receiver}-{number}.txt", max_length=80
            ),
        ),
        migrations.AlterField("receiver", "next_control_number", models.PositiveIntegerField(default=1)),
        migrations.RunPython(line_ends_from_breaks, breaks_from_line_ends),
        migrations.RemoveField("receiver", "breaks_lines"),
    ]
