"""Import roster files from the command line: a table of what happened, exit code 1 when anything was refused."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from apps.patients.domain.roster_files import LARGEST_BYTES, too_large
from apps.patients.imports.committing import commit_roster
from apps.patients.imports.rosters import ROW_STATES, discard_roster, preview_roster
from apps.patients.models import RosterImport, RosterImportRow
from apps.practice.access import Actor, actor_for, schedule_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, follow_up
from apps.practice.models import Practice, User
from apps.problems import Refused

PROBLEMS_SHOWN = 50


class Command(BaseCommand):
    """Looks at each file, says what it would do, and imports it unless --dry-run."""

    help = "Import patients from CSV tables or FHIR R4 bundles; each file as a whole or not at all."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take files, and in whose name and practice they are imported."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, import nothing")
        parser.add_argument("--practice", type=int, help="id of the practice; needed when there are several")
        parser.add_argument("--user", metavar="EMAIL", help="the member in whose name it is done")
        parser.add_argument(
            "--accept-good-rows",
            action="store_true",
            help="import the good rows of a file even when others are refused",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the files one after the other; one that is refused does not stop the next."""
        actor = _actor(options["practice"], options["user"])
        self.stdout.write(f"{'file':<40} {'new':>7} {'changed':>7} {'same':>7} {'refused':>7}  result")
        results = [self._attempt(path, actor, options) for path in options["files"]]
        if not all(results):
            sys.exit(1)

    def _attempt(self, path: Path, actor: Actor, options: dict[str, Any]) -> bool:
        """Return whether nothing of the file was refused."""
        try:
            return self._import(path, actor, options)
        except (Refused, OSError) as error:
            self._tell(path, None, "not imported")
            self.stdout.write(f"  {_why(error)}")
            return False

    def _import(self, path: Path, actor: Actor, options: dict[str, Any]) -> bool:
        roster = _preview(path, actor)
        refused = int(roster.counts["refused"])
        if options["dry_run"] or (refused and not options["accept_good_rows"]):
            result = "dry run" if options["dry_run"] else "not imported: correct it, or --accept-good-rows"
            self._tell(path, roster, result)
            self._tell_rows(roster)
            discard_roster(roster, actor=actor, now=timezone.now())
            return not refused
        changed: set[int] = set()
        with _bar(roster, "import") as bar:
            commit_roster(
                roster,
                actor=actor,
                accept_good_rows=options["accept_good_rows"],
                now=timezone.now(),
                today=actor.today,
                progress=bar.update,
                changed=changed.add,
            )
        self._tell(path, roster, "imported")
        for sentence in follow_up(actor, Changed(patients=changed)):
            self.stdout.write(f"  {sentence}")
        self._tell_rows(roster)
        return not refused

    def _tell(self, path: Path, roster: RosterImport | None, result: str) -> None:
        counts = roster.counts if roster else {}
        cells = " ".join(f"{counts.get(state, '-'):>7}" for state in ROW_STATES)
        self.stdout.write(f"{path.name[:40]:<40} {cells}  {result}")

    def _tell_rows(self, roster: RosterImport) -> None:
        for finding in roster.counts.get("findings", []):
            self.stdout.write(f"  note: {finding}")
        rows = RosterImportRow.objects.filter(roster_import=roster, state="refused")
        for row in rows[:PROBLEMS_SHOWN]:
            for problem in row.problems:
                self.stdout.write(f"  row {row.line}, {problem['field']}: {problem['message']}")
        if (more := rows.count() - PROBLEMS_SHOWN) > 0:
            self.stdout.write(f"  and {more} more refused rows")


def _preview(path: Path, actor: Actor) -> RosterImport:
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise Refused(too_large(size))
    with tqdm(desc=f"{path.name}: look", unit=" rows", file=sys.stderr) as bar:
        return preview_roster(
            path.read_bytes(),
            actor=actor,
            file_name=path.name,
            now=timezone.now(),
            today=actor.today,
            progress=bar.update,
        )


def _bar(roster: RosterImport, what: str) -> "tqdm[Any]":
    total = sum(int(roster.counts[state]) for state in ROW_STATES)
    return tqdm(desc=f"{roster.file_name}: {what}", total=total, unit=" rows", file=sys.stderr)


def _why(error: Refused | OSError) -> str:
    if isinstance(error, Refused):
        return "\n  ".join(problem.message for problem in error.problems)
    return f"{error.strerror or error}. Check the name of the file."


def _actor(practice_id: int | None, email: str | None) -> Actor:
    """Return in whose name files are imported: a member who may, or the practice's own schedule."""
    if email:
        user = User.objects.filter(email=email.lower()).first()
        actor = actor_for(user, practice_id=practice_id) if user else None
        if actor is None or not actor.may(Action.IMPORT_ROSTER):
            raise CommandError(
                f"{email} is no member who may import rosters. Name an administrator of the practice."
            )
        return actor
    practices = Practice.objects.filter(pk=practice_id) if practice_id else Practice.objects.all()
    found = list(practices[:2])
    if len(found) == 1:
        return schedule_of(found[0])
    if practice_id:
        raise CommandError(f"There is no practice {practice_id}. Practices: {_practices()}.")
    if not found:
        raise CommandError("There is no practice yet. Start the product and create one first.")
    raise CommandError(f"There are several practices. Choose one with --practice: {_practices()}.")


def _practices() -> str:
    return ", ".join(f"{each.pk} {each.name}" for each in Practice.objects.order_by("pk")[:20]) or "none"
