"""Uploaded rosters and what their previews said."""

from django.db import models
from django.utils import timezone

from apps.practice.models import Practice, User


class RosterImport(models.Model):
    """An uploaded roster file, its preview, and whether it was carried out."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        DONE = "done", "Done"
        DISCARDED = "discarded", "Discarded"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"Roster import {self.pk}"


class RosterImportRow(models.Model):
    """One row of an uploaded roster as its preview judged it; `changes`, `problems`, `to_complete` are for people.

    `line` is the line of a table, or the number of the entry in a bundle.
    """

    class State(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "Same"
        REFUSED = "refused", "Refused"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    label = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    to_complete = models.JSONField(default=list)

    class Meta:
        ordering = ("line", "id")
        indexes = [models.Index(fields=("roster_import", "state", "line"), name="import_row_by_state")]
        constraints = [models.UniqueConstraint(fields=("roster_import", "line"), name="import_row_once")]

    def __str__(self) -> str:
        return f"Row {self.line}"
