"""Post the claims of a remittance: chunk by chunk, each once, whoever else is at it and whatever breaks off.

A chunk locks the file, goes on where the last one stopped, and commits rows, postings, moves and its place in the
file together. What cannot be posted for certain waits for a person with its reason; nothing is made to balance.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from django.db import IntegrityError, transaction

from apps.billing.domain.posting import Wait, is_reversal
from apps.billing.domain.remittance import ClaimPayment as Paid
from apps.billing.domain.x12_835 import Reading
from apps.billing.models import RemittanceAdvice, RemittanceFile
from apps.billing.operations.moves import Source
from apps.billing.operations.payment_details import write_details
from apps.billing.operations.payment_items import POSTED, item_of, judge, match
from apps.billing.operations.postings import write_postings
from apps.billing.operations.remittances import Outline, begin, outline_of, permit
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.bulk import insert

log = logging.getLogger(__name__)

CLAIMS_IN_A_CHUNK = 500
Progress = Callable[[int, int], object]
Place = tuple[int, int, Paid]  # which payment, which claim of it (from 1), the claim as read


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def post_remittance(
    actor: Actor, *, file_id: int, now: datetime, today: date, progress: Progress = _silent
) -> RemittanceFile:
    """Post what can be posted of a file for certain; a file that is posted already stays as it is.

    Commits in steps: broken off, it goes on from there the next time.
    """
    permit(actor)
    file = RemittanceFile.objects.get(practice=actor.practice, pk=file_id)
    if file.state == RemittanceFile.State.POSTED:
        return file
    content = bytes(file.content)
    file.content = b""
    outline = outline_of(content)
    file = begin(actor, file_id=file.pk, outline=outline)
    places = Places(content, outline)
    while file.state != RemittanceFile.State.POSTED:
        file = _post_some(actor, file.pk, places, now=now, today=today)
        progress(file.claims_done, file.claim_count)
    return file


def in_order(content: bytes, outline: Outline) -> Iterator[Place]:
    """Yield the claims of a file as they are posted: payment by payment, what is taken back before what is new."""
    numbers: Counter[int] = Counter()
    for number, claim in Reading(content).claims():
        if not numbers[number]:
            yield from ((number, place, back) for place, back in outline.taken_back.get(number, ()))
        numbers[number] += 1
        if not is_reversal(claim.claim_status_code):
            yield number, numbers[number], claim


class Places:
    """The claims of a file in the order of posting, some at a time: only those not posted yet are kept."""

    def __init__(self, content: bytes, outline: Outline) -> None:
        self._coming = in_order(content, outline)
        self._first = 0
        self._kept: deque[Place] = deque()

    def at(self, done: int, size: int) -> list[Place]:
        """Return the next `size` claims after the `done` ones; what is done is let go and never asked for again."""
        while self._first < done:
            if self._kept:
                self._kept.popleft()
            else:
                next(self._coming)
            self._first += 1
        self._kept.extend(islice(self._coming, max(size - len(self._kept), 0)))
        return list(islice(self._kept, size))


def _post_some(actor: Actor, file_id: int, places: Places, *, now: datetime, today: date) -> RemittanceFile:
    """Post the next chunk; one that the database refuses goes claim by claim, and only the one at fault waits."""
    try:
        return _post_chunk(actor, file_id, places, now=now, today=today)
    except (IntegrityError, ValueError):
        log.exception("A chunk of remittance file %s failed; it is posted claim by claim.", file_id)
    file = None
    for _ in range(CLAIMS_IN_A_CHUNK):
        try:
            file = _post_chunk(actor, file_id, places, now=now, today=today, size=1)
        except (IntegrityError, ValueError):
            file = _post_chunk(actor, file_id, places, now=now, today=today, size=1, held=Wait.FAILED)
    assert file is not None  # at least one was tried
    return file


@transaction.atomic
def _post_chunk(
    actor: Actor,
    file_id: int,
    places: Places,
    *,
    now: datetime,
    today: date,
    size: int = 0,
    held: str = "",
) -> RemittanceFile:
    files = RemittanceFile.objects.filter(practice=actor.practice).defer("content", "findings")
    file = files.select_for_update().get(pk=file_id)
    if file.state == RemittanceFile.State.POSTED:  # somebody else was quicker
        return file
    chunk = places.at(file.claims_done, size or CLAIMS_IN_A_CHUNK)
    if chunk:
        _post(actor, file, chunk, now=now, today=today, held=held)
    file.claims_done += len(chunk)
    if file.claims_done == file.claim_count:
        file.state, file.posted_at = RemittanceFile.State.POSTED, now
        audit.record(actor, "remittance.posted", file, new={"claims": file.claims_done}, at=now)
    file.save(update_fields=["claims_done", "state", "posted_at"])
    return file


def _post(
    actor: Actor, file: RemittanceFile, chunk: Sequence[Place], *, now: datetime, today: date, held: str
) -> None:
    advices = {row.number: row for row in RemittanceAdvice.objects.filter(file=file)}
    items = [item_of(actor, advices[number], place, paid) for number, place, paid in chunk]
    match(actor, items)
    judge(items, held={row.pk: held or row.hold_reason for row in advices.values()})
    insert([item.row for item in items])
    write_details(items)
    source = Source(f"835 {file.file_name}", "remittance_file", file.pk)
    write_postings(
        actor, [item for item in items if item.row.state == POSTED], source=source, now=now, today=today
    )
