"""Refuse two service periods of one enrollment on the same day."""

from django.db import migrations

from apps.practice.postgres import on_postgres


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("practice", "0002_postgres_audit_is_append_only")]

    operations = [
        on_postgres(
            forwards="""
ALTER TABLE billing_serviceperiod ADD CONSTRAINT periods_do_not_overlap
    EXCLUDE USING gist (enrollment_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&);
""",
            backwards="ALTER TABLE billing_serviceperiod DROP CONSTRAINT periods_do_not_overlap;",
        ),
    ]
