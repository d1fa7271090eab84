"""Closing service periods, with decisions, traces, drafts and audit, against the least the database needs for it.

The floor, in the same run and over the same rows: one SQL aggregate that sums the seconds of every due period, and
plain bulk inserts of as many rows, with the same contents, as the close wrote. A second, lower floor loads those rows
with COPY (SQLite: executemany), which no application with decisions to make can reach.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Sum

from apps.billing.models import Charge, Claim, ClaimEvent, CloseRun, Decision, ServiceLine, ServicePeriod
from apps.billing.operations.closing import close_due_periods
from apps.billing.operations.cutting import cut_periods
from apps.patients.models import Enrollment
from apps.practice.access import Actor, schedule_of
from apps.practice.models import AuditEvent, Practice
from apps.sample.loading import load_rows
from apps.sample.operations import make_sample_practice
from apps.timelog.models import ClosedSpan, EntryVersion
from bench.harness import Figure, seconds

FIRST, LAST, TODAY = date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, 10, tzinfo=UTC)
WRITTEN: tuple[type[models.Model], ...] = (ClosedSpan, Decision, Claim, ServiceLine, ClaimEvent, AuditEvent)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument(
        "--periods", type=int, default=50_000, help="due periods, of twice as many patients (50,000)"
    )
    parser.add_argument("--small", type=int, default=5_000, help="due periods of the small close (5,000)")
    parser.add_argument("--runs", type=int, default=3, help="closes of each size; the median counts (3)")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Measure the small and the large close in one practice."""
    practice = make_sample_practice(
        patients=options.periods * 2, seed=1, today=TODAY, progress=lambda *_: None
    )
    _charge(practice)
    actor = schedule_of(practice)
    per_period = {}
    for name, size in (("small", options.small), ("large", options.periods)):
        _make_due(actor, size)
        taken = [_measured(actor) for _ in range(options.runs)]
        close, aggregate, inserts, loading = (median(column) for column in zip(*taken, strict=True))
        per_period[name] = close / size * 1000
        yield Figure(f"close {size:,} due periods", close, floor=aggregate + inserts, note=_written_note())
        yield Figure(f"  beside bare loading of {size:,}", close, floor=aggregate + loading)
        yield Figure(f"  the aggregate of {size:,}", aggregate)
        yield Figure(f"  the inserts of {size:,}", inserts)
        _undo(actor)
    yield Figure("a period of the large close", per_period["large"], "ms", floor=per_period["small"])


def _charge(practice: Practice) -> None:
    """Charge every code, so that drafts are priced and checked."""
    codes = ("G0181", "G0182", "99374", "99375", "99377", "99378", "99379", "99380")
    there = set(Charge.objects.filter(practice=practice).values_list("procedure_code", flat=True))
    Charge.objects.bulk_create(
        Charge(practice=practice, procedure_code=code, amount=120, starts_on=date(2025, 1, 1))
        for code in codes
        if code not in there
    )


def _make_due(actor: Actor, size: int) -> None:
    """Let the first `size` enrollments begin on 1 May, the others on 1 June: one due period for each of the first."""
    ServicePeriod.objects.all().delete()
    enrolled = Enrollment.objects.order_by("pk").values_list("pk", flat=True)[:size]
    Enrollment.objects.update(starts_on=TODAY, periods_are_cut=True)
    Enrollment.objects.filter(pk__in=list(enrolled)).update(starts_on=FIRST)
    cut_periods(actor, today=LAST)
    _analyze()


def _analyze() -> None:
    """Let the planner know the tables, as autovacuum would have by then."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measured(actor: Actor) -> tuple[float, float, float, float]:
    """Close once; return the seconds of the close, of the aggregate, of bulk inserts and of loading; put all back."""
    before = {
        model: model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        for model in WRITTEN
    }
    aggregate = seconds(_aggregate)
    close = seconds(lambda: close_due_periods(actor, today=TODAY, now=NOW, trigger=CloseRun.Trigger.COMMAND))
    assert not ServicePeriod.objects.filter(state="open", due_on__lte=TODAY).exists()
    rows = [
        list(model._default_manager.filter(pk__gt=before[model] or 0).order_by("pk")) for model in WRITTEN
    ]
    _reopen(before)
    inserts = seconds(lambda: _insert(rows))
    _reopen(before)
    loading = seconds(lambda: _load(rows))
    _reopen(before)
    return close, aggregate, inserts, loading


def _aggregate() -> None:
    """Sum the seconds of every due period in one statement."""
    list(
        EntryVersion.objects.filter(
            patient__service_periods__state="open",
            patient__service_periods__due_on__lte=TODAY,
            performed_on__gte=F("patient__service_periods__starts_on"),
            performed_on__lte=F("patient__service_periods__ends_on"),
            current_of__isnull=False,
            is_void=False,
        )
        .values_list("patient__service_periods")
        .annotate(total=Sum("seconds"))
        .order_by()
    )


def _insert(tables: Iterable[Sequence[Any]]) -> None:
    """Insert rows that are ready, in bulk, in one transaction."""
    with transaction.atomic():
        for rows in tables:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)


def _load(tables: Iterable[Sequence[Any]]) -> None:
    """Load the same rows as fast as the database takes them."""
    with transaction.atomic():
        for rows in tables:
            if rows:
                fields = type(rows[0])._meta.local_concrete_fields
                load_rows(
                    type(rows[0]), [field.name for field in fields], (_values(row, fields) for row in rows)
                )


def _values(row: models.Model, fields: Iterable["models.Field[Any, Any]"]) -> list[Any]:
    values = ((field, getattr(row, field.attname)) for field in fields)
    return [
        json.dumps(value) if isinstance(field, models.JSONField) and value is not None else _plain(value)
        for field, value in values
    ]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _written_note() -> str:
    run = CloseRun.objects.order_by("-pk").first()
    assert run is not None
    return (
        f"{run.billable:,} billable, {run.blocked:,} blocked, {run.not_billable:,} not, {run.failed:,} failed"
    )


def _reopen(before: dict[type[models.Model], int | None]) -> None:
    """Take back what a close wrote."""
    ServicePeriod.objects.filter(starts_on__gt=LAST).delete()
    ServicePeriod.objects.filter(state="closed").update(state="open", closed_at=None, pin=None)
    with connection.cursor() as cursor:
        for model in reversed(WRITTEN):
            table = connection.ops.quote_name(model._meta.db_table)
            guard = model is AuditEvent and connection.vendor == "postgresql"
            if guard:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table} WHERE id > %s", [before[model] or 0])
            if guard:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _undo(actor: Actor) -> None:
    ServicePeriod.objects.filter(practice=actor.practice).delete()
    CloseRun.objects.all().delete()
