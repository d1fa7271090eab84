"""What was done: books of time entries, their versions, and running timers."""

from django.db import models
from django.db.models import F, Q

from apps.patients.models import Goal, Patient
from apps.practice.models import Practice, Provider, User


class Activity(models.TextChoices):
    """What the time was spent on; the values are those of the rules."""

    INITIAL_EVALUATION = "initial_evaluation", "Initial evaluation and goals"
    LONG_TERM_STRATEGY = "long_term_strategy", "Long-term strategy"
    PROGRESS_TRACKING = "progress_tracking", "Progress tracking"
    COMMUNICATION = "communication", "Communication"
    QUALITY_IMPROVEMENT = "quality_improvement", "Quality of this patient's plan"
    TEAM_CONFERENCE = "team_conference", "Team conference"
    DOCUMENTATION = "documentation", "Documentation"
    PROGRAM_MONITORING = "program_monitoring", "Programme monitoring"
    DIRECT_CARE = "direct_care", "Direct care (a visit)"
    DISCHARGE_DAY = "discharge_day", "Discharge day"
    POST_OPERATIVE = "post_operative", "Post-operative follow-up"
    CERTIFICATION = "certification", "Certification of a plan"
    PRESCRIPTION_REFILL = "prescription_refill", "Prescription refill"
    TRAVEL = "travel", "Travel"
    ADMINISTRATIVE = "administrative", "Administrative work"
    CLAIM_PREPARATION = "claim_preparation", "Claim preparation"


class Counterpart(models.TextChoices):
    """With whom; the values are those of the rules."""

    OUTSIDE_PROFESSIONAL = "outside_professional", "Professional outside the practice"
    AGENCY_STAFF = "agency_staff", "Agency staff"
    PHARMACIST = "pharmacist", "Pharmacist"
    OWN_PRACTICE = "own_practice", "Own practice"
    FAMILY_OR_CAREGIVER = "family_or_caregiver", "Family or caregiver"
    PATIENT = "patient", "Patient"


class Channel(models.TextChoices):
    """How; the values are those of the rules."""

    PHONE = "phone", "Phone"
    IN_PERSON = "in_person", "In person"
    PORTAL = "portal", "Portal or secure message"
    RECORD_REVIEW = "record_review", "Record review"
    CONFERENCE = "conference", "Conference"


class Capture(models.TextChoices):
    """How the time was captured."""

    TIMER = "timer", "Timer"
    MANUAL = "manual", "By hand"
    QUICK_LOG = "quick_log", "Quick log"
    OFFLINE = "offline", "Offline"
    IMPORTED = "imported", "Imported"
    API = "api", "Another program"


class Book(models.Model):
    """The chain of entry versions of one patient, or (patient empty) of a practice's programme time.

    Whoever appends to a book, or closes a period over it, locks this row first.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, null=True, related_name="book")
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("practice",), condition=Q(patient__isnull=True), name="one_programme_book"
            )
        ]

    def __str__(self) -> str:
        return f"Book {self.pk}"


class ClosedSpan(models.Model):
    """Dates of a book that a closed service period counted, both inclusive, with the book as it stood then.

    A date inside takes new entries and changes only with a reason, marked late.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="closed_spans")
    starts_on = models.DateField()
    ends_on = models.DateField()
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="closed_span_dates")
        ]
        indexes = [models.Index(fields=("book", "ends_on"), name="closed_span_by_book")]

    def __str__(self) -> str:
        return f"Closed span {self.pk}"


class TimeEntry(models.Model):
    """One act of oversight on one local date; what it says is in its current version.

    `occupies_from` and `occupies_until` repeat the current version's clock times, empty when it has none or is void,
    so that the database can refuse two entries of one provider at the same time.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="time_entries")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="time_entries")
    client_id = models.UUIDField(null=True, blank=True)
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    current_version = models.OneToOneField(
        "EntryVersion", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    occupies_from = models.DateTimeField(null=True)
    occupies_until = models.DateTimeField(null=True)
    goals = models.ManyToManyField(Goal, related_name="time_entries", blank=True)

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "client_id"),
                condition=Q(client_id__isnull=False),
                name="time_entry_client_id_once",
            ),
            models.CheckConstraint(
                condition=Q(occupies_from__isnull=True, occupies_until__isnull=True)
                | Q(occupies_until__gt=F("occupies_from")),
                name="time_entry_occupies_in_order",
            ),
        ]
        indexes = [models.Index(fields=("provider", "occupies_from"), name="time_entry_by_clock")]

    def __str__(self) -> str:
        return f"Time entry {self.pk}"


class EntryVersion(models.Model):
    """What an entry said from one recording to the next: appended, never changed, never deleted.

    `seconds` is whole; `started_at` and `ended_at` are both there or neither. `sequence` is the place in the book,
    from 1; `hash` seals this version and, through `previous_hash`, all before it.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="versions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveIntegerField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    performed_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField()
    activity = models.CharField(max_length=24, choices=Activity)
    counterpart = models.CharField(max_length=24, choices=Counterpart, blank=True)
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    note = models.TextField(blank=True)
    capture = models.CharField(max_length=12, choices=Capture)
    is_void = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("book_id", "sequence")
        constraints = [
            models.UniqueConstraint(fields=("entry", "number"), name="entry_version_number_once"),
            models.UniqueConstraint(fields=("book", "sequence"), name="entry_version_sequence_once"),
            models.CheckConstraint(
                condition=Q(seconds__gt=0, seconds__lte=86400), name="entry_version_seconds"
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="entry_version_clock_in_order",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="entry_version_change_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=("patient", "performed_on"), name="entry_version_by_patient"),
            models.Index(fields=("practice", "provider", "performed_on"), name="entry_version_by_provider"),
            models.Index(fields=("practice", "performed_on"), name="entry_version_by_date"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of entry {self.entry_id}"


class Timer(models.Model):
    """A running timer; a user has at most one."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="timer")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=24, choices=Activity)
    counterpart = models.CharField(max_length=24, choices=Counterpart, blank=True)
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    client_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Timer {self.pk}"
