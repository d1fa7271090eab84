"""The timer: running, paused, or stopped at its limit and waiting for a person."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q

from apps.patients.models import Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.domain.timers import Course, Idle, IdleChoice
from apps.timelog.models.words import Activity, Channel, Counterpart


class Timer(models.Model):
    """A timer of somebody; at most one runs or is paused, others wait for their minutes since `waiting_since`.

    `running_since` is empty while it is paused. `stretches` are the finished stretches of work, `idles` the idle times
    that somebody was asked about. `seen_at` is the last sign of life. `client_id` becomes that of the entry.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="timers")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=24, choices=Activity)
    counterpart = models.CharField(max_length=24, choices=Counterpart, blank=True)
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    running_since = models.DateTimeField(null=True)
    stretches = models.JSONField(default=list, blank=True)
    idles = models.JSONField(default=list, blank=True)
    is_call = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    client_id = models.UUIDField(null=True, blank=True, default=uuid4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("user",), condition=Q(waiting_since__isnull=True), name="one_timer_of_a_user"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True) | Q(running_since__isnull=True),
                name="waiting_timer_does_not_run",
            ),
        ]

    def __str__(self) -> str:
        return f"Timer {self.pk}"

    @property
    def course(self) -> Course:
        """Return how the timer went so far."""
        return Course(
            stretches=tuple((_read(start), _read(end)) for start, end in self.stretches),
            running_since=self.running_since,
            idles=tuple(
                Idle(_read(start), _read(end), IdleChoice(choice)) for start, end, choice in self.idles
            ),
        )

    @course.setter
    def course(self, course: Course) -> None:
        self.running_since = course.running_since
        self.stretches = [[start.isoformat(), end.isoformat()] for start, end in course.stretches]
        self.idles = [
            [each.started_at.isoformat(), each.ended_at.isoformat(), each.choice.value]
            for each in course.idles
        ]

    @property
    def is_paused(self) -> bool:
        """Say whether the clock stands still."""
        return self.running_since is None


def _read(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
