"""What the practice plans on a provider in a month; nobody has said it so far."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0018_lists_stand_in_one_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="capacity_minutes",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
