"""Two devices log at once, on a real PostgreSQL: no second twice, no version lost, one timer."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.practice.operations_idempotency import answer_once
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Book, Conference, EntryVersion, TimeEntry, Timer
from apps.timelog.operations import log_time, start_timer
from apps.timelog.operations.books import refusal_of
from apps.timelog.operations.conferences import Discussed, log_conference
from apps.timelog.verification import book_break
from tests import builders as make
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
START = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
ONE_ID = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def physician(transactional_db: None, ana: User, jane: Patient, mark: Patient) -> Actor:
    return make.actor(ana)


def clock(
    patient: Patient, physician: Actor, *, minutes: int = 10, client_id: UUID | None = None
) -> list[TimeEntry]:
    draft = Draft("documentation", started_at=START, ended_at=START + timedelta(minutes=minutes))
    return log_time(draft, actor=physician, patient=patient, now=NOW, client_id=client_id)


def plain(patient: Patient, physician: Actor) -> list[TimeEntry]:
    draft = Draft("documentation", performed_on=date(2026, 3, 10), seconds=60)
    return log_time(draft, actor=physician, patient=patient, now=NOW)


def test_the_same_clock_time_for_two_patients_is_taken_once(
    physician: Actor, jane: Patient, mark: Patient
) -> None:
    for round_ in range(5):
        TimeEntry.objects.update(occupies_from=None, occupies_until=None)
        found = at_once(lambda: clock(jane, physician), lambda: clock(mark, physician))
        refused = [each for each in found if isinstance(each, Refused)]
        assert [problem.code for each in refused for problem in each.problems] == ["overlaps"]
        assert TimeEntry.objects.count() == round_ + 1


def test_one_client_id_sent_many_times_at_once_makes_one_entry(physician: Actor, jane: Patient) -> None:
    found = at_once(*[lambda: clock(jane, physician, client_id=ONE_ID) for _ in range(4)])
    assert {entry.pk for entries in found for entry in entries} == {TimeEntry.objects.get().pk}


def test_one_client_id_for_two_patients_at_once_is_taken_once(
    physician: Actor, jane: Patient, mark: Patient
) -> None:
    draft = Draft("documentation", performed_on=date(2026, 3, 10), seconds=60)
    found = at_once(
        *[
            lambda patient=patient: log_time(
                draft, actor=physician, patient=patient, now=NOW, client_id=ONE_ID
            )
            for patient in (jane, mark)
        ]
    )
    refused = [each for each in found if isinstance(each, Refused)]
    assert [problem.code for each in refused for problem in each.problems] == ["client_id_taken"]
    assert TimeEntry.objects.count() == 1


def test_a_book_that_many_write_to_at_once_stays_one_chain(physician: Actor, jane: Patient) -> None:
    at_once(*[lambda: plain(jane, physician) for _ in range(6)])
    book = Book.objects.get(patient=jane)
    assert book.length == 6
    assert book_break(book) is None


def test_two_timers_started_at_once_are_one(physician: Actor, jane: Patient, mark: Patient) -> None:
    found = at_once(
        *[
            lambda patient=patient: start_timer(patient, actor=physician, now=NOW, activity="documentation")
            for patient in (jane, mark)
        ]
    )
    refused = [each for each in found if isinstance(each, Refused)]
    assert [problem.code for each in refused for problem in each.problems] == ["timer_running"]
    assert Timer.objects.count() == 1


def test_the_database_itself_refuses_overlapping_clock_time_in_the_same_words(
    physician: Actor, jane: Patient, mark: Patient
) -> None:
    clock(jane, physician)
    (other,) = plain(mark, physician)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        TimeEntry.objects.filter(pk=other.pk).update(
            occupies_from=START + timedelta(minutes=9), occupies_until=START + timedelta(minutes=11)
        )
    assert [problem.code for problem in refusal_of(error.value).problems] == ["overlaps"]
    TimeEntry.objects.filter(pk=other.pk).update(
        occupies_from=START + timedelta(minutes=10), occupies_until=START + timedelta(minutes=11)
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE timelog_entryversion SET seconds = 1", "DELETE FROM timelog_entryversion"]
)
def test_the_database_refuses_to_change_or_delete_a_version(
    physician: Actor, jane: Patient, statement: str
) -> None:
    plain(jane, physician)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert EntryVersion.objects.get().seconds == 60


def test_one_client_id_for_two_conferences_at_once_is_taken_once(
    physician: Actor, jane: Patient, mark: Patient, dr_rivera: Provider
) -> None:
    draft = Draft("", performed_on=date(2026, 3, 10), seconds=1200)
    others = [make.patient(jane.practice, last_name=name, medical_record_number=name) for name in "AB"]
    for other in others:
        make.enrollment(other, dr_rivera)

    def held(patients: Sequence[Patient], client_id: UUID) -> Conference:
        discussed = [Discussed(patient) for patient in patients]
        return log_conference(
            draft, actor=physician, discussed=discussed, attendees="Kelly RN", now=NOW, client_id=client_id
        )

    for round_ in range(5):
        one = uuid4()
        found = at_once(partial(held, [jane, mark], one), partial(held, others, one))
        refused = [each for each in found if not isinstance(each, Conference)]
        assert [problem.code for each in refused for problem in each.problems] == ["client_id_taken"]
        assert Conference.objects.count() == round_ + 1
        assert TimeEntry.objects.count() == 2 * (round_ + 1)


@pytest.mark.parametrize("begins_late", [False, True])
def test_one_idempotency_key_sent_many_times_at_once_does_its_work_once(
    physician: Actor, jane: Patient, begins_late: bool
) -> None:
    def log() -> tuple[int, list[int]]:
        return 201, [entry.pk for entry in plain(jane, physician)]

    found = at_once(
        *[
            lambda: answer_once(
                "k-1",
                log,
                actor=physician,
                request_hash="h",
                is_one_transaction=True,
                begins_late=begins_late,
            )
            for _ in range(4)
        ]
    )
    assert {tuple(each.answer) for each in found} == {(TimeEntry.objects.get().pk,)}
    assert sorted(each.is_replay for each in found) == [False, True, True, True]
