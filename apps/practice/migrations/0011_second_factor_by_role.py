from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0010_view_schedules'),
    ]

    operations = [
        migrations.AddField(
            model_name='practice',
            name='second_factor_roles',
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
