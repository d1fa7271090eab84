"""Every table as it is after the last of STEPS, made at once: what a new database takes instead of the steps."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone

from apps.practice.tables import MakeTables

STEPS = (
    "0001_initial",
    "0002_postgres_audit_is_append_only",
    "0003_own_rules",
    "0004_timer_limits",
    "0005_longest_day",
    "0006_approval_needs_attestation",
    "0007_supervision",
    "0008_service_locations",
    "0009_saved_views",
    "0010_view_schedules",
    "0011_second_factor_by_role",
    "0012_sign_ins",
    "0013_members_are_deactivated",
    "0014_digest_hour",
    "0015_alerts",
    "0016_exports",
    "0017_answers_are_indexed_once",
    "0018_lists_stand_in_one_order",
    "0019_providers_have_a_capacity",
)
# What only a database can say: constraints over ranges, triggers, indexes by expression
BY_HAND = ("0002_postgres_audit_is_append_only",)


class Migration(migrations.Migration):
    initial = True
    replaces = [("practice", step) for step in STEPS]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        MakeTables(
            migrations.CreateModel(
                name="Practice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60)),
                    (
                        "entity",
                        models.CharField(
                            choices=[("2", "Organization"), ("1", "Solo practitioner")],
                            default="2",
                            max_length=1,
                        ),
                    ),
                    ("npi", models.CharField(blank=True, max_length=10, verbose_name="NPI")),
                    ("tax_id", models.CharField(blank=True, max_length=9, verbose_name="tax id")),
                    (
                        "tax_id_kind",
                        models.CharField(
                            choices=[
                                ("EI", "Employer identification number"),
                                ("SY", "Social security number"),
                            ],
                            default="EI",
                            max_length=2,
                        ),
                    ),
                    ("taxonomy_code", models.CharField(blank=True, max_length=10)),
                    ("street", models.CharField(blank=True, max_length=55)),
                    ("street_2", models.CharField(blank=True, max_length=55)),
                    ("city", models.CharField(blank=True, max_length=30)),
                    ("state", models.CharField(blank=True, max_length=2)),
                    ("zip_code", models.CharField(blank=True, max_length=10, verbose_name="ZIP code")),
                    ("phone", models.CharField(blank=True, max_length=10)),
                    ("pay_to_street", models.CharField(blank=True, max_length=55)),
                    ("pay_to_street_2", models.CharField(blank=True, max_length=55)),
                    ("pay_to_city", models.CharField(blank=True, max_length=30)),
                    ("pay_to_state", models.CharField(blank=True, max_length=2)),
                    ("pay_to_zip_code", models.CharField(blank=True, max_length=10)),
                    ("billing_contact", models.CharField(blank=True, max_length=60)),
                    ("time_zone", models.CharField(default="America/New_York", max_length=40)),
                    (
                        "allows_own_approval",
                        models.BooleanField(
                            default=False,
                            help_text="Let people approve claims for time they logged themselves.",
                        ),
                    ),
                    ("shipped_rules", models.CharField(blank=True, editable=False, max_length=64)),
                    ("own_rules", models.CharField(blank=True, editable=False, max_length=64)),
                    (
                        "idle_minutes",
                        models.PositiveSmallIntegerField(default=2, verbose_name="idle minutes"),
                    ),
                    (
                        "call_idle_minutes",
                        models.PositiveSmallIntegerField(default=30, verbose_name="idle minutes on a call"),
                    ),
                    (
                        "timer_limit_minutes",
                        models.PositiveSmallIntegerField(
                            default=240, verbose_name="longest timer, in minutes"
                        ),
                    ),
                    (
                        "approval_needs_attestation",
                        models.BooleanField(
                            db_default=False,
                            default=False,
                            help_text="Approve no claim before its rendering provider has signed the period.",
                        ),
                    ),
                    (
                        "longest_day_minutes",
                        models.PositiveSmallIntegerField(
                            db_default=720,
                            default=720,
                            help_text="Whoever logs more than this on one day is asked to confirm it, with a reason.",
                            verbose_name="longest day in minutes",
                        ),
                    ),
                    ("second_factor_roles", models.JSONField(blank=True, db_default=[], default=list)),
                    (
                        "digest_hour",
                        models.PositiveSmallIntegerField(
                            db_default=7,
                            default=7,
                            help_text="Whoever wants them gets the day's notifications in one e-mail after this hour, 0 to 23.",
                            verbose_name="digest hour",
                        ),
                    ),
                    ("is_sample", models.BooleanField(default=False, editable=False)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    "ordering": ("name", "id"),
                },
            ),
            migrations.CreateModel(
                name="User",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                    (
                        "is_superuser",
                        models.BooleanField(
                            default=False,
                            help_text="Designates that this user has all permissions without explicitly assigning them.",
                            verbose_name="superuser status",
                        ),
                    ),
                    ("email", models.EmailField(max_length=254, unique=True)),
                    ("full_name", models.CharField(blank=True, max_length=100)),
                    ("is_active", models.BooleanField(default=True)),
                    ("is_staff", models.BooleanField(default=False)),
                    ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                    (
                        "groups",
                        models.ManyToManyField(
                            blank=True,
                            help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                            related_name="user_set",
                            related_query_name="user",
                            to="auth.group",
                            verbose_name="groups",
                        ),
                    ),
                    (
                        "user_permissions",
                        models.ManyToManyField(
                            blank=True,
                            help_text="Specific permissions for this user.",
                            related_name="user_set",
                            related_query_name="user",
                            to="auth.permission",
                            verbose_name="user permissions",
                        ),
                    ),
                ],
                options={
                    "ordering": ("email",),
                },
            ),
            migrations.CreateModel(
                name="Export",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("asked_at", models.DateTimeField()),
                    ("seen_at", models.DateTimeField(null=True)),
                    ("total", models.PositiveBigIntegerField()),
                    ("done", models.PositiveBigIntegerField(default=0)),
                    ("finished_at", models.DateTimeField(null=True)),
                    ("size", models.PositiveBigIntegerField(default=0)),
                    ("hash", models.CharField(blank=True, max_length=64)),
                    ("problem", models.CharField(blank=True, max_length=300)),
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
                ],
                options={
                    "ordering": ("-asked_at", "-id"),
                    "indexes": [
                        models.Index(
                            condition=models.Q(("finished_at__isnull", True)),
                            fields=["id"],
                            name="export_unfinished",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Invitation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("email", models.EmailField(max_length=254)),
                    ("full_name", models.CharField(blank=True, max_length=100)),
                    ("roles", models.JSONField()),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ("expires_at", models.DateTimeField()),
                    ("accepted_at", models.DateTimeField(blank=True, null=True)),
                    ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "invited_by",
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
                            related_name="invitations",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-created_at", "-id"),
                },
            ),
            migrations.CreateModel(
                name="AuditEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("action", models.CharField(max_length=60)),
                    ("subject_type", models.CharField(max_length=40)),
                    ("subject_id", models.BigIntegerField(null=True)),
                    ("patient_id", models.BigIntegerField(null=True)),
                    (
                        "old",
                        models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                    ),
                    (
                        "new",
                        models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                    ),
                    ("at", models.DateTimeField()),
                    (
                        "actor",
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
                            related_name="audit_events",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-at", "-id"),
                    "indexes": [
                        models.Index(fields=["practice", "at"], name="audit_by_time"),
                        models.Index(fields=["practice", "patient_id", "at"], name="audit_by_patient"),
                        models.Index(
                            fields=["practice", "subject_type", "subject_id"], name="audit_by_subject"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ApiToken",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60)),
                    ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                    ("hint", models.CharField(editable=False, max_length=8)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                    ("expires_on", models.DateField(blank=True, null=True)),
                    ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="api_tokens",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="api_tokens",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-created_at", "-id"),
                },
            ),
            migrations.CreateModel(
                name="AlertRound",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("on", models.DateField()),
                    ("made_at", models.DateTimeField()),
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
                    "ordering": ("-on", "-id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("practice", "on"), name="alert_round_once_a_day")
                    ],
                },
            ),
            migrations.CreateModel(
                name="AlertChoice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=20)),
                    ("in_app", models.BooleanField(default=True)),
                    ("by_mail", models.BooleanField(default=True)),
                    (
                        "user",
                        models.ForeignKey(
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
                ],
                options={
                    "ordering": ("practice_id", "user_id", "kind"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "user", "kind"), name="alert_choice_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "kind__in",
                                    [
                                        "period_ending",
                                        "close_failed",
                                        "filing_limit",
                                        "rejected",
                                        "time_changed",
                                    ],
                                )
                            ),
                            name="alert_choice_kind_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Alert",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("kind", models.CharField(max_length=20)),
                    ("on", models.DateField()),
                    ("count", models.PositiveIntegerField()),
                    ("path", models.CharField(max_length=200)),
                    ("made_at", models.DateTimeField()),
                    ("read_at", models.DateTimeField(null=True)),
                    ("mailed_at", models.DateTimeField(null=True)),
                    (
                        "recipient",
                        models.ForeignKey(
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
                ],
                options={
                    "ordering": ("-on", "kind", "id"),
                    "indexes": [
                        models.Index(
                            condition=models.Q(("read_at__isnull", True)),
                            fields=["recipient", "practice"],
                            name="alert_unread",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "recipient", "kind", "on"), name="alert_once_a_day"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "kind__in",
                                    [
                                        "period_ending",
                                        "close_failed",
                                        "filing_limit",
                                        "rejected",
                                        "time_changed",
                                    ],
                                )
                            ),
                            name="alert_kind_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Provider",
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
                                ("physician", "Physician"),
                                ("nurse_practitioner", "Nurse practitioner"),
                                ("physician_assistant", "Physician assistant"),
                                ("clinical_nurse_specialist", "Clinical nurse specialist"),
                                ("clinical_staff", "Clinical staff"),
                            ],
                            max_length=30,
                        ),
                    ),
                    ("last_name", models.CharField(max_length=60)),
                    ("first_name", models.CharField(max_length=35)),
                    ("middle_name", models.CharField(blank=True, max_length=25)),
                    ("suffix", models.CharField(blank=True, max_length=10)),
                    ("credentials", models.CharField(blank=True, max_length=20)),
                    ("npi", models.CharField(blank=True, max_length=10, verbose_name="NPI")),
                    ("taxonomy_code", models.CharField(blank=True, max_length=10)),
                    ("starts_on", models.DateField(blank=True, null=True)),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="providers",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="provider_rows",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "service_location",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="providers",
                            to="practice.servicelocation",
                        ),
                    ),
                    ("capacity_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ],
                options={
                    "ordering": ("last_name", "first_name", "id"),
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("npi", ""), _negated=True),
                            fields=("practice", "npi"),
                            name="provider_npi_once_a_practice",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("user__isnull", False)),
                            fields=("practice", "user"),
                            name="one_provider_per_user",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Collaboration",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="collaborations",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "physician",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "provider",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="collaborations",
                            to="practice.provider",
                        ),
                    ),
                ],
                options={
                    "ordering": ("provider_id", "starts_on", "id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__gte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            name="collaboration_dates",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("provider", models.F("physician")), _negated=True),
                            name="collaboration_of_two",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SavedView",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60)),
                    ("page", models.CharField(max_length=200)),
                    ("query", models.CharField(blank=True, max_length=1000)),
                    ("is_shared", models.BooleanField(default=False)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    (
                        "owner",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="saved_views",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="saved_views",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("name", "id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "owner", "page", "name"), name="saved_view_name_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ServiceLocation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60)),
                    ("npi", models.CharField(blank=True, max_length=10, verbose_name="NPI")),
                    ("street", models.CharField(max_length=55)),
                    ("street_2", models.CharField(blank=True, max_length=55)),
                    ("city", models.CharField(max_length=30)),
                    ("state", models.CharField(max_length=2)),
                    ("zip_code", models.CharField(max_length=10, verbose_name="ZIP code")),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="service_locations",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("name", "id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "name"), name="service_location_name_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SignIn",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("session_key", models.CharField(max_length=40, unique=True)),
                    ("device", models.CharField(blank=True, max_length=300)),
                    ("ip", models.GenericIPAddressField(null=True)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("last_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                    (
                        "practice",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="sign_ins",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("-last_seen_at", "-id"),
                },
            ),
            migrations.CreateModel(
                name="Supervision",
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
                                ("general", "General: can be reached"),
                                ("direct", "Direct: in the office suite"),
                                ("none", "None for billing"),
                            ],
                            default="general",
                            max_length=10,
                        ),
                    ),
                    ("is_incident_to", models.BooleanField(default=True)),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="supervisions",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "staff",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="supervisions",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "supervisor",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                ],
                options={
                    "ordering": ("staff_id", "starts_on", "id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ends_on__isnull", True),
                                ("ends_on__gte", models.F("starts_on")),
                                _connector="OR",
                            ),
                            name="supervision_dates",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("staff", models.F("supervisor")), _negated=True),
                            name="supervision_of_two",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ViewSchedule",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "every",
                        models.CharField(
                            choices=[("weekly", "Every Monday"), ("monthly", "On the first of the month")],
                            max_length=7,
                        ),
                    ),
                    ("last_sent_on", models.DateField()),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "view",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="schedule",
                            to="practice.savedview",
                        ),
                    ),
                ],
                options={
                    "ordering": ("id",),
                },
            ),
            migrations.CreateModel(
                name="ExportPart",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("content", models.BinaryField()),
                    (
                        "export",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="parts",
                            to="practice.export",
                        ),
                    ),
                ],
                options={
                    "ordering": ("export_id", "number"),
                    "constraints": [
                        models.UniqueConstraint(fields=("export", "number"), name="export_part_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Membership",
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
                                ("physician", "Physician"),
                                ("care_staff", "Care staff"),
                                ("billing_manager", "Billing manager"),
                                ("administrator", "Administrator"),
                                ("auditor", "Auditor"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("ends_on", models.DateField(blank=True, null=True)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ("deactivated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="memberships",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="memberships",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("practice_id", "user_id", "role"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "user", "role"), name="one_membership_per_role"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                (
                                    "role__in",
                                    [
                                        "physician",
                                        "care_staff",
                                        "billing_manager",
                                        "administrator",
                                        "auditor",
                                    ],
                                )
                            ),
                            name="membership_role_known",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="IdempotencyKey",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("key", models.CharField(max_length=80)),
                    ("request_hash", models.CharField(max_length=64)),
                    ("status", models.PositiveSmallIntegerField(null=True)),
                    (
                        "answer",
                        models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                    ),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
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
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "user", "key"), name="idempotency_key_once"
                        )
                    ],
                },
            ),
        ),
        *(
            operation
            for step in BY_HAND
            for operation in import_module(f"apps.practice.migrations.{step}").Migration.operations
            if isinstance(operation, migrations.RunPython)
        ),
    ]
