"""Who pays."""

from django.db import models

from apps.patients.models.dates import dates_in_order
from apps.patients.models.people import Patient, Sex
from apps.practice.models import Practice


class Payer(models.Model):
    """An insurer as this practice deals with it; `profile` names the payer profile of the rules.

    `appeal_days` is the term of the practice's contract, in calendar days from the remittance; None: the profile's.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="payers")
    name = models.CharField(max_length=60)
    profile = models.CharField(max_length=60)
    electronic_payer_id = models.CharField(max_length=80, blank=True)
    on_paper = models.BooleanField("takes claims on paper", default=False)
    appeal_days = models.PositiveSmallIntegerField("days to appeal a denial", null=True, blank=True)
    street = models.CharField(max_length=55, blank=True)
    street_2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=("practice", "name"), name="payer_name_once")]

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """A patient's insurance with one payer from `starts_on` through `ends_on`, both inclusive."""

    class Relationship(models.TextChoices):
        SELF = "18", "The patient"
        SPOUSE = "01", "Spouse"
        CHILD = "19", "Child"
        OTHER = "G8", "Other"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="coverages")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="coverages")
    member_id = models.CharField("member id", max_length=80, blank=True)
    group_number = models.CharField(max_length=50, blank=True)
    plan_name = models.CharField(max_length=60, blank=True)
    relationship = models.CharField(
        "subscriber is", max_length=2, choices=Relationship, default=Relationship.SELF
    )
    subscriber_last_name = models.CharField(max_length=60, blank=True)
    subscriber_first_name = models.CharField(max_length=35, blank=True)
    subscriber_middle_name = models.CharField(max_length=25, blank=True)
    subscriber_born_on = models.DateField(null=True, blank=True)
    subscriber_sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    subscriber_street = models.CharField(max_length=55, blank=True)
    subscriber_city = models.CharField(max_length=30, blank=True)
    subscriber_state = models.CharField(max_length=2, blank=True)
    subscriber_zip_code = models.CharField(max_length=10, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "starts_on", "id")
        constraints = [dates_in_order("coverage_dates")]
        indexes = [models.Index(fields=("practice", "member_id"), name="coverage_by_member")]

    def __str__(self) -> str:
        return f"Coverage {self.pk}"
