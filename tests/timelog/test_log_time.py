"""Time goes into the book: pieces, versions, seals, refusals."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from apps.patients.models import Goal, Patient
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.timelog.domain.book import Sealed, verify
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Book, Capture, ClosedSpan, EntryVersion, TimeEntry
from apps.timelog.operations import lock_book, log_time
from apps.timelog.selectors import version_as_sealed
from tests import builders as make

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 14:00 in New York
ONE_ID = UUID("11111111-1111-4111-8111-111111111111")


def by_minutes(minutes: int, on: date = date(2026, 3, 10), **fields: Any) -> Draft:
    return Draft(activity="long_term_strategy", performed_on=on, seconds=minutes * 60, **fields)


def by_clock(start: str, end: str, **fields: Any) -> Draft:
    return Draft(
        activity="long_term_strategy",
        started_at=datetime.fromisoformat(start),
        ended_at=datetime.fromisoformat(end),
        **fields,
    )


def log(
    draft: Draft, *, user: User, patient: Patient | None, now: datetime = NOW, **more: Any
) -> list[TimeEntry]:
    return log_time(draft, actor=make.actor(user), patient=patient, now=now, **more)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def close(patient: Patient, starts_on: date, ends_on: date) -> ClosedSpan:
    book = lock_book(patient.practice, patient)
    return ClosedSpan.objects.create(
        practice=patient.practice,
        book=book,
        starts_on=starts_on,
        ends_on=ends_on,
        length=book.length,
        head=book.head,
    )


def test_an_entry_says_what_was_given_and_stands_in_the_patients_book(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(12, note=" Wound care plan "), user=ana, patient=jane)
    version = EntryVersion.objects.get(entry=entry)
    assert TimeEntry.objects.get(pk=entry.pk).current_version == version
    assert (version.performed_on, version.seconds, version.note) == (
        date(2026, 3, 10),
        720,
        "Wound care plan",
    )
    assert (version.number, version.sequence, version.capture) == (1, 1, Capture.MANUAL)
    assert not version.is_late
    assert version.recorded_by == ana
    book = Book.objects.get(patient=jane)
    assert (book.length, book.head) == (1, version.hash)


def test_the_chain_of_the_rows_as_stored_holds(ana: User, jane: Patient) -> None:
    for minutes in (5, 6, 7):
        log(by_minutes(minutes, note="Ü – “quoted”"), user=ana, patient=jane)
    book = Book.objects.get(patient=jane)
    rows = [
        Sealed(version_as_sealed(row), row.previous_hash, row.hash)
        for row in EntryVersion.objects.filter(book=book).order_by("sequence")
    ]
    assert len(rows) == 3
    assert verify(rows, length=book.length, head=book.head) is None


def test_logging_is_recorded_with_the_patient_but_without_the_note(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(12, note="Private words"), user=ana, patient=jane)
    event = AuditEvent.objects.get(action="time.logged")
    assert (event.actor, event.patient_id, event.subject_id) == (ana, jane.pk, entry.pk)
    assert event.new is not None
    assert event.new["seconds"] == 720
    assert "Private words" not in str(event.new)


def test_time_across_midnight_becomes_two_linked_rows(ana: User, jane: Patient) -> None:
    first, second = log(
        by_clock("2026-03-09T23:50:00-04:00", "2026-03-10T00:15:00-04:00"),
        user=ana,
        patient=jane,
        client_id=ONE_ID,
    )
    assert second.continues == first
    said = [(row.performed_on, row.seconds) for row in EntryVersion.objects.order_by("sequence")]
    assert said == [(date(2026, 3, 9), 600), (date(2026, 3, 10), 900)]
    assert (first.client_id, second.client_id) == (ONE_ID, None)


def test_the_same_client_id_again_changes_nothing(ana: User, jane: Patient) -> None:
    draft = by_clock("2026-03-09T23:50:00-04:00", "2026-03-10T00:15:00-04:00")
    once = log(draft, user=ana, patient=jane, client_id=ONE_ID)
    again = log(draft, user=ana, patient=jane, client_id=ONE_ID)
    assert again == once
    assert EntryVersion.objects.count() == 2
    assert AuditEvent.objects.filter(action="time.logged").count() == 2


@pytest.mark.parametrize("change", ["patient", "minutes", "day"])
def test_a_client_id_for_something_else_is_refused(
    ana: User, jane: Patient, mark: Patient, change: str
) -> None:
    log(by_minutes(12), user=ana, patient=jane, client_id=ONE_ID)
    patient = mark if change == "patient" else jane
    minutes = 13 if change == "minutes" else 12
    on = date(2026, 3, 9) if change == "day" else date(2026, 3, 10)
    with pytest.raises(Refused) as refused:
        log(by_minutes(minutes, on), user=ana, patient=patient, client_id=ONE_ID)
    assert codes(refused) == ["client_id_taken"]
    assert TimeEntry.objects.count() == 1


def test_clock_entries_may_touch_but_not_overlap_even_across_patients(
    ana: User, jane: Patient, mark: Patient
) -> None:
    log(by_clock("2026-03-10T10:00:00-04:00", "2026-03-10T10:05:00-04:00"), user=ana, patient=jane)
    log(by_clock("2026-03-10T10:05:00-04:00", "2026-03-10T10:10:00-04:00"), user=ana, patient=mark)
    with pytest.raises(Refused) as refused:
        log(by_clock("2026-03-10T10:04:59-04:00", "2026-03-10T10:05:00-04:00"), user=ana, patient=mark)
    assert codes(refused) == ["overlaps"]
    assert "10:00:00 to 10:05:00" in str(refused.value)
    assert "Doe" not in str(refused.value)


def test_two_people_may_work_at_the_same_time(
    ana: User, ben: User, dr_okafor: Provider, jane: Patient
) -> None:
    draft = by_clock("2026-03-10T10:00:00-04:00", "2026-03-10T10:05:00-04:00")
    log(draft, user=ana, patient=jane)
    log(draft, user=ben, patient=jane)
    assert TimeEntry.objects.count() == 2


def test_a_date_in_a_closed_period_needs_a_reason_and_is_late(ana: User, jane: Patient) -> None:
    close(jane, date(2026, 2, 1), date(2026, 2, 28))
    with pytest.raises(Refused) as refused:
        log(by_minutes(4, date(2026, 2, 28)), user=ana, patient=jane)
    assert codes(refused) == ["period_closed"]
    assert "1 Feb 2026 – 28 Feb 2026 is closed" in str(refused.value)
    (late,) = log(by_minutes(4, date(2026, 2, 28), reason="Found in my notes"), user=ana, patient=jane)
    (in_time,) = log(by_minutes(4, date(2026, 3, 1)), user=ana, patient=jane)
    versions = {row.entry_id: row for row in EntryVersion.objects.all()}
    assert (versions[late.pk].is_late, versions[late.pk].reason) == (True, "Found in my notes")
    assert not versions[in_time.pk].is_late


def test_every_problem_is_told_at_once(ana: User, jane: Patient) -> None:
    draft = Draft(
        activity="communication", counterpart="martian", performed_on=date(2026, 3, 11), seconds=2_000 * 60
    )
    with pytest.raises(Refused) as refused:
        log(draft, user=ana, patient=jane)
    assert codes(refused) == ["counterpart_unknown", "channel_missing", "longer_than_a_day", "in_the_future"]


def test_a_patient_who_is_not_enrolled_is_refused(ana: User, dr_rivera: Provider, hilltop: Practice) -> None:
    with pytest.raises(Refused) as refused:
        log(by_minutes(5), user=ana, patient=make.patient(hilltop))
    assert codes(refused) == ["not_enrolled"]


def test_programme_time_has_a_book_of_its_own(ana: User, dr_rivera: Provider, hilltop: Practice) -> None:
    draft = Draft(activity="program_monitoring", performed_on=date(2026, 3, 10), seconds=600)
    log(draft, user=ana, patient=None)
    log(draft, user=ana, patient=None)
    book = Book.objects.get(patient=None)
    assert (book.practice, book.length) == (hilltop, 2)


def test_people_without_a_provider_row_are_told_whom_to_ask(ben: User, jane: Patient) -> None:
    with pytest.raises(Refused) as refused:
        log(by_minutes(5), user=ben, patient=jane)
    assert codes(refused) == ["provider_unknown"]


def test_nobody_logs_the_time_of_somebody_else(
    ana: User, dr_okafor: Provider, jane: Patient, mia: User, dr_rivera: Provider
) -> None:
    with pytest.raises(Refused) as refused:
        log(by_minutes(5), user=ana, patient=jane, provider=dr_okafor)
    assert codes(refused) == ["not_your_time"]
    with pytest.raises(Refused) as refused:
        log(by_minutes(5), user=mia, patient=jane)
    assert codes(refused) == ["may_not_log"]


def test_the_schedule_logs_for_the_provider_it_names(dr_rivera: Provider, jane: Patient) -> None:
    (entry,) = log_time(
        by_minutes(5),
        actor=schedule_of(jane.practice),
        patient=jane,
        provider=dr_rivera,
        capture=Capture.IMPORTED,
        now=NOW,
    )
    assert entry.provider == dr_rivera
    assert EntryVersion.objects.get().recorded_by is None


def test_an_entry_touches_only_goals_of_its_patient(ana: User, jane: Patient, mark: Patient) -> None:
    goals = [
        Goal.objects.create(
            practice=patient.practice, patient=patient, statement="Walk", stated_on=date(2026, 2, 1)
        )
        for patient in (jane, mark)
    ]
    (entry,) = log(by_minutes(5), user=ana, patient=jane, goals=goals[:1])
    assert list(entry.goals.all()) == goals[:1]
    with pytest.raises(Refused) as refused:
        log(by_minutes(5), user=ana, patient=jane, goals=goals)
    assert codes(refused) == ["goal_of_another"]


@pytest.mark.parametrize("others", [0, 30])
def test_logging_takes_the_same_number_of_queries_however_full_the_book_is(
    ana: User, jane: Patient, others: int, django_assert_num_queries: Any
) -> None:
    start = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    for place in range(others + 1):
        at = start + timedelta(minutes=place)
        log(
            Draft(activity="documentation", started_at=at, ended_at=at + timedelta(minutes=1)),
            user=ana,
            patient=jane,
        )
    actor = make.actor(ana)
    # PostgreSQL also locks the clock, and shares the lock under which months are locked, but writes all at once
    on_postgres = connection.features.has_select_for_update
    with django_assert_num_queries(7 if on_postgres else 8):
        log_time(
            by_clock("2026-03-10T13:00:00-04:00", "2026-03-10T13:05:00-04:00"),
            actor=actor,
            patient=jane,
            now=NOW,
            client_id=ONE_ID,
        )
