"""Every table as it is after the last of STEPS, made at once: what a new database takes instead of the steps."""

import uuid
from importlib import import_module

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion

from apps.practice.tables import MakeTables

STEPS = (
    "0001_initial",
    "0002_postgres_clock_and_versions",
    "0003_timers_pause_and_wait",
    "0004_unconfirmed_time",
    "0005_closed_spans_know_of_late_changes",
    "0006_notices",
    "0007_daily_anchors",
    "0008_team_conferences",
    "0009_favourites",
    "0010_note_templates",
    "0011_standing_versions_by_date",
    "0012_locked_months",
    "0013_sums_read_an_index_alone",
    "0014_versions_are_indexed_once",
    "0015_versions_are_indexed_for_what_is_asked",
    "0016_lists_stand_in_one_order",
    "0017_whom_time_was_spent_on_stands_in_an_index",
)
# What only a database can say: constraints over ranges, triggers, indexes by expression
BY_HAND = (
    "0002_postgres_clock_and_versions",
    "0007_daily_anchors",
)


class Migration(migrations.Migration):
    initial = True
    replaces = [("timelog", step) for step in STEPS]
    # Named by their first step, for which Django takes 0001_squashed where that serves: a database half way through
    # the steps of such an app goes on with them, and going back over later ones leaves this one alone
    dependencies = [
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
    ]

    operations = [
        MakeTables(
            migrations.CreateModel(
                name="Anchor",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("anchored_on", models.DateField()),
                    ("made_at", models.DateTimeField()),
                    ("books", models.PositiveIntegerField()),
                    ("versions", models.PositiveIntegerField()),
                    ("digest", models.CharField(max_length=64)),
                    ("previous_hash", models.CharField(blank=True, max_length=64)),
                    ("hash", models.CharField(max_length=64)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="anchors",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-anchored_on", "-id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("practice", "anchored_on"), name="one_anchor_a_day")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Book",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("length", models.PositiveIntegerField(default=0)),
                    ("head", models.CharField(blank=True, max_length=64)),
                    (
                        "patient",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="book",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("patient__isnull", True)),
                            fields=("practice",),
                            name="one_programme_book",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AnchoredHead",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("length", models.PositiveIntegerField()),
                    ("head", models.CharField(max_length=64)),
                    (
                        "anchor",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="heads",
                            to="timelog.anchor",
                        ),
                    ),
                    (
                        "book",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="anchored_heads",
                            to="timelog.book",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("book", "length"), name="anchored_head_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ClosedSpan",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField()),
                    ("length", models.PositiveIntegerField()),
                    ("head", models.CharField(blank=True, max_length=64)),
                    ("late_length", models.PositiveIntegerField(null=True)),
                    (
                        "book",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="closed_spans",
                            to="timelog.book",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["book", "ends_on"], name="closed_span_by_book"),
                        models.Index(
                            condition=models.Q(("late_length__isnull", False)),
                            fields=["practice", "id"],
                            name="closed_span_changed",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                            name="closed_span_dates",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Conference",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("client_id", models.UUIDField(blank=True, null=True)),
                    ("held_on", models.DateField()),
                    ("seconds", models.PositiveIntegerField()),
                    ("attendees", models.CharField(max_length=300)),
                    ("note", models.TextField(blank=True)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "provider",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="conferences",
                            to="practice.provider",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-held_on", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("client_id__isnull", False)),
                            fields=("practice", "client_id"),
                            name="conference_client_id_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("seconds__gt", 0)), name="conference_seconds"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="EntryVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField(default=1)),
                    ("sequence", models.PositiveIntegerField()),
                    ("performed_on", models.DateField()),
                    ("started_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("seconds", models.PositiveIntegerField()),
                    (
                        "activity",
                        models.CharField(
                            choices=[
                                ("initial_evaluation", "Initial evaluation and goals"),
                                ("long_term_strategy", "Long-term strategy"),
                                ("progress_tracking", "Progress tracking"),
                                ("communication", "Communication"),
                                ("quality_improvement", "Quality of this patient's plan"),
                                ("team_conference", "Team conference"),
                                ("documentation", "Documentation"),
                                ("program_monitoring", "Programme monitoring"),
                                ("direct_care", "Direct care (a visit)"),
                                ("discharge_day", "Discharge day"),
                                ("post_operative", "Post-operative follow-up"),
                                ("certification", "Certification of a plan"),
                                ("prescription_refill", "Prescription refill"),
                                ("travel", "Travel"),
                                ("administrative", "Administrative work"),
                                ("claim_preparation", "Claim preparation"),
                            ],
                            max_length=24,
                        ),
                    ),
                    (
                        "counterpart",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("outside_professional", "Professional outside the practice"),
                                ("agency_staff", "Agency staff"),
                                ("pharmacist", "Pharmacist"),
                                ("own_practice", "Own practice"),
                                ("family_or_caregiver", "Family or caregiver"),
                                ("patient", "Patient"),
                            ],
                            max_length=24,
                        ),
                    ),
                    (
                        "channel",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("phone", "Phone"),
                                ("in_person", "In person"),
                                ("portal", "Portal or secure message"),
                                ("record_review", "Record review"),
                                ("conference", "Conference"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("note", models.TextField(blank=True)),
                    (
                        "capture",
                        models.CharField(
                            choices=[
                                ("timer", "Timer"),
                                ("manual", "By hand"),
                                ("quick_log", "Quick log"),
                                ("offline", "Offline"),
                                ("imported", "Imported"),
                                ("api", "Another program"),
                            ],
                            max_length=12,
                        ),
                    ),
                    ("capture_detail", models.CharField(blank=True, max_length=200)),
                    ("is_void", models.BooleanField(default=False)),
                    ("is_late", models.BooleanField(default=False)),
                    (
                        "doubt",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("long_day", "The day is longer than the practice takes unasked"),
                                ("long_timer", "The timer ran longer than the practice takes unasked"),
                                ("clock", "The device's clock could not be trusted"),
                            ],
                            db_default="",
                            default="",
                            max_length=16,
                        ),
                    ),
                    ("is_confirmed", models.BooleanField(db_default=True, default=True)),
                    ("reason", models.CharField(blank=True, max_length=300)),
                    ("recorded_at", models.DateTimeField()),
                    ("previous_hash", models.CharField(blank=True, max_length=64)),
                    ("hash", models.CharField(max_length=64)),
                    (
                        "book",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="timelog.book",
                        ),
                    ),
                    (
                        "confirmed_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "provider",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "entry",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="timelog.timeentry",
                        ),
                    ),
                ],
                options={
                    "ordering": ("book_id", "sequence"),
                    "indexes": [
                        models.Index(fields=["patient", "performed_on"], name="entry_version_by_patient"),
                        models.Index(
                            condition=models.Q(("number__gt", 1)),
                            fields=["practice", "entry", "number"],
                            name="entry_version_later",
                        ),
                        models.Index(
                            condition=models.Q(("is_confirmed", True), ("is_void", False)),
                            fields=[
                                "practice",
                                "performed_on",
                                "provider",
                                "is_late",
                                "patient",
                                "activity",
                                "entry",
                                "number",
                                "seconds",
                                "is_confirmed",
                                "is_void",
                            ],
                            name="entry_version_sums",
                        ),
                        models.Index(
                            fields=["practice", "provider", "performed_on", "patient", "seconds"],
                            name="entry_version_by_provider",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("book", "sequence"), name="entry_version_sequence_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("seconds__gt", 0), ("seconds__lte", 86400)),
                            name="entry_version_seconds",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_at__isnull", True), ("started_at__isnull", True)),
                                ("ended_at__gt", models.F("started_at")),
                                _connector="OR",
                            ),
                            name="entry_version_clock_in_order",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                            ),
                            name="entry_version_change_has_reason",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("is_confirmed", True),
                                models.Q(
                                    models.Q(("doubt", ""), _negated=True), ("confirmed_by__isnull", True)
                                ),
                                _connector="OR",
                            ),
                            name="entry_version_unconfirmed_has_doubt",
                        ),
                        models.UniqueConstraint(fields=("entry", "number"), name="entry_version_number_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Favourite",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="favourites",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("user_id", "id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("user", "patient"), name="favourite_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="LockedMonth",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField()),
                    ("statement", models.TextField()),
                    ("statement_hash", models.CharField(max_length=64)),
                    ("locked_at", models.DateTimeField()),
                    ("unlocked_at", models.DateTimeField(null=True)),
                    ("unlock_reason", models.CharField(blank=True, max_length=300)),
                    (
                        "locked_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="locked_months",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "unlocked_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("-starts_on", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("unlocked_at__isnull", True)),
                            fields=("practice", "starts_on"),
                            name="month_locked_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                            name="locked_month_dates",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("unlock_reason", ""), ("unlocked_at__isnull", True)),
                                models.Q(
                                    ("unlocked_at__isnull", False),
                                    models.Q(("unlock_reason", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="month_unlocked_with_a_reason",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="NoteTemplate",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("key", models.CharField(max_length=40)),
                    ("number", models.PositiveIntegerField()),
                    (
                        "activity",
                        models.CharField(
                            choices=[
                                ("initial_evaluation", "Initial evaluation and goals"),
                                ("long_term_strategy", "Long-term strategy"),
                                ("progress_tracking", "Progress tracking"),
                                ("communication", "Communication"),
                                ("quality_improvement", "Quality of this patient's plan"),
                                ("team_conference", "Team conference"),
                                ("documentation", "Documentation"),
                                ("program_monitoring", "Programme monitoring"),
                                ("direct_care", "Direct care (a visit)"),
                                ("discharge_day", "Discharge day"),
                                ("post_operative", "Post-operative follow-up"),
                                ("certification", "Certification of a plan"),
                                ("prescription_refill", "Prescription refill"),
                                ("travel", "Travel"),
                                ("administrative", "Administrative work"),
                                ("claim_preparation", "Claim preparation"),
                            ],
                            max_length=30,
                        ),
                    ),
                    ("title", models.CharField(max_length=60)),
                    ("text", models.TextField()),
                    ("is_retired", models.BooleanField(default=False)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("key", "-number", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "key", "number"), name="note_template_number_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Notice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("text", models.CharField(blank=True, max_length=500)),
                    ("made_at", models.DateTimeField()),
                    ("read_at", models.DateTimeField(null=True)),
                    (
                        "made_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "recipient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "replies_to",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answers",
                            to="timelog.notice",
                        ),
                    ),
                    (
                        "version",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notices",
                            to="timelog.entryversion",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-made_at", "-id"),
                    "indexes": [
                        models.Index(
                            fields=["recipient", "practice", "-made_at", "-id"], name="notice_by_recipient"
                        ),
                        models.Index(
                            condition=models.Q(("read_at__isnull", True)),
                            fields=["recipient", "practice"],
                            name="notice_unread",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TimeEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("client_id", models.UUIDField(blank=True, null=True)),
                    ("occupies_from", models.DateTimeField(null=True)),
                    ("occupies_until", models.DateTimeField(null=True)),
                    (
                        "book",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="timelog.book",
                        ),
                    ),
                    (
                        "continues",
                        models.OneToOneField(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="continued_by",
                            to="timelog.timeentry",
                        ),
                    ),
                    (
                        "current_version",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="current_of",
                            to="timelog.entryversion",
                        ),
                    ),
                    (
                        "goals",
                        models.ManyToManyField(blank=True, related_name="time_entries", to="patients.goal"),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="time_entries",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "provider",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="time_entries",
                            to="practice.provider",
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "time entries",
                    "indexes": [
                        models.Index(fields=["provider", "occupies_from"], name="time_entry_by_clock")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("client_id__isnull", False)),
                            fields=("practice", "client_id"),
                            name="time_entry_client_id_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("occupies_from__isnull", True), ("occupies_until__isnull", True)),
                                ("occupies_until__gt", models.F("occupies_from")),
                                _connector="OR",
                            ),
                            name="time_entry_occupies_in_order",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ConferencePart",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "conference",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="parts",
                            to="timelog.conference",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "entry",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="conference_part",
                            to="timelog.timeentry",
                        ),
                    ),
                ],
                options={
                    "ordering": ("conference_id", "id"),
                },
            ),
            migrations.CreateModel(
                name="Timer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "activity",
                        models.CharField(
                            choices=[
                                ("initial_evaluation", "Initial evaluation and goals"),
                                ("long_term_strategy", "Long-term strategy"),
                                ("progress_tracking", "Progress tracking"),
                                ("communication", "Communication"),
                                ("quality_improvement", "Quality of this patient's plan"),
                                ("team_conference", "Team conference"),
                                ("documentation", "Documentation"),
                                ("program_monitoring", "Programme monitoring"),
                                ("direct_care", "Direct care (a visit)"),
                                ("discharge_day", "Discharge day"),
                                ("post_operative", "Post-operative follow-up"),
                                ("certification", "Certification of a plan"),
                                ("prescription_refill", "Prescription refill"),
                                ("travel", "Travel"),
                                ("administrative", "Administrative work"),
                                ("claim_preparation", "Claim preparation"),
                            ],
                            max_length=24,
                        ),
                    ),
                    (
                        "counterpart",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("outside_professional", "Professional outside the practice"),
                                ("agency_staff", "Agency staff"),
                                ("pharmacist", "Pharmacist"),
                                ("own_practice", "Own practice"),
                                ("family_or_caregiver", "Family or caregiver"),
                                ("patient", "Patient"),
                            ],
                            max_length=24,
                        ),
                    ),
                    (
                        "channel",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("phone", "Phone"),
                                ("in_person", "In person"),
                                ("portal", "Portal or secure message"),
                                ("record_review", "Record review"),
                                ("conference", "Conference"),
                            ],
                            max_length=16,
                        ),
                    ),
                    ("note", models.TextField(blank=True)),
                    ("started_at", models.DateTimeField()),
                    ("running_since", models.DateTimeField(null=True)),
                    ("stretches", models.JSONField(blank=True, default=list)),
                    ("idles", models.JSONField(blank=True, default=list)),
                    ("is_call", models.BooleanField(default=False)),
                    ("seen_at", models.DateTimeField(null=True)),
                    ("waiting_since", models.DateTimeField(blank=True, null=True)),
                    ("client_id", models.UUIDField(blank=True, default=uuid.uuid4, null=True)),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "provider",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="timers",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("waiting_since__isnull", True)),
                            fields=("user",),
                            name="one_timer_of_a_user",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("waiting_since__isnull", True),
                                ("running_since__isnull", True),
                                _connector="OR",
                            ),
                            name="waiting_timer_does_not_run",
                        ),
                    ],
                },
            ),
        ),
        *(
            operation
            for step in BY_HAND
            for operation in import_module(f"apps.timelog.migrations.{step}").Migration.operations
            if isinstance(operation, migrations.RunPython)
        ),
    ]
