"""What clearinghouses and payers acknowledge of the files that went out: TA1, 999, 277CA."""

from django.db import models
from django.db.models import Q

from apps.billing.models.claims import Claim
from apps.billing.models.submissions import Submission
from apps.practice.models import Practice, User


class AcknowledgementFile(models.Model):
    """A file that acknowledges: its very bytes, and what was odd about it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="acknowledgement_files")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    acknowledged = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "sha256"), name="acknowledgement_file_once")
        ]

    def __str__(self) -> str:
        return self.file_name


class Acknowledgement(models.Model):
    """One answer: to a file (TA1, 999), or to one claim or line (277CA).

    `codes` are those of the standard, `errors` the faults of a 999 with segment, element and value. `segment` is
    the segment it came from. What names nothing of ours waits without submission and claim.
    """

    class Kind(models.TextChoices):
        INTERCHANGE = "TA1", "TA1"
        SYNTAX = "999", "999"
        CLAIM = "277CA", "277CA"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="acknowledgements")
    file = models.ForeignKey(AcknowledgementFile, on_delete=models.PROTECT, related_name="acknowledgements")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=Kind)
    level = models.CharField(max_length=12)
    reference = models.TextField(blank=True)
    is_accepted = models.BooleanField()
    codes = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    payer_claim_control_number = models.TextField(blank=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, related_name="acknowledgements"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="acknowledgements")
    segment = models.TextField()
    segment_number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("file_id", "number")
        constraints = [models.UniqueConstraint(fields=("file", "number"), name="acknowledgement_once")]
        indexes = [
            models.Index(fields=("claim", "id"), name="acknowledgement_by_claim"),
            models.Index(
                fields=("practice", "id"),
                condition=Q(submission__isnull=True, claim__isnull=True),
                name="acknowledgement_unmatched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
