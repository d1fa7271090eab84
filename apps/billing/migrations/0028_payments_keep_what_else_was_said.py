"""What a payer says besides: billed codes it judged differently, fiscal years, and segments without a field."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0027_decisions_are_found_by_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='provideradjustment',
            name='fiscal_period_ends_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='remittanceadvice',
            name='further',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='servicepayment',
            name='further',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='servicepayment',
            name='original_procedure',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='servicepayment',
            name='original_units',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='servicepayment',
            name='revenue_code',
            field=models.TextField(blank=True, default=''),
        ),
    ]
