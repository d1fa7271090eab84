"""Close what is due, by hand: the same operation that the schedule runs."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.billing.models import CloseRun, ServicePeriod
from apps.billing.operations.closing import close_due_periods
from apps.practice.access import schedule_of
from apps.practice.models import Practice


class Command(BaseCommand):
    """`manage.py close_periods [--today YYYY-MM-DD] [--practice ID]`."""

    help = "Close the service periods that are due, decide them and draft claims; print what was done."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer another date and one practice."""
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="as if it were this day (each practice's own)",
        )
        parser.add_argument("--practice", type=int, metavar="ID", help="only this practice (all of them)")

    def handle(self, **options: Any) -> None:
        """Close practice by practice; exit 1 when a period could not be closed."""
        runs = [self._close(practice, options["today"]) for practice in _practices(options["practice"])]
        if any(run.failed for run in runs):
            raise CommandError("Some periods could not be closed; they are tried again the next time.")

    def _close(self, practice: Practice, today: date | None) -> CloseRun:
        actor = schedule_of(practice)
        run = close_due_periods(
            actor, today=today or actor.today, now=timezone.now(), trigger=CloseRun.Trigger.COMMAND
        )
        self.stdout.write(
            f"{practice.name}, {run.today:%-d %b %Y}: {run.closed} closed; {run.billable} billable,"
            f" {run.blocked} blocked, {run.not_billable} not billable; {run.failed} failed."
        )
        for period in ServicePeriod.objects.filter(run=run).exclude(last_error=""):
            self.stdout.write(
                f"  Period {period.pk} ({period.starts_on} to {period.ends_on}): {period.last_error}"
            )
        return run


def _practices(practice_id: int | None) -> list[Practice]:
    practices = Practice.objects.order_by("pk")
    found = list(practices if practice_id is None else practices.filter(pk=practice_id))
    if practice_id is not None and not found:
        raise CommandError(
            f"There is no practice {practice_id}. Leave --practice out to close in all of them."
        )
    return found
