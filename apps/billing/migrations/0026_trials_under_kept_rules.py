"""A question may be put to rules that were kept from before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0025_decided_time_once_on_sqlite")]

    operations = [
        migrations.AddField(
            model_name="trial",
            name="rule_set",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.rulesetversion",
            ),
        ),
        migrations.AlterField(
            model_name="trial",
            name="question",
            field=models.CharField(
                choices=[
                    ("own_rule", "What a change of an own rule would alter"),
                    ("shipped", "What the rules of this version would alter"),
                    ("close_now", "If everything open closed today"),
                    ("confirmed", "If every unconfirmed entry were confirmed"),
                    ("kept", "What earlier rules would say"),
                ],
                max_length=9,
            ),
        ),
    ]
