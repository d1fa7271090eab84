"""Take in TA1, 999 and 277CA from files: the same operation as the page."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.billing.management.practices import acting, files_of
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.practice.access import Actor
from apps.problems import Refused


class Command(BaseCommand):
    """`manage.py import_acknowledgements PATH... [--practice ID]`."""

    help = (
        "Take in TA1, 999 and 277CA files, or folders of them. A file that is here already changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files and folders."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of them")
        parser.add_argument(
            "--practice", type=int, metavar="ID", help="which practice, when there are several"
        )

    def handle(self, **options: Any) -> None:
        """Import file by file; exit 1 when one was refused."""
        actor = acting(options["practice"])
        refused = sum(not self._import(actor, path) for path in files_of(options["paths"]))
        if refused:
            raise CommandError(f"{refused} files were refused; the lines above say why.")

    def _import(self, actor: Actor, path: Path) -> bool:
        try:
            done = import_acknowledgements(
                actor, content=path.read_bytes(), file_name=path.name, now=timezone.now(), today=actor.today
            )
        except OSError as error:
            self.stdout.write(f"{path.name}: {error.strerror or error}. Check the name of the file.")
            return False
        except Refused as refusal:
            self.stdout.write(
                "\n  ".join((f"{path.name}: refused.", *(each.message for each in refusal.problems)))
            )
            return False
        file = done.file
        if not done.is_new:
            self.stdout.write(
                f"{path.name}: imported already on {file.received_at:%Y-%m-%d %H:%M} UTC; nothing changed."
            )
            return True
        self.stdout.write(
            f"{path.name}: {file.acknowledged} answers, {file.rejected} of them rejections, {file.unmatched} to nothing"
            " of ours."
        )
        for finding in file.findings:
            self.stdout.write(f"  segment {finding['segment_number']}: {finding['message']}")
        return True
