"""Refuse two enrollments of a patient in one programme on the same day."""

from django.db import migrations

from apps.practice.postgres import on_postgres


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial"), ("practice", "0002_postgres_audit_is_append_only")]

    operations = [
        on_postgres(
            forwards="""
ALTER TABLE patients_enrollment ADD CONSTRAINT enrollments_do_not_overlap
    EXCLUDE USING gist (patient_id WITH =, program WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
    DEFERRABLE INITIALLY IMMEDIATE;
""",
            backwards="ALTER TABLE patients_enrollment DROP CONSTRAINT enrollments_do_not_overlap;",
        ),
    ]
