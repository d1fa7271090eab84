"""A practice says when its timers ask and when they stop."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0003_own_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='practice',
            name='call_idle_minutes',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='idle minutes on a call'),
        ),
        migrations.AddField(
            model_name='practice',
            name='idle_minutes',
            field=models.PositiveSmallIntegerField(default=2, verbose_name='idle minutes'),
        ),
        migrations.AddField(
            model_name='practice',
            name='timer_limit_minutes',
            field=models.PositiveSmallIntegerField(default=240, verbose_name='longest timer, in minutes'),
        ),
    ]
