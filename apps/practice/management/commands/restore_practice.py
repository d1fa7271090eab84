"""Put the export of a practice back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.practice import audit
from apps.practice.access import schedule_of
from apps.practice.restoring import restore_export
from apps.problems import Refused


class Command(BaseCommand):
    """Put back all of an export or nothing."""

    help = (
        "Put the export of a practice back, every row under its own key: all of it, or nothing where a byte differs"
        " from its hash, the tables are of another version or a key is taken. For an instance that has just been set"
        " up, before the first person signs up. Afterwards run verify_ledger; people get in with manage.py"
        " changepassword or the link of the sign-in page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the ZIP that export_practice wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was put back, or why nothing was."""
        try:
            with options["file"].open("rb") as file:
                done = restore_export(file)
        except OSError as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            raise CommandError(" ".join(problem.message for problem in refused.problems)) from refused
        new = {"rows": done.rows, "hash": done.hash}
        audit.record(schedule_of(done.practice), "export.restored", new=new)
        self.stdout.write(
            f"{done.practice.name}: {done.rows:,} rows put back, hash of its list of hashes {done.hash}"
        )
