"""Say of every claim the last day of its decision's window and its episode: one statement, whatever there is."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    claims, decisions = (apps.get_model("billing", name).objects for name in ("Claim", "Decision"))
    own = decisions.filter(pk=OuterRef("decision"))
    claims.update(
        window_ends_on=Subquery(own.values("window_ends_on")[:1]), episode=Subquery(own.values("episode")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0032_claims_say_what_reports_group_by")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
