"""Write everything that a practice owns into one ZIP."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.practice import audit
from apps.practice.access import schedule_of
from apps.practice.exporting import write_export
from apps.practice.models import Practice


class Command(BaseCommand):
    """Write an export and say its hash."""

    help = (
        "Write everything that a practice owns into one ZIP: a line of JSON a row, its documents and files, a"
        " description of every column, and the SHA-256 of each. Give the practice with --practice ID where there are"
        " several."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the practice and the file."""
        parser.add_argument(
            "--practice", type=int, metavar="ID", help="the practice, where there are several"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the ZIP to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside the file and move it there when it is whole."""
        practice, out = self._practice(options["practice"]), options["out"]
        if out.exists():
            raise CommandError(f"{out} is there already. Name a file that is not.")
        part = out.with_name(f"{out.name}.part")
        now = timezone.now()
        with part.open("wb") as file:
            found = write_export(practice, file, now=now)
        part.replace(out)
        audit.record(
            schedule_of(practice), "export.written", new={"hash": found, "size": out.stat().st_size}, at=now
        )
        self.stdout.write(
            f"{practice.name}: {out} ({out.stat().st_size:,} bytes), hash of its list of hashes {found}"
        )

    def _practice(self, pk: int | None) -> Practice:
        found = list(Practice.objects.filter(**{"pk": pk} if pk else {}).order_by("pk")[:2])
        if len(found) == 1:
            return found[0]
        said = "Which practice? Give --practice ID." if found else "There is no such practice here."
        raise CommandError(said)
