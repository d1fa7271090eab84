"""The daily anchors of a practice's books."""

from django.db import models

from apps.practice.models import Practice
from apps.timelog.models.books import Book


class Anchor(models.Model):
    """One hash over everything the practice had recorded when `anchored_on`, its local date, began.

    `digest` is over the heads kept with it, those of the books that grew since the anchor before; `hash` seals all of
    this and, through `previous_hash`, every earlier anchor. Appended, never changed, never deleted.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="anchors")
    anchored_on = models.DateField()
    made_at = models.DateTimeField()
    books = models.PositiveIntegerField()
    versions = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-anchored_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("practice", "anchored_on"), name="one_anchor_a_day"),
        ]

    def __str__(self) -> str:
        return f"Anchor {self.anchored_on}"


class AnchoredHead(models.Model):
    """The head of a book as an anchor found it; a book that has not grown since has none in the next anchor."""

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="heads")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="anchored_heads")
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("book", "length"), name="anchored_head_once")]

    def __str__(self) -> str:
        return f"Head of book {self.book_id} at {self.length}"
