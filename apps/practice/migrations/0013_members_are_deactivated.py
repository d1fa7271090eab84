from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0012_sign_ins'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='deactivated_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
