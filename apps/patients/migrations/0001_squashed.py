"""Every table as it is after the last of STEPS, made at once: what a new database takes instead of the steps."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone

from apps.practice.tables import MakeTables
import apps.patients.models.people

STEPS = (
    "0001_initial",
    "0002_postgres_no_overlapping_enrollments",
    "0003_own_rules",
    "0004_payer_on_paper",
    "0005_own_rule_copied_from",
    "0006_recorded_facts",
    "0007_statements_and_attending",
    "0008_strategies",
    "0009_payer_appeal_days",
    "0010_documents",
    "0011_import_steps",
    "0012_names_are_found_by_their_beginning",
    "0013_merged_records",
    "0014_own_rules_hold_capitations",
    "0015_import_rows_say_whom_they_are_about",
    "0016_names_of_several_parts",
    "0017_lists_stand_in_one_order",
)
# What only a database can say: constraints over ranges, triggers, indexes by expression
BY_HAND = (
    "0002_postgres_no_overlapping_enrollments",
    "0012_names_are_found_by_their_beginning",
)


class Migration(migrations.Migration):
    initial = True
    replaces = [("patients", step) for step in STEPS]
    # Named by their first step, for which Django takes 0001_squashed where that serves: a database half way through
    # the steps of such an app goes on with them, and going back over later ones leaves this one alone
    dependencies = [
        ("practice", "0001_initial"),
    ]

    operations = [
        MakeTables(
            migrations.CreateModel(
                name="Document",
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
                                ("plan_of_care", "Plan of care"),
                                ("certification", "Certification or recertification"),
                                ("face_to_face_note", "Face-to-face note"),
                                ("complexity_statement", "Complexity statement"),
                                ("necessity_statement", "Medical necessity statement"),
                                ("consent", "Consent"),
                                ("care_plan", "Comprehensive plan"),
                                ("other", "Other proof"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("proves", models.CharField(blank=True, max_length=20)),
                    ("proves_id", models.BigIntegerField(null=True)),
                    ("dated_on", models.DateField(null=True)),
                    ("file_name", models.CharField(max_length=120)),
                    ("media_type", models.CharField(max_length=20)),
                    ("size", models.PositiveIntegerField()),
                    ("pages", models.PositiveSmallIntegerField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("uploaded_at", models.DateTimeField()),
                    ("removed_at", models.DateTimeField(null=True)),
                    ("removed_reason", models.CharField(blank=True, max_length=200)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "removed_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
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
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="documents",
                            to="patients.patient",
                        ),
                    ),
                ],
                options={
                    "ordering": ("patient_id", "-uploaded_at", "-id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("proves", ""), ("proves_id__isnull", True)),
                                models.Q(
                                    models.Q(("proves", ""), _negated=True), ("proves_id__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="document_proves_a_row_or_none",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("removed_at__isnull", True),
                                models.Q(("removed_reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="document_removed_with_reason",
                        ),
                    ],
                    "indexes": [
                        models.Index(fields=["patient", "proves", "proves_id"], name="document_by_fact")
                    ],
                },
            ),
            migrations.CreateModel(
                name="KeptRules",
                fields=[
                    ("content_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ("content", models.TextField()),
                    ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                ],
            ),
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                    "ordering": ("agency_id", "starts_on", "id"),
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
                name="ColumnMatch",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=20)),
                    ("name", models.CharField(max_length=60)),
                    ("column", models.CharField(blank=True, max_length=40)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("kind", "name", "id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("practice", "kind", "name"), name="column_match_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="DocumentContent",
                fields=[
                    (
                        "document",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            primary_key=True,
                            related_name="content",
                            serialize=False,
                            to="patients.document",
                        ),
                    ),
                    ("content", models.BinaryField()),
                ],
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="goals",
                            to="patients.patient",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                name="OwnRule",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "table",
                        models.CharField(
                            choices=[
                                ("profile", "Payer profile"),
                                ("contracted", "Contracted amount"),
                                ("capitation", "Capitation"),
                                ("locality", "Locality factor"),
                                ("benchmark", "Benchmark"),
                            ],
                            max_length=10,
                        ),
                    ),
                    ("key", models.CharField(max_length=60)),
                    ("copied_from", models.CharField(blank=True, max_length=60)),
                    ("content", models.JSONField(default=dict)),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    (
                        "state",
                        models.CharField(
                            choices=[("draft", "Draft"), ("applied", "In force"), ("dropped", "Dropped")],
                            default="draft",
                            max_length=7,
                        ),
                    ),
                    ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ("applied_at", models.DateTimeField(editable=False, null=True)),
                    (
                        "applied_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "made_by",
                        models.ForeignKey(
                            editable=False,
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
                            related_name="own_rules_rows",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("table", "key", "starts_on", "id"),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "applied")),
                            fields=("practice", "table", "key", "starts_on"),
                            name="own_rule_version_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__gte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            name="own_rule_dates",
                        ),
                    ],
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
                            choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")],
                            default="U",
                            max_length=1,
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
                        "merged_into",
                        models.ForeignKey(
                            blank=True,
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
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
                        models.Index(
                            condition=models.Q(apps.patients.models.people.HasParts("last_name")),
                            fields=["practice", "last_name"],
                            name="patient_by_part",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("medical_record_number", ""), _negated=True),
                            fields=("practice", "medical_record_number"),
                            name="medical_record_number_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("died_on__isnull", True),
                                ("died_on__gte", models.F("born_on")),
                                _connector="OR",
                            ),
                            name="patient_death_after_birth",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OutsideService",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    ("code", models.CharField(max_length=5)),
                    ("biller", models.CharField(blank=True, max_length=100, verbose_name="billed by")),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField()),
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
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="patients.patient",
                        ),
                    ),
                ],
                options={
                    "ordering": ("patient_id", "-starts_on", "code", "id"),
                    "indexes": [
                        models.Index(fields=["patient", "starts_on"], name="outside_service_by_patient")
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__gte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            name="outside_service_dates",
                        )
                    ],
                },
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
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("office", "Office or home visit"),
                                ("wellness", "Annual wellness visit"),
                                ("first_physical", "First preventive physical of Medicare"),
                                ("transition", "Visit of transitional care"),
                                ("telehealth", "Telehealth visit"),
                            ],
                            default="office",
                            max_length=20,
                        ),
                    ),
                    ("occurred_on", models.DateField()),
                    ("begins_at", models.TimeField(blank=True, null=True)),
                    ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("is_initiating_visit", models.BooleanField(default=False)),
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
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
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
                    "ordering": ("patient_id", "-occurred_on", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("struck_at__isnull", True)),
                            fields=("patient", "provider", "occurred_on"),
                            name="face_to_face_once",
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
                            choices=[
                                ("cpo", "Care plan oversight"),
                                ("ccm", "Chronic care management"),
                                ("pcm", "Principal care management"),
                            ],
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                        "is_serious",
                        models.BooleanField(
                            default=False,
                            help_text="For principal care: expected to last three months or more, at risk of hospital or decline.",
                        ),
                    ),
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                            condition=models.Q(
                                models.Q(("code", ""), _negated=True), ("ends_on__isnull", True)
                            ),
                            fields=("patient", "code"),
                            name="diagnosis_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="DecisionMaking",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    ("occurred_on", models.DateField()),
                    (
                        "level",
                        models.CharField(
                            choices=[("low", "Low"), ("moderate", "Moderate"), ("high", "High")],
                            max_length=10,
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
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="patients.patient",
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "decision-making",
                    "ordering": ("patient_id", "-occurred_on", "-id"),
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
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    ("given_on", models.DateField()),
                    ("revoked_on", models.DateField(blank=True, null=True)),
                    ("is_written", models.BooleanField(default=False)),
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
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="patients.patient",
                        ),
                    ),
                ],
                options={
                    "ordering": ("patient_id", "-given_on", "-id"),
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
                name="CarePlan",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    ("made_on", models.DateField()),
                    ("revised_on", models.DateField(blank=True, null=True)),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    (
                        "made_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
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
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="patients.patient",
                        ),
                    ),
                ],
                options={
                    "ordering": ("patient_id", "-made_on", "-id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__gte", models.F("made_on")),
                                _connector="OR",
                            ),
                            name="care_plan_dates",
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
                    ("complexity_signed_on", models.DateField(blank=True, null=True)),
                    (
                        "necessity_statement",
                        models.TextField(
                            blank=True,
                            help_text="Why this patient needs these services now, in the physician's words.",
                            verbose_name="medical necessity statement",
                        ),
                    ),
                    ("necessity_signed_on", models.DateField(blank=True, null=True)),
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
                        "attending",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                            verbose_name="attending of record",
                        ),
                    ),
                    (
                        "complexity_signer",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "necessity_signer",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("system", "value", "id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "system", "value"), name="patient_identifier_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PatientMerge",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("reason", models.CharField(max_length=200)),
                    ("moved", models.JSONField(default=list)),
                    ("ended", models.JSONField(default=list)),
                    ("entries", models.JSONField(default=list)),
                    ("merged_at", models.DateTimeField()),
                    ("undone_at", models.DateTimeField(null=True)),
                    (
                        "kept",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="merges_into",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "merged",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="merges_away",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "merged_by",
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
                        "undone_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("-merged_at", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("undone_at__isnull", True)),
                            fields=("merged",),
                            name="merged_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("kept", models.F("merged")), _negated=True),
                            name="merge_of_two",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PatientStatus",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("dual_eligible", "Has Medicare and Medicaid"),
                                ("chronic_care_eligible", "Eligible for chronic care management"),
                                ("esrd_capitation", "Monthly capitation of dialysis is billed"),
                                ("surgical_global_period", "In the biller's own surgical global period"),
                            ],
                            max_length=30,
                        ),
                    ),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
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
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "patient statuses",
                    "ordering": ("patient_id", "kind", "-starts_on", "-id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__gte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            name="patient_status_dates",
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
                    ("on_paper", models.BooleanField(default=False, verbose_name="takes claims on paper")),
                    (
                        "appeal_days",
                        models.PositiveSmallIntegerField(
                            blank=True, null=True, verbose_name="days to appeal a denial"
                        ),
                    ),
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
                    "constraints": [
                        models.UniqueConstraint(fields=("practice", "name"), name="payer_name_once")
                    ],
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
                            choices=[
                                ("18", "The patient"),
                                ("01", "Spouse"),
                                ("19", "Child"),
                                ("G8", "Other"),
                            ],
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
                            choices=[("F", "Female"), ("M", "Male"), ("U", "Unknown")],
                            default="U",
                            max_length=1,
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                name="PlanCopy",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    ("given_on", models.DateField()),
                    (
                        "way",
                        models.CharField(
                            choices=[
                                ("paper", "On paper"),
                                ("portal", "Through the portal"),
                                ("mail", "By mail"),
                            ],
                            max_length=10,
                            verbose_name="how",
                        ),
                    ),
                    (
                        "given_to",
                        models.CharField(
                            choices=[("patient", "The patient"), ("caregiver", "The caregiver")],
                            default="patient",
                            max_length=10,
                        ),
                    ),
                    (
                        "given_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="copies",
                            to="patients.careplan",
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
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "plan copies",
                    "ordering": ("patient_id", "-given_on", "-id"),
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
                    ("kind", models.CharField(default="patients", max_length=20)),
                    (
                        "layout",
                        models.CharField(
                            choices=[
                                ("csv", "CSV"),
                                ("xlsx", "XLSX"),
                                ("bundle", "FHIR bundle"),
                                ("ndjson", "NDJSON"),
                            ],
                            default="csv",
                            max_length=6,
                        ),
                    ),
                    ("matches", models.JSONField(default=dict)),
                    ("accepts_good_rows", models.BooleanField(default=False)),
                    ("problem", models.TextField(blank=True)),
                    ("file_name", models.CharField(max_length=200)),
                    ("sha256", models.CharField(max_length=64)),
                    ("content", models.BinaryField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("matching", "Columns to match"),
                                ("judging", "Being read"),
                                ("previewed", "Previewed"),
                                ("running", "Running"),
                                ("done", "Done"),
                                ("undoing", "Being undone"),
                                ("undone", "Undone"),
                                ("discarded", "Discarded"),
                            ],
                            default="previewed",
                            max_length=10,
                        ),
                    ),
                    ("counts", models.JSONField(default=dict)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("finished_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "asked_by",
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
                    ("writes", models.JSONField(default=list)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
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
                    ("patient_id", models.BigIntegerField(null=True)),
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
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
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
                            related_name="%(class)ss",
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
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
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
                            name="stay_dates",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Strategy",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("statement", models.CharField(max_length=300)),
                    ("stated_at", models.DateTimeField()),
                    ("dropped_at", models.DateTimeField(null=True)),
                    ("drop_reason", models.CharField(blank=True, max_length=300)),
                    (
                        "dropped_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "goal",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="strategies",
                            to="patients.goal",
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
                        "stated_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "verbose_name_plural": "strategies",
                    "ordering": ("goal_id", "stated_at", "id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("dropped_at__isnull", True),
                                models.Q(("drop_reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="strategy_drop_has_reason",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="TimedService",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("note", models.CharField(blank=True, max_length=200)),
                    (
                        "recorded_at",
                        models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
                    ),
                    ("struck_at", models.DateTimeField(editable=False, null=True)),
                    ("struck_reason", models.CharField(blank=True, editable=False, max_length=200)),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("certification", "Certification or recertification"),
                                ("discharge_day", "Hospital discharge"),
                                ("direct_care", "Another service coded by time"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("code", models.CharField(blank=True, max_length=5)),
                    ("occurred_on", models.DateField()),
                    ("begins_at", models.TimeField(blank=True, null=True)),
                    ("minutes", models.PositiveSmallIntegerField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="%(class)ss",
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
                        "recorded_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "struck_by",
                        models.ForeignKey(
                            editable=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("patient_id", "-occurred_on", "-id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("minutes__gt", 0)), name="timed_service_minutes"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ToldApart",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("told_at", models.DateTimeField()),
                    (
                        "one",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "other",
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
                        "told_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("one", "other"), name="told_apart_once")],
                },
            ),
        ),
        *(
            operation
            for step in BY_HAND
            for operation in import_module(f"apps.patients.migrations.{step}").Migration.operations
            if isinstance(operation, migrations.RunPython)
        ),
    ]
