"""Refuse two clock entries of one provider at the same time, and any change of an entry version."""

from django.db import migrations

from apps.practice.postgres import on_postgres


class Migration(migrations.Migration):
    dependencies = [("timelog", "0001_initial"), ("practice", "0002_postgres_audit_is_append_only")]

    operations = [
        on_postgres(
            forwards="""
ALTER TABLE timelog_timeentry ADD CONSTRAINT clock_entries_do_not_overlap
    EXCLUDE USING gist (provider_id WITH =, tstzrange(occupies_from, occupies_until, '[)') WITH &&)
    WHERE (occupies_from IS NOT NULL);
CREATE TRIGGER entry_version_append_only BEFORE UPDATE OR DELETE ON timelog_entryversion
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
""",
            backwards="""
DROP TRIGGER entry_version_append_only ON timelog_entryversion;
ALTER TABLE timelog_timeentry DROP CONSTRAINT clock_entries_do_not_overlap;
""",
        ),
    ]
