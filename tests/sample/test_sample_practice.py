"""The generated practice: the same arguments, the same data, and every book in order."""

from datetime import date
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from apps.patients.models import Enrollment, Patient
from apps.practice.models import Practice, User
from apps.sample.operations import make_sample_practice
from apps.sample.roster import mbi
from apps.timelog.models import Book, EntryVersion, TimeEntry

TODAY = date(2026, 11, 20)


def sample(*, patients: int = 12, seed: int = 7) -> Practice:
    return make_sample_practice(patients=patients, seed=seed, today=TODAY, progress=lambda _done, _all: None)


def fingerprint() -> list[tuple[object, ...]]:
    versions = EntryVersion.objects.order_by("pk")
    return list(
        versions.values_list(
            "performed_on", "started_at", "seconds", "activity", "note", "patient__last_name"
        )
    )


def test_the_same_seed_and_day_give_the_same_practice(db: None) -> None:
    with transaction.atomic():
        sample()
        first = fingerprint()
        transaction.set_rollback(True)
    sample()
    assert len(first) > 50
    assert fingerprint() == first


def test_another_seed_gives_another_practice(db: None) -> None:
    with transaction.atomic():
        sample(seed=7)
        first = fingerprint()
        transaction.set_rollback(True)
    sample(seed=8)
    assert fingerprint() != first


def test_nothing_is_dated_today_or_later(db: None) -> None:
    assert sample().is_sample
    assert not EntryVersion.objects.filter(performed_on__gte=TODAY).exists()


def test_four_in_five_are_enrolled_and_have_a_book(db: None) -> None:
    sample(patients=20)
    assert (Patient.objects.count(), Enrollment.objects.count(), Book.objects.count()) == (20, 16, 16)


def test_every_book_ends_with_its_last_version(db: None) -> None:
    sample()
    books = Book.objects.exclude(length=0)
    assert books.count() > 5
    for book in books:
        last = EntryVersion.objects.filter(book=book).order_by("-sequence").first()
        assert last is not None
        assert (last.sequence, last.hash) == (book.length, book.head)


def test_no_provider_is_in_two_places_at_once(db: None) -> None:
    sample(patients=40)
    clocked = list(
        TimeEntry.objects.filter(occupies_from__isnull=False).order_by("provider_id", "occupies_from")
    )
    assert len(clocked) > 50
    for before, after in pairwise(clocked):
        assert before.occupies_until is not None
        assert after.occupies_from is not None
        assert before.provider_id != after.provider_id or after.occupies_from >= before.occupies_until


def test_clock_times_and_seconds_agree(db: None) -> None:
    sample()
    clocked = EntryVersion.objects.filter(started_at__isnull=False).annotate(
        length=F("ended_at") - F("started_at")
    )
    assert clocked.exists()
    assert all(row.length.total_seconds() == row.seconds for row in clocked)


def test_made_up_medicare_identifiers_differ() -> None:
    assert len({mbi(number) for number in range(20_000)}) == 20_000


def test_a_filled_database_is_left_alone_if_asked(db: None) -> None:
    User.objects.create_user("first@practice.example")
    call_command("sample_practice", "--if-empty", verbosity=0, stdout=StringIO())
    assert Practice.objects.count() == 0


def test_a_second_sample_is_refused_with_the_remedy(db: None) -> None:
    sample(patients=3)
    with pytest.raises(CommandError, match="another database"):
        call_command("sample_practice", patients=3, verbosity=0, stdout=StringIO())
