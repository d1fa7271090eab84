"""`manage.py verify_ledger` names the first row that does not agree, whatever was done to it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.patients.models import Patient
from apps.practice.models import User
from apps.timelog.models import Book, EntryVersion, TimeEntry
from tests.timelog.test_log_time import by_clock, by_minutes, close, log


def verify() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


def refused() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=out)
    return out.getvalue()


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


def test_an_untouched_ledger_agrees(book: Book) -> None:
    assert verify() == "1 books with 3 versions checked; every one agrees.\n"


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
    last = EntryVersion.objects.get(book=book, sequence=3)
    TimeEntry.objects.filter(pk=last.entry_id).update(current_version=None)
    EntryVersion.objects.filter(pk=last.pk).delete()
    TimeEntry.objects.filter(pk=last.entry_id).delete()
    before = EntryVersion.objects.get(book=book, sequence=2)
    Book.objects.filter(pk=book.pk).update(length=2, head=before.hash)
    assert f"Book {book.pk}, version 3: the book ends after 2 versions where 3 were recorded" in refused()


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
