"""Do a write of another program once, however often it is sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from apps.practice.access import Actor
from apps.practice.models import IdempotencyKey
from apps.practice.new_rows import new_row
from apps.practice.parts import part, whole
from apps.practice.prepared import Question, Slot, insert
from apps.problems import Problem, Refused

LONGEST_KEY = 80
KEPT_FOR = timedelta(days=7)

_KNOWN = Question(
    lambda: IdempotencyKey.objects.filter(
        practice=Slot("practice"), user=Slot("user"), key=Slot("key")
    ).values_list("request_hash", "status", "answer")
)
Work = Callable[[], tuple[int, Any]]


class StillWorking(Exception):
    """The first request with this key has not been answered yet."""


class NothingDone(Exception):
    """The work was refused: nothing of it stays but this answer."""

    def __init__(self, status: int, answer: Any) -> None:
        super().__init__(status)
        self.status, self.answer = status, answer


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered, now or the first time."""

    status: int
    answer: Any
    is_replay: bool


def answer_once(
    key: str,
    work: Work,
    *,
    actor: Actor,
    request_hash: str,
    is_one_transaction: bool,
    begins_late: bool = False,
) -> Answered:
    """Do `work` under `key` and keep its answer (status and plain data); the same key again gets that answer.

    With `is_one_transaction` the work and its answer are kept together or not at all; `begins_late` is for work that
    writes in parts only, and reads before the first of them. Without it (work that commits in steps and may be
    repeated) an error gives the key free. The same key with another request is refused.
    """
    if len(key) > LONGEST_KEY:
        said = f"The idempotency key has {len(key)} characters. Use up to {LONGEST_KEY}, such as a UUID."
        raise Refused(Problem("idempotency_key_too_long", said, "Idempotency-Key"))
    if not is_one_transaction:
        return _in_steps(key, work, actor=actor, request_hash=request_hash)
    return _in_one_transaction(key, work, actor=actor, request_hash=request_hash, begins_late=begins_late)


def _in_one_transaction(
    key: str, work: Work, *, actor: Actor, request_hash: str, begins_late: bool
) -> Answered:
    """Keep the work and its answer together; of two at the same moment the second is undone and gets the answer.

    Work that raises `NothingDone` is undone as a whole, so that its parts need no savepoints; its answer is kept. The
    key's own constraint decides. What was answered before is looked up outside, where nobody else's write waits for
    it: first, or for work that `begins_late`, all of which is undone without a trace, only where it comes to nothing.
    """
    to_nothing = Exception if begins_late else IntegrityError
    known = None if begins_late else _earlier(key, actor=actor, request_hash=request_hash)
    if known is not None:
        return known
    try:
        with whole(begins_late=begins_late):
            status, answer = work()
            with part():
                _keep(key, actor=actor, request_hash=request_hash, status=status, answer=answer)
    except NothingDone as refused:
        status, answer = refused.status, refused.answer
        return _keep_or_earlier(key, actor=actor, request_hash=request_hash, status=status, answer=answer)
    except to_nothing:
        known = _earlier(key, actor=actor, request_hash=request_hash)
        if known is None:
            raise
        return known
    return Answered(status, answer, is_replay=False)


def _keep_or_earlier(key: str, *, actor: Actor, request_hash: str, status: int, answer: Any) -> Answered:
    """Keep an answer by itself, unless the same request was answered meanwhile."""
    try:
        with transaction.atomic():
            _keep(key, actor=actor, request_hash=request_hash, status=status, answer=answer)
    except IntegrityError:
        known = _earlier(key, actor=actor, request_hash=request_hash)
        if known is None:
            raise
        return known
    return Answered(status, answer, is_replay=False)


def _in_steps(key: str, work: Work, *, actor: Actor, request_hash: str) -> Answered:
    """Claim the key before the work, so that a second request does not begin the same steps."""
    try:
        with transaction.atomic():
            row = _keep(key, actor=actor, request_hash=request_hash)
    except IntegrityError:
        known = _earlier(key, actor=actor, request_hash=request_hash)
        if known is None:
            raise
        return known
    with _given_free_on_error(row):
        row.status, row.answer = work()
        row.save(update_fields=["status", "answer"])
    return Answered(row.status, row.answer, is_replay=False)


def _keep(
    key: str, *, actor: Actor, request_hash: str, status: int | None = None, answer: Any = None
) -> IdempotencyKey:
    assert actor.user is not None  # the schedule sends no requests
    row = new_row(
        IdempotencyKey,
        practice=actor.practice,
        user=actor.user,
        key=key,
        request_hash=request_hash,
        status=status,
        answer=answer,
    )
    insert(row)
    return row


def _earlier(key: str, *, actor: Actor, request_hash: str) -> Answered | None:
    """Return what was answered to this request before, None when nobody sent it; refuse another under its key."""
    assert actor.user is not None  # the schedule sends no requests
    found = _KNOWN.first(practice=actor.practice.pk, user=actor.user.pk, key=key)
    if found is None:
        return None
    known_hash, status, answer = found
    if known_hash != request_hash:
        said = f"The idempotency key {key} was used for another request. Use a new key for each request."
        raise Refused(Problem("idempotency_key_reused", said, "Idempotency-Key"))
    if status is None:
        raise StillWorking
    return Answered(status, answer, is_replay=True)


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
