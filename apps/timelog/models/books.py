"""The patient's book, and the dates a close has pinned."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from apps.patients.models import Patient
from apps.practice.models import Practice
from apps.timelog.domain.months import Locked


class Book(models.Model):
    """The chain of entry versions of one patient, or (patient empty) of a practice's programme time.

    Whoever appends to a book, or closes a period over it, locks this row first; `locked_months` are those of the
    practice then, and `has_locked_months` says whether to read them.
    """

    locked_months: Sequence[Locked] = ()
    has_locked_months: bool

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

    A date inside takes new entries and changes only with a reason, marked late. `late_length` is the length of the book
    after the last such change since; None while there is none that somebody has to look at.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="closed_spans")
    starts_on = models.DateField()
    ends_on = models.DateField()
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64, blank=True)
    late_length = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="closed_span_dates")
        ]
        indexes = [
            models.Index(fields=("book", "ends_on"), name="closed_span_by_book"),
            models.Index(
                fields=("practice", "id"), condition=Q(late_length__isnull=False), name="closed_span_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"Closed span {self.pk}"
