"""Self-audits: what a contractor would ask for, looked for over the practice's own claims before they do."""

from django.db import models
from django.db.models import F, Q

from apps.billing.models.claims import Claim
from apps.practice.models import Practice, User


class SelfAudit(models.Model):
    """One look over the approved claims of the periods that ended from `starts_on` to `ends_on`, both inclusive.

    `done` of `total` claims so far, up to `last_claim_id`. `found` counts for each thing that is asked for how often it
    is there and how often it is missing, in the order in which contractors ask.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    last_claim_id = models.BigIntegerField(default=0)
    complete = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="self_audit_dates")
        ]
        indexes = [
            models.Index(fields=("id",), condition=Q(finished_at__isnull=True), name="self_audit_unfinished")
        ]

    def __str__(self) -> str:
        return f"Self-audit {self.pk}"


class SelfAuditLack(models.Model):
    """Something that one claim lacks: what it is called, and what is said instead of a proof."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    audit = models.ForeignKey(SelfAudit, on_delete=models.CASCADE, related_name="lacks")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    lack = models.CharField(max_length=200)

    class Meta:
        ordering = ("audit_id", "id")
        constraints = [
            models.UniqueConstraint(fields=("audit", "claim", "name"), name="self_audit_lack_once")
        ]
        indexes = [models.Index(fields=("audit", "name", "id"), name="self_audit_lack_by_name")]

    def __str__(self) -> str:
        return f"{self.name} of claim {self.claim_id}"
