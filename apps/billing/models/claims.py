"""Claims, their lines and their history."""

from django.db import models
from django.db.models import F, Q

from apps.billing.domain.holds import HoldReason
from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models.decisions import Decision
from apps.billing.models.periods import ServicePeriod
from apps.billing.models.submissions import Submission
from apps.patients.models import CareEpisode, Coverage, Patient, Payer
from apps.practice.models import Practice, Provider, User

GONE = [ClaimState.VOIDED.value, ClaimState.REPLACED.value]


class Claim(models.Model):
    """One claim through review, sending and payment.

    `period_starts_on` and `period_ends_on` are the days whose minutes it bills, both inclusive. Until approval it is
    assembled afresh from rows; approval freezes `document` (canonical JSON of a ClaimDocument). `problems` are those
    found at the last check; a draft without any is ready. `corrects` is the claim that this one replaces (frequency
    7, or 1 after a rejection) or voids (8). A claim `stands` when it bills the service: a replacement does from the
    day the payer takes it, when the claim it corrects becomes replaced; a void never does.
    `payer_claim_control_number` is the payer's number of the corrected claim, as it goes out (REF*F8, item 22);
    `control_number_given` the one that the payer gave this claim (277CA REF*1K, 835 CLP07).

    What lists are narrowed by is repeated here: the setting and the episode of its decision, the last day of its
    window, by which reports count it, and how many problems there are. A held
    claim says why by a word of the list (`hold_reason`); one that waits for a fact names the problem that has to be
    gone (`hold_until`) and is released when it is. `assigned_to` is who looks after it.
    """

    States = [(state.value, state.label) for state in ClaimState]
    HoldReasons = [(reason.value, reason.label) for reason in HoldReason]

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="claims")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="claims")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="claims")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="claims", db_index=False)
    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="claims")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="claims")
    rendering_provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="claims")
    code_family = models.CharField(max_length=4)
    period_starts_on = models.DateField()
    period_ends_on = models.DateField()
    window_ends_on = models.DateField()
    episode = models.ForeignKey(
        CareEpisode, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("through")
    state = models.CharField(max_length=12, choices=States, default=ClaimState.DRAFT)
    state_reason = models.CharField(max_length=300, blank=True)
    patient_control_number = models.CharField(max_length=14, unique=True)
    claim_frequency = models.CharField(max_length=1, default="1")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    stands = models.BooleanField(default=True)
    payer_claim_control_number = models.CharField(max_length=50, blank=True)
    control_number_given = models.CharField(max_length=50, blank=True)
    prior_authorization_number = models.CharField(max_length=29, blank=True)
    care_plan_oversight_number = models.CharField(max_length=10, blank=True)
    total_charge = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveSmallIntegerField(default=0)
    setting = models.CharField(max_length=20, blank=True)
    hold_reason = models.CharField(max_length=20, choices=HoldReasons, blank=True)
    hold_until = models.CharField(max_length=60, blank=True)
    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    document = models.TextField(blank=True)
    document_hash = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="claims")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("period_starts_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("patient", "payer", "code_family", "period_starts_on"),
                condition=Q(stands=True) & ~Q(state__in=GONE),
                name="one_live_claim",
            ),
            models.UniqueConstraint(
                fields=("corrects",), condition=~Q(state__in=GONE), name="one_correction_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(claim_frequency="1") | Q(claim_frequency__in=["7", "8"], corrects__isnull=False),
                name="claim_frequency_known",
            ),
            models.CheckConstraint(
                condition=Q(stands=True, claim_frequency__in=["1", "7"])
                | Q(stands=False, corrects__isnull=False),
                name="claim_stands_unless_correcting",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="claim_dates"),
            models.CheckConstraint(
                condition=Q(period_ends_on__gte=F("period_starts_on")), name="claim_period_dates"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ClaimState]), name="claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "held", "returned", "voided"]) | ~Q(document=""),
                name="claim_approved_is_frozen",
            ),
        ]
        indexes = [
            models.Index(fields=("patient", "period_starts_on"), name="claim_by_patient"),
            # An episode that is taken away asks whether a claim names it.
            models.Index(fields=("episode",), name="claim_by_episode"),
            # The queue in its order, with all that its counters and filters look at.
            models.Index(
                fields=(
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
                ),
                name="claim_queue",
            ),
            # Any list by state in its order, whatever stands against its claims.
            models.Index(fields=("practice", "state", "period_starts_on", "id"), name="claim_by_state"),
            # The claim that bills a decision, with all that is asked of it there.
            models.Index(
                fields=("decision", "stands", "state", "total_charge", "id"), name="claim_by_decision"
            ),
            # All that sums over claims read, so that they need not look at the claims, which hold long texts.
            models.Index(
                fields=(
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
                ),
                name="claim_sums",
            ),
            models.Index(
                fields=("practice", "assigned_to"),
                condition=Q(assigned_to__isnull=False),
                name="claim_by_person",
            ),
            models.Index(
                fields=("practice", "hold_until"), condition=~Q(hold_until=""), name="claim_waits_for_fact"
            ),
        ]

    def __str__(self) -> str:
        return self.patient_control_number


class ServiceLine(models.Model):
    """One line of a claim; `charge` is None while the practice has no charge for the code on that date."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField()
    procedure_code = models.CharField(max_length=5)
    modifiers = models.JSONField(default=list)
    units = models.PositiveSmallIntegerField()
    charge = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    expected_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)

    class Meta:
        ordering = ("claim_id", "number")
        constraints = [
            models.UniqueConstraint(fields=("claim", "number"), name="service_line_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="service_line_units"),
        ]
        indexes = [
            models.Index(fields=("practice", "procedure_code", "claim"), name="service_line_by_code"),
        ]

    def __str__(self) -> str:
        return self.procedure_code


class ClaimEvent(models.Model):
    """One move of a claim from state to state: who, when, why.

    `source_document` names what said so (a remittance, an acknowledgement, a letter) with the place in it;
    `source_kind` and `source_id` find our row of it.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="events")
    source_document = models.CharField(max_length=200, blank=True)
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("claim_id", "at", "id")

    def __str__(self) -> str:
        return f"{self.move} {self.pk}"
