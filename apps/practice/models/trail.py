"""The audit trail."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from apps.practice.models.people import User
from apps.practice.models.practices import Practice


class AuditEvent(models.Model):
    """Somebody read or changed something: never changed, never deleted.

    `actor` is None for the practice's own schedule. `patient_id` is a plain number because this app knows no patients.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="audit_events")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    old = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    new = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=("practice", "at"), name="audit_by_time"),
            models.Index(fields=("practice", "patient_id", "at"), name="audit_by_patient"),
            models.Index(fields=("practice", "subject_type", "subject_id"), name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
