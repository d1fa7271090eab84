"""Dates of service and the first day on which a claim may go out, as the payer profile asks."""

from datetime import date

from apps.rules import periods
from apps.rules.counting import Time
from apps.rules.facts import PeriodFacts
from apps.rules.reaching import Reached
from apps.rules.resolved import Resolved
from apps.rules.stretches import Stretch


def dates_of_service(
    first: Reached | None, time: Time, stretch: Stretch, facts: PeriodFacts, resolved: Resolved
) -> tuple[date | None, date | None]:
    """From and through date of what was reached, both `None` when nothing was.

    `threshold_date`: the day the base code's last minute was reached. A span is used only inside one
    calendar month unless the profile allows more; otherwise the threshold date. Never after death.
    Source: MLN SE17023 (month end or threshold date); hospice guides (first to last documented).
    """
    if first is None:
        return None, None
    reached_on = first.lines[0].reached_on
    policy = resolved.date_of_service
    if policy == "threshold_date":
        return reached_on, reached_on
    if policy == "month_end":
        last = min(stretch.ends_on, facts.died_on) if facts.died_on else stretch.ends_on
        return last, last
    if policy == "first_last_documented":
        span = (time.first_on or reached_on, time.last_on or reached_on)
    else:
        span = (stretch.starts_on, min(stretch.ends_on, facts.died_on) if facts.died_on else stretch.ends_on)
    if resolved.span_across_months or periods.same_month(*span):
        return span
    return reached_on, reached_on


def earliest_submit_on(first: Reached | None, facts: PeriodFacts, resolved: Resolved) -> date | None:
    """The day after the period where the payer wants it over, else the day the base code was reached."""
    if first is None:
        return None
    return facts.ends_on + periods.ONE_DAY if resolved.waits_for_period_end else first.lines[0].reached_on
