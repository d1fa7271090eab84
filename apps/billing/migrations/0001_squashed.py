"""Every table as it is after the last of STEPS, made at once: what a new database takes instead of the steps."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone

from apps.practice.postgres import on_postgres
from apps.practice.tables import MakeTables
import apps.billing.domain.lifecycle

STEPS = (
    "0001_initial",
    "0002_postgres_no_overlapping_periods",
    "0003_money_back",
    "0004_claims_take_the_place_of_others",
    "0005_posting_state_after",
    "0006_corrections",
    "0007_receiver_settings",
    "0008_submission_numbers_and_checks",
    "0009_interchange_number_once_for_an_id",
    "0010_superbill_formats",
    "0011_printers",
    "0012_trials",
    "0013_attestations",
    "0014_claims_say_when_their_days_end",
    "0015_postgres_nothing_billed_twice",
    "0016_packets",
    "0017_decisions_say_what_reports_group_by",
    "0018_fill_what_reports_group_by",
    "0019_decisions_are_found_by_month",
    "0020_signals",
    "0021_review_desk",
    "0022_fill_what_the_queue_narrows_by",
    "0023_claims_are_found_in_the_queue",
    "0024_self_audits",
    "0025_decided_time_once_on_sqlite",
    "0026_trials_under_kept_rules",
    "0027_decisions_are_found_by_rules",
    "0028_payments_keep_what_else_was_said",
    "0029_sums_read_an_index_alone",
    "0030_claims_are_listed_by_state",
    "0031_unbilled_months_are_counted",
    "0032_claims_say_what_reports_group_by",
    "0033_fill_what_reports_group_claims_by",
    "0034_claims_and_postings_are_summed",
    "0035_failed_periods_are_found",
    "0036_unbilled_lines_read_an_index_alone",
    "0037_claims_are_found_by_their_episode",
    "0038_lists_stand_in_one_order",
)
# What only a database can say: constraints over ranges, triggers, indexes by expression
BY_HAND = (
    "0002_postgres_no_overlapping_periods",
    "0013_attestations",
    "0015_postgres_nothing_billed_twice",
)


class Migration(migrations.Migration):
    initial = True
    replaces = [("billing", step) for step in STEPS]
    # Named by their first step, for which Django takes 0001_squashed where that serves: a database half way through
    # the steps of such an app goes on with them, and going back over later ones leaves this one alone
    dependencies = [
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
        ("timelog", "0001_initial"),
    ]

    operations = [
        MakeTables(
            migrations.CreateModel(
                name="RuleSetVersion",
                fields=[
                    ("content_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ("content", models.TextField()),
                    ("first_used_at", models.DateTimeField(default=django.utils.timezone.now)),
                ],
            ),
            migrations.CreateModel(
                name="AcknowledgementFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("file_name", models.CharField(max_length=200)),
                    ("content", models.BinaryField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("findings", models.JSONField(default=list)),
                    ("acknowledged", models.PositiveIntegerField(default=0)),
                    ("unmatched", models.PositiveIntegerField(default=0)),
                    ("rejected", models.PositiveIntegerField(default=0)),
                    ("received_at", models.DateTimeField()),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="acknowledgement_files",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "received_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("-received_at", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "sha256"), name="acknowledgement_file_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AttestationText",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField()),
                    ("text", models.TextField()),
                    ("made_at", models.DateTimeField()),
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
                ],
                options={
                    "ordering": ("-number", "-id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "number"), name="attestation_text_number_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ChangeAnswer",
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
                            choices=[("closed_again", "Closed again"), ("left", "Left as it was")],
                            max_length=12,
                        ),
                    ),
                    ("length", models.PositiveIntegerField()),
                    ("decision_number", models.PositiveSmallIntegerField()),
                    ("change", models.JSONField()),
                    ("reason", models.CharField(max_length=300)),
                    ("answered_at", models.DateTimeField()),
                    (
                        "answered_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "new_pin",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answer",
                            to="timelog.closedspan",
                        ),
                    ),
                    (
                        "old_pin",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="timelog.closedspan",
                        ),
                    ),
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
                        "period",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="answers",
                            to="billing.serviceperiod",
                        ),
                    ),
                ],
                options={
                    "ordering": ("period_id", "answered_at", "id"),
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("kind", "left"), ("new_pin__isnull", True)),
                                models.Q(("kind", "closed_again"), ("new_pin__isnull", False)),
                                _connector="OR",
                            ),
                            name="change_closed_again_is_pinned",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("reason", ""), _negated=True), name="change_answer_has_reason"
                        ),
                        models.UniqueConstraint(fields=("period", "length"), name="change_answered_once"),
                    ],
                },
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
                    "ordering": ("procedure_code", "starts_on", "id"),
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
                    ("period_ends_on", models.DateField()),
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
                    ("stands", models.BooleanField(default=True)),
                    ("payer_claim_control_number", models.CharField(blank=True, max_length=50)),
                    ("control_number_given", models.CharField(blank=True, max_length=50)),
                    ("prior_authorization_number", models.CharField(blank=True, max_length=29)),
                    ("care_plan_oversight_number", models.CharField(blank=True, max_length=10)),
                    ("total_charge", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                    ("problems", models.JSONField(default=list)),
                    ("problem_count", models.PositiveSmallIntegerField(default=0)),
                    ("setting", models.CharField(blank=True, max_length=20)),
                    (
                        "hold_reason",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("fact", "A fact that is missing"),
                                ("physician", "The physician's answer"),
                                ("agency", "A document of the agency"),
                                ("payer", "The payer's answer"),
                                ("coding", "A second look at the coding"),
                                ("other", "Something else"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("hold_until", models.CharField(blank=True, max_length=60)),
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
                        "assigned_to",
                        models.ForeignKey(
                            db_index=False,
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
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claims",
                            to="billing.decision",
                        ),
                    ),
                    (
                        "period",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claims",
                            to="billing.serviceperiod",
                        ),
                    ),
                    (
                        "submission",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claims",
                            to="billing.submission",
                        ),
                    ),
                    ("window_ends_on", models.DateField()),
                    (
                        "episode",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.careepisode",
                        ),
                    ),
                ],
                options={
                    "ordering": ("period_starts_on", "id"),
                    "indexes": [
                        models.Index(fields=["patient", "period_starts_on"], name="claim_by_patient"),
                        models.Index(
                            condition=models.Q(("assigned_to__isnull", False)),
                            fields=["practice", "assigned_to"],
                            name="claim_by_person",
                        ),
                        models.Index(
                            condition=models.Q(("hold_until", ""), _negated=True),
                            fields=["practice", "hold_until"],
                            name="claim_waits_for_fact",
                        ),
                        models.Index(
                            fields=[
                                "practice",
                                "state",
                                "problem_count",
                                "period_starts_on",
                                "id",
                                "payer",
                                "rendering_provider",
                                "setting",
                                "period_ends_on",
                                "total_charge",
                                "period",
                            ],
                            name="claim_queue",
                        ),
                        models.Index(
                            fields=["practice", "state", "period_starts_on", "id"], name="claim_by_state"
                        ),
                        models.Index(
                            fields=["decision", "stands", "state", "total_charge", "id"],
                            name="claim_by_decision",
                        ),
                        models.Index(
                            fields=[
                                "practice",
                                "window_ends_on",
                                "state",
                                "stands",
                                "payer",
                                "rendering_provider",
                                "episode",
                                "total_charge",
                                "submission",
                                "patient",
                                "decision",
                                "id",
                            ],
                            name="claim_sums",
                        ),
                        models.Index(fields=["episode"], name="claim_by_episode"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("stands", True),
                                models.Q(("state__in", ["voided", "replaced"]), _negated=True),
                            ),
                            fields=("patient", "payer", "code_family", "period_starts_on"),
                            name="one_live_claim",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["voided", "replaced"]), _negated=True),
                            fields=("corrects",),
                            name="one_correction_at_a_time",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("claim_frequency", "1"),
                                models.Q(("claim_frequency__in", ["7", "8"]), ("corrects__isnull", False)),
                                _connector="OR",
                            ),
                            name="claim_frequency_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("claim_frequency__in", ["1", "7"]), ("stands", True)),
                                models.Q(("corrects__isnull", False), ("stands", False)),
                                _connector="OR",
                            ),
                            name="claim_stands_unless_correcting",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="claim_dates"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("period_ends_on__gte", models.F("period_starts_on"))),
                            name="claim_period_dates",
                        ),
                        models.CheckConstraint(
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
                        models.CheckConstraint(
                            condition=models.Q(
                                ("state__in", ["draft", "held", "returned", "voided"]),
                                models.Q(("document", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="claim_approved_is_frozen",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Acknowledgement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    (
                        "kind",
                        models.CharField(
                            choices=[("TA1", "TA1"), ("999", "999"), ("277CA", "277CA")], max_length=5
                        ),
                    ),
                    ("level", models.CharField(max_length=12)),
                    ("reference", models.TextField(blank=True)),
                    ("is_accepted", models.BooleanField()),
                    ("codes", models.JSONField(default=list)),
                    ("errors", models.JSONField(default=list)),
                    ("payer_claim_control_number", models.TextField(blank=True)),
                    ("segment", models.TextField()),
                    ("segment_number", models.PositiveIntegerField()),
                    ("at", models.DateTimeField()),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="acknowledgements",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="acknowledgements",
                            to="billing.acknowledgementfile",
                        ),
                    ),
                    (
                        "claim",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="acknowledgements",
                            to="billing.claim",
                        ),
                    ),
                    (
                        "submission",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="acknowledgements",
                            to="billing.submission",
                        ),
                    ),
                ],
                options={
                    "ordering": ("file_id", "number"),
                    "indexes": [
                        models.Index(fields=["claim", "id"], name="acknowledgement_by_claim"),
                        models.Index(
                            condition=models.Q(("claim__isnull", True), ("submission__isnull", True)),
                            fields=["practice", "id"],
                            name="acknowledgement_unmatched",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("file", "number"), name="acknowledgement_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ClaimNote",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("text", models.CharField(max_length=1000)),
                    ("at", models.DateTimeField()),
                    (
                        "author",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="desk_notes",
                            to="billing.claim",
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
                    "ordering": ("claim_id", "at", "id"),
                },
            ),
            migrations.CreateModel(
                name="ClaimPayment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("posted", "Posted"),
                                ("waiting", "Waiting"),
                                ("noted", "Noted"),
                                ("aside", "Put aside"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("reason", models.CharField(blank=True, max_length=30)),
                    ("patient_control_number", models.TextField(blank=True)),
                    ("claim_status_code", models.TextField(blank=True)),
                    ("charge", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("paid", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    (
                        "patient_responsibility",
                        models.DecimalField(decimal_places=2, max_digits=18, null=True),
                    ),
                    ("claim_filing_indicator", models.TextField(blank=True)),
                    ("payer_claim_control_number", models.TextField(blank=True)),
                    ("patient_name", models.TextField(blank=True)),
                    ("member_id", models.TextField(blank=True)),
                    ("rendering_npi", models.TextField(blank=True)),
                    ("received_on", models.DateField(null=True)),
                    ("starts_on", models.DateField(null=True)),
                    ("ends_on", models.DateField(null=True)),
                    ("interest", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("remark_codes", models.JSONField(default=list)),
                    ("adjudication", models.JSONField(default=list)),
                    ("balances", models.BooleanField(default=True)),
                    ("segment_number", models.PositiveIntegerField()),
                    (
                        "claim",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="payments",
                            to="billing.claim",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claim_payments",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "remittance",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claims",
                            to="billing.remittanceadvice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("remittance_id", "number"),
                    "indexes": [
                        models.Index(fields=["claim", "id"], name="claim_payment_by_claim"),
                        models.Index(
                            condition=models.Q(("state", "waiting")),
                            fields=["practice", "id"],
                            name="claim_payment_waiting",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state", "posted"), _negated=True),
                                ("claim__isnull", False),
                                _connector="OR",
                            ),
                            name="claim_payment_posted_to_claim",
                        ),
                        models.UniqueConstraint(fields=("remittance", "number"), name="claim_payment_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ClaimTag",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=30)),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="tags",
                            to="billing.claim",
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
                    "ordering": ("name", "id"),
                    "indexes": [models.Index(fields=["practice", "name", "claim"], name="claim_by_tag")],
                    "constraints": [models.UniqueConstraint(fields=("claim", "name"), name="claim_tag_once")],
                },
            ),
            migrations.CreateModel(
                name="ClaimTask",
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
                            choices=[("rejection", "Rejected"), ("denial", "Denied")], max_length=10
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "Open"), ("resolved", "Resolved")], default="open", max_length=8
                        ),
                    ),
                    ("adjustment_group", models.CharField(blank=True, max_length=10)),
                    ("reason_code", models.CharField(blank=True, max_length=20)),
                    ("codes", models.JSONField(default=list)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("due_on", models.DateField(null=True)),
                    ("opened_at", models.DateTimeField()),
                    ("resolved_at", models.DateTimeField(null=True)),
                    (
                        "acknowledgement",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tasks",
                            to="billing.acknowledgement",
                        ),
                    ),
                    (
                        "assigned_to",
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tasks",
                            to="billing.claim",
                        ),
                    ),
                    (
                        "claim_payment",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tasks",
                            to="billing.claimpayment",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="claim_tasks",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "resolved_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("due_on", "id"),
                    "indexes": [
                        models.Index(fields=["practice", "state", "due_on", "id"], name="claim_task_by_due"),
                        models.Index(fields=["claim", "id"], name="claim_task_by_claim"),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("resolved_at__isnull", True), ("state", "open")),
                                models.Q(("resolved_at__isnull", False), ("state", "resolved")),
                                _connector="OR",
                            ),
                            name="claim_task_resolved_is_dated",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ClaimLetter",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("content", models.BinaryField()),
                    ("sha256", models.CharField(max_length=64)),
                    ("pages", models.PositiveIntegerField()),
                    ("attachments", models.JSONField(default=list)),
                    ("made_at", models.DateTimeField()),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="letters",
                            to="billing.claim",
                        ),
                    ),
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
                            related_name="claim_letters",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="letters",
                            to="billing.claimtask",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-made_at", "-id"),
                },
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
                            choices=[
                                ("schedule", "Schedule"),
                                ("command", "Command"),
                                ("person", "A person"),
                            ],
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
                name="Correction",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "path",
                        models.CharField(
                            choices=[
                                ("replacement", "Replacement claim (7)"),
                                ("void", "Void claim (8)"),
                                ("new_claim", "New claim after a rejection"),
                                ("reopening", "Reopening"),
                                ("refund", "Refund"),
                            ],
                            max_length=12,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[("open", "Open"), ("settled", "Settled"), ("withdrawn", "Withdrawn")],
                            default="open",
                            max_length=10,
                        ),
                    ),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                    ("identified_on", models.DateField()),
                    ("due_on", models.DateField(null=True)),
                    ("rule", models.CharField(blank=True, max_length=200)),
                    ("reason", models.CharField(max_length=300)),
                    ("opened_at", models.DateTimeField()),
                    ("settled_on", models.DateField(null=True)),
                    ("settled_amount", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                    ("settled_reference", models.CharField(blank=True, max_length=100)),
                    ("ended_reason", models.CharField(blank=True, max_length=300)),
                    ("ended_at", models.DateTimeField(null=True)),
                    (
                        "answer",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="corrections",
                            to="billing.changeanswer",
                        ),
                    ),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="cases",
                            to="billing.claim",
                        ),
                    ),
                    (
                        "ended_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "new_claim",
                        models.OneToOneField(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="case",
                            to="billing.claim",
                        ),
                    ),
                    (
                        "opened_by",
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
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="corrections",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("due_on", "id"),
                    "indexes": [
                        models.Index(fields=["practice", "state", "due_on", "id"], name="correction_by_state")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "open")),
                            fields=("claim",),
                            name="one_open_correction",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("amount__gt", 0), ("path", "refund")),
                                models.Q(
                                    models.Q(("path", "refund"), _negated=True), ("amount__isnull", True)
                                ),
                                _connector="OR",
                            ),
                            name="correction_refund_has_amount",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("new_claim__isnull", False),
                                    ("path__in", ["replacement", "void", "new_claim"]),
                                ),
                                models.Q(("new_claim__isnull", True), ("path__in", ["reopening", "refund"])),
                                _connector="OR",
                            ),
                            name="correction_claim_by_path",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_at__isnull", True), ("state", "open")),
                                models.Q(
                                    models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)
                                ),
                                _connector="OR",
                            ),
                            name="correction_ended",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("due_on__isnull", True),
                                ("due_on__gte", models.F("identified_on")),
                                _connector="OR",
                            ),
                            name="correction_dates",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("reason", ""), _negated=True), name="correction_has_reason"
                        ),
                    ],
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
                    ("window_ends_on", models.DateField()),
                    ("program", models.CharField(max_length=3)),
                    ("setting", models.CharField(blank=True, max_length=20)),
                    ("obstacle", models.CharField(blank=True, max_length=40)),
                    ("short_by_seconds", models.PositiveIntegerField(default=0)),
                    ("facts", models.TextField()),
                    ("result", models.TextField()),
                    ("decided_at", models.DateTimeField()),
                    (
                        "episode",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.careepisode",
                        ),
                    ),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "payer",
                        models.ForeignKey(
                            db_index=False,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.payer",
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
                        "rendering_provider",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.provider",
                        ),
                    ),
                    (
                        "rule_set",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions",
                            to="billing.rulesetversion",
                        ),
                    ),
                    (
                        "period",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="decisions",
                            to="billing.serviceperiod",
                        ),
                    ),
                ],
                options={
                    "ordering": ("period_id", "stretch", "-number"),
                    "indexes": [
                        models.Index(
                            condition=models.Q(("is_current", True)),
                            fields=["practice", "outcome", "id"],
                            name="decision_by_outcome",
                        ),
                        models.Index(fields=["rule_set", "practice"], name="decision_by_rules"),
                        models.Index(
                            condition=models.Q(("is_current", True)),
                            fields=[
                                "practice",
                                "window_ends_on",
                                "rendering_provider",
                                "payer",
                                "setting",
                                "episode",
                                "program",
                                "procedure_code",
                                "outcome",
                                "obstacle",
                                "counted_seconds",
                                "excluded_seconds",
                                "expected_amount",
                                "patient",
                                "is_current",
                                "id",
                            ],
                            name="decision_sums",
                        ),
                        models.Index(
                            condition=models.Q(("is_current", True)),
                            fields=[
                                "rendering_provider",
                                "window_ends_on",
                                "outcome",
                                "patient",
                                "practice",
                                "is_current",
                                "id",
                            ],
                            name="decision_sums_by_provider",
                        ),
                        models.Index(
                            condition=models.Q(("is_current", True)),
                            fields=[
                                "practice",
                                "outcome",
                                "window_ends_on",
                                "payer",
                                "expected_amount",
                                "obstacle",
                                "period",
                                "is_current",
                                "id",
                            ],
                            name="decision_unbilled",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("period", "stretch", "number"), name="decision_once"),
                        models.UniqueConstraint(
                            condition=models.Q(("is_current", True)),
                            fields=("period", "stretch"),
                            name="one_current_decision",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DecidedTime",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("activity", models.CharField(max_length=24)),
                    ("reason", models.CharField(blank=True, max_length=40)),
                    ("seconds", models.PositiveIntegerField()),
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
                        "decision",
                        models.ForeignKey(
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="times",
                            to="billing.decision",
                        ),
                    ),
                ],
                options={
                    "ordering": ("decision_id", "activity", "reason"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("decision", "activity", "reason"), name="decided_time_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="MoneyCheck",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("files", models.PositiveIntegerField()),
                    ("claim_payments", models.PositiveIntegerField()),
                    ("disagreements", models.JSONField(default=list)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="money_checks",
                            to="practice.practice",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-at", "-id"),
                },
            ),
            migrations.CreateModel(
                name="PacketRun",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("asked_at", models.DateTimeField()),
                    ("total", models.PositiveIntegerField()),
                    ("done", models.PositiveIntegerField(default=0)),
                    ("finished_at", models.DateTimeField(null=True)),
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
                            related_name="packet_runs",
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
                            name="packet_run_unfinished",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Packet",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("content", models.BinaryField(null=True)),
                    ("problem", models.CharField(blank=True, max_length=300)),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.claim"
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
                        "run",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="packets",
                            to="billing.packetrun",
                        ),
                    ),
                ],
                options={
                    "ordering": ("run_id", "id"),
                    "indexes": [
                        models.Index(
                            condition=models.Q(("content__isnull", True), ("problem", "")),
                            fields=["run", "id"],
                            name="packet_to_make",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("run", "claim"), name="packet_once_a_run")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Posting",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveSmallIntegerField()),
                    ("matched_by", models.CharField(max_length=12)),
                    ("move", models.CharField(blank=True, max_length=20)),
                    ("paid", models.DecimalField(decimal_places=2, max_digits=18)),
                    ("patient_responsibility", models.DecimalField(decimal_places=2, max_digits=18)),
                    ("state_before", models.CharField(max_length=12)),
                    ("state_after", models.CharField(blank=True, max_length=12)),
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
                            db_index=False,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="postings",
                            to="billing.claim",
                        ),
                    ),
                    (
                        "claim_payment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="postings",
                            to="billing.claimpayment",
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
                    "ordering": ("claim_id", "id"),
                    "indexes": [
                        models.Index(
                            fields=["claim", "id", "practice", "paid", "claim_payment", "number"],
                            name="posting_sums",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("claim_payment", "number"), name="posting_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Printer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60)),
                    (
                        "right_mm",
                        models.DecimalField(
                            decimal_places=1,
                            default=0,
                            max_digits=4,
                            verbose_name="to the right, in millimetres",
                        ),
                    ),
                    (
                        "down_mm",
                        models.DecimalField(
                            decimal_places=1, default=0, max_digits=4, verbose_name="down, in millimetres"
                        ),
                    ),
                    ("is_used", models.BooleanField(default=True, verbose_name="print with this one")),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="printers",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="printers",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("name", "id"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("practice", "user", "name"), name="printer_name_once"
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_used", True)),
                            fields=("practice", "user"),
                            name="one_printer_in_use",
                        ),
                    ],
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
                    ("application_sender", models.CharField(blank=True, max_length=15)),
                    ("application_receiver", models.CharField(blank=True, max_length=15)),
                    ("submitter_name", models.CharField(blank=True, max_length=60)),
                    ("submitter_identifier", models.CharField(blank=True, max_length=80)),
                    ("receiver_identifier", models.CharField(blank=True, max_length=80)),
                    ("contact_extension", models.CharField(blank=True, max_length=6)),
                    (
                        "wants_acknowledgement",
                        models.BooleanField(default=False, verbose_name="ask for a TA1"),
                    ),
                    (
                        "line_end",
                        models.CharField(
                            choices=[
                                ("lf", "One segment a line (LF)"),
                                ("crlf", "One segment a line (CR LF)"),
                                ("none", "All on one line"),
                            ],
                            default="lf",
                            max_length=4,
                        ),
                    ),
                    (
                        "file_name_pattern",
                        models.CharField(
                            default="837p-{receiver}-{number}.txt", max_length=80, verbose_name="file name"
                        ),
                    ),
                    ("next_control_number", models.PositiveIntegerField(default=1)),
                    (
                        "payers",
                        models.ManyToManyField(blank=True, related_name="receivers", to="patients.payer"),
                    ),
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
                name="RemittanceAdvice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("trace_number", models.TextField(blank=True)),
                    ("payment", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("method", models.TextField(blank=True)),
                    ("paid_on", models.DateField(null=True)),
                    ("payer_name", models.TextField(blank=True)),
                    ("payer_identifier", models.TextField(blank=True)),
                    ("payee_name", models.TextField(blank=True)),
                    ("payee_npi", models.TextField(blank=True)),
                    ("claim_count", models.PositiveIntegerField()),
                    ("claims_paid", models.DecimalField(decimal_places=2, max_digits=20)),
                    ("provider_adjusted", models.DecimalField(decimal_places=2, max_digits=20)),
                    ("patient_responsibility", models.DecimalField(decimal_places=2, max_digits=20)),
                    ("balances", models.BooleanField(default=True)),
                    ("hold_reason", models.CharField(blank=True, max_length=30)),
                    ("segment_number", models.PositiveIntegerField()),
                    (
                        "payer",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="remittances",
                            to="patients.payer",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="remittances",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "file",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="remittances",
                            to="billing.remittancefile",
                        ),
                    ),
                    ("further", models.JSONField(default=list)),
                ],
                options={
                    "ordering": ("file_id", "number"),
                    "indexes": [models.Index(fields=["practice", "paid_on"], name="remittance_by_day")],
                    "constraints": [
                        models.UniqueConstraint(fields=("file", "number"), name="remittance_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="ProviderAdjustment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("provider_identifier", models.TextField(blank=True)),
                    ("reason_code", models.TextField(blank=True)),
                    ("reference", models.TextField(blank=True)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("segment_number", models.PositiveIntegerField()),
                    (
                        "claim",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="billing.claim",
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
                        "remittance",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="provider_adjustments",
                            to="billing.remittanceadvice",
                        ),
                    ),
                    ("fiscal_period_ends_on", models.DateField(null=True)),
                ],
                options={
                    "ordering": ("remittance_id", "number"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("remittance", "number"), name="provider_adjustment_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="RemittanceFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("file_name", models.CharField(max_length=200)),
                    ("content", models.BinaryField()),
                    ("sha256", models.CharField(max_length=64)),
                    (
                        "source",
                        models.CharField(
                            choices=[
                                ("upload", "Chosen on a page"),
                                ("command", "Command line"),
                                ("inbox", "Inbox folder"),
                                ("api", "Another program"),
                            ],
                            max_length=8,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("received", "Received"),
                                ("posting", "Being posted"),
                                ("posted", "Posted"),
                            ],
                            default="received",
                            max_length=8,
                        ),
                    ),
                    ("findings", models.JSONField(default=list)),
                    ("claim_count", models.PositiveIntegerField(default=0)),
                    ("claims_done", models.PositiveIntegerField(default=0)),
                    ("received_at", models.DateTimeField()),
                    ("posted_at", models.DateTimeField(null=True)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="remittance_files",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "received_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("-received_at", "-id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("practice", "sha256"), name="remittance_file_once"),
                        models.CheckConstraint(
                            condition=models.Q(("claims_done__lte", models.F("claim_count"))),
                            name="remittance_file_progress",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ReviewAct",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("move", models.CharField(max_length=20)),
                    ("reason", models.CharField(blank=True, max_length=300)),
                    ("claim_ids", models.JSONField(default=list)),
                    ("left_out", models.PositiveIntegerField(default=0)),
                    ("made_at", models.DateTimeField()),
                    ("undone_at", models.DateTimeField(null=True)),
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
                            related_name="review_acts",
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
                    "ordering": ("-made_at", "-id"),
                    "indexes": [
                        models.Index(fields=["practice", "actor", "-made_at"], name="review_act_by_person")
                    ],
                },
            ),
            migrations.CreateModel(
                name="SelfAudit",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("asked_at", models.DateTimeField()),
                    ("starts_on", models.DateField()),
                    ("ends_on", models.DateField()),
                    ("total", models.PositiveIntegerField()),
                    ("done", models.PositiveIntegerField(default=0)),
                    ("last_claim_id", models.BigIntegerField(default=0)),
                    ("complete", models.PositiveIntegerField(default=0)),
                    ("found", models.JSONField(default=list)),
                    ("finished_at", models.DateTimeField(null=True)),
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
                            name="self_audit_unfinished",
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                            name="self_audit_dates",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="SelfAuditLack",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("name", models.CharField(max_length=60)),
                    ("lack", models.CharField(max_length=200)),
                    (
                        "audit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="lacks",
                            to="billing.selfaudit",
                        ),
                    ),
                    (
                        "claim",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.claim"
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
                    "ordering": ("audit_id", "id"),
                    "indexes": [models.Index(fields=["audit", "name", "id"], name="self_audit_lack_by_name")],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("audit", "claim", "name"), name="self_audit_lack_once"
                        )
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
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="lines",
                            to="billing.claim",
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
                    "ordering": ("claim_id", "number"),
                    "indexes": [
                        models.Index(
                            fields=["practice", "procedure_code", "claim"], name="service_line_by_code"
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("claim", "number"), name="service_line_once"),
                        models.CheckConstraint(
                            condition=models.Q(("units__gt", 0)), name="service_line_units"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ServicePayment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("procedure_code", models.TextField(blank=True)),
                    ("modifiers", models.JSONField(default=list)),
                    ("units", models.TextField(blank=True)),
                    ("charge", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("paid", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("allowed", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("starts_on", models.DateField(null=True)),
                    ("ends_on", models.DateField(null=True)),
                    ("line_id", models.TextField(blank=True)),
                    ("remark_codes", models.JSONField(default=list)),
                    ("segment_number", models.PositiveIntegerField()),
                    (
                        "claim_payment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="services",
                            to="billing.claimpayment",
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
                        "service_line",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="payments",
                            to="billing.serviceline",
                        ),
                    ),
                    ("further", models.JSONField(default=list)),
                    ("original_procedure", models.TextField(blank=True, default="")),
                    ("original_units", models.TextField(blank=True, default="")),
                    ("revenue_code", models.TextField(blank=True, default="")),
                ],
                options={
                    "ordering": ("claim_payment_id", "number"),
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("claim_payment", "number"), name="service_payment_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Adjustment",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("number", models.PositiveIntegerField()),
                    ("adjustment_group", models.TextField(blank=True)),
                    ("reason_code", models.TextField(blank=True)),
                    ("amount", models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                    ("quantity", models.TextField(blank=True)),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "claim_payment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="adjustments",
                            to="billing.claimpayment",
                        ),
                    ),
                    (
                        "service_payment",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="adjustments",
                            to="billing.servicepayment",
                        ),
                    ),
                ],
                options={
                    "ordering": ("claim_payment_id", "number"),
                    "constraints": [
                        models.UniqueConstraint(fields=("claim_payment", "number"), name="adjustment_once")
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
                    ("answered_length", models.PositiveIntegerField(null=True)),
                    ("looked_at", models.DateTimeField(null=True)),
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
                        models.Index(
                            condition=models.Q(("looked_at__isnull", True), ("state", "closed")),
                            fields=["practice", "ends_on", "id"],
                            name="period_to_look_at",
                        ),
                        models.Index(fields=["enrollment", "ends_on"], name="period_by_enrollment"),
                        models.Index(fields=["patient", "starts_on"], name="period_by_patient"),
                        models.Index(fields=["practice", "window_ends_on"], name="period_by_month"),
                        models.Index(
                            condition=models.Q(
                                ("state", "open"), models.Q(("last_error", ""), _negated=True)
                            ),
                            fields=["practice", "due_on", "id"],
                            name="period_failed",
                        ),
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
                                models.Q(
                                    ("closed_at__isnull", True), ("pin__isnull", True), ("state", "open")
                                ),
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
            migrations.CreateModel(
                name="Attestation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("late_length", models.PositiveIntegerField(default=0)),
                    ("statement", models.TextField()),
                    ("statement_number", models.PositiveSmallIntegerField(default=0)),
                    ("content", models.TextField()),
                    ("content_hash", models.CharField(max_length=64)),
                    ("signed_at", models.DateTimeField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "pin",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="timelog.closedspan",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attestations",
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
                        "signer",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "period",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="attestations",
                            to="billing.serviceperiod",
                        ),
                    ),
                ],
                options={
                    "ordering": ("period_id", "-signed_at", "-id"),
                    "indexes": [models.Index(fields=["period", "-id"], name="attestation_by_period")],
                },
            ),
            migrations.CreateModel(
                name="Signal",
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
                                ("at_threshold", "Just at the threshold"),
                                ("identical_durations", "Identical durations"),
                                ("one_sitting", "Written down in one sitting"),
                                ("cloned_text", "The same words for several patients"),
                                ("long_day", "More than a working day holds"),
                                ("after_death", "Time on or after the day of death"),
                                ("in_hospital", "Time during a stay"),
                                ("same_service", "The same service twice"),
                                ("overlapping_care", "Overlapping care management"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("figures", models.JSONField(default=dict)),
                    ("behind", models.JSONField(default=list)),
                    ("stands", models.BooleanField(default=True)),
                    ("seen_at", models.DateTimeField()),
                    ("reviewed_at", models.DateTimeField(null=True)),
                    ("review_note", models.CharField(blank=True, max_length=300)),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "period",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="signals",
                            to="billing.serviceperiod",
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
                        "reviewed_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ("-seen_at", "id"),
                    "indexes": [
                        models.Index(
                            condition=models.Q(("reviewed_at__isnull", True), ("stands", True)),
                            fields=["practice", "kind", "period"],
                            name="signal_to_look_at",
                        ),
                        models.Index(
                            condition=models.Q(("stands", True)),
                            fields=["practice", "kind", "id"],
                            name="signal_by_kind",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("period", "kind"), name="signal_once"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("review_note", ""), ("reviewed_at__isnull", True)),
                                models.Q(
                                    ("reviewed_at__isnull", False),
                                    models.Q(("review_note", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            name="signal_reviewed_with_a_reason",
                        ),
                    ],
                },
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
                        models.CharField(
                            choices=[
                                ("837p", "837P"),
                                ("cms1500", "CMS-1500"),
                                ("csv", "Superbill, CSV"),
                                ("xlsx", "Superbill, XLSX"),
                                ("fhir", "FHIR R4 claims"),
                            ],
                            max_length=8,
                        ),
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
                    ("receiver_code", models.CharField(blank=True, max_length=15)),
                    ("interchange_control_number", models.PositiveIntegerField(null=True)),
                    ("group_control_number", models.PositiveIntegerField(null=True)),
                    ("transaction_set_control_number", models.PositiveIntegerField(null=True)),
                    ("claim_count", models.PositiveIntegerField()),
                    ("total_charge", models.DecimalField(decimal_places=2, max_digits=12)),
                    ("findings", models.JSONField(default=list)),
                    ("checked_at", models.DateTimeField(null=True)),
                    ("check_done", models.PositiveIntegerField(default=0)),
                    ("check_total", models.PositiveIntegerField(default=0)),
                    ("check_seen_at", models.DateTimeField(null=True)),
                    ("made_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField(null=True)),
                    (
                        "follows",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="followed_by",
                            to="billing.submission",
                        ),
                    ),
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
                    "indexes": [
                        models.Index(
                            condition=models.Q(("checked_at__isnull", True), ("format", "837p")),
                            fields=["check_seen_at"],
                            name="submission_unchecked",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("interchange_control_number__isnull", False)),
                            fields=("receiver", "interchange_control_number"),
                            name="interchange_number_once",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(
                                ("interchange_control_number__isnull", False),
                                models.Q(("receiver_code", ""), _negated=True),
                            ),
                            fields=("practice", "receiver_code", "interchange_control_number"),
                            name="interchange_number_once_for_an_id",
                        ),
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
                    ("source_document", models.CharField(blank=True, max_length=200)),
                    ("source_kind", models.CharField(blank=True, max_length=20)),
                    ("source_id", models.PositiveBigIntegerField(null=True)),
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
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="events",
                            to="billing.claim",
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
            migrations.CreateModel(
                name="TaskNote",
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
                                ("note", "Note"),
                                ("assigned", "Assigned"),
                                ("resolved", "Resolved"),
                                ("reopened", "Opened again"),
                                ("letter", "Letter written"),
                            ],
                            max_length=8,
                        ),
                    ),
                    ("text", models.CharField(blank=True, max_length=1000)),
                    ("at", models.DateTimeField()),
                    (
                        "author",
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
                        "task",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="notes",
                            to="billing.claimtask",
                        ),
                    ),
                ],
                options={
                    "ordering": ("task_id", "at", "id"),
                },
            ),
            migrations.CreateModel(
                name="Trial",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    (
                        "question",
                        models.CharField(
                            choices=[
                                ("own_rule", "What a change of an own rule would alter"),
                                ("shipped", "What the rules of this version would alter"),
                                ("close_now", "If everything open closed today"),
                                ("confirmed", "If every unconfirmed entry were confirmed"),
                                ("kept", "What earlier rules would say"),
                            ],
                            max_length=9,
                        ),
                    ),
                    ("shipped_rules", models.CharField(blank=True, max_length=64)),
                    ("own_rules", models.CharField(blank=True, max_length=64)),
                    ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("finished_at", models.DateTimeField(null=True)),
                    ("total", models.PositiveIntegerField(default=0)),
                    ("done", models.PositiveIntegerField(default=0)),
                    ("last_patient_id", models.BigIntegerField(default=0)),
                    ("differing", models.PositiveIntegerField(default=0)),
                    ("unreadable", models.PositiveIntegerField(default=0)),
                    ("old_amount", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                    ("new_amount", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
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
                        "own_rule",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.ownrule",
                        ),
                    ),
                    (
                        "practice",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="trials",
                            to="practice.practice",
                        ),
                    ),
                    (
                        "rule_set",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="billing.rulesetversion",
                        ),
                    ),
                ],
                options={
                    "ordering": ("-id",),
                },
            ),
            migrations.CreateModel(
                name="TrialRow",
                fields=[
                    (
                        "id",
                        models.BigAutoField(
                            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                        ),
                    ),
                    ("stretch", models.PositiveSmallIntegerField()),
                    ("old_outcome", models.CharField(blank=True, max_length=12)),
                    ("new_outcome", models.CharField(blank=True, max_length=12)),
                    ("old_codes", models.CharField(blank=True, max_length=60)),
                    ("new_codes", models.CharField(blank=True, max_length=60)),
                    ("old_minutes", models.PositiveIntegerField(null=True)),
                    ("new_minutes", models.PositiveIntegerField(null=True)),
                    ("old_amount", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                    ("new_amount", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                    ("reasons", models.JSONField(default=list)),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="patients.patient",
                        ),
                    ),
                    (
                        "period",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="billing.serviceperiod",
                        ),
                    ),
                    (
                        "trial",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="rows",
                            to="billing.trial",
                        ),
                    ),
                ],
                options={
                    "ordering": ("id",),
                    "constraints": [
                        models.UniqueConstraint(fields=("trial", "period", "stretch"), name="trial_row_once")
                    ],
                },
            ),
        ),
        *(
            operation
            for step in BY_HAND
            for operation in import_module(f"apps.billing.migrations.{step}").Migration.operations
            if isinstance(operation, migrations.RunPython)
        ),
        # With the seconds beside the key, so that sums read the index alone; the state says only what holds
        on_postgres(
            forwards="""
ALTER TABLE billing_decidedtime DROP CONSTRAINT decided_time_once;
CREATE UNIQUE INDEX decided_time_once ON billing_decidedtime (decision_id, activity, reason) INCLUDE (seconds);
""",
            backwards="""
DROP INDEX decided_time_once;
ALTER TABLE billing_decidedtime ADD CONSTRAINT decided_time_once UNIQUE (decision_id, activity, reason);
""",
        ),
    ]
