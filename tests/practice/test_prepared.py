"""Prepared statements say and do what their querysets would."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.db.transaction import TransactionManagementError, atomic
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from apps.practice.models import AuditEvent, Practice, Provider
from apps.practice.parts import holds_first, part, whole
from apps.practice.prepared import Change, NextId, Question, Slot, add, addition, insert, write
from apps.practice.prepared_lists import Among, DayNumber
from apps.timelog.models import Timer
from tests import builders

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 15, 30, 12, 345678, tzinfo=UTC)


def _provider() -> Provider:
    practice = builders.practice()
    user = builders.user("ana@hilltop.example", "Ana Rivera")
    return builders.provider(practice, user=user, starts_on=date(2020, 2, 29))


def _timer(provider: Provider, **fields: object) -> Timer:
    patient = builders.patient(provider.practice)
    return Timer(
        practice=provider.practice, user=provider.user, provider=provider, patient=patient, activity="communication",
        started_at=NOW, running_since=NOW, stretches=[["a", "b"]], client_id=uuid4(), **fields,
    )  # fmt: skip


def _same(row: Model, other: Model) -> bool:
    return (row.pk, model_to_dict(row)) == (other.pk, model_to_dict(other))


def test_what_is_inserted_and_asked_is_what_the_orm_would_save_and_find() -> None:
    provider = _provider()
    row = _timer(provider)
    insert(row)
    insert(AuditEvent(practice=provider.practice, action="noted", new={"on": date(2026, 3, 4)}, at=NOW))
    saved = Timer.objects.get(pk=row.pk)
    assert _same(saved, row)
    assert not row._state.adding
    assert AuditEvent.objects.get(action="noted").new == {"on": "2026-03-04"}
    following = Question(lambda: Provider.objects.filter(pk=Slot("pk")).values_list(NextId(AuditEvent)))
    for action in ("named", "named after it"):
        ((pk,),) = following.all(pk=provider.pk)
        add(AuditEvent(pk=pk, practice=provider.practice, action=action, at=NOW))
        add(AuditEvent(practice=provider.practice, action=f"nameless, {action}", at=NOW))
        assert AuditEvent.objects.get(action=action).pk == pk
        assert AuditEvent.objects.get(action=f"nameless, {action}").pk > pk
    timers = Question(
        lambda: Timer.objects.select_related("provider", "patient__practice").filter(
            client_id=Slot("client_id"), started_at=Slot("at"), practice=Slot("practice")
        )
    )
    found = timers.first(client_id=row.client_id, at=NOW, practice=provider.practice_id)
    assert _same(found, saved)
    assert _same(found.provider, provider)
    assert found.patient.practice == provider.practice
    assert timers.first(client_id=uuid4(), at=NOW, practice=provider.practice_id) is None
    values = Question(lambda: Provider.objects.filter(starts_on=Slot("on")).values_list("starts_on", "pk"))
    assert values.all(on=date(2020, 2, 29)) == [(date(2020, 2, 29), provider.pk)]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 3, 1), date(2020, 2, 29), date(9999, 12, 31)])
def test_dates_and_truth_are_read_as_the_orm_reads_them_and_days_as_their_numbers(day: date) -> None:
    provider = builders.provider(builders.practice(), starts_on=day, ends_on=None)
    read = Question(
        lambda: Provider.objects.filter(Among("pk", "ids")).values_list(
            "starts_on", "ends_on", "practice__is_sample", DayNumber("starts_on"), DayNumber("ends_on")
        )
    )
    assert read.all(ids=[provider.pk]) == [(day, None, False, day.toordinal(), None)]
    assert read.all(ids=[]) == []


def test_changes_and_removals_touch_their_rows_alone() -> None:
    provider = _provider()
    mine, waiting = _timer(provider), _timer(provider, waiting_since=NOW)
    waiting.patient, waiting.running_since = mine.patient, None
    insert(mine)
    insert(waiting)
    later = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
    noting = Change(lambda: Timer.objects.filter(pk=Slot("pk")), "seen_at", "note")
    noting.make(pk=mine.pk, seen_at=later, note="x")
    mine.refresh_from_db()
    waiting.refresh_from_db()
    assert (mine.seen_at, mine.note, waiting.seen_at, waiting.note) == (later, "x", None, "")
    with CaptureQueriesContext(connection) as asked:
        write(
            addition(
                *(AuditEvent(practice=provider.practice, action=each, at=NOW) for each in ("one", "two"))
            ),
            noting.write(pk=waiting.pk, seen_at=later, note="y"),
            Change(lambda: Timer.objects.filter(pk=Slot("pk"))).write(pk=mine.pk),
        )
    assert len(asked) == (1 if connection.vendor == "postgresql" else 3)
    waiting.refresh_from_db()
    assert (list(Timer.objects.all()), waiting.note) == ([waiting], "y")
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["one", "two"]


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only() -> None:
    locked = Question(lambda: Provider.objects.select_for_update().filter(pk=Slot("pk")))
    with atomic():
        assert locked.all(pk=1) == []
    with pytest.raises(TransactionManagementError):
        locked.all(pk=1)


@pytest.mark.django_db(transaction=True)
def test_parts_of_a_whole_make_no_savepoints_and_go_with_it() -> None:
    def write(action: str) -> None:
        with part():
            insert(AuditEvent(practice=practice, action=action, at=NOW))
            if action == "refused":
                raise ValueError

    practice = builders.practice()
    with CaptureQueriesContext(connection) as asked, whole():
        write("first")
        write("second")
    assert not [each for each in asked if "SAVEPOINT" in each["sql"]]
    with pytest.raises(ValueError), whole():
        list(map(write, ("third", "refused")))
    with atomic():
        write("fourth")
        with pytest.raises(ValueError):
            write("refused")
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "first",
        "second",
        "fourth",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_whole_that_begins_late_begins_with_its_first_part_and_is_one() -> None:
    practice = builders.practice()

    def has_begun() -> bool:
        return bool(connection.in_atomic_block)

    def write(action: str) -> None:
        with part():
            insert(AuditEvent(practice=practice, action=action, at=NOW))

    def fail_after(action: str) -> None:
        assert not has_begun()
        write(action)
        assert has_begun()
        raise ValueError

    with pytest.raises(ValueError), whole(begins_late=True):
        fail_after("undone")
    assert not has_begun()
    with whole(begins_late=True):
        list(map(write, ("first", "second")))
        assert has_begun()
    with whole(begins_late=True):
        Practice.objects.get()
    assert [each.action for each in AuditEvent.objects.order_by("pk")] == ["first", "second"]


@pytest.mark.postgres
def test_prepared_statements_alone_are_planned_and_no_text_with_values_is_kept(settings: Any) -> None:
    settings.PLANNED_AFTER = 2
    provider = _provider()
    asked = Question(lambda: Provider.objects.filter(pk=Slot("pk")))
    for _ in range(4):
        assert asked.first(pk=provider.pk) == provider
        assert Provider.objects.filter(pk=provider.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (1,)
    assert connection.connection is not None
    assert connection.connection.prepare_threshold is None


def test_a_whole_inside_another_is_a_part_of_it_and_keeps_its_locks() -> None:
    practice = builders.practice()

    def write_and_fail() -> None:
        with whole():
            add(AuditEvent(practice=practice, action="noted", at=NOW))
            assert holds_first(("clock", 1))
        assert [holds_first(("clock", 1)), holds_first(("clock", 2))] == [False, True]
        raise ValueError

    assert [holds_first(("clock", 1)), holds_first(("clock", 1))] == [True, True]
    with pytest.raises(ValueError), whole():
        write_and_fail()
    assert not AuditEvent.objects.exists()
