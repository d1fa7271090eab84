"""Service periods and the runs that close them."""

from django.db import models
from django.db.models import F, Q

from apps.patients.models import Coverage, Enrollment, Patient
from apps.practice.models import Practice, User
from apps.timelog.models import ClosedSpan


class CloseRun(models.Model):
    """One look for due periods in one practice: what it found and what it did."""

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", "Schedule"
        COMMAND = "command", "Command"
        PERSON = "person", "A person"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="close_runs")
    trigger = models.CharField(max_length=10, choices=Trigger)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    today = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    closed = models.PositiveIntegerField(default=0)
    billable = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    not_billable = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-started_at", "-id")

    def __str__(self) -> str:
        return f"Close run {self.pk}"


class ServicePeriod(models.Model):
    """The dates over which the minutes of one enrollment under one coverage are added up, both inclusive.

    `window_starts_on` and `window_ends_on` are the payer's whole window (30 days or the calendar month);
    `starts_on` and `ends_on` the part of it inside the enrollment and the coverage. It is due the day after the
    window ends. An open period is cut anew when enrollment or coverage change; the dates of a closed one stand, and its
    coverage too while that holds one of them or a payer was asked. `answered_length`
    is the length of the book up to which changes after the close were looked at; None while none were. `looked_at` is
    when a closed period was last looked through for signals; None while that is still to be done.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="service_periods")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="service_periods")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="service_periods")
    coverage = models.ForeignKey(
        Coverage, on_delete=models.PROTECT, null=True, related_name="service_periods"
    )
    window_starts_on = models.DateField()
    window_ends_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    run = models.ForeignKey(CloseRun, on_delete=models.PROTECT, null=True, related_name="periods")
    pin = models.OneToOneField(ClosedSpan, on_delete=models.PROTECT, null=True, related_name="service_period")
    answered_length = models.PositiveIntegerField(null=True)
    looked_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("enrollment", "starts_on"), name="period_once"),
            models.CheckConstraint(
                condition=Q(window_starts_on__lte=F("starts_on"))
                & Q(starts_on__lte=F("ends_on"))
                & Q(ends_on__lte=F("window_ends_on"))
                & Q(due_on__gt=F("window_ends_on")),
                name="period_dates",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, pin__isnull=True)
                | Q(state="closed", closed_at__isnull=False, pin__isnull=False),
                name="period_closed_is_pinned",
            ),
        ]
        indexes = [
            models.Index(
                fields=("practice", "due_on", "id"), condition=Q(state="open"), name="period_open_by_due"
            ),
            models.Index(
                fields=("practice", "ends_on", "id"),
                condition=Q(state="closed", looked_at__isnull=True),
                name="period_to_look_at",
            ),
            models.Index(
                fields=("practice", "due_on", "id"),
                condition=Q(state="open") & ~Q(last_error=""),
                name="period_failed",
            ),
            models.Index(fields=("enrollment", "ends_on"), name="period_by_enrollment"),
            models.Index(fields=("patient", "starts_on"), name="period_by_patient"),
            models.Index(fields=("practice", "window_ends_on"), name="period_by_month"),
        ]

    def __str__(self) -> str:
        return f"Service period {self.pk}"
