"""The comprehensive plan of chronic and principal care, its copies, and the decisions made for it."""

from django.db import models
from django.db.models import F, Q

from apps.patients.models.recorded import RecordedFact
from apps.practice.models import Provider


class CarePlan(RecordedFact):
    """A comprehensive care plan: made, revised, and in force until it ends (inclusive).

    Source: CMS, chronic care management FAQ 2022, comprehensive care plan.
    """

    made_on = models.DateField()
    made_by = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    revised_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "-made_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("made_on")), name="care_plan_dates"
            )
        ]

    def __str__(self) -> str:
        return f"Care plan of {self.made_on}"


class PlanCopy(RecordedFact):
    """A copy of the comprehensive plan, given to the patient or the caregiver."""

    class Way(models.TextChoices):
        PAPER = "paper", "On paper"
        PORTAL = "portal", "Through the portal"
        MAIL = "mail", "By mail"

    class Recipient(models.TextChoices):
        PATIENT = "patient", "The patient"
        CAREGIVER = "caregiver", "The caregiver"

    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="copies")
    given_on = models.DateField()
    way = models.CharField("how", max_length=10, choices=Way)
    given_to = models.CharField(max_length=10, choices=Recipient, default=Recipient.PATIENT)
    given_by = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("patient_id", "-given_on", "-id")
        verbose_name_plural = "plan copies"

    def __str__(self) -> str:
        return f"Copy of {self.given_on}"


class DecisionMaking(RecordedFact):
    """How complex the practitioner's medical decision-making was; complex chronic care asks for it by month."""

    class Level(models.TextChoices):
        LOW = "low", "Low"
        MODERATE = "moderate", "Moderate"
        HIGH = "high", "High"

    occurred_on = models.DateField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level)

    class Meta:
        ordering = ("patient_id", "-occurred_on", "-id")
        verbose_name_plural = "decision-making"

    def __str__(self) -> str:
        return f"{self.get_level_display()} decision-making, {self.occurred_on}"
