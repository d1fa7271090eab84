"""Two records of one person, put together or told apart."""

from django.db import models
from django.db.models import F, Q

from apps.patients.models.people import Patient
from apps.practice.models import Practice, User


class PatientMerge(models.Model):
    """One record merged into another. Everything that was moved is listed, so that it can be put back exactly.

    `moved` are table and number of rows that belong to the kept record now; `ended` are enrollments that could not be
    moved, with the last day they had; `entries` are the entry of the merged record and the one that says the same now.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges_into")
    merged = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges_away")
    reason = models.CharField(max_length=200)
    moved = models.JSONField(default=list)
    ended = models.JSONField(default=list)
    entries = models.JSONField(default=list)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-merged_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("merged",), condition=Q(undone_at__isnull=True), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"


class ToldApart(models.Model):
    """Two records that look alike and are two people: not shown as duplicates any more. `one` has the lower number."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("one", "other"), name="told_apart_once")]

    def __str__(self) -> str:
        return f"Told apart {self.pk}"
