"""Corrections and voids append: the old version stays, closed periods stand, only the author changes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Book, EntryVersion, TimeEntry
from apps.timelog.operations import amend_entry, void_entry
from apps.timelog.verification import book_break
from tests import builders as make
from tests.timelog.test_log_time import NOW, by_clock, by_minutes, close, codes, log

LATER = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)


def amend(entry: TimeEntry, draft: Draft, user: User, based_on: int | None = None) -> EntryVersion:
    return amend_entry(entry, actor=make.actor(user), draft=draft, now=LATER, based_on=based_on)


def test_a_correction_is_a_new_version_and_the_old_one_stays(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    amend(entry, by_minutes(28, reason="Included my lunch"), ana)
    old, new = EntryVersion.objects.filter(entry=entry).order_by("number")
    assert (old.seconds, new.seconds, new.number, new.reason) == (1860, 1680, 2, "Included my lunch")
    assert TimeEntry.objects.get(pk=entry.pk).current_version == new
    assert new.previous_hash == old.hash
    assert book_break(Book.objects.get(patient=jane)) is None
    event = AuditEvent.objects.get(action="time.amended")
    assert event.old is not None
    assert event.new is not None
    assert (event.old["seconds"], event.new["seconds"]) == (1860, 1680)


def test_a_correction_needs_a_reason(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    with pytest.raises(Refused) as refused:
        amend(entry, by_minutes(28), ana)
    assert codes(refused) == ["reason_missing"]


def test_nobody_corrects_or_voids_the_time_of_somebody_else(
    ana: User, ben: User, dr_okafor: object, mia: User, jane: Patient
) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    for user in (ben, mia):
        with pytest.raises(Refused) as refused:
            amend(entry, by_minutes(28, reason="Too long"), user)
        assert codes(refused) == ["not_your_time"]
        with pytest.raises(Refused) as refused:
            void_entry(entry, actor=make.actor(user), reason="Too long", now=LATER)
        assert codes(refused) == ["not_your_time"]
    assert EntryVersion.objects.count() == 1


def test_a_correction_of_an_older_version_is_refused(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    amend(entry, by_minutes(28, reason="Lunch"), ana, based_on=1)
    with pytest.raises(Refused) as refused:
        amend(entry, by_minutes(27, reason="Lunch"), ana, based_on=1)
    assert codes(refused) == ["changed_meanwhile"]


def test_an_entry_may_be_corrected_where_it_stands_but_not_onto_another(ana: User, jane: Patient) -> None:
    (entry,) = log(by_clock("2026-03-10T10:00-04:00", "2026-03-10T10:10-04:00"), user=ana, patient=jane)
    log(by_clock("2026-03-10T10:30-04:00", "2026-03-10T10:40-04:00"), user=ana, patient=jane)
    amend(entry, by_clock("2026-03-10T10:05-04:00", "2026-03-10T10:15-04:00", reason="Clock was slow"), ana)
    with pytest.raises(Refused) as refused:
        amend(entry, by_clock("2026-03-10T10:25-04:00", "2026-03-10T10:31-04:00", reason="Clock"), ana)
    assert codes(refused) == ["overlaps"]


def test_a_correction_stays_inside_one_day(ana: User, jane: Patient) -> None:
    (entry,) = log(by_clock("2026-03-09T22:00-04:00", "2026-03-09T22:10-04:00"), user=ana, patient=jane)
    with pytest.raises(Refused) as refused:
        amend(entry, by_clock("2026-03-09T23:50-04:00", "2026-03-10T00:10-04:00", reason="Later"), ana)
    assert codes(refused) == ["crosses_midnight"]
    assert "10 Mar 2026" in str(refused.value)


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 3, 1)], ids=["stays closed", "moves out"])
def test_a_correction_of_a_closed_date_is_late(ana: User, jane: Patient, day: date) -> None:
    (entry,) = log(by_minutes(31, date(2026, 2, 28)), user=ana, patient=jane)
    close(jane, date(2026, 2, 1), date(2026, 2, 28))
    assert amend(entry, by_minutes(28, day, reason="Lunch"), ana).is_late


def test_a_void_entry_counts_nowhere_and_frees_its_time(ana: User, jane: Patient) -> None:
    draft = by_clock("2026-03-10T10:00-04:00", "2026-03-10T10:10-04:00")
    (entry,) = log(draft, user=ana, patient=jane)
    version = void_entry(entry, actor=make.actor(ana), reason="Wrong patient", now=LATER)
    assert (version.is_void, version.seconds, version.reason) == (True, 600, "Wrong patient")
    fresh = TimeEntry.objects.get(pk=entry.pk)
    assert (fresh.occupies_from, fresh.occupies_until) == (None, None)
    log(draft, user=ana, patient=jane)
    assert book_break(Book.objects.get(patient=jane)) is None


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        pytest.param("x" * 300, None, id="as long as is kept"),
        pytest.param("x" * 301, "reason_too_long", id="a character more"),
        pytest.param("a\0b", "reason_unreadable", id="a null character"),
        pytest.param("  ", "reason_missing", id="blank"),
    ],
)
def test_the_reason_of_a_void_is_one_that_can_be_kept(
    reason: str, code: str | None, ana: User, jane: Patient
) -> None:
    (entry,) = log(by_minutes(31), user=ana, patient=jane)
    if code is None:
        assert void_entry(entry, actor=make.actor(ana), reason=reason, now=LATER).reason == reason
        return
    with pytest.raises(Refused) as refused:
        void_entry(entry, actor=make.actor(ana), reason=reason, now=LATER)
    assert codes(refused) == [code]


def test_a_void_entry_is_not_touched_again(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(5), user=ana, patient=jane)
    void_entry(entry, actor=make.actor(ana), reason="Wrong patient", now=LATER)
    with pytest.raises(Refused) as refused:
        void_entry(entry, actor=make.actor(ana), reason="Again", now=LATER)
    assert codes(refused) == ["entry_is_void"]
    with pytest.raises(Refused) as refused:
        amend(entry, by_minutes(6, reason="Again"), ana)
    assert codes(refused) == ["entry_is_void"]


def test_a_correction_is_checked_like_an_entry(ana: User, jane: Patient) -> None:
    (entry,) = log(by_minutes(5), user=ana, patient=jane, now=NOW)
    with pytest.raises(Refused) as refused:
        amend(entry, replace(by_minutes(0, reason="Zero"), performed_on=date(2026, 1, 14)), ana)
    assert codes(refused) == ["minutes_not_positive", "before_enrollment"]
