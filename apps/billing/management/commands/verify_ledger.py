"""Check that nothing that was recorded, counted or approved was changed behind the product's back."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.billing.models import Decision
from apps.billing.verification import claim_breaks, decision_breaks
from apps.practice.models import Practice
from apps.timelog.models import Anchor, Book, EntryVersion
from apps.timelog.verification import anchor_breaks, breaks, misplaced_entries


class Command(BaseCommand):
    """Recompute every chain, anchor and total, and name the first row of each that does not agree."""

    help = (
        "Recompute the hash chains of all books, the daily anchors over them, the totals of every decision from the"
        " columns that billing sums, what claims repeat of them, and the hashes of those approved; name the first row"
        " that does not agree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the hash of an anchor that was kept elsewhere."""
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="HASH",
            help="the hash of a daily anchor from a print or an export; fails unless it still stands (repeatable)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked; exit with 1 when anything disagrees."""
        wrong = 0
        for said in _everything(options["anchor"]):
            wrong += 1
            self.stdout.write(said)
        counts = (
            f"{Book.objects.count():,} books with {EntryVersion.objects.count():,} versions,"
            f" {Anchor.objects.count():,} daily anchors and {Decision.objects.count():,} decisions"
        )
        if wrong:
            raise CommandError(
                f"{counts} checked; {wrong} do not agree. Restore them from a backup and find out why."
            )
        self.stdout.write(f"{counts} checked; every one agrees.")


def _everything(anchors: list[str]) -> Iterator[str]:
    for kept in anchors:
        if not Anchor.objects.filter(hash=kept.strip().lower()).exists():
            yield f"Anchor {kept}: no such anchor stands in this ledger."
    for practice in Practice.objects.order_by("pk"):
        yield from _of(practice)


def _of(practice: Practice) -> Iterator[str]:
    for book, found in breaks(practice):
        yield f"Book {book.pk}, version {found.sequence}: {found.message}.{_row(book, found.sequence)}"
    for entry in misplaced_entries(practice):
        yield f"Entry {entry.pk}: does not show its newest version as the book has it."
    for anchor, said in anchor_breaks(practice):
        yield f"Anchor {anchor.pk} of {anchor.anchored_on}: {said}."
    for decision, said in decision_breaks(practice):
        yield f"Decision {decision.pk} of period {decision.period_id}: {said}."
    for claim, said in claim_breaks(practice):
        yield f"Claim {claim.pk}: {said}."


def _row(book: Book, sequence: int) -> str:
    """Name the row in the database, where there is one."""
    row = EntryVersion.objects.filter(book=book).order_by("sequence")[sequence - 1 : sequence].first()
    return f" Row {row.pk}, entry {row.entry_id} of {row.performed_on}." if row else ""
