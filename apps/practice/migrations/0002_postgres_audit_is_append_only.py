"""Refuse to change or delete audit events, whoever asks."""

from django.db import migrations

from apps.practice.postgres import on_postgres


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_initial")]

    operations = [
        on_postgres(
            forwards="""
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON practice_auditevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
""",
            backwards="""
DROP TRIGGER audit_event_append_only ON practice_auditevent;
DROP FUNCTION refuse_change();
""",
        ),
    ]
