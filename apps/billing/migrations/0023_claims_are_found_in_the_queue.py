from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0022_fill_what_the_queue_narrows_by")]

    operations = [
        migrations.RemoveIndex(
            model_name='claim',
            name='claim_by_state',
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['practice', 'state', 'problem_count', 'period_starts_on', 'id', 'payer', 'rendering_provider', 'setting', 'period_ends_on', 'total_charge'], name='claim_queue'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('assigned_to__isnull', False)), fields=['practice', 'assigned_to'], name='claim_by_person'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('hold_until', ''), _negated=True), fields=['practice', 'hold_until'], name='claim_waits_for_fact'),
        ),
        migrations.AddIndex(
            model_name='serviceline',
            index=models.Index(fields=['practice', 'procedure_code', 'claim'], name='service_line_by_code'),
        ),
    ]
