"""The generated practice: the same arguments, the same data, and every book in order."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.billing.changes import changed_periods
from apps.billing.models import Attestation, Claim, ClaimEvent, CloseRun, Correction, Submission, Trial
from apps.billing.selectors.attestations import signatures
from apps.patients.fact_kinds import KINDS
from apps.patients.models import Enrollment, Patient, Strategy
from apps.practice.access import actor_for
from apps.practice.models import Alert, Practice, User
from apps.practice.selectors import sample_people
from apps.sample.operations import make_sample_practice
from apps.sample.roster import mbi
from apps.sample.staff import SIGN_INS
from apps.timelog.models import Book, EntryVersion, LockedMonth, Notice, TimeEntry

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


@time_machine.travel(datetime(2026, 12, 4, 15, 0, tzinfo=UTC))
def test_whatever_was_written_down_says_who_did(db: None) -> None:
    call_command("sample_practice", patients=24, verbosity=0, stdout=StringIO())
    unsaid = {kind.word: kind.model._default_manager.filter(recorded_by=None).count() for kind in KINDS}
    assert {word: count for word, count in unsaid.items() if count} == {}
    assert not EntryVersion.objects.filter(recorded_by=None).exists()
    assert EntryVersion.objects.values("recorded_by").distinct().count() > 3
    assert {role: user.email for role, user in sample_people().items()} == {
        role: email for role, email, _name in SIGN_INS
    }


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


@time_machine.travel(
    datetime(2026, 12, 4, 15, 0, tzinfo=UTC)
)  # two dozen patients have less to tell on other days
def test_a_small_sample_tells_its_months_and_nothing_lies_ahead(db: None) -> None:
    call_command("sample_practice", patients=24, verbosity=0, stdout=StringIO())
    states = set(Claim.objects.values_list("state", flat=True))
    assert {"sent", "draft"} <= states
    trial = Trial.objects.get()  # under the rules before the newest ones
    assert trial.finished_at and trial.rows.exists() and trial.old_amount != trial.new_amount
    told = set(Alert.objects.values_list("kind", flat=True))
    assert {"time_changed", "period_ending"} & told
    assert all(not submission.findings for submission in Submission.objects.all())
    assert not CloseRun.objects.exclude(failed=0).exists()
    assert not ClaimEvent.objects.filter(at__gt=timezone.now()).exists()
    assert Notice.objects.filter(recipient__email="physician@sample.example", read_at=None).count() == 1
    assert Strategy.objects.exclude(dropped_at=None).exists()
    reader = actor_for(User.objects.get(email="physician@sample.example"))
    assert reader is not None
    signed = signatures(reader, Attestation.objects.values_list("period_id", flat=True))
    assert {each.is_stale for each in signed.values()} == {False, True}
    assert changed_periods(reader).exists()
    cases = Correction.objects.order_by("pk").values_list("path", "state")
    assert list(cases) == [("replacement", "open"), ("refund", "open")]
    months = LockedMonth.objects.order_by("starts_on")
    assert [each.unlocked_at is None for each in months] == [True, False]
    refund = Correction.objects.get(path="refund")
    assert refund.due_on == refund.identified_on + timedelta(days=60)
