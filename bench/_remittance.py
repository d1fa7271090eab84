"""A remittance posted, beside the least the same machine needs: reading the file and inserting as many rows.

The floor takes every segment apart into its elements and inserts, table by table, copies of all rows that posting
wrote (payments, lines, adjustments, the book, history, trail, work), ready made. Finding and locking the claims,
judging each payment and moving the claims come on top in the product. Times are CPU seconds of this process.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import date, timedelta
from decimal import Decimal
from time import process_time

from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from apps.billing.models import (
    Adjustment,
    Claim,
    ClaimEvent,
    ClaimPayment,
    ClaimTask,
    Posting,
    ServiceLine,
    ServicePayment,
)
from apps.billing.operations.posting import CLAIMS_IN_A_CHUNK, post_remittance
from apps.practice.access import Actor, schedule_of
from apps.practice.bulk import insert
from apps.practice.models import AuditEvent
from bench.harness import Figure, memory_now, memory_peak
from tests.billing.closing import NOW
from tests.billing.payers_answers import Answer, an_835, denial, receive

TODAY = date(2026, 11, 24)
WRITTEN = (ClaimPayment, ServicePayment, Adjustment, Posting, ClaimEvent, AuditEvent, ClaimTask)
# Copies of these would be refused as doubles: the rows go first.
COPIED_LAST_FIRST = (ClaimTask, Posting, Adjustment, ServicePayment, ClaimPayment)
Options = argparse.Namespace


def posting(options: Options) -> Iterator[Figure]:
    """Post one file, then one five times as large, whose time a claim should be the same."""
    like = Claim.objects.filter(state="approved").first()
    assert like is not None  # made for the files that go out
    actor = schedule_of(like.practice)
    small, floor, memory = _posted(actor, like, options.answers)
    yield Figure(
        f"{options.answers:,} claims of an 835 posted",
        small,
        floor=floor,
        note="one reason each, every tenth denied",
    )
    yield Figure(f"  queries for {CLAIMS_IN_A_CHUNK} claims", _queries(actor, like), "queries")
    yield Figure("  memory that posting them needed more", memory, "MB")
    large, _, memory = _posted(actor, like, options.answers * 5)
    yield Figure(f"  {options.answers * 5:,} claims, a claim", large / options.answers / 5 * 1e6, "µs",
                 floor=small / options.answers * 1e6, note=f"floor: a claim of {options.answers:,}")  # fmt: skip
    yield Figure("  memory that posting them needed more", memory, "MB")


def _posted(actor: Actor, like: Claim, count: int) -> tuple[float, float, float]:
    """Return the seconds of posting, those of its floor, and the memory that posting needed; nothing of it is kept."""
    with transaction.atomic():
        content = _answered(_sent(like, count))
        file = receive(actor, content)
        before = {model: model._default_manager.count() for model in WRITTEN}
        before_it = memory_now()
        taken = _cpu(lambda: post_remittance(actor, file_id=file.pk, now=NOW, today=TODAY))
        memory = memory_peak() - before_it
        rows = [list(model._default_manager.order_by("pk")[before[model] :]) for model in WRITTEN]
        assert len(rows[3]) == count
        copies = [[_copy(row) for row in each] for each in rows]
        for model in COPIED_LAST_FIRST:
            model._default_manager.all().delete()
        floor = _cpu(lambda: _floor(content, copies))
        transaction.set_rollback(True)
    return taken, floor, memory


def _queries(actor: Actor, like: Claim) -> float:
    """Return what one chunk more costs in queries."""
    found = []
    for count in (CLAIMS_IN_A_CHUNK, CLAIMS_IN_A_CHUNK * 2):
        with transaction.atomic():
            file = receive(actor, _answered(_sent(like, count)))
            with CaptureQueriesContext(connection) as queries:
                post_remittance(actor, file_id=file.pk, now=NOW, today=TODAY)
            found.append(len(queries))
            transaction.set_rollback(True)
    return found[1] - found[0]


def _sent(like: Claim, count: int) -> Sequence[str]:
    """Make claims that were sent, with one line each, and return their numbers."""
    line = ServiceLine.objects.first()
    assert line is not None
    claims = [copy(like) for _ in range(count)]
    for number, claim in enumerate(claims):
        claim.pk, claim.state, claim.total_charge = None, "sent", Decimal("125.50")
        claim.period_starts_on = claim.period_ends_on = date(1, 1, 1) + timedelta(days=number)
        claim.patient_control_number = f"R{number:09}"
    Claim.objects.bulk_create(claims, batch_size=2_000)
    lines = [copy(line) for _ in claims]
    for each, claim in zip(lines, claims, strict=True):
        each.pk, each.claim = None, claim
    ServiceLine.objects.bulk_create(lines, batch_size=2_000)
    return [claim.patient_control_number for claim in claims]


def _answered(numbers: Sequence[str]) -> bytes:
    return an_835(
        *(
            denial(each) if place % 10 == 0 else Answer(each, line_id=f"{each}-1", payer_number=f"ICN{place}")
            for place, each in enumerate(numbers)
        )
    )


def _copy(row: models.Model) -> models.Model:
    columns = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{name: getattr(row, name) for name in columns})


def _floor(content: bytes, tables: Sequence[Sequence[models.Model]]) -> int:
    segments = [segment.strip().split("*") for segment in content.decode("ascii").split("~")]
    for rows in tables:
        insert(rows)
    return len(segments)


def _cpu(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started
