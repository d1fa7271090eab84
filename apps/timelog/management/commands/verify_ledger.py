"""Check that no time entry was changed, removed, inserted or reordered behind the product's back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.practice.models import Practice
from apps.timelog.models import Book, EntryVersion
from apps.timelog.verification import breaks, misplaced_entries


class Command(BaseCommand):
    """Recompute every chain and name the first row of each book that does not agree."""

    help = "Recompute the hash chains of all books and name the first row that does not agree."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked; exit with 1 when anything disagrees."""
        wrong = 0
        for practice in Practice.objects.order_by("pk"):
            for book, found in breaks(practice):
                wrong += 1
                self.stdout.write(
                    f"Book {book.pk}, version {found.sequence}: {found.message}.{_row(book, found.sequence)}"
                )
            for entry in misplaced_entries(practice):
                wrong += 1
                self.stdout.write(f"Entry {entry.pk}: does not show its newest version as the book has it.")
        counts = f"{Book.objects.count():,} books with {EntryVersion.objects.count():,} versions"
        if wrong:
            raise CommandError(
                f"{counts} checked; {wrong} do not agree. Restore them from a backup and find out why."
            )
        self.stdout.write(f"{counts} checked; every one agrees.")


def _row(book: Book, sequence: int) -> str:
    """Name the row in the database, where there is one."""
    row = EntryVersion.objects.filter(book=book).order_by("sequence")[sequence - 1 : sequence].first()
    return f" Row {row.pk}, entry {row.entry_id} of {row.performed_on}." if row else ""
