"""Agencies, and the care that patients have under them."""

from django.db import models

from apps.patients.models.dates import dates_in_order
from apps.patients.models.people import Patient
from apps.practice.models import Practice, Provider


class Setting(models.TextChoices):
    """Where the patient is cared for; the values are those of the rules."""

    HOME_HEALTH = "home_health", "Home health"
    HOSPICE = "hospice", "Hospice"
    NURSING_FACILITY = "nursing_facility", "Nursing facility"


class Agency(models.Model):
    """A home health agency, hospice or nursing facility that the practice works with."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="agencies")
    kind = models.CharField(max_length=20, choices=Setting)
    name = models.CharField(max_length=60)
    npi = models.CharField("NPI", max_length=10, blank=True)
    street = models.CharField(max_length=55, blank=True)
    street_2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=10, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "agencies"
        constraints = [models.UniqueConstraint(fields=("practice", "kind", "name"), name="agency_name_once")]

    def __str__(self) -> str:
        return self.name


class AgencyRole(models.Model):
    """A role of one of our providers at an agency that may bar them from billing oversight there."""

    class Role(models.TextChoices):
        HOSPICE_MEDICAL_DIRECTOR = "hospice_medical_director", "Hospice medical director"
        EMPLOYEE = "employee", "Employee or contractor"
        VOLUNTEER = "volunteer", "Volunteer"
        FINANCIAL_INTEREST = "financial_interest", "Significant financial interest"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="provider_roles")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="agency_roles")
    role = models.CharField(max_length=30, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("agency_id", "starts_on", "id")
        constraints = [dates_in_order("agency_role_dates")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class CareEpisode(models.Model):
    """A stretch under one agency with one plan of care, both dates inclusive."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="episodes", null=True, blank=True
    )
    setting = models.CharField(max_length=20, choices=Setting)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    plan_signer = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    plan_signed_on = models.DateField(null=True, blank=True)
    complexity_statement = models.TextField(
        blank=True,
        help_text="Why the care is complex and needs a physician's oversight, in the physician's words.",
    )
    complexity_signer = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    complexity_signed_on = models.DateField(null=True, blank=True)
    necessity_statement = models.TextField(
        "medical necessity statement",
        blank=True,
        help_text="Why this patient needs these services now, in the physician's words.",
    )
    necessity_signer = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    necessity_signed_on = models.DateField(null=True, blank=True)
    attending = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="attending of record",
    )

    class Meta:
        ordering = ("patient_id", "starts_on", "id")
        constraints = [dates_in_order("episode_dates")]

    def __str__(self) -> str:
        return f"{self.get_setting_display()} {self.pk}"
