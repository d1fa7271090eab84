"""The export of everything and its restore: time, and the memory that they take above what the process holds.

The practice has 200,000 entries and documents of some megabytes each; a second run with other sizes shows that the
memory is the same for any. The floor of the export is deflating the very same bytes. Times are CPU seconds.
"""

import argparse
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import process_time

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from apps.patients.models import Document, DocumentContent, Patient
from apps.practice.access import schedule_of
from apps.practice.exporting import write_export
from apps.practice.models import Practice
from apps.practice.operations_exports import ask_for_export, fetched, make_export
from apps.practice.restoring import restore_export
from bench._two_years import TwoYears
from bench.harness import Figure, memory_now, memory_peak

PIECE = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument("--entries", type=int, default=200_000, help="time entries over two years (200,000)")
    parser.add_argument("--claims", type=int, default=10_000, help="claims over two years (10,000)")
    parser.add_argument("--patients", type=int, default=2_000, help="enrolled patients (2,000)")
    parser.add_argument("--documents", type=int, default=200, help="documents of each patient's proof (200)")
    parser.add_argument("--megabytes", type=int, default=2, help="how large each document is (2)")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Fill a practice, write it out, hand it out, put it back."""
    world = TwoYears(options, timezone.localdate())
    world.fill()
    _map_nothing()
    _file_documents(options)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practice.zip"
        taken, above = _measured(lambda: _write(path))
        yield Figure(
            "writing the export", taken, floor=_floor(path), note=f"{path.stat().st_size / 1e6:,.0f} MB"
        )
        yield Figure("memory above, writing", above, "MB")
        yield from _in_background()
        call_command("flush", interactive=False, verbosity=0)
        taken, above = _measured(lambda: _restore(path))
        yield Figure("putting it back", taken)
        yield Figure("memory above, putting back", above, "MB")


def _file_documents(options: argparse.Namespace) -> None:
    """File documents that no ZIP makes smaller."""
    practice, at = Practice.objects.get(), datetime(2026, 1, 2, tzinfo=UTC)
    for number in range(options.documents):
        content = os.urandom(options.megabytes * PIECE)
        row = Document.objects.create(
            practice=practice, patient=Patient.objects.get(pk=number % options.patients + 1), kind="other",
            file_name=f"proof-{number}.pdf", media_type="application/pdf", size=len(content), pages=1,
            sha256=sha256(content).hexdigest(), uploaded_at=at,
        )  # fmt: skip
        DocumentContent.objects.create(document=row, content=content)


def _map_nothing() -> None:
    """Let SQLite read without mapping its file: mapped pages are the system's, but count as those of the process."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


def _measured(work: Callable[[], object]) -> tuple[float, float]:
    held, started = memory_now(), process_time()
    work()
    return process_time() - started, memory_peak() - held


def _write(path: Path) -> None:
    with path.open("wb") as file:
        write_export(Practice.objects.get(), file, now=timezone.now())


def _restore(path: Path) -> None:
    with path.open("rb") as file:
        restore_export(file)


def _in_background() -> Iterator[Figure]:
    """Make it as the worker does, and hand it out part by part as the page does."""
    actor = schedule_of(Practice.objects.get())
    asked = ask_for_export(actor, now=timezone.now())
    _, above = _measured(lambda: make_export(asked.pk, clock=timezone.now))
    yield Figure("memory above, in the background", above, "MB")
    asked.refresh_from_db()
    _, above = _measured(lambda: sum(len(part) for part in fetched(actor, asked, now=timezone.now())))
    yield Figure("memory above, handing out", above, "MB")
    asked.delete()


def _floor(path: Path) -> float:
    """Deflate the bytes of the export once more, member by member, and say how long that took."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as again:
        started, reading = process_time(), 0.0
        for name in archive.namelist():
            with archive.open(name) as member, again.open(name, "w", force_zip64=True) as file:
                while True:
                    before = process_time()
                    piece = member.read(PIECE)
                    reading += process_time() - before
                    if not piece:
                        break
                    file.write(piece)
        return process_time() - started - reading
