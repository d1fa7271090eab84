"""Put approved claims in files: the same operation as the page."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.billing.domain.x12_837p import CLAIMS_PER_FILE
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.checking import check_submission
from apps.billing.operations.moves import LeftOut
from apps.billing.operations.sendable import sendable_claims
from apps.billing.operations.sending import check_may_leave, make_submission
from apps.practice.access import Actor, schedule_of
from apps.practice.models import Practice

X12 = Submission.Format.X12_837P


class Command(BaseCommand):
    """`manage.py export_claims --format 837p|cms1500|csv|xlsx|fhir [--practice ID] [--out DIR]`."""

    help = "Make a file of the approved claims (837P: one for each receiver) and put the claims in its batch."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the format; offer one practice and another folder."""
        parser.add_argument("--format", required=True, choices=Submission.Format.values)
        parser.add_argument("--practice", type=int, metavar="ID", help="only this practice (all of them)")
        parser.add_argument(
            "--out", type=Path, default=Path(), metavar="DIR", help="where the files go (here)"
        )

    def handle(self, **options: Any) -> None:
        """Export practice by practice; exit 1 when a claim or a file had to stay."""
        practices = Practice.objects.order_by("pk")
        if options["practice"] is not None:
            practices = practices.filter(pk=options["practice"])
            if not practices.exists():
                raise CommandError(
                    f"There is no practice {options['practice']}. Leave --practice out for all of them."
                )
        options["out"].mkdir(parents=True, exist_ok=True)
        format = Submission.Format(options["format"])
        stayed = sum(self._export(schedule_of(practice), format, options["out"]) for practice in practices)
        if stayed:
            raise CommandError("Some claims or files stayed here; the lines above say why.")

    def _export(self, actor: Actor, format: Submission.Format, folder: Path) -> int:
        """Make the practice's files; return how many claims or files stayed."""
        ways: list[Receiver | None] = [None]
        if format == X12:
            ways = list(Receiver.objects.filter(practice=actor.practice).order_by("pk"))
            if not ways:
                self.stdout.write(f"{actor.practice.name}: no receiver of 837P files. Enter one first.")
        return sum(self._export_through(actor, format, way, folder, actor.today) for way in ways)

    def _export_through(
        self, actor: Actor, format: Submission.Format, receiver: Receiver | None, folder: Path, today: date
    ) -> int:
        claims, left_out = sendable_claims(actor, format=format, receiver=receiver, today=today)
        self._say_left_out(left_out)
        if not claims:
            self.stdout.write(f"{actor.practice.name}{_through(receiver)}: nothing to export.")
            return len(left_out)
        portions = (
            claims[start : start + CLAIMS_PER_FILE] for start in range(0, len(claims), CLAIMS_PER_FILE)
        )
        files = [self._write(actor, format, receiver, portion, folder, today) for portion in portions]
        return len(left_out) + files.count(False)

    def _write(
        self,
        actor: Actor,
        format: Submission.Format,
        receiver: Receiver | None,
        claims: list[Claim],
        folder: Path,
        today: date,
    ) -> bool:
        """Make and write one file; say False when it has to stay."""
        submission = make_submission(
            actor,
            claim_ids=[claim.pk for claim in claims],
            format=format,
            receiver=receiver,
            now=timezone.now(),
            today=today,
        )
        submission = check_submission(actor, submission_id=submission.pk, clock=timezone.now) or submission
        if problems := check_may_leave(submission):
            self.stdout.write(f"{submission.file_name}: {problems[0].message}")
            return False
        (folder / submission.file_name).write_bytes(bytes(submission.content))
        self.stdout.write(
            f"{actor.practice.name}{_through(receiver)}: {submission.claim_count} claims,"
            f" {submission.total_charge} dollars, in {folder / submission.file_name}."
        )
        return True

    def _say_left_out(self, left_out: list[LeftOut]) -> None:
        for each in left_out:
            for problem in each.problems:
                self.stdout.write(f"{each.patient_control_number}: {problem.message}")


def _through(receiver: Receiver | None) -> str:
    return f" through {receiver.name}" if receiver else ""
