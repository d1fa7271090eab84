"""Rows made in short are those that the ORM's initializer makes."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, IdempotencyKey, Practice, Provider, User
from apps.practice.new_rows import new_row
from apps.timelog.models import Book, EntryVersion, TimeEntry, Timer

AT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
PRACTICE, USER, PROVIDER, PATIENT = Practice(pk=1), User(pk=2), Provider(pk=3), Patient(pk=4)
ENTRY = TimeEntry(pk=6)
ROWS: list[tuple[type[Model], dict[str, Any]]] = [
    (AuditEvent, {"practice_id": 1, "actor_id": None, "action": "noted", "new": {"a": 1}, "at": AT}),
    (IdempotencyKey, {"practice": PRACTICE, "user": USER, "key": "k", "request_hash": "h", "created_at": AT}),
    (
        TimeEntry,
        {"practice_id": 1, "book": Book(pk=5), "patient": None, "provider": PROVIDER, "continues": ENTRY},
    ),
    (EntryVersion, {"id": 7, "entry": ENTRY, "confirmed_by": None, "recorded_by": USER, "note": "n"}),
    (Timer, {"practice": PRACTICE, "user": USER, "patient": PATIENT, "client_id": uuid4()}),
]


def _held(row: Model) -> dict[str, Any]:
    state = row._state
    known = {name: value for name, value in state.fields_cache.items() if value is not None}
    columns = {name: value for name, value in row.__dict__.items() if name != "_state"}
    return {"is new": state.adding, "known": known, **columns}


@pytest.mark.parametrize(("model", "said"), ROWS, ids=[model.__name__ for model, _ in ROWS])
def test_a_row_holds_what_the_initializer_puts_into_it(model: type[Model], said: dict[str, Any]) -> None:
    assert _held(new_row(model, **said)) == _held(model(**said))


def test_what_is_made_for_each_row_is_its_own() -> None:
    first, second = new_row(Timer), new_row(Timer)
    assert first.client_id != second.client_id
    assert first.stretches is not second.stretches


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        new_row(AuditEvent, colour="red")
