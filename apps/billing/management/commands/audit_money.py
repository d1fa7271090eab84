"""Check that all sums of the money that came back agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.billing.operations.money_audit import audit_money
from apps.practice.access import schedule_of
from apps.practice.models import Practice


class Command(BaseCommand):
    """`manage.py audit_money [--practice ID]`: 0 when everything agrees, 1 with every disagreement named."""

    help = "Recompute the sums of remittances, payers and claims from raw bytes and rows; name every disagreement."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer one practice."""
        parser.add_argument("--practice", type=int, metavar="ID", help="only this practice (all of them)")

    def handle(self, **options: Any) -> None:
        """Check practice by practice."""
        practices = Practice.objects.order_by("pk")
        if options["practice"] is not None:
            practices = practices.filter(pk=options["practice"])
            if not practices.exists():
                raise CommandError(
                    f"There is no practice {options['practice']}. Leave --practice out for all of them."
                )
        wrong = 0
        for practice in practices:
            check = audit_money(schedule_of(practice), now=timezone.now())
            wrong += len(check.disagreements)
            for each in check.disagreements:
                self.stdout.write(each)
            count = f"{check.files} files, {check.claim_payments} claim payments"
            said = (
                "all sums agree" if not check.disagreements else f"{len(check.disagreements)} disagreements"
            )
            self.stdout.write(f"{practice.name}: {count}: {said}.")
        if wrong:
            raise CommandError(f"{wrong} figures disagree; each is named above.")
