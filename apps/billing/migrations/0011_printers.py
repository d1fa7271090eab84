import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Keep how far each person's printer is off."""

    dependencies = [
        ("billing", "0010_superbill_formats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Printer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printers",
                        to="practice.practice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="printers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "right_mm",
                    models.DecimalField(
                        "to the right, in millimetres", decimal_places=1, default=0, max_digits=4
                    ),
                ),
                (
                    "down_mm",
                    models.DecimalField("down, in millimetres", decimal_places=1, default=0, max_digits=4),
                ),
                ("is_used", models.BooleanField("print with this one", default=True)),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "user", "name"), name="printer_name_once"),
                    models.UniqueConstraint(
                        condition=Q(is_used=True), fields=("practice", "user"), name="one_printer_in_use"
                    ),
                ],
            },
        ),
    ]
