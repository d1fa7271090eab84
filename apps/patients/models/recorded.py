"""What every recorded fact carries: who wrote it down, when, and whether it was struck out."""

from django.db import models
from django.utils import timezone

from apps.patients.models.people import Patient
from apps.practice.models import Practice, User


class RecordedFact(models.Model):
    """A fact about one patient with its proof. It is never deleted: a mistake is struck out and stays to be seen.

    `recorded_by` is None where no person sat at the keyboard, or before it was kept.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="%(class)ss")
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    struck_at = models.DateTimeField(null=True, editable=False)
    struck_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_struck(self) -> bool:
        """Say whether the fact was struck out: it no longer counts."""
        return self.struck_at is not None
