"""Post remittance advice (835) from files: the same operations as the page."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from apps.billing.management.practices import acting, files_of
from apps.billing.models import RemittanceFile
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.billing.remittance_json import file_said
from apps.practice.access import Actor
from apps.problems import Refused

HELP = """Post remittance advice (835) from files or folders. A file that is here already changes nothing.

With --json one object goes to standard output; amounts are strings of dollars, what cannot be read is null:
  files[]: file, sha256, is_new, state, received_at, posted_at, claim_count, claims_paid, posted_count, posted_paid,
           waiting_count, problems[] (only for a file that was refused), findings[] (code, message, segment_number)
  files[].remittances[]: trace_number, payer, payer_id, payee_npi, method, paid_on, payment, claim_count, claims_paid,
           provider_adjusted, balances, held, segment_number,
           provider_adjustments[] (reason_code, reference, amount, segment_number)
  files[].remittances[].claims[]: patient_control_number, claim_status_code, payer_claim_control_number, charge, paid,
           patient_responsibility, interest, balances, state (posted, waiting, noted, aside), wait_code, waits_because,
           matched_claim, remark_codes[], segment_number, adjustments[] (group, reason_code, amount, quantity),
           services[] (procedure_code, modifiers[], units, charge, paid, allowed, starts_on, ends_on, line_id,
           remark_codes[], segment_number, adjustments[])
The exit code is 1 when a file was refused; findings and waiting claims are no failure."""


class Command(BaseCommand):
    """`manage.py post_remittance FILE... [--practice ID] [--dry-run] [--json]`."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Keep the lines of the help as they are."""
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **options
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files and folders."""
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="FILE", help="an 835 file, or a folder of them"
        )
        parser.add_argument(
            "--practice", type=int, metavar="ID", help="which practice, when there are several"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="say it as JSON (the shape is above)")

    def handle(self, **options: Any) -> None:
        """Post file by file; exit 1 when one was refused."""
        actor = acting(options["practice"])
        said = []
        for path in files_of(options["paths"]):
            with transaction.atomic() if options["dry_run"] else nullcontext():
                said.append(self._post(actor, path))
                if options["dry_run"]:
                    transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "files": said}, indent=2))
        else:
            for each in said:
                self._tell(each, is_dry=options["dry_run"])
        refused = sum("problems" in each for each in said)
        if refused:
            raise CommandError(f"{refused} of {len(said)} files were refused; nothing of them was kept.")

    def _post(self, actor: Actor, path: Path) -> dict[str, Any]:
        """Take in and post one file; return what it said, or why it was refused."""
        now = timezone.now()
        try:
            content = path.read_bytes()
            received = receive_remittance(
                actor, content=content, file_name=path.name, source=RemittanceFile.Source.COMMAND, now=now
            )
            with tqdm(
                desc=path.name, unit=" claims", file=sys.stderr, disable=not sys.stderr.isatty()
            ) as bar:

                def progress(done: int, total: int) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                file = post_remittance(
                    actor, file_id=received.file.pk, now=now, today=actor.today, progress=progress
                )
        except OSError as error:
            return _refused(path, [f"{error.strerror or error}. Check the name of the file."])
        except Refused as refused:
            return _refused(path, [problem.message for problem in refused.problems])
        return file_said(file, is_new=received.is_new)

    def _tell(self, said: dict[str, Any], *, is_dry: bool) -> None:
        if "problems" in said:
            self.stdout.write("\n  ".join((f"{said['file']}: refused.", *said["problems"])))
            return
        if not said["is_new"]:
            done = "posted" if said["posted_at"] else "received"
            at = timezone.localtime(datetime.fromisoformat(said["posted_at"] or said["received_at"]))
            self.stdout.write(
                f"{said['file']}: {done} already on {at:%-d %b %Y, %H:%M}; nothing was changed."
            )
            return
        verb = "would be posted" if is_dry else "posted"
        self.stdout.write(
            f"{said['file']}: {said['claim_count']} claims, {said['claims_paid']} paid; {said['posted_count']} {verb}"
            f" ({said['posted_paid']}), {said['waiting_count']} wait."
        )
        for advice in said["remittances"]:
            self.stdout.write(
                f"  payment {advice['trace_number']} of {advice['payment']} by {advice['payer']} on"
                f" {advice['paid_on']}: {advice['claim_count']} claims, {advice['claims_paid']}"
                f"{'' if advice['balances'] else '; does not balance'}"
            )
            for claim in advice["claims"]:
                if claim["waits_because"]:
                    number, paid = claim["patient_control_number"], claim["paid"]
                    self.stdout.write(f"    {number}, {paid}: {claim['waits_because']}")
        for finding in said["findings"]:
            self.stdout.write(f"  segment {finding['segment_number']}: {finding['message']}")


def _refused(path: Path, problems: list[str]) -> dict[str, Any]:
    return {"file": path.name, "is_new": False, "problems": problems}
