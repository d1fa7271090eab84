import apps.billing.domain.lifecycle
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
        ("timelog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleSetVersion",
            fields=[
                ("content_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.TextField()),
                ("first_used_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="CloseRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[("schedule", "Schedule"), ("command", "Command"), ("person", "A person")],
                        max_length=10,
                    ),
                ),
                ("today", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("closed", models.PositiveIntegerField(default=0)),
                ("billable", models.PositiveIntegerField(default=0)),
                ("blocked", models.PositiveIntegerField(default=0)),
                ("not_billable", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="close_runs",
                        to="practice.practice",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-started_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stretch", models.PositiveSmallIntegerField(default=1)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("is_current", models.BooleanField(default=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("billable", "Billable"),
                            ("blocked", "Blocked"),
                            ("not_billable", "Not billable"),
                        ],
                        max_length=12,
                    ),
                ),
                ("minutes", models.PositiveIntegerField()),
                ("counted_seconds", models.PositiveIntegerField()),
                ("excluded_seconds", models.PositiveIntegerField(default=0)),
                ("procedure_code", models.CharField(blank=True, max_length=5)),
                ("expected_amount", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("reasons", models.JSONField(default=list)),
                ("facts", models.TextField()),
                ("result", models.TextField()),
                ("decided_at", models.DateTimeField()),
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
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="billing.rulesetversion",
                    ),
                ),
            ],
            options={
                "ordering": ("period_id", "stretch", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_family", models.CharField(max_length=4)),
                ("period_starts_on", models.DateField()),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="through")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("held", "Held"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("batched", "Batched"),
                            ("sent", "Sent"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("paid", "Paid"),
                            ("partly_paid", "Partly paid"),
                            ("denied", "Denied"),
                            ("replaced", "Replaced"),
                            ("voided", "Voided"),
                            ("refunded", "Refunded"),
                        ],
                        default=apps.billing.domain.lifecycle.ClaimState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300)),
                ("patient_control_number", models.CharField(max_length=14, unique=True)),
                ("claim_frequency", models.CharField(default="1", max_length=1)),
                ("payer_claim_control_number", models.CharField(blank=True, max_length=50)),
                ("prior_authorization_number", models.CharField(blank=True, max_length=29)),
                ("care_plan_oversight_number", models.CharField(blank=True, max_length=10)),
                ("total_charge", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("problems", models.JSONField(default=list)),
                ("document", models.TextField(blank=True)),
                ("document_hash", models.CharField(blank=True, max_length=64)),
                ("approved_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="billing.claim",
                    ),
                ),
                (
                    "coverage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="patients.coverage",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="patients.patient",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="patients.payer",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="practice.practice",
                    ),
                ),
                (
                    "rendering_provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="practice.provider",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="billing.decision",
                    ),
                ),
            ],
            options={
                "ordering": ("period_starts_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Receiver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("receiver_qualifier", models.CharField(default="ZZ", max_length=2)),
                ("receiver_id", models.CharField(max_length=15)),
                ("sender_qualifier", models.CharField(default="ZZ", max_length=2)),
                ("sender_id", models.CharField(max_length=15)),
                ("contact_name", models.CharField(max_length=60)),
                ("contact_phone", models.CharField(max_length=10)),
                ("is_production", models.BooleanField(default=False)),
                ("breaks_lines", models.BooleanField(default=True, verbose_name="one segment a line")),
                ("next_control_number", models.PositiveIntegerField(default=1, editable=False)),
                ("payers", models.ManyToManyField(blank=True, related_name="receivers", to="patients.payer")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receivers",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "name"), name="receiver_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("procedure_code", models.CharField(max_length=5)),
                ("modifiers", models.JSONField(default=list)),
                ("units", models.PositiveSmallIntegerField()),
                ("charge", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("expected_amount", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="billing.claim"
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
                "ordering": ("claim_id", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "number"), name="service_line_once"),
                    models.CheckConstraint(condition=models.Q(("units__gt", 0)), name="service_line_units"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("window_starts_on", models.DateField()),
                ("window_ends_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=6
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=500)),
                (
                    "coverage",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_periods",
                        to="patients.coverage",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_periods",
                        to="patients.enrollment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_periods",
                        to="patients.patient",
                    ),
                ),
                (
                    "pin",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_period",
                        to="timelog.closedspan",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_periods",
                        to="practice.practice",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="billing.closerun",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["practice", "due_on", "id"],
                        name="period_open_by_due",
                    ),
                    models.Index(fields=["enrollment", "ends_on"], name="period_by_enrollment"),
                    models.Index(fields=["patient", "starts_on"], name="period_by_patient"),
                    models.Index(fields=["practice", "window_ends_on"], name="period_by_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("enrollment", "starts_on"), name="period_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("window_starts_on__lte", models.F("starts_on")),
                            ("starts_on__lte", models.F("ends_on")),
                            ("ends_on__lte", models.F("window_ends_on")),
                            ("due_on__gt", models.F("window_ends_on")),
                        ),
                        name="period_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("pin__isnull", True), ("state", "open")),
                            models.Q(
                                ("closed_at__isnull", False), ("pin__isnull", False), ("state", "closed")
                            ),
                            _connector="OR",
                        ),
                        name="period_closed_is_pinned",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="billing.serviceperiod",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="billing.serviceperiod"
            ),
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "format",
                    models.CharField(choices=[("837p", "837P"), ("cms1500", "CMS-1500")], max_length=8),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("made", "Made"), ("sent", "Sent"), ("undone", "Undone")],
                        default="made",
                        max_length=6,
                    ),
                ),
                ("file_name", models.CharField(max_length=100)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("interchange_control_number", models.PositiveIntegerField(null=True)),
                ("claim_count", models.PositiveIntegerField()),
                ("total_charge", models.DecimalField(decimal_places=2, max_digits=12)),
                ("findings", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
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
                        related_name="submissions",
                        to="practice.practice",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="billing.receiver",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("interchange_control_number__isnull", False)),
                        fields=("receiver", "interchange_control_number"),
                        name="interchange_number_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("move", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=12)),
                ("to_state", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=300)),
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
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="billing.claim"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="billing.submission",
                    ),
                ),
            ],
            options={
                "ordering": ("claim_id", "at", "id"),
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="submission",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="billing.submission",
            ),
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("procedure_code", models.CharField(max_length=5)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="practice.practice",
                    ),
                ),
            ],
            options={
                "ordering": ("procedure_code", "starts_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "procedure_code", "starts_on"), name="charge_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="charge_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="charge_dates",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("is_current", True)),
                fields=["practice", "outcome", "id"],
                name="decision_by_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("period", "stretch", "number"), name="decision_once"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("period", "stretch"),
                name="one_current_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["practice", "state", "period_starts_on", "id"], name="claim_by_state"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["patient", "period_starts_on"], name="claim_by_patient"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["voided", "replaced"]), _negated=True),
                fields=("patient", "payer", "code_family", "period_starts_on"),
                name="one_live_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="claim_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "held",
                            "returned",
                            "approved",
                            "batched",
                            "sent",
                            "accepted",
                            "rejected",
                            "paid",
                            "partly_paid",
                            "denied",
                            "replaced",
                            "voided",
                            "refunded",
                        ],
                    )
                ),
                name="claim_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "held", "returned", "voided"]),
                    models.Q(("document", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_approved_is_frozen",
            ),
        ),
    ]
