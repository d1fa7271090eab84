"""Patients that somebody wants at hand."""

from django.db import models

from apps.patients.models import Patient
from apps.practice.models import Practice, User


class Favourite(models.Model):
    """A patient with somebody's star; one person's own, nobody else sees it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="favourites")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("user_id", "id")
        constraints = [models.UniqueConstraint(fields=("user", "patient"), name="favourite_once")]

    def __str__(self) -> str:
        return f"Favourite {self.pk}"
