"""Time that nobody logged, assumed to see what besides time stands in the way of a period."""

from datetime import date

from apps.billing.entry_rows import EntryRow
from apps.billing.models import ServicePeriod
from apps.rules.resolved import Resolved
from apps.rules.ruleset import RuleSet

# Who is talked to how, the most usual first: what counts is for the payer's profile to say.
KINDS = (
    ("communication", "agency_staff", "phone"),
    ("communication", "outside_professional", "phone"),
    ("communication", "patient", "phone"),
    ("progress_tracking", "", "record_review"),
)


def assumed_entry(period: ServicePeriod, rule_set: RuleSet, *, minutes: int, today: date) -> EntryRow:
    """Return an entry of the rendering provider that counts, of today or the day of the period next to it."""
    on = min(max(today, period.starts_on), period.ends_on)
    program = period.enrollment.program
    rules = rule_set.resolved(period.coverage.payer.profile, program, on=on) if period.coverage else None
    activity, counterpart, channel = _kind_that_counts(rules)
    return EntryRow(
        id=0,
        provider_id=period.enrollment.rendering_provider_id,
        performed_on=on,
        seconds=minutes * 60,
        activity=activity,
        counterpart=counterpart,
        channel=channel,
        started_at=None,
    )


def _kind_that_counts(rules: Resolved | None) -> tuple[str, str, str]:
    fits = (kind for kind in KINDS if rules is not None and not rules.cell(*kind).reason)
    return next(fits, KINDS[0])
