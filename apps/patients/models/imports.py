"""Uploaded rosters and what their previews said."""

from django.db import models
from django.utils import timezone

from apps.practice.models import Practice, User


class RosterImport(models.Model):
    """An uploaded file of one kind, its preview, and whether it was carried out.

    `content` is a table as text or FHIR as JSON; what came as a workbook (`layout` "xlsx") is kept as the text of its
    first sheet. `matches` say which of our columns each column of the file is ("": none).
    """

    class State(models.TextChoices):
        MATCHING = "matching", "Columns to match"
        JUDGING = "judging", "Being read"
        PREVIEWED = "previewed", "Previewed"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        DISCARDED = "discarded", "Discarded"

    class Layout(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        BUNDLE = "bundle", "FHIR bundle"
        NDJSON = "ndjson", "NDJSON"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, default="patients")
    layout = models.CharField(max_length=6, choices=Layout, default=Layout.CSV)
    matches = models.JSONField(default=dict)
    accepts_good_rows = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    problem = models.TextField(blank=True)
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

    `patient_id` is whom it is about, None for nobody on the roster (yet): a plain number, because it stays said when an
    undone import takes the patient away.
    `writes` is what was written, so that it can be taken back: table, number, values before (null: it was new), values
    after. `line` is the line of a table, or the number of the entry in a bundle.
    """

    class State(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "Same"
        REFUSED = "refused", "Refused"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    patient_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    to_complete = models.JSONField(default=list)
    writes = models.JSONField(default=list)

    class Meta:
        ordering = ("line", "id")
        indexes = [models.Index(fields=("roster_import", "state", "line"), name="import_row_by_state")]
        constraints = [models.UniqueConstraint(fields=("roster_import", "line"), name="import_row_once")]

    def __str__(self) -> str:
        return f"Row {self.line}"


class ColumnMatch(models.Model):
    """How a practice's files of one kind call one of our columns; an empty `column` is left out every time."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    column = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("kind", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "kind", "name"), name="column_match_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.column}"
