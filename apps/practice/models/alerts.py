"""What people are told about once a day, and how they want to be told."""

from django.db import models
from django.db.models import Q

from apps.practice.domain.alerts import AlertKind
from apps.practice.models.people import User
from apps.practice.models.practices import Practice


class AlertRound(models.Model):
    """A look on one local date for what people are to be told; the next one goes on from `made_at`."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-id")
        constraints = [models.UniqueConstraint(fields=("practice", "on"), name="alert_round_once_a_day")]

    def __str__(self) -> str:
        return f"Alert round {self.pk}"


class Alert(models.Model):
    """A line for one person about `count` things of one kind, found on one local date: no patient is in it.

    `read_at` None: not read. `mailed_at` None: not in a digest, because the person wants none or it is still to go.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    count = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-on", "kind", "id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "recipient", "kind", "on"), name="alert_once_a_day"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in AlertKind]), name="alert_kind_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=("recipient", "practice"), condition=Q(read_at__isnull=True), name="alert_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"


class AlertChoice(models.Model):
    """How one person wants to be told of one kind; without a row in the application and by mail."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)

    class Meta:
        ordering = ("practice_id", "user_id", "kind")
        constraints = [
            models.UniqueConstraint(fields=("practice", "user", "kind"), name="alert_choice_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in AlertKind]), name="alert_choice_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Alert choice {self.pk}"
