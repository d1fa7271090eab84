"""What payers say they paid and why: files, payments, claims, lines, reasons, and what was posted of them.

What a file said is never changed. Posting, undoing and matching append rows; only where a claim payment stands
(`state`, `reason`, `claim`) moves. Text of a file is kept as it came, of any length.
"""

from django.db import models
from django.db.models import F, Q

from apps.billing.models.claims import Claim, ServiceLine
from apps.patients.models import Payer
from apps.practice.models import Practice, User


class RemittanceFile(models.Model):
    """A file with remittance advice (835): its very bytes, and how far its claims were posted."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        POSTING = "posting", "Being posted"
        POSTED = "posted", "Posted"

    class Source(models.TextChoices):
        UPLOAD = "upload", "Chosen on a page"
        COMMAND = "command", "Command line"
        INBOX = "inbox", "Inbox folder"
        API = "api", "Another program"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="remittance_files")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    findings = models.JSONField(default=list)
    claim_count = models.PositiveIntegerField(default=0)
    claims_done = models.PositiveIntegerField(default=0)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "sha256"), name="remittance_file_once"),
            models.CheckConstraint(
                condition=Q(claims_done__lte=F("claim_count")), name="remittance_file_progress"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class RemittanceAdvice(models.Model):
    """One payment and what it says it is for: one transaction set of an 835. Amounts are None where unreadable."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="remittances")
    file = models.ForeignKey(RemittanceFile, on_delete=models.PROTECT, related_name="remittances")
    number = models.PositiveIntegerField()
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, null=True, related_name="remittances")
    trace_number = models.TextField(blank=True)
    payment = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    method = models.TextField(blank=True)
    paid_on = models.DateField(null=True)
    payer_name = models.TextField(blank=True)
    payer_identifier = models.TextField(blank=True)
    payee_name = models.TextField(blank=True)
    payee_npi = models.TextField(blank=True)
    claim_count = models.PositiveIntegerField()
    claims_paid = models.DecimalField(max_digits=20, decimal_places=2)
    provider_adjusted = models.DecimalField(max_digits=20, decimal_places=2)
    further = models.JSONField(default=list)
    patient_responsibility = models.DecimalField(max_digits=20, decimal_places=2)
    balances = models.BooleanField(default=True)
    hold_reason = models.CharField(max_length=30, blank=True)
    segment_number = models.PositiveIntegerField()

    class Meta:
        ordering = ("file_id", "number")
        constraints = [models.UniqueConstraint(fields=("file", "number"), name="remittance_once")]
        indexes = [models.Index(fields=("practice", "paid_on"), name="remittance_by_day")]

    def __str__(self) -> str:
        return f"Remittance {self.pk}"


