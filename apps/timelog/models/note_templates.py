"""A practice's own templates for notes, with everything they ever said."""

from django.db import models

from apps.practice.models import Practice, User
from apps.timelog.models.words import Activity


class NoteTemplate(models.Model):
    """What a template says from `recorded_at` on: the highest `number` of a key stands, the others are its history.

    A row with the key of a template that comes with the product takes that one's place in this practice.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    activity = models.CharField(max_length=30, choices=Activity)
    title = models.CharField(max_length=60)
    text = models.TextField()
    is_retired = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("key", "-number", "-id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "key", "number"), name="note_template_number_once")
        ]

    def __str__(self) -> str:
        return f"Template {self.key}, version {self.number}"
