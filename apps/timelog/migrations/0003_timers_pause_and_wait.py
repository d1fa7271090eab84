"""Timers pause, stop at a limit and wait for a person; entries say how a timer went."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def let_timers_run(apps, schema_editor):
    """A timer of before runs since it began."""
    apps.get_model("timelog", "Timer").objects.update(running_since=models.F("started_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0003_own_rules'),
        ('practice', '0004_timer_limits'),
        ('timelog', '0002_postgres_clock_and_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='entryversion',
            name='capture_detail',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='timer',
            name='idles',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='timer',
            name='is_call',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='timer',
            name='running_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timer',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timer',
            name='stretches',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='timer',
            name='waiting_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(let_timers_run, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='timer',
            name='client_id',
            field=models.UUIDField(blank=True, default=uuid.uuid4, null=True),
        ),
        migrations.AlterField(
            model_name='timer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.UniqueConstraint(condition=models.Q(('waiting_since__isnull', True)), fields=('user',), name='one_timer_of_a_user'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.CheckConstraint(condition=models.Q(('waiting_since__isnull', True), ('running_since__isnull', True), _connector='OR'), name='waiting_timer_does_not_run'),
        ),
    ]
