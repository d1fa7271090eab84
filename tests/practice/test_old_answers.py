"""Answers of the API are kept a week."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.practice.models import IdempotencyKey, Practice, User
from apps.practice.operations_idempotency import forget_old_answers

NOW = datetime(2026, 6, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "is_kept"),
    [
        pytest.param(timedelta(days=7), True, id="a week to the second"),
        pytest.param(timedelta(days=7, seconds=1), False, id="a second more"),
    ],
)
def test_an_answer_is_forgotten_after_a_week(
    hilltop: Practice, ana: User, age: timedelta, is_kept: bool
) -> None:
    IdempotencyKey.objects.create(practice=hilltop, user=ana, key="k", request_hash="h", created_at=NOW - age)
    assert forget_old_answers(now=NOW) == (0 if is_kept else 1)
    assert IdempotencyKey.objects.exists() is is_kept
