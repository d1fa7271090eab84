"""Let a closed span say that entries on its dates changed since, from the late versions that are there."""

from django.db import migrations, models
from django.db.models import Q


def mark_closed_spans(apps, schema_editor):
    """Mark the spans that late versions written before this step touch."""
    spans = apps.get_model("timelog", "ClosedSpan").objects
    late = apps.get_model("timelog", "EntryVersion").objects.filter(is_late=True).order_by("sequence")
    for version in late.iterator():
        days = version.entry.versions.filter(sequence__lte=version.sequence).values_list("performed_on", flat=True)
        touched = Q()
        for day in days:
            touched |= Q(starts_on__lte=day, ends_on__gte=day)
        spans.filter(touched, book=version.book_id, length__lt=version.sequence).update(late_length=version.sequence)


class Migration(migrations.Migration):
    dependencies = [("timelog", "0004_unconfirmed_time")]

    operations = [
        migrations.AddField(
            model_name="closedspan",
            name="late_length",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="closedspan",
            index=models.Index(
                condition=models.Q(("late_length__isnull", False)),
                fields=["practice", "id"],
                name="closed_span_changed",
            ),
        ),
        migrations.RunPython(mark_closed_spans, migrations.RunPython.noop),
    ]
