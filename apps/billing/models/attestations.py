"""What a rendering provider signed at the end of a period."""

from django.db import models

from apps.billing.models.periods import ServicePeriod
from apps.patients.models import Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.models import ClosedSpan


class AttestationText(models.Model):
    """A version of the statement that providers sign here; the newest is in force. Without any, the shipped one is."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-number", "-id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "number"), name="attestation_text_number_once")
        ]

    def __str__(self) -> str:
        return f"Statement {self.number}"


class Attestation(models.Model):
    """A provider's signature under one closed period: never changed, never deleted; a later one takes its place.

    `content` is canonical JSON of the statement, the decisions with the hashes of the versions they counted, and the
    pinned book; `content_hash` its SHA-256 in hex. `late_length` is how far late changes had come (0: none).
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="attestations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ServicePeriod, on_delete=models.PROTECT, related_name="attestations")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    pin = models.ForeignKey(ClosedSpan, on_delete=models.PROTECT, related_name="+")
    late_length = models.PositiveIntegerField(default=0)
    statement = models.TextField()
    statement_number = models.PositiveSmallIntegerField(default=0)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("period_id", "-signed_at", "-id")
        indexes = [models.Index(fields=("period", "-id"), name="attestation_by_period")]

    def __str__(self) -> str:
        return f"Attestation {self.pk}"
