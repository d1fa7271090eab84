"""`manage.py verify_ledger` names the first row that does not agree, whatever was done to it."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.patients.models import Patient
from apps.practice.access import schedule_of
from apps.practice.models import Practice, Provider, User
from apps.timelog.models import Anchor, AnchoredHead, Book, EntryVersion, TimeEntry
from apps.timelog.operations.anchoring import anchor_ledger
from tests import builders as make
from tests.timelog.test_log_time import NOW, by_clock, by_minutes, close, log


def verify(**options: list[str]) -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out, **options)
    return out.getvalue()


def refused(**options: list[str]) -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=out, **options)
    return out.getvalue()


def anchored(practice: Practice, *, days: int = 0) -> Anchor:
    anchor = anchor_ledger(schedule_of(practice), now=NOW + timedelta(days=days))
    assert anchor is not None
    return anchor


def cut_the_tail(book: Book) -> None:
    """Take the last entry out of the book, and let the book forget it."""
    last = EntryVersion.objects.get(book=book, sequence=book.length)
    before = EntryVersion.objects.get(book=book, sequence=book.length - 1)
    TimeEntry.objects.filter(pk=last.entry_id).update(current_version=None)
    EntryVersion.objects.filter(pk=last.pk).delete()
    TimeEntry.objects.filter(pk=last.entry_id).delete()
    Book.objects.filter(pk=book.pk).update(length=before.sequence, head=before.hash)


@pytest.fixture
def book(ana: User, jane: Patient) -> Book:
    for minutes in (5, 6, 7):
        log(by_minutes(minutes), user=ana, patient=jane)
    return Book.objects.get(patient=jane)


@pytest.fixture(autouse=True)
def _rows_can_be_changed(db: None) -> None:
    """Do what an intruder with the database owner's rights could: PostgreSQL refuses these changes otherwise."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE timelog_entryversion DISABLE TRIGGER entry_version_append_only")
            cursor.execute("ALTER TABLE timelog_anchor DISABLE TRIGGER anchor_append_only")
            cursor.execute("ALTER TABLE timelog_anchoredhead DISABLE TRIGGER anchored_head_append_only")


def test_an_untouched_ledger_agrees(book: Book) -> None:
    assert verify().startswith("1 books with 3 versions, ")


def test_changed_seconds_are_named(book: Book) -> None:
    row = EntryVersion.objects.get(book=book, sequence=2)
    EntryVersion.objects.filter(pk=row.pk).update(seconds=3600)
    said = refused()
    assert f"Book {book.pk}, version 2: does not say what was sealed." in said
    assert f"Row {row.pk}, entry {row.entry_id} of 2026-03-10." in said


def test_reordered_rows_are_named(book: Book) -> None:
    first, second = EntryVersion.objects.filter(book=book).order_by("sequence")[:2]
    EntryVersion.objects.filter(pk=first.pk).update(sequence=90)
    EntryVersion.objects.filter(pk=second.pk).update(sequence=1)
    EntryVersion.objects.filter(pk=first.pk).update(sequence=2)
    assert f"Book {book.pk}, version 1:" in refused()


def test_a_removed_tail_with_its_head_is_found_through_a_closed_period(book: Book, jane: Patient) -> None:
    close(jane, date(2026, 3, 1), date(2026, 3, 31))
    cut_the_tail(book)
    assert f"Book {book.pk}, version 3: the book ends after 2 versions where 3 were recorded" in refused()


def test_a_removed_tail_of_an_open_period_is_found_through_the_daily_anchor(
    book: Book, hilltop: Practice
) -> None:
    anchored(hilltop)
    cut_the_tail(book)
    assert f"Book {book.pk}, version 3: the book ends after 2 versions where 3 were recorded" in refused()


def test_a_book_written_anew_since_is_found_through_the_daily_anchor(
    book: Book, hilltop: Practice, dr_rivera: Provider, jane: Patient
) -> None:
    anchored(hilltop)
    cut_the_tail(book)
    make.logged(jane, dr_rivera, date(2026, 3, 10), 50)
    assert (
        f"Book {book.pk}, version 3: is not the version that a closed period or a daily anchor" in refused()
    )


def test_an_anchor_counts_everything_and_a_quiet_day_has_one_too(
    book: Book, hilltop: Practice, ana: User, jane: Patient
) -> None:
    first, quiet = anchored(hilltop), anchored(hilltop, days=1)
    log(by_minutes(8), user=ana, patient=jane)
    third = anchored(hilltop, days=2)
    assert [(each.books, each.versions) for each in (first, quiet, third)] == [(1, 3), (1, 3), (1, 4)]
    assert [each.heads.count() for each in (first, quiet, third)] == [1, 0, 1]
    assert (first.previous_hash, quiet.previous_hash, third.previous_hash) == ("", first.hash, quiet.hash)
    assert "3 daily anchors" in verify()


def test_a_date_has_one_anchor(book: Book, hilltop: Practice) -> None:
    anchored(hilltop)
    assert anchor_ledger(schedule_of(hilltop), now=NOW + timedelta(hours=2)) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"versions": 2}, "does not say what was sealed", id="its counts"),
        pytest.param({"digest": "0" * 64}, "does not seal the heads", id="its digest"),
        pytest.param({"previous_hash": "0" * 64}, "is not chained", id="its place"),
    ],
)
def test_a_changed_anchor_is_named(
    book: Book, hilltop: Practice, changed: dict[str, object], said: str
) -> None:
    anchor = anchored(hilltop)
    Anchor.objects.filter(pk=anchor.pk).update(**changed)
    assert f"Anchor {anchor.pk} of 2026-03-10: {said}" in refused()


def test_a_removed_head_is_named(book: Book, hilltop: Practice) -> None:
    anchor = anchored(hilltop)
    AnchoredHead.objects.filter(anchor=anchor).delete()
    assert f"Anchor {anchor.pk} of 2026-03-10: does not seal the heads kept with it" in refused()


def test_an_anchor_kept_elsewhere_shows_that_the_anchors_themselves_were_removed(
    book: Book, hilltop: Practice
) -> None:
    kept = anchored(hilltop)
    assert "every one agrees" in verify(anchor=[kept.hash])
    AnchoredHead.objects.all().delete()
    Anchor.objects.all().delete()
    assert "every one agrees" in verify()
    assert f"Anchor {kept.hash}: no such anchor" in refused(anchor=[kept.hash])


def test_an_entry_that_shows_an_old_version_is_named(book: Book) -> None:
    one, other = EntryVersion.objects.filter(book=book).order_by("sequence")[:2]
    TimeEntry.objects.filter(pk=one.entry_id).update(current_version=None)
    assert f"Entry {one.entry_id}: does not show its newest version" in refused()
    assert f"Entry {other.entry_id}:" not in refused()


def test_an_entry_that_gave_up_its_clock_time_is_named(ana: User, jane: Patient) -> None:
    (entry,) = log(by_clock("2026-03-10T10:00-04:00", "2026-03-10T10:10-04:00"), user=ana, patient=jane)
    assert "every one agrees" in verify()
    TimeEntry.objects.filter(pk=entry.pk).update(occupies_from=None, occupies_until=None)
    assert f"Entry {entry.pk}:" in refused()
