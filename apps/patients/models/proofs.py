"""Recorded facts that a decision asks for: visits, stays, consents."""

from django.db import models
from django.db.models import F, Q

from apps.patients.models.dates import dates_in_order
from apps.patients.models.people import Patient
from apps.patients.models.recorded import RecordedFact
from apps.practice.models import Provider


class FaceToFaceVisit(RecordedFact):
    """A visit with the patient that supports oversight in the six months after it.

    `minutes`, and `begins_at` by the practice's clock, keep the time of the visit apart from time that may count.
    """

    class Kind(models.TextChoices):
        OFFICE = "office", "Office or home visit"
        WELLNESS = "wellness", "Annual wellness visit"
        FIRST_PHYSICAL = "first_physical", "First preventive physical of Medicare"
        TRANSITION = "transition", "Visit of transitional care"
        TELEHEALTH = "telehealth", "Telehealth visit"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="face_to_face_visits")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OFFICE)
    occurred_on = models.DateField()
    begins_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_initiating_visit = models.BooleanField(default=False)

    class Meta:
        ordering = ("patient_id", "-occurred_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("patient", "provider", "occurred_on"),
                condition=Q(struck_at__isnull=True),
                name="face_to_face_once",
            )
        ]

    def __str__(self) -> str:
        return f"Face to face {self.occurred_on}"


class Stay(RecordedFact):
    """A hospital or Part A nursing stay; minutes on its dates do not count for Medicare."""

    class Kind(models.TextChoices):
        INPATIENT = "inpatient", "Hospital inpatient"
        PART_A_NURSING = "part_a_nursing", "Medicare Part A nursing stay"

    kind = models.CharField(max_length=20, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "starts_on", "id")
        constraints = [dates_in_order("stay_dates")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"


class Consent(RecordedFact):
    """The patient's documented agreement to chronic care management, until revoked."""

    given_on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)
    is_written = models.BooleanField(default=False)

    class Meta:
        ordering = ("patient_id", "-given_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | Q(revoked_on__gte=F("given_on")), name="consent_dates"
            )
        ]

    def __str__(self) -> str:
        return f"Consent {self.given_on}"
