import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("practice", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("home_health", "Home health"),
                            ("hospice", "Hospice"),
                            ("nursing_facility", "Nursing facility"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("npi", models.CharField(blank=True, max_length=10, verbose_name="NPI")),
                ("street", models.CharField(blank=True, max_length=55)),
                ("street_2", models.CharField(blank=True, max_length=55)),
                ("city", models.CharField(blank=True, max_length=30)),
                ("state", models.CharField(blank=True, max_length=2)),
                ("zip_code", models.CharField(blank=True, max_length=10, verbose_name="ZIP code")),
                ("phone", models.CharField(blank=True, max_length=10)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "kind", "name"), name="agency_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("hospice_medical_director", "Hospice medical director"),
                            ("employee", "Employee or contractor"),
                            ("volunteer", "Volunteer"),
                            ("financial_interest", "Significant financial interest"),
                        ],
                        max_length=30,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provider_roles",
                        to="patients.agency",
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
                        related_name="agency_roles",
                        to="practice.provider",
                    ),
                ),
            ],
            options={
                "ordering": ("agency_id", "starts_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="agency_role_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stated", "Stated"),
                            ("revised", "Revised"),
                            ("met", "Met"),
                            ("dropped", "Dropped"),
                        ],
                        default="stated",
                        max_length=10,
                    ),
                ),
                ("stated_on", models.DateField()),
                ("target_on", models.DateField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
            ],
            options={
                "ordering": ("patient_id", "stated_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="GoalRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stated", "Stated"),
                            ("revised", "Revised"),
                            ("met", "Met"),
                            ("dropped", "Dropped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("statement", models.CharField(max_length=300)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="patients.goal",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("goal_id", "recorded_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_name", models.CharField(max_length=60)),
                ("first_name", models.CharField(max_length=35)),
                ("middle_name", models.CharField(blank=True, max_length=25)),
                ("suffix", models.CharField(blank=True, max_length=10)),
                ("born_on", models.DateField(verbose_name="born on")),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")], default="U", max_length=1
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=55)),
                ("street_2", models.CharField(blank=True, max_length=55)),
                ("city", models.CharField(blank=True, max_length=30)),
                ("state", models.CharField(blank=True, max_length=2)),
                ("zip_code", models.CharField(blank=True, max_length=10, verbose_name="ZIP code")),
                ("phone", models.CharField(blank=True, max_length=10)),
                ("medical_record_number", models.CharField(blank=True, max_length=30)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("last_name", "first_name", "id"),
                "indexes": [
                    models.Index(
                        fields=["practice", "last_name", "first_name", "id"], name="patient_by_name"
                    ),
                    models.Index(fields=["practice", "born_on"], name="patient_by_birth"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("medical_record_number", ""), _negated=True),
                        fields=("practice", "medical_record_number"),
                        name="medical_record_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("died_on__isnull", True), ("died_on__gte", models.F("born_on")), _connector="OR"
                        ),
                        name="patient_death_after_birth",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="goal",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="goals", to="patients.patient"
            ),
        ),
        migrations.CreateModel(
            name="FaceToFaceVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurred_on", models.DateField()),
                ("is_initiating_visit", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.provider",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="face_to_face_visits",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ("patient_id", "-occurred_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("patient", "provider", "occurred_on"), name="face_to_face_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrollment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "program",
                    models.CharField(
                        choices=[("cpo", "Care plan oversight"), ("ccm", "Chronic care management")],
                        default="cpo",
                        max_length=3,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("periods_are_cut", models.BooleanField(default=False, editable=False)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "rendering_provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrollments",
                        to="practice.provider",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrollments",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ("patient_id", "starts_on", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("periods_are_cut", False)),
                        fields=["practice", "id"],
                        name="enrollment_to_cut",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="enrollment_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("patient", "program"),
                        name="one_open_enrollment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Diagnosis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=7, verbose_name="ICD-10-CM code")),
                ("description", models.CharField(blank=True, max_length=250)),
                ("snomed_code", models.CharField(blank=True, max_length=20)),
                ("is_chronic", models.BooleanField(default=True)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="1 is the condition that matters most to the plan."
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="diagnoses",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "diagnoses",
                "ordering": ("patient_id", "rank", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), ("ends_on__isnull", True)),
                        fields=("patient", "code"),
                        name="diagnosis_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_on", models.DateField()),
                ("revoked_on", models.DateField(blank=True, null=True)),
                ("is_written", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ("patient_id", "-given_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on__isnull", True),
                            ("revoked_on__gte", models.F("given_on")),
                            _connector="OR",
                        ),
                        name="consent_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareEpisode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("home_health", "Home health"),
                            ("hospice", "Hospice"),
                            ("nursing_facility", "Nursing facility"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("plan_signed_on", models.DateField(blank=True, null=True)),
                (
                    "complexity_statement",
                    models.TextField(
                        blank=True,
                        help_text="Why the care is complex and needs a physician's oversight, in the physician's words.",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to="patients.agency",
                    ),
                ),
                (
                    "plan_signer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.provider",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="episodes",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "ordering": ("patient_id", "starts_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="episode_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientIdentifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=200)),
                ("value", models.CharField(max_length=100)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
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
                "ordering": ("system", "value"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "system", "value"), name="patient_identifier_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("profile", models.CharField(max_length=60)),
                ("electronic_payer_id", models.CharField(blank=True, max_length=80)),
                ("street", models.CharField(blank=True, max_length=55)),
                ("street_2", models.CharField(blank=True, max_length=55)),
                ("city", models.CharField(blank=True, max_length=30)),
                ("state", models.CharField(blank=True, max_length=2)),
                ("zip_code", models.CharField(blank=True, max_length=10, verbose_name="ZIP code")),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payers",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [models.UniqueConstraint(fields=("practice", "name"), name="payer_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member_id", models.CharField(blank=True, max_length=80, verbose_name="member id")),
                ("group_number", models.CharField(blank=True, max_length=50)),
                ("plan_name", models.CharField(blank=True, max_length=60)),
                (
                    "relationship",
                    models.CharField(
                        choices=[("18", "The patient"), ("01", "Spouse"), ("19", "Child"), ("G8", "Other")],
                        default="18",
                        max_length=2,
                        verbose_name="subscriber is",
                    ),
                ),
                ("subscriber_last_name", models.CharField(blank=True, max_length=60)),
                ("subscriber_first_name", models.CharField(blank=True, max_length=35)),
                ("subscriber_middle_name", models.CharField(blank=True, max_length=25)),
                ("subscriber_born_on", models.DateField(blank=True, null=True)),
                (
                    "subscriber_sex",
                    models.CharField(
                        choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")], default="U", max_length=1
                    ),
                ),
                ("subscriber_street", models.CharField(blank=True, max_length=55)),
                ("subscriber_city", models.CharField(blank=True, max_length=30)),
                ("subscriber_state", models.CharField(blank=True, max_length=2)),
                ("subscriber_zip_code", models.CharField(blank=True, max_length=10)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="patients.patient",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="patients.payer",
                    ),
                ),
            ],
            options={
                "ordering": ("patient_id", "starts_on", "id"),
                "indexes": [models.Index(fields=["practice", "member_id"], name="coverage_by_member")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="coverage_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[("previewed", "Previewed"), ("done", "Done"), ("discarded", "Discarded")],
                        default="previewed",
                        max_length=10,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="RosterImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("label", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("same", "Same"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("to_complete", models.JSONField(default=list)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "roster_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="patients.rosterimport",
                    ),
                ),
            ],
            options={
                "ordering": ("line", "id"),
                "indexes": [
                    models.Index(fields=["roster_import", "state", "line"], name="import_row_by_state")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("roster_import", "line"), name="import_row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inpatient", "Hospital inpatient"),
                            ("part_a_nursing", "Medicare Part A nursing stay"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
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
                "ordering": ("patient_id", "starts_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="stay_dates",
                    )
                ],
            },
        ),
    ]