class ClaimPayment(models.Model):
    """One claim as a payer processed it (CLP), in the order of the file.

    `claim_status_code` is CLP02. `state` says where it stands with us, `reason` why it waits. `adjudication` holds
    MOA, MIA and every other segment that has no field of its own, as lists of elements.
    """

    class State(models.TextChoices):
        POSTED = "posted", "Posted"
        WAITING = "waiting", "Waiting"
        NOTED = "noted", "Noted"
        ASIDE = "aside", "Put aside"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="claim_payments")
    remittance = models.ForeignKey(RemittanceAdvice, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="payments")
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=30, blank=True)
    patient_control_number = models.TextField(blank=True)
    claim_status_code = models.TextField(blank=True)
    charge = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    paid = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    patient_responsibility = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    claim_filing_indicator = models.TextField(blank=True)
    payer_claim_control_number = models.TextField(blank=True)
    patient_name = models.TextField(blank=True)
    member_id = models.TextField(blank=True)
    rendering_npi = models.TextField(blank=True)
    received_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    interest = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    remark_codes = models.JSONField(default=list)
    adjudication = models.JSONField(default=list)
    balances = models.BooleanField(default=True)
    segment_number = models.PositiveIntegerField()

    class Meta:
        ordering = ("remittance_id", "number")
        constraints = [
            models.UniqueConstraint(fields=("remittance", "number"), name="claim_payment_once"),
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(claim__isnull=False), name="claim_payment_posted_to_claim"
            ),
        ]
        indexes = [
            models.Index(fields=("claim", "id"), name="claim_payment_by_claim"),
            models.Index(
                fields=("practice", "id"), condition=Q(state="waiting"), name="claim_payment_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"Claim payment {self.pk}"


class ServicePayment(models.Model):
    """One service line as paid (SVC); `further` holds every segment of it that has no field of its own."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim_payment = models.ForeignKey(ClaimPayment, on_delete=models.PROTECT, related_name="services")
    number = models.PositiveIntegerField()
    service_line = models.ForeignKey(
        ServiceLine, on_delete=models.PROTECT, null=True, related_name="payments"
    )
    procedure_code = models.TextField(blank=True)
    modifiers = models.JSONField(default=list)
    original_procedure = models.TextField(blank=True, default="")
    original_units = models.TextField(blank=True, default="")
    revenue_code = models.TextField(blank=True, default="")
    units = models.TextField(blank=True)
    charge = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    paid = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    allowed = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    line_id = models.TextField(blank=True)
    remark_codes = models.JSONField(default=list)
    further = models.JSONField(default=list)
    segment_number = models.PositiveIntegerField()

    class Meta:
        ordering = ("claim_payment_id", "number")
        constraints = [
            models.UniqueConstraint(fields=("claim_payment", "number"), name="service_payment_once")
        ]

    def __str__(self) -> str:
        return f"Service payment {self.pk}"


class Adjustment(models.Model):
    """One reason why less (or more) was paid than charged (CAS), for a claim or one of its lines."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim_payment = models.ForeignKey(ClaimPayment, on_delete=models.PROTECT, related_name="adjustments")
    service_payment = models.ForeignKey(
        ServicePayment, on_delete=models.PROTECT, null=True, related_name="adjustments"
    )
    number = models.PositiveIntegerField()
    adjustment_group = models.TextField(blank=True)
    reason_code = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    quantity = models.TextField(blank=True)

    class Meta:
        ordering = ("claim_payment_id", "number")
        constraints = [models.UniqueConstraint(fields=("claim_payment", "number"), name="adjustment_once")]

    def __str__(self) -> str:
        return f"{self.adjustment_group}-{self.reason_code}"


class ProviderAdjustment(models.Model):
    """Money taken or given outside any claim (PLB): a positive amount lowers the payment."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    remittance = models.ForeignKey(
        RemittanceAdvice, on_delete=models.PROTECT, related_name="provider_adjustments"
    )
    number = models.PositiveIntegerField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="+")
    provider_identifier = models.TextField(blank=True)
    fiscal_period_ends_on = models.DateField(null=True)
    reason_code = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    segment_number = models.PositiveIntegerField()

    class Meta:
        ordering = ("remittance_id", "number")
        constraints = [
            models.UniqueConstraint(fields=("remittance", "number"), name="provider_adjustment_once")
        ]

    def __str__(self) -> str:
        return f"{self.reason_code} {self.amount}"


class Posting(models.Model):
    """A claim payment put on a claim, or taken off it again: the book of the money, only appended to.

    For one claim payment odd numbers post and even numbers undo; `paid` of an undoing is the negative of what it
    undoes, so that the sum over a claim is what was paid for it. `state_before` and `state_after` are the claim's.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    claim_payment = models.ForeignKey(ClaimPayment, on_delete=models.PROTECT, related_name="postings")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="postings", db_index=False)
    number = models.PositiveSmallIntegerField()
    matched_by = models.CharField(max_length=12)
    move = models.CharField(max_length=20, blank=True)
    paid = models.DecimalField(max_digits=18, decimal_places=2)
    patient_responsibility = models.DecimalField(max_digits=18, decimal_places=2)
    state_before = models.CharField(max_length=12)
    state_after = models.CharField(max_length=12, blank=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("claim_id", "id")
        constraints = [models.UniqueConstraint(fields=("claim_payment", "number"), name="posting_once")]
        indexes = [
            # The postings of a claim in order, with all that sums over money read.
            models.Index(
                fields=("claim", "id", "practice", "paid", "claim_payment", "number"), name="posting_sums"
            )
        ]

    def __str__(self) -> str:
        return f"Posting {self.pk}"


class MoneyCheck(models.Model):
    """One comparison of all sums: the bytes of the files with the rows, and the rows with each other."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="money_checks")
    at = models.DateTimeField()
    files = models.PositiveIntegerField()
    claim_payments = models.PositiveIntegerField()
    disagreements = models.JSONField(default=list)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"Money check {self.pk}"
