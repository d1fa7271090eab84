"""Who is cared for, who pays, which agency is involved."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.practice.models import Practice, Provider, User


def _dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name
    )


class Sex(models.TextChoices):
    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Unknown"


class Setting(models.TextChoices):
    """Where the patient is cared for; the values are those of the rules."""

    HOME_HEALTH = "home_health", "Home health"
    HOSPICE = "hospice", "Hospice"
    NURSING_FACILITY = "nursing_facility", "Nursing facility"


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

    class Meta:
        ordering = ("last_name", "first_name", "id")
        indexes = [
            models.Index(fields=("practice", "last_name", "first_name", "id"), name="patient_by_name"),
            models.Index(fields=("practice", "born_on"), name="patient_by_birth"),
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
        given = " ".join(part for part in (self.first_name, self.middle_name, self.suffix) if part)
        return f"{self.last_name}, {given}"

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
        ordering = ("system", "value")
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


class Payer(models.Model):
    """An insurer as this practice deals with it; `profile` names the payer profile of the rules."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="payers")
    name = models.CharField(max_length=60)
    profile = models.CharField(max_length=60)
    electronic_payer_id = models.CharField(max_length=80, blank=True)
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
        constraints = [_dates_in_order("coverage_dates")]
        indexes = [models.Index(fields=("practice", "member_id"), name="coverage_by_member")]

    def __str__(self) -> str:
        return f"Coverage {self.pk}"


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
        ordering = ("agency_id", "starts_on")
        constraints = [_dates_in_order("agency_role_dates")]

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

    class Meta:
        ordering = ("patient_id", "starts_on", "id")
        constraints = [_dates_in_order("episode_dates")]

    def __str__(self) -> str:
        return f"{self.get_setting_display()} {self.pk}"


class FaceToFaceVisit(models.Model):
    """A visit with the patient that supports oversight in the six months after it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="face_to_face_visits")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    occurred_on = models.DateField()
    is_initiating_visit = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("patient_id", "-occurred_on")
        constraints = [
            models.UniqueConstraint(fields=("patient", "provider", "occurred_on"), name="face_to_face_once")
        ]

    def __str__(self) -> str:
        return f"Face to face {self.occurred_on}"


class Stay(models.Model):
    """A hospital or Part A nursing stay; minutes on its dates do not count for Medicare."""

    class Kind(models.TextChoices):
        INPATIENT = "inpatient", "Hospital inpatient"
        PART_A_NURSING = "part_a_nursing", "Medicare Part A nursing stay"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField(max_length=20, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("patient_id", "starts_on")
        constraints = [_dates_in_order("stay_dates")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"


class Consent(models.Model):
    """The patient's documented agreement to chronic care management, until revoked."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    given_on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)
    is_written = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("patient_id", "-given_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | Q(revoked_on__gte=F("given_on")), name="consent_dates"
            )
        ]

    def __str__(self) -> str:
        return f"Consent {self.given_on}"


class Enrollment(models.Model):
    """A patient in a programme under one rendering provider; `starts_on` anchors the 30-day windows.

    Whoever changes an enrollment, a coverage or a payer's profile sets `periods_are_cut` to False on the enrollments
    concerned: their open service periods are then cut anew before anything is closed.
    """

    class Program(models.TextChoices):
        CARE_PLAN_OVERSIGHT = "cpo", "Care plan oversight"
        CHRONIC_CARE = "ccm", "Chronic care management"

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
            _dates_in_order("enrollment_dates"),
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


class RosterImport(models.Model):
    """An uploaded roster file, its preview, and whether it was carried out."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        DONE = "done", "Done"
        DISCARDED = "discarded", "Discarded"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"Roster import {self.pk}"


class RosterImportRow(models.Model):
    """One row of an uploaded roster as its preview judged it; `changes`, `problems`, `to_complete` are for people.

    `line` is the line of a table, or the number of the entry in a bundle.
    """

    class State(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "Same"
        REFUSED = "refused", "Refused"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    label = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    to_complete = models.JSONField(default=list)

    class Meta:
        ordering = ("line", "id")
        indexes = [models.Index(fields=("roster_import", "state", "line"), name="import_row_by_state")]
        constraints = [models.UniqueConstraint(fields=("roster_import", "line"), name="import_row_once")]

    def __str__(self) -> str:
        return f"Row {self.line}"
