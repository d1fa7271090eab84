"""Programmes, and the goals of a patient's plan."""

from django.db import models
from django.db.models import Q

from apps.patients.models.dates import dates_in_order
from apps.patients.models.people import Patient
from apps.practice.models import Practice, Provider, User


class Enrollment(models.Model):
    """A patient in a programme under one rendering provider; `starts_on` anchors the 30-day windows.

    Whoever changes an enrollment, a coverage or a payer's profile sets `periods_are_cut` to False on the enrollments
    concerned: their open service periods are then cut anew before anything is closed.
    """

    class Program(models.TextChoices):
        CARE_PLAN_OVERSIGHT = "cpo", "Care plan oversight"
        CHRONIC_CARE = "ccm", "Chronic care management"
        PRINCIPAL_CARE = "pcm", "Principal care management"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="enrollments")
    program = models.CharField(max_length=3, choices=Program, default=Program.CARE_PLAN_OVERSIGHT)
    rendering_provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="enrollments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    periods_are_cut = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("patient_id", "starts_on", "id")
        indexes = [
            models.Index(
                fields=("practice", "id"), condition=Q(periods_are_cut=False), name="enrollment_to_cut"
            )
        ]
        constraints = [
            dates_in_order("enrollment_dates"),
            models.UniqueConstraint(
                fields=("patient", "program"), condition=Q(ends_on__isnull=True), name="one_open_enrollment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_program_display()} {self.pk}"


class Goal(models.Model):
    """A goal of the patient's plan of care as it stands; its history is in GoalRevision."""

    class State(models.TextChoices):
        STATED = "stated", "Stated"
        REVISED = "revised", "Revised"
        MET = "met", "Met"
        DROPPED = "dropped", "Dropped"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="goals")
    statement = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.STATED)
    stated_on = models.DateField()
    target_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "stated_on", "id")

    def __str__(self) -> str:
        return f"Goal {self.pk}"


class GoalRevision(models.Model):
    """One change of a goal: what it said after, who said so, when and why."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="revisions")
    state = models.CharField(max_length=10, choices=Goal.State)
    statement = models.CharField(max_length=300)
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("goal_id", "recorded_at", "id")

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class Strategy(models.Model):
    """A way to reach a goal; one that was given up stays readable with its reason."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="strategies")
    statement = models.CharField(max_length=300)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    dropped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    drop_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("goal_id", "stated_at", "id")
        verbose_name_plural = "strategies"
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(drop_reason=""), name="strategy_drop_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"Strategy {self.pk}"
