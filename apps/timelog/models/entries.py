"""Time entries and their versions, which are only ever appended."""

from django.db import models
from django.db.models import F, Q

from apps.patients.models import Goal, Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.models.books import Book
from apps.timelog.models.words import Activity, Capture, Channel, Counterpart, Doubt


class TimeEntry(models.Model):
    """One act of oversight on one local date; what it says is in its current version.

    `occupies_from` and `occupies_until` repeat the current version's clock times, empty when it has none or is void,
    so that the database can refuse two entries of one provider at the same time.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    # Its versions are looked for by the book, entries by the patient; the index below begins with the provider.
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="time_entries")
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="time_entries", db_index=False
    )
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
    from 1; `capture_detail` is what a timer's times do not say (pauses, idle time, what was confirmed). `doubt` says
    why the length needed a person to confirm it, `confirmed_by` who did; until then `is_confirmed` is false and the
    time counts nowhere. `hash` seals this version and, through `previous_hash`, all before it.
    """

    # What begins with the practice, the book, the patient and the entry among the constraints and indexes below finds
    # by them; nothing is looked for by the provider without the practice, nor by who recorded or confirmed it.
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="versions", db_index=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entry = models.ForeignKey(TimeEntry, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)
    sequence = models.PositiveIntegerField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", db_index=False)
    performed_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField()
    activity = models.CharField(max_length=24, choices=Activity)
    counterpart = models.CharField(max_length=24, choices=Counterpart, blank=True)
    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    note = models.TextField(blank=True)
    capture = models.CharField(max_length=12, choices=Capture)
    capture_detail = models.CharField(max_length=200, blank=True)
    is_void = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    doubt = models.CharField(max_length=16, choices=Doubt, blank=True, default="", db_default="")
    is_confirmed = models.BooleanField(default=True, db_default=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
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
            models.CheckConstraint(
                condition=Q(is_confirmed=True) | (~Q(doubt="") & Q(confirmed_by__isnull=True)),
                name="entry_version_unconfirmed_has_doubt",
            ),
        ]
        indexes = [
            models.Index(fields=("patient", "performed_on"), name="entry_version_by_patient"),
            models.Index(
                fields=("practice", "provider", "performed_on", "patient", "seconds"),
                name="entry_version_by_provider",
            ),
            # All that sums over months read, so that they need not look at the versions themselves. SQLite has no
            # columns beside the key, and asks an index for those of its condition too.
            models.Index(
                fields=(
                    "practice",
                    "performed_on",
                    "provider",
                    "is_late",
                    "patient",
                    "activity",
                    "entry",
                    "number",
                    "seconds",
                    "is_confirmed",
                    "is_void",
                ),
                condition=Q(is_void=False, is_confirmed=True),
                name="entry_version_sums",
            ),
            models.Index(
                fields=("practice", "entry", "number"), condition=Q(number__gt=1), name="entry_version_later"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of entry {self.entry_id}"
