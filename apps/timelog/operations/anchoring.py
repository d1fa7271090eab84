"""Anchor the books once a day; nothing else writes an anchor."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.practice.access import Actor
from apps.practice.records import lock_practice
from apps.timelog.domain.anchor import Anchored, Head, digest_of, seal_anchor
from apps.timelog.models import Anchor, AnchoredHead, Book

HEADS_IN_A_CHUNK = 2_000


def anchor_ledger(actor: Actor, *, now: datetime) -> Anchor | None:
    """Anchor the practice's books for its local date; None when that date has its anchor already.

    A day on which nothing was recorded gets one too: it says that nothing was. What is recorded while it is made
    belongs to the next.
    """
    today = now.astimezone(actor.time_zone).date()
    with transaction.atomic():
        lock_practice(actor)
        last = Anchor.objects.filter(practice=actor.practice).first()
        if last is not None and last.anchored_on >= today:
            return None
        grown = list(_grown(actor))
        heads = [Head(book.pk, book.length, book.head) for book in grown]
        before = [book.anchored_length for book in grown]
        said = Anchored(
            practice=actor.practice.pk,
            anchored_on=today,
            books=(last.books if last else 0) + before.count(0),
            versions=(last.versions if last else 0) + sum(head.length for head in heads) - sum(before),
            digest=digest_of(heads),
        )
        return _write(said, heads, previous=last.hash if last else "", actor=actor, now=now)


def _grown(actor: Actor) -> QuerySet[Any]:
    """Give the books that grew since the last anchor, each with its length then, in the order they are hashed in."""
    anchored = AnchoredHead.objects.filter(book=OuterRef("pk")).order_by("-length").values("length")[:1]
    books = Book.objects.filter(practice=actor.practice, length__gt=0)
    return (
        books.annotate(anchored_length=Coalesce(Subquery(anchored), 0))
        .filter(length__gt=F("anchored_length"))
        .order_by("pk")
    )


def _write(said: Anchored, heads: list[Head], *, previous: str, actor: Actor, now: datetime) -> Anchor:
    anchor = Anchor.objects.create(
        practice=actor.practice,
        anchored_on=said.anchored_on,
        made_at=now,
        books=said.books,
        versions=said.versions,
        digest=said.digest,
        previous_hash=previous,
        hash=seal_anchor(said, previous),
    )
    rows = (
        AnchoredHead(anchor=anchor, book_id=head.book, length=head.length, head=head.hash) for head in heads
    )
    AnchoredHead.objects.bulk_create(rows, batch_size=HEADS_IN_A_CHUNK)
    return anchor
