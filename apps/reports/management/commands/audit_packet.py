"""Write audit packets: what the page hands out."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.billing.models import Claim
from apps.billing.operations.packets import record_fetched
from apps.practice.access import schedule_of
from apps.reports.packets import claims_for_packets
from apps.reports.packing import manifest_hash_of, name_of, packets


class Command(BaseCommand):
    """`manage.py audit_packet CLAIM... --out DIR`."""

    help = "Write the audit packet of each claim named: a ZIP with the paper, the data, the ledger and their proof."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for claims by their number (patient control number); offer another folder."""
        parser.add_argument(
            "claims", nargs="+", metavar="CLAIM", help="the claim's number, as C0000000000501"
        )
        parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where they go (here)")

    def handle(self, **options: Any) -> None:
        """Write one ZIP a claim; nothing is written when a number is not known."""
        found = list(
            Claim.objects.filter(patient_control_number__in=options["claims"]).select_related("practice")
        )
        known = {claim.patient_control_number for claim in found}
        if unknown := [number for number in options["claims"] if number not in known]:
            raise CommandError(f"No claim has the number {', '.join(unknown)}. Nothing was written.")
        options["out"].mkdir(parents=True, exist_ok=True)
        for row in found:
            self._write(row, options["out"])

    def _write(self, row: Claim, folder: Path) -> None:
        actor = schedule_of(row.practice)
        claim = claims_for_packets(actor, [row.pk]).get()
        (content,) = packets(actor, [claim], now=timezone.now())
        path = folder / name_of(claim)
        path.write_bytes(content)
        record_fetched(actor, [claim], manifests={claim.pk: manifest_hash_of(content)})
        self.stdout.write(f"{path}: {len(content):,} bytes.")
