"""Undo: ten seconds by the server's clock, whoever did it, and the book keeps both."""

from datetime import date, datetime, timedelta

import pytest

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, Provider, User
from apps.problems import Refused
from apps.timelog.models import Book, Doubt, EntryVersion, TimeEntry
from apps.timelog.operations import amend_entry, confirm_entry, log_time, undo_entry, void_entry
from apps.timelog.verification import book_break, misplaced_entries
from tests import builders as make
from tests.timelog.test_log_time import NOW, by_clock, by_minutes, close, codes, log

TEN_TO_ELEVEN = ("2026-03-10T10:00:00-04:00", "2026-03-10T11:00:00-04:00")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def says(entry: TimeEntry) -> EntryVersion:
    return EntryVersion.objects.get(current_of=entry)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, []), (9.9, []), (10, []), (10.1, ["undo_too_late"])],
    ids=["at once", "just inside", "at ten seconds", "just outside"],
)
def test_the_window_is_ten_seconds(ana: User, jane: Patient, seconds: float, expected: list[str]) -> None:
    (entry,) = log(by_minutes(12), user=ana, patient=jane)
    found: list[str] = []
    try:
        undo_entry(entry, actor=make.actor(ana), now=after(seconds))
    except Refused as refused:
        found = [problem.code for problem in refused.problems]
    assert found == expected
    assert says(entry).is_void is not bool(expected)


def test_a_fresh_entry_goes_with_all_its_pieces_and_stays_readable(ana: User, jane: Patient) -> None:
    made = log(by_clock("2026-03-09T23:50:00-04:00", "2026-03-10T00:10:00-04:00"), user=ana, patient=jane)
    undo_entry(made[0], actor=make.actor(ana), now=after(3))
    assert [says(entry).is_void for entry in made] == [True, True]
    assert [says(entry).reason for entry in made] == ["Undone a moment later"] * 2
    assert AuditEvent.objects.filter(action="time.undone", patient_id=jane.pk).count() == 2
    assert book_break(Book.objects.get(patient=jane)) is None


def test_each_act_gives_way_to_what_was_said_before(ana: User, jane: Patient) -> None:
    actor = make.actor(ana)
    (entry,) = log(by_minutes(12, note="First"), user=ana, patient=jane)
    amend_entry(entry, actor=actor, draft=by_minutes(14, reason="Recount", note="Second"), now=after(60))
    undo_entry(entry, actor=actor, now=after(63))
    assert (says(entry).seconds, says(entry).note, says(entry).number) == (720, "First", 3)
    void_entry(entry, actor=actor, reason="Wrong patient", now=after(90))
    undo_entry(entry, actor=actor, now=after(93))
    assert (says(entry).is_void, says(entry).seconds) == (False, 720)
    (doubtful,) = log(by_minutes(9), user=ana, patient=jane, doubt=Doubt.CLOCK)
    confirm_entry(doubtful, actor=actor, reason="It was nine", now=after(100))
    undo_entry(doubtful, actor=actor, now=after(104))
    assert says(doubtful).is_confirmed is False
    assert not misplaced_entries(jane.practice).exists()


def test_undoing_a_void_takes_no_time_that_is_taken_meanwhile(ana: User, jane: Patient) -> None:
    actor = make.actor(ana)
    (entry,) = log(by_clock(*TEN_TO_ELEVEN), user=ana, patient=jane)
    void_entry(entry, actor=actor, reason="Typo", now=after(1))
    log_time(by_clock(*TEN_TO_ELEVEN), actor=actor, patient=jane, now=after(2))
    with pytest.raises(Refused) as refused:
        undo_entry(entry, actor=actor, now=after(4))
    assert codes(refused) == ["overlaps"]


def test_taking_time_back_out_of_a_closed_period_marks_that_period_again(ana: User, jane: Patient) -> None:
    actor = make.actor(ana)
    (entry,) = log(by_minutes(12), user=ana, patient=jane)
    span = close(jane, date(2026, 2, 1), date(2026, 2, 28))
    moved = by_minutes(12, on=date(2026, 2, 20), reason="It was in February")
    amend_entry(entry, actor=actor, draft=moved, now=after(60))
    undo_entry(entry, actor=actor, now=after(63))
    said = says(entry)
    assert (said.performed_on, said.is_late) == (NOW.date(), True)
    span.refresh_from_db()
    assert span.late_length == said.sequence


def test_only_who_did_it_undoes_it_and_only_what_they_saw(
    ana: User, ada: User, dr_rivera: Provider, jane: Patient
) -> None:
    (entry,) = log(by_minutes(12), user=ana, patient=jane)
    with pytest.raises(Refused) as refused:
        undo_entry(entry, actor=make.actor(ada), now=after(1))
    assert codes(refused) == ["not_yours_to_undo"]
    with pytest.raises(Refused) as refused:
        undo_entry(entry, actor=make.actor(ana), now=after(1), based_on=2)
    assert codes(refused) == ["changed_meanwhile"]


def test_an_undo_can_be_taken_back_at_once_too(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(12), user=ana, patient=jane)
    undo_entry(entry, actor=make.actor(ana), now=after(1))
    undo_entry(entry, actor=make.actor(ana), now=after(2))
    assert says(entry).is_void is False
