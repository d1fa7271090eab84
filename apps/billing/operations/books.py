"""Lock the books of patients: whoever cuts, closes or decides over a book holds it first."""

from collections.abc import Collection

from apps.practice.models import Practice
from apps.timelog.models import Book
from apps.timelog.operations.months import keep_months

# Large enough that a chunk's fixed number of queries hardly counts, small enough to let others at the books soon.
PATIENTS_IN_A_CHUNK = 500


def locked_books(practice: Practice, *, patient_ids: Collection[int], waits: bool) -> dict[int, Book]:
    """Lock the books of these patients until the transaction ends; return them by patient.

    A patient without a book gets one. Unless it `waits`, books that somebody else holds are left out. Waiting goes in
    the order of ids, so that two who wait cannot stop each other. Months stay locked or unlocked as they are meanwhile.
    """
    keep_months(practice)
    books = _locked(patient_ids, waits=waits)
    if len(books) < len(patient_ids):
        without = set(patient_ids) - set(
            Book.objects.filter(patient_id__in=patient_ids).values_list("patient_id", flat=True)
        )
        if without:
            new = [Book(practice=practice, patient_id=patient_id) for patient_id in sorted(without)]
            Book.objects.bulk_create(new, ignore_conflicts=True)
            books |= _locked(without, waits=waits)
    return books


def _locked(patient_ids: Collection[int], *, waits: bool) -> dict[int, Book]:
    rows = (
        Book.objects.filter(patient_id__in=patient_ids)
        .order_by("id")
        .select_for_update(skip_locked=not waits)
    )
    return {book.patient_id: book for book in rows if book.patient_id is not None}
