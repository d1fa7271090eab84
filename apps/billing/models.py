"""What goes out and comes back: service periods, decisions, claims, submissions."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.billing.domain.lifecycle import ClaimState
from apps.patients.models import Coverage, Enrollment, Patient, Payer
from apps.practice.models import Practice, Provider, User
from apps.timelog.models import ClosedSpan


class Charge(models.Model):
    """What the practice charges for a code on dates of service from `starts_on` through `ends_on`, inclusive."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="charges")
    procedure_code = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("procedure_code", "starts_on")
        constraints = [
            models.UniqueConstraint(fields=("practice", "procedure_code", "starts_on"), name="charge_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_positive"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="charge_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.amount}"


class CloseRun(models.Model):
    """One look for due periods in one practice: what it found and what it did."""

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", "Schedule"
        COMMAND = "command", "Command"
        PERSON = "person", "A person"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="close_runs")
    trigger = models.CharField(max_length=10, choices=Trigger)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    today = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    closed = models.PositiveIntegerField(default=0)
    billable = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    not_billable = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-started_at", "-id")

    def __str__(self) -> str:
        return f"Close run {self.pk}"


class ServicePeriod(models.Model):
    """The dates over which the minutes of one enrollment under one coverage are added up, both inclusive.

    `window_starts_on` and `window_ends_on` are the payer's whole window (30 days or the calendar month);
    `starts_on` and `ends_on` the part of it inside the enrollment and the coverage. It is due the day after the
    window ends. An open period is cut anew when enrollment or coverage change; a closed one stands.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="service_periods")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="service_periods")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="service_periods")
    coverage = models.ForeignKey(
        Coverage, on_delete=models.PROTECT, null=True, related_name="service_periods"
    )
    window_starts_on = models.DateField()
    window_ends_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    run = models.ForeignKey(CloseRun, on_delete=models.PROTECT, null=True, related_name="periods")
    pin = models.OneToOneField(ClosedSpan, on_delete=models.PROTECT, null=True, related_name="service_period")
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("enrollment", "starts_on"), name="period_once"),
            models.CheckConstraint(
                condition=Q(window_starts_on__lte=F("starts_on"))
                & Q(starts_on__lte=F("ends_on"))
                & Q(ends_on__lte=F("window_ends_on"))
                & Q(due_on__gt=F("window_ends_on")),
                name="period_dates",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, pin__isnull=True)
                | Q(state="closed", closed_at__isnull=False, pin__isnull=False),
                name="period_closed_is_pinned",
            ),
        ]
        indexes = [
            models.Index(
                fields=("practice", "due_on", "id"), condition=Q(state="open"), name="period_open_by_due"
            ),
            models.Index(fields=("enrollment", "ends_on"), name="period_by_enrollment"),
            models.Index(fields=("patient", "starts_on"), name="period_by_patient"),
            models.Index(fields=("practice", "window_ends_on"), name="period_by_month"),
        ]

    def __str__(self) -> str:
        return f"Service period {self.pk}"


class RuleSetVersion(models.Model):
    """A resolved rule set, kept whole under the hash of its content."""

    content_hash = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content_hash[:12]


class Decision(models.Model):
    """What the rules said of one stretch of a period, with everything needed to say it again.

    `facts` and `result` are canonical JSON text, kept as the very bytes that were hashed or compared. A later
    decision of the same stretch (`number` counts them from 1) leaves the earlier one as it was.
    """

    class Outcome(models.TextChoices):
        BILLABLE = "billable", "Billable"
        BLOCKED = "blocked", "Blocked"
        NOT_BILLABLE = "not_billable", "Not billable"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="decisions")
    stretch = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    minutes = models.PositiveIntegerField()
    counted_seconds = models.PositiveIntegerField()
    excluded_seconds = models.PositiveIntegerField(default=0)
    procedure_code = models.CharField(max_length=5, blank=True)
    expected_amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    reasons = models.JSONField(default=list)
    facts = models.TextField()
    result = models.TextField()
    rule_set = models.ForeignKey(RuleSetVersion, on_delete=models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("period_id", "stretch", "-number")
        constraints = [
            models.UniqueConstraint(fields=("period", "stretch", "number"), name="decision_once"),
            models.UniqueConstraint(
                fields=("period", "stretch"), condition=Q(is_current=True), name="one_current_decision"
            ),
        ]
        indexes = [
            models.Index(
                fields=("practice", "outcome", "id"), condition=Q(is_current=True), name="decision_by_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class Receiver(models.Model):
    """Where 837P files go: a clearinghouse or payer, with the ids of its enrollment form."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="receivers")
    name = models.CharField(max_length=60)
    receiver_qualifier = models.CharField(max_length=2, default="ZZ")
    receiver_id = models.CharField(max_length=15)
    sender_qualifier = models.CharField(max_length=2, default="ZZ")
    sender_id = models.CharField(max_length=15)
    contact_name = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=10)
    is_production = models.BooleanField(default=False)
    breaks_lines = models.BooleanField("one segment a line", default=True)
    next_control_number = models.PositiveIntegerField(default=1, editable=False)
    payers = models.ManyToManyField(Payer, blank=True, related_name="receivers")

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=("practice", "name"), name="receiver_name_once")]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """A file that was made of approved claims: its bytes are kept as they were made."""

    class Format(models.TextChoices):
        X12_837P = "837p", "837P"
        CMS_1500 = "cms1500", "CMS-1500"

    class State(models.TextChoices):
        MADE = "made", "Made"
        SENT = "sent", "Sent"
        UNDONE = "undone", "Undone"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="submissions")
    format = models.CharField(max_length=8, choices=Format)
    receiver = models.ForeignKey(Receiver, on_delete=models.PROTECT, null=True, related_name="submissions")
    state = models.CharField(max_length=6, choices=State, default=State.MADE)
    file_name = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    interchange_control_number = models.PositiveIntegerField(null=True)
    claim_count = models.PositiveIntegerField()
    total_charge = models.DecimalField(max_digits=12, decimal_places=2)
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("receiver", "interchange_control_number"),
                condition=Q(interchange_control_number__isnull=False),
                name="interchange_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Claim(models.Model):
    """One claim through review, sending and payment.

    Until approval it is assembled afresh from rows; approval freezes `document` (canonical JSON of a ClaimDocument).
    `problems` are those found at the last check; a draft without any is ready.
    """

    States = [(state.value, state.label) for state in ClaimState]

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="claims")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="claims")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="claims")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="claims")
    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="claims")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="claims")
    rendering_provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="claims")
    code_family = models.CharField(max_length=4)
    period_starts_on = models.DateField()
    starts_on = models.DateField("from")
    ends_on = models.DateField("through")
    state = models.CharField(max_length=12, choices=States, default=ClaimState.DRAFT)
    state_reason = models.CharField(max_length=300, blank=True)
    patient_control_number = models.CharField(max_length=14, unique=True)
    claim_frequency = models.CharField(max_length=1, default="1")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    payer_claim_control_number = models.CharField(max_length=50, blank=True)
    prior_authorization_number = models.CharField(max_length=29, blank=True)
    care_plan_oversight_number = models.CharField(max_length=10, blank=True)
    total_charge = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    problems = models.JSONField(default=list)
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
                condition=~Q(state__in=[ClaimState.VOIDED.value, ClaimState.REPLACED.value]),
                name="one_live_claim",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="claim_dates"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ClaimState]), name="claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "held", "returned", "voided"]) | ~Q(document=""),
                name="claim_approved_is_frozen",
            ),
        ]
        indexes = [
            models.Index(fields=("practice", "state", "period_starts_on", "id"), name="claim_by_state"),
            models.Index(fields=("patient", "period_starts_on"), name="claim_by_patient"),
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

    def __str__(self) -> str:
        return self.procedure_code


class ClaimEvent(models.Model):
    """One move of a claim from state to state: who, when, why."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="events")
    at = models.DateTimeField()

    class Meta:
        ordering = ("claim_id", "at", "id")

    def __str__(self) -> str:
        return f"{self.move} {self.pk}"
