"""What somebody has to do about a claim that was rejected or denied, and the letters written for it."""

from django.db import models
from django.db.models import Q

from apps.billing.models.acknowledgements import Acknowledgement
from apps.billing.models.claims import Claim
from apps.billing.models.remittances import ClaimPayment
from apps.practice.models import Practice, User


class ClaimTask(models.Model):
    """Work on one claim that came back. `codes` are the payer's, `causes` what our own rows say about them.

    `due_on` is the last day on which something can be done about it; None where no clock is known.
    """

    class Kind(models.TextChoices):
        REJECTION = "rejection", "Rejected"
        DENIAL = "denial", "Denied"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="claim_tasks")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    acknowledgement = models.ForeignKey(
        Acknowledgement, on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    claim_payment = models.ForeignKey(ClaimPayment, on_delete=models.PROTECT, null=True, related_name="tasks")
    adjustment_group = models.CharField(max_length=10, blank=True)
    reason_code = models.CharField(max_length=20, blank=True)
    codes = models.JSONField(default=list)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    due_on = models.DateField(null=True)
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", resolved_at__isnull=True)
                | Q(state="resolved", resolved_at__isnull=False),
                name="claim_task_resolved_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=("practice", "state", "due_on", "id"), name="claim_task_by_due"),
            models.Index(fields=("claim", "id"), name="claim_task_by_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class TaskNote(models.Model):
    """Something that was said or done about a task."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        ASSIGNED = "assigned", "Assigned"
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Opened again"
        LETTER = "letter", "Letter written"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(ClaimTask, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("task_id", "at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ClaimLetter(models.Model):
    """A letter to a payer about a claim, with its evidence, as one PDF: kept as it was made."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="claim_letters")
    task = models.ForeignKey(ClaimTask, on_delete=models.PROTECT, related_name="letters")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="letters")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    attachments = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"Letter {self.pk}"
