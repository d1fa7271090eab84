"""Who is cared for, and what ails them."""

from typing import Any

from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.utils import timezone

from apps.practice.models import Practice


class Sex(models.TextChoices):
    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Unknown"


class HasParts(Func):
    """Say whether a name has more than one part: Ruiz-Ortega, De La Cruz.

    Its marks stand in the statement itself, not among its values: so both databases see that the index of such names
    serves it.
    """

    output_field = BooleanField()
    template = "(%(expressions)s GLOB '*[ -]*')"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Say the same in PostgreSQL's words."""
        return self.as_sql(compiler, connection, template="(%(expressions)s ~ '[ -]')", **context)


def roster_name(last_name: str, *given: str) -> str:
    """Return a name as a roster shows it; `given` are first and middle name and suffix, empty where there is none."""
    return f"{last_name}, {' '.join(filter(None, given))}"


class Patient(models.Model):
    """A person whose care the practice oversees."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="patients")
    last_name = models.CharField(max_length=60)
    first_name = models.CharField(max_length=35)
    middle_name = models.CharField(max_length=25, blank=True)
    suffix = models.CharField(max_length=10, blank=True)
    born_on = models.DateField("born on")
    died_on = models.DateField("died on", null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    street = models.CharField(max_length=55, blank=True)
    street_2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=10, blank=True)
    medical_record_number = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ("last_name", "first_name", "id")
        indexes = [
            models.Index(fields=("practice", "last_name", "first_name", "id"), name="patient_by_name"),
            models.Index(fields=("practice", "born_on"), name="patient_by_birth"),
            models.Index(
                fields=("practice", "last_name"), condition=Q(HasParts("last_name")), name="patient_by_part"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "medical_record_number"),
                condition=~Q(medical_record_number=""),
                name="medical_record_number_once",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__gte=F("born_on")),
                name="patient_death_after_birth",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as a roster shows it: "Schmitt, Denis A Jr"."""
        return roster_name(self.last_name, self.first_name, self.middle_name, self.suffix)

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()


class PatientIdentifier(models.Model):
    """What another system calls the patient; how a second import finds the same person."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=100)

    class Meta:
        ordering = ("system", "value", "id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "system", "value"), name="patient_identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.value}"


class Diagnosis(models.Model):
    """A line of the problem list; `code` is ICD-10-CM without the point, empty until somebody chose it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="diagnoses")
    code = models.CharField("ICD-10-CM code", max_length=7, blank=True)
    description = models.CharField(max_length=250, blank=True)
    snomed_code = models.CharField(max_length=20, blank=True)
    is_chronic = models.BooleanField(default=True)
    is_serious = models.BooleanField(
        default=False,
        help_text="For principal care: expected to last three months or more, at risk of hospital or decline.",
    )
    rank = models.PositiveSmallIntegerField(
        default=1, help_text="1 is the condition that matters most to the plan."
    )
    starts_on = models.DateField("since", null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "rank", "id")
        verbose_name_plural = "diagnoses"
        constraints = [
            models.UniqueConstraint(
                fields=("patient", "code"),
                condition=~Q(code="") & Q(ends_on__isnull=True),
                name="diagnosis_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.description
