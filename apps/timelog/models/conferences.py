"""Team conferences: one stretch of time shared over several patients."""

from django.db import models

from apps.practice.models import Practice, Provider
from apps.timelog.models.entries import TimeEntry


class Conference(models.Model):
    """A team conference as it was held: `seconds` is the whole that the parts were cut from and add up to."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="conferences")
    client_id = models.UUIDField(null=True, blank=True)
    held_on = models.DateField()
    seconds = models.PositiveIntegerField()
    attendees = models.CharField(max_length=300)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "client_id"),
                condition=models.Q(client_id__isnull=False),
                name="conference_client_id_once",
            ),
            models.CheckConstraint(condition=models.Q(seconds__gt=0), name="conference_seconds"),
        ]

    def __str__(self) -> str:
        return f"Conference {self.pk}"


class ConferencePart(models.Model):
    """One patient's part of a conference: an ordinary time entry."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="parts")
    entry = models.OneToOneField(TimeEntry, on_delete=models.PROTECT, related_name="conference_part")

    class Meta:
        ordering = ("conference_id", "id")

    def __str__(self) -> str:
        return f"Part {self.pk}"
