"""Do a write of another program once, however often it is sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from apps.practice.access import Actor
from apps.practice.models import IdempotencyKey
from apps.problems import Problem, Refused

LONGEST_KEY = 80
KEPT_FOR = timedelta(days=7)


class StillWorking(Exception):
    """The first request with this key has not been answered yet."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered, now or the first time."""

    status: int
    answer: Any
    is_replay: bool


def answer_once(
    key: str,
    work: Callable[[], tuple[int, Any]],
    *,
    actor: Actor,
    request_hash: str,
    is_one_transaction: bool,
) -> Answered:
    """Do `work` under `key` and keep its answer (status and plain data); the same key again gets that answer.

    With `is_one_transaction` the work and its answer are kept together or not at all. Without it (work that commits
    in steps and may be repeated) an error gives the key free. The same key with another request is refused.
    """
    if len(key) > LONGEST_KEY:
        said = f"The idempotency key has {len(key)} characters. Use up to {LONGEST_KEY}, such as a UUID."
        raise Refused(Problem("idempotency_key_too_long", said, "Idempotency-Key"))
    with transaction.atomic() if is_one_transaction else nullcontext():
        row = _claimed(key, actor=actor, request_hash=request_hash)
        if row is None:
            return _earlier(key, actor=actor, request_hash=request_hash)
        with nullcontext() if is_one_transaction else _given_free_on_error(row):
            row.status, row.answer = work()
            row.save(update_fields=["status", "answer"])
    return Answered(row.status, row.answer, is_replay=False)


def _claimed(key: str, *, actor: Actor, request_hash: str) -> IdempotencyKey | None:
    """Return a fresh row for `key`; None when there is one. A request at the same moment is waited for."""
    assert actor.user is not None  # the schedule sends no requests
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                practice=actor.practice, user=actor.user, key=key, request_hash=request_hash
            )
    except IntegrityError:
        return None


def _earlier(key: str, *, actor: Actor, request_hash: str) -> Answered:
    row = IdempotencyKey.objects.get(practice=actor.practice, user=actor.user, key=key)
    if row.request_hash != request_hash:
        said = f"The idempotency key {key} was used for another request. Use a new key for each request."
        raise Refused(Problem("idempotency_key_reused", said, "Idempotency-Key"))
    if row.status is None:
        raise StillWorking
    return Answered(row.status, row.answer, is_replay=True)


@contextmanager
def _given_free_on_error(row: IdempotencyKey) -> Iterator[None]:
    try:
        yield
    except BaseException:
        row.delete()
        raise


def forget_old_answers(*, now: datetime) -> int:
    """Forget the answers of more than a week ago, and return how many: no program repeats a request that late."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]
