"""Where a patient stands with payers, and what else is done or billed for them."""

from django.db import models
from django.db.models import Q

from apps.patients.models.dates import dates_in_order
from apps.patients.models.recorded import RecordedFact
from apps.practice.models import Provider


class PatientStatus(RecordedFact):
    """Something that is true of a patient from one day to another, both inclusive."""

    class Kind(models.TextChoices):
        DUAL_ELIGIBLE = "dual_eligible", "Has Medicare and Medicaid"
        ELIGIBLE_FOR_CHRONIC_CARE = "chronic_care_eligible", "Eligible for chronic care management"
        ESRD_CAPITATION = "esrd_capitation", "Monthly capitation of dialysis is billed"
        SURGICAL_GLOBAL = "surgical_global_period", "In the biller's own surgical global period"

    kind = models.CharField(max_length=30, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "kind", "-starts_on", "-id")
        verbose_name_plural = "patient statuses"
        constraints = [dates_in_order("patient_status_dates")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"


class OutsideService(RecordedFact):
    """A code billed for the patient outside Careminutes, for the dates it covers, both inclusive.

    `provider` is one of ours; None means that somebody outside the practice bills it.
    """

    code = models.CharField(max_length=5)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    biller = models.CharField("billed by", max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("patient_id", "-starts_on", "code", "id")
        constraints = [dates_in_order("outside_service_dates")]
        indexes = [models.Index(fields=("patient", "starts_on"), name="outside_service_by_patient")]

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"


class TimedService(RecordedFact):
    """Another service with time of its own on one day: none of its minutes counts as oversight or care management."""

    class Kind(models.TextChoices):
        CERTIFICATION = "certification", "Certification or recertification"
        DISCHARGE = "discharge_day", "Hospital discharge"
        CODED = "direct_care", "Another service coded by time"

    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=5, blank=True)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    occurred_on = models.DateField()
    begins_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("patient_id", "-occurred_on", "-id")
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="timed_service_minutes")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_on}"
