"""Ask for an export of everything, make it, hand it out, forget it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from errno import EDQUOT, ENOSPC
from tempfile import TemporaryFile
from threading import Thread
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Action
from apps.practice.exporting import rows_in_all, write_export
from apps.practice.models import Export, ExportPart
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused

PART = 4 << 20
# An export holds everything in one file: it is fetched and not left lying about.
KEPT_FOR = timedelta(days=7)
# One that has not shown itself for so long has died with its worker, and another may begin anew.
SILENCE = timedelta(minutes=5)
NO_ROOM = (
    "The disk of the server has no room for it. Ask whoever runs the server for room, or forget earlier exports; then"
    " make it again."
)
BROKEN = "It broke off. Make it again; if that breaks off too, whoever runs the server finds why in the log, export {}."
_FULL = (ENOSPC, EDQUOT)
_SHOWN_EVERY = timedelta(seconds=2)


@transaction.atomic
def ask_for_export(actor: Actor, *, now: datetime) -> Export:
    """Ask for an export of everything the practice owns; older ones than `KEPT_FOR` make room. One at a time."""
    _permit(actor)
    lock_practice(actor)
    rows_of(actor, Export).filter(asked_at__lt=now - KEPT_FOR).delete()
    if rows_of(actor, Export).filter(finished_at__isnull=True).exists():
        said = "An export is being made. Wait until it is there, or forget it first."
        raise Refused(Problem("export_under_way", said))
    row = Export.objects.create(
        practice=actor.practice, asked_by=actor.user, asked_at=now, total=rows_in_all(actor.practice)
    )
    audit.record(actor, "export.asked", row, new={"rows": row.total}, at=now)
    return row


def unfinished(*, now: datetime) -> QuerySet[Export]:
    """Return the exports that nobody is at."""
    return Export.objects.filter(Q(seen_at=None) | Q(seen_at__lt=now - SILENCE), finished_at__isnull=True)


def make_export(export_id: int, *, clock: Callable[[], datetime]) -> Export | None:
    """Make an export; None when there is nothing to do or another one is at it. A repeated message changes nothing."""
    now = clock()
    if not unfinished(now=now).filter(pk=export_id).update(seen_at=now, done=0):
        return None
    row = Export.objects.select_related("practice").get(pk=export_id)
    try:
        with TemporaryFile() as file:
            found = write_export(row.practice, file, now=now, seen=_progress(row, clock))
            return _keep(row, file, found, now=clock())
    except Exception as error:
        _end_failed(row, error, now=clock())
        raise  # the log of the worker has it whole


def _end_failed(row: Export, error: Exception, *, now: datetime) -> None:
    """End an export that cannot be made, with what whoever asked may do: trying forever would hide it."""
    problem = NO_ROOM if isinstance(error, OSError) and error.errno in _FULL else BROKEN.format(row.pk)
    Export.objects.filter(pk=row.pk, finished_at__isnull=True).update(finished_at=now, problem=problem)


@transaction.atomic
def _keep(row: Export, file: IO[bytes], found: str, *, now: datetime) -> Export | None:
    locked = Export.objects.select_for_update().filter(pk=row.pk, finished_at__isnull=True).first()
    if locked is None:  # forgotten meanwhile
        return None
    file.seek(0)
    locked.parts.all().delete()
    for number, content in enumerate(iter(lambda: file.read(PART), b""), start=1):
        ExportPart.objects.create(export=locked, number=number, content=content)
        locked.size += len(content)
    locked.hash, locked.finished_at, locked.done = found, now, locked.total
    locked.save(update_fields=["size", "hash", "finished_at", "done"])
    return locked


def _progress(row: Export, clock: Callable[[], datetime]) -> Callable[[int], None]:
    """Return what writes down, now and then, how far it is: beside the one look at the database that reads it all."""
    shown_at, done = clock(), 0
    in_own = not connection.in_atomic_block

    def write(now: datetime, count: int) -> None:
        Export.objects.filter(pk=row.pk).update(done=count, seen_at=now)
        if in_own:
            connection.close()

    def seen(rows: int) -> None:
        nonlocal shown_at, done
        done += rows
        now = clock() if done % 1000 == 0 else shown_at
        if now - shown_at < _SHOWN_EVERY:
            return
        shown_at = now
        if in_own:
            thread = Thread(target=write, args=(now, done))
            thread.start()
            thread.join()
        else:
            write(now, done)

    return seen


def fetched(actor: Actor, row: Export, *, now: datetime) -> Iterator[bytes]:
    """Record that an export left the house, and give its bytes part by part."""
    _permit(actor)
    audit.record(actor, "export.fetched", row, new={"size": row.size, "hash": row.hash}, at=now)
    return _parts(row)


def _parts(row: Export) -> Iterator[bytes]:
    numbers = list(row.parts.order_by("number").values_list("pk", flat=True))
    for pk in numbers:
        yield bytes(ExportPart.objects.get(pk=pk).content)


@transaction.atomic
def forget_export(actor: Actor, *, export_id: int) -> None:
    """Forget an export: a copy, which can be made again."""
    _permit(actor)
    row = rows_of(actor, Export).select_for_update().filter(pk=export_id).first()
    if row is None:
        raise Refused(Problem("gone", "This export is gone already. Ask for a new one."))
    audit.record(actor, "export.forgotten", row, old={"rows": row.total, "hash": row.hash})
    row.delete()


def _permit(actor: Actor) -> None:
    if not actor.may(Action.CHANGE_PRACTICE):
        raise PermissionDenied
