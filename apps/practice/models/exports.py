"""Exports of everything that a practice owns: asked for, made in the background, kept a while."""

from django.db import models
from django.db.models import Q

from apps.practice.models.people import User
from apps.practice.models.practices import Practice


class Export(models.Model):
    """One export: `done` of `total` rows so far; once finished, its size and the SHA-256 of its list of hashes.

    `problem` says why it could not be made; then it is finished without bytes. `seen_at` is when a worker last showed
    itself. Its bytes are in its parts, in the database, because the one who makes them and the one who hands them out
    may be two machines.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    total = models.PositiveBigIntegerField()
    done = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = [
            models.Index(fields=("id",), condition=Q(finished_at__isnull=True), name="export_unfinished")
        ]

    def __str__(self) -> str:
        return f"Export {self.pk}"


class ExportPart(models.Model):
    """Some megabytes of an export, in order."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("export_id", "number")
        constraints = [models.UniqueConstraint(fields=("export", "number"), name="export_part_once")]

    def __str__(self) -> str:
        return f"Part {self.number} of export {self.export_id}"
