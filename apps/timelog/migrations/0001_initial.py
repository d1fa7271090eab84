import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
    ]

    operations = [
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["book", "ends_on"], name="closed_span_by_book")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="closed_span_dates"
                    )
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
                ("is_void", models.BooleanField(default=False)),
                ("is_late", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="timelog.book",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.provider"
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
                "ordering": ("book_id", "sequence"),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="timelog.book"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_entries",
                        to="practice.provider",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "time entries",
                "indexes": [models.Index(fields=["provider", "occupies_from"], name="time_entry_by_clock")],
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
        migrations.AddField(
            model_name="entryversion",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="timelog.timeentry"
            ),
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
                ("client_id", models.UUIDField(blank=True, null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.provider"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="entryversion",
            index=models.Index(fields=["patient", "performed_on"], name="entry_version_by_patient"),
        ),
        migrations.AddIndex(
            model_name="entryversion",
            index=models.Index(
                fields=["practice", "provider", "performed_on"], name="entry_version_by_provider"
            ),
        ),
        migrations.AddIndex(
            model_name="entryversion",
            index=models.Index(fields=["practice", "performed_on"], name="entry_version_by_date"),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.UniqueConstraint(fields=("entry", "number"), name="entry_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.UniqueConstraint(
                fields=("book", "sequence"), name="entry_version_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__gt", 0), ("seconds__lte", 86400)), name="entry_version_seconds"
            ),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("started_at__isnull", True)),
                    ("ended_at__gt", models.F("started_at")),
                    _connector="OR",
                ),
                name="entry_version_clock_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="entry_version_change_has_reason",
            ),
        ),
    ]
