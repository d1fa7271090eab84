from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0013_members_are_deactivated'),
    ]

    operations = [
        migrations.AddField(
            model_name='practice',
            name='digest_hour',
            field=models.PositiveSmallIntegerField(db_default=7, default=7, help_text="Whoever wants them gets the day's notifications in one e-mail after this hour, 0 to 23.", verbose_name='digest hour'),
        ),
    ]
