"""The practice itself."""

from django.db import models
from django.utils import timezone

from apps.practice.domain.dates import zone_in_words


class Practice(models.Model):
    """One physician practice: the billing provider, and the owner of every other row."""

    class Entity(models.TextChoices):
        ORGANIZATION = "2", "Organization"
        PERSON = "1", "Solo practitioner"

    class TaxIdKind(models.TextChoices):
        EIN = "EI", "Employer identification number"
        SSN = "SY", "Social security number"

    name = models.CharField(max_length=60)
    entity = models.CharField(max_length=1, choices=Entity, default=Entity.ORGANIZATION)
    npi = models.CharField("NPI", max_length=10, blank=True)
    tax_id = models.CharField("tax id", max_length=9, blank=True)
    tax_id_kind = models.CharField(max_length=2, choices=TaxIdKind, default=TaxIdKind.EIN)
    taxonomy_code = models.CharField(max_length=10, blank=True)
    street = models.CharField(max_length=55, blank=True)
    street_2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=10, blank=True)
    pay_to_street = models.CharField(max_length=55, blank=True)
    pay_to_street_2 = models.CharField(max_length=55, blank=True)
    pay_to_city = models.CharField(max_length=30, blank=True)
    pay_to_state = models.CharField(max_length=2, blank=True)
    pay_to_zip_code = models.CharField(max_length=10, blank=True)
    billing_contact = models.CharField(max_length=60, blank=True)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    allows_own_approval = models.BooleanField(
        default=False, help_text="Let people approve claims for time they logged themselves."
    )
    # the hashes of the rules that decide here: shipped ones as taken ("": as they ship), own ones ("": none)
    shipped_rules = models.CharField(max_length=64, blank=True, editable=False)
    own_rules = models.CharField(max_length=64, blank=True, editable=False)
    idle_minutes = models.PositiveSmallIntegerField("idle minutes", default=2)
    call_idle_minutes = models.PositiveSmallIntegerField("idle minutes on a call", default=30)
    timer_limit_minutes = models.PositiveSmallIntegerField("longest timer, in minutes", default=240)
    approval_needs_attestation = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Approve no claim before its rendering provider has signed the period.",
    )
    longest_day_minutes = models.PositiveSmallIntegerField(
        "longest day in minutes",
        default=720,
        db_default=720,
        help_text="Whoever logs more than this on one day is asked to confirm it, with a reason.",
    )
    # the roles that nobody works in without a second factor
    second_factor_roles = models.JSONField(default=list, db_default=[], blank=True)
    digest_hour = models.PositiveSmallIntegerField(
        "digest hour",
        default=7,
        db_default=7,
        help_text="Whoever wants them gets the day's notifications in one e-mail after this hour, 0 to 23.",
    )
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def zone_in_words(self) -> str:
        """The time zone as people read it."""
        return zone_in_words(self.time_zone)
