"""Say twice what one statement said until now, and name the attending that was taken for granted.

Until now one statement on an episode stood for complexity and for medical necessity, and the signer of a hospice
plan was taken for the attending of record. Both become rows of their own; what was decided from them stays so.
"""

from django.db import migrations
from django.db.models import F


def spell_out(apps, schema_editor):
    episodes = apps.get_model("patients", "CareEpisode").objects
    episodes.filter(necessity_statement="").update(necessity_statement=F("complexity_statement"))
    hospice = episodes.filter(setting="hospice", attending=None, plan_signed_on__isnull=False)
    hospice.update(attending=F("plan_signer"))


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_recorded_facts")]

    operations = [migrations.RunPython(spell_out, migrations.RunPython.noop)]
