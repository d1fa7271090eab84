"""Audit packets made in the background, kept until they are fetched."""

from django.db import models
from django.db.models import Q

from apps.billing.models.claims import Claim
from apps.practice.models import Practice, User


class PacketRun(models.Model):
    """Audit packets of some claims, asked for by one person; `done` of `total` claims so far.

    It lives here, though `reports` makes the packets: that app only reads and has no rows of its own.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="packet_runs")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = [
            models.Index(fields=("id",), condition=Q(finished_at__isnull=True), name="packet_run_unfinished")
        ]

    def __str__(self) -> str:
        return f"Packet run {self.pk}"


class Packet(models.Model):
    """The packet of one claim in a run: its bytes once it is made, or in `problem` why it could not be."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(PacketRun, on_delete=models.CASCADE, related_name="packets")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("run_id", "id")
        constraints = [models.UniqueConstraint(fields=("run", "claim"), name="packet_once_a_run")]
        indexes = [
            models.Index(
                fields=("run", "id"), condition=Q(content__isnull=True, problem=""), name="packet_to_make"
            )
        ]

    def __str__(self) -> str:
        return f"Packet {self.pk}"
