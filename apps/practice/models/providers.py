"""Those who render and bill."""

from django.db import models
from django.db.models import F, Q

from apps.practice.models.people import User
from apps.practice.models.practices import Practice


class ServiceLocation(models.Model):
    """A place of the practice where patients are seen that is not its billing address (2310C, item 32)."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="service_locations")
    name = models.CharField(max_length=60)
    npi = models.CharField("NPI", max_length=10, blank=True)
    street = models.CharField(max_length=55)
    street_2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30)
    state = models.CharField(max_length=2)
    zip_code = models.CharField("ZIP code", max_length=10)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "name"), name="service_location_name_once")
        ]

    def __str__(self) -> str:
        return self.name


def full_name(first_name: str, last_name: str, credentials: str) -> str:
    """Return a provider's name as pages write it."""
    return " ".join(part for part in (first_name, last_name, credentials) if part)


class Provider(models.Model):
    """Somebody whose time is logged: a practitioner who may bill, or clinical staff.

    `capacity_minutes` is what the practice plans on them for patients in a calendar month, in whole minutes; None where
    nobody has said.
    """

    class Kind(models.TextChoices):
        PHYSICIAN = "physician", "Physician"
        NURSE_PRACTITIONER = "nurse_practitioner", "Nurse practitioner"
        PHYSICIAN_ASSISTANT = "physician_assistant", "Physician assistant"
        CLINICAL_NURSE_SPECIALIST = "clinical_nurse_specialist", "Clinical nurse specialist"
        CLINICAL_STAFF = "clinical_staff", "Clinical staff"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="providers")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="provider_rows"
    )
    kind = models.CharField(max_length=30, choices=Kind)
    last_name = models.CharField(max_length=60)
    first_name = models.CharField(max_length=35)
    middle_name = models.CharField(max_length=25, blank=True)
    suffix = models.CharField(max_length=10, blank=True)
    credentials = models.CharField(max_length=20, blank=True)
    npi = models.CharField("NPI", max_length=10, blank=True)
    taxonomy_code = models.CharField(max_length=10, blank=True)
    service_location = models.ForeignKey(
        ServiceLocation, on_delete=models.PROTECT, null=True, blank=True, related_name="providers"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    capacity_minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("last_name", "first_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "npi"), condition=~Q(npi=""), name="provider_npi_once_a_practice"
            ),
            models.UniqueConstraint(
                fields=("practice", "user"), condition=Q(user__isnull=False), name="one_provider_per_user"
            ),
        ]

    def __str__(self) -> str:
        return full_name(self.first_name, self.last_name, self.credentials)

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def may_bill(self) -> bool:
        """Say whether this kind of provider can be the rendering provider of a claim."""
        return self.kind != self.Kind.CLINICAL_STAFF


class Collaboration(models.Model):
    """A documented collaboration of an NP, PA or CNS with a physician, both dates inclusive."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="collaborations")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="collaborations")
    physician = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("provider_id", "starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="collaboration_dates"
            ),
            models.CheckConstraint(condition=~Q(provider=F("physician")), name="collaboration_of_two"),
        ]

    def __str__(self) -> str:
        return f"Collaboration {self.pk}"


class Supervision(models.Model):
    """Who supervises a member of the clinical staff, and how; both dates inclusive.

    Staff time of chronic care is billed incident to the practitioner who supervises it, at least in general.
    """

    class Kind(models.TextChoices):
        GENERAL = "general", "General: can be reached"
        DIRECT = "direct", "Direct: in the office suite"
        NONE = "none", "None for billing"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="supervisions")
    staff = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GENERAL)
    is_incident_to = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("staff_id", "starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="supervision_dates"
            ),
            models.CheckConstraint(condition=~Q(staff=F("supervisor")), name="supervision_of_two"),
        ]

    def __str__(self) -> str:
        return f"Supervision {self.pk}"
