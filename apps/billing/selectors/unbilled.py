"""Closed stretches without a claim: the month's to-do, by the money that hangs on each and the last day to file it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.billing.domain.lifecycle import GONE_STATES, LIVE_STATES
from apps.billing.models import Claim, Decision
from apps.billing.selectors.searching import patients_with
from apps.patients.models import Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.rules.periods import add_months

BLOCKED, NOT_BILLABLE, GIVEN_UP = "blocked", "not_billable", "given_up"
KINDS = (BLOCKED, NOT_BILLABLE, GIVEN_UP)
SORTS = ("value", "deadline")


@dataclass(frozen=True, slots=True)
class UnbilledFilter:
    """What the list is narrowed to; `since` is the first day on which a window may have ended, `month` that month."""

    kind: str
    since: date
    payer_id: int | None = None
    provider_id: int | None = None
    obstacle: str = ""
    month: date | None = None
    words: str = ""
    sort: str = "value"


@dataclass(frozen=True, slots=True)
class Line:
    """A decision in its place: the money expected, None where no row knows it, and the payer's last day to file."""

    decision_id: int
    value: Decimal | None
    file_by_on: date | None


def unbilled(actor: Actor, wanted: UnbilledFilter) -> list[Line]:
    """Return every line that fits: the most money first and the nearest deadline among equals, or the other way round.

    The last day to file comes from the payer's profile by the first day of the period, the earliest that the claim
    can name: what is filed by then is never late.
    """
    profiles = dict(rows_of(actor, Payer).values_list("pk", "profile"))
    rules = rules_in_force(actor.practice)
    deadlines: dict[tuple[int | None, date], date | None] = {}

    def last_day(payer_id: int | None, first_day: date) -> date | None:
        key = (payer_id, first_day)
        if key not in deadlines:
            profile = profiles.get(payer_id or 0, "")
            deadlines[key] = rules.filing_deadline(profile, from_date=first_day) if profile else None
        return deadlines[key]

    rows = (
        _narrowed(actor, wanted).order_by().values_list("pk", "expected_amount", "payer", "period__starts_on")
    )
    lines = [Line(pk, value, last_day(payer, first)) for pk, value, payer, first in rows]
    return sorted(lines, key=_by_value if wanted.sort == "value" else _by_deadline)


def _by_value(line: Line) -> tuple[bool, Decimal, date, int]:
    value = line.value or Decimal(0)
    return line.value is None, -value, line.file_by_on or date.max, line.decision_id


def _by_deadline(line: Line) -> tuple[date, bool, Decimal, int]:
    value = line.value or Decimal(0)
    return line.file_by_on or date.max, line.value is None, -value, line.decision_id


def unbilled_counts(actor: Actor, since: date) -> dict[str, int]:
    """Return how many closed stretches have no claim, by why: two queries, from an index."""
    current = rows_of(actor, Decision).filter(is_current=True, window_ends_on__gte=since).order_by()
    refused = current.filter(outcome__in=(BLOCKED, NOT_BILLABLE))
    counts = dict(refused.values_list("outcome").annotate(Count("pk")))
    given_up = current.filter(_given_up(actor)).count()
    return {**{kind: counts.get(kind, 0) for kind in (BLOCKED, NOT_BILLABLE)}, GIVEN_UP: given_up}


def obstacles_in(actor: Actor, kind: str, since: date) -> list[str]:
    """Return the reasons that stand in the list, the commonest spelling of each once."""
    rows = rows_of(actor, Decision).filter(is_current=True, outcome=kind, window_ends_on__gte=since)
    return sorted(rows.exclude(obstacle="").order_by().values_list("obstacle", flat=True).distinct())


def decisions_for(actor: Actor, lines: Sequence[Line]) -> Iterator[tuple[Line, Decision]]:
    """Yield the lines with their decisions and what a row shows, in the same order: one query."""
    rows = rows_of(actor, Decision).select_related(
        "patient", "payer", "rendering_provider", "period__coverage__payer", "episode__agency"
    )
    found = rows.in_bulk([line.decision_id for line in lines])
    return ((line, found[line.decision_id]) for line in lines if line.decision_id in found)


def _narrowed(actor: Actor, wanted: UnbilledFilter) -> QuerySet[Decision]:
    rows = rows_of(actor, Decision).filter(is_current=True, window_ends_on__gte=wanted.since)
    rows = rows.filter(_given_up(actor)) if wanted.kind == GIVEN_UP else rows.filter(outcome=wanted.kind)
    if wanted.month is not None:
        rows = rows.filter(window_ends_on__gte=wanted.month, window_ends_on__lt=add_months(wanted.month, 1))
    said = {
        "payer": wanted.payer_id,
        "rendering_provider": wanted.provider_id,
        "obstacle": wanted.obstacle or None,
    }
    rows = rows.filter(**{name: value for name, value in said.items() if value is not None})
    for word in wanted.words.split():
        rows = rows.filter(patients_with(actor, word))
    return rows


def _given_up(actor: Actor) -> Q:
    """Match billable decisions that have claims, none of which lives: somebody gave the draft up.

    The claims that were given up are few; those that live are looked for beside them alone.
    """
    gone = rows_of(actor, Claim).filter(state__in=GONE_STATES).order_by()
    live = Claim.objects.filter(period=OuterRef("period"), state__in=LIVE_STATES)
    return Q(~Exists(live), pk__in=gone.values("decision"), outcome=Decision.Outcome.BILLABLE)
