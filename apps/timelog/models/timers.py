"""The running timer."""

from django.db import models

from apps.patients.models import Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.models.words import Activity, Channel, Counterpart


class Timer(models.Model):
    """A running timer; a user has at most one."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="timer")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=24, choices=Activity)
    counterpart = models.CharField(max_length=24, choices=Counterpart, blank=True)
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    client_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Timer {self.pk}"
