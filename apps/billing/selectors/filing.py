"""Claims that have not reached their payer, by the time left to file them and the money that hangs on it.

The last day comes from the payer's profile in force, so it is worked out and not stored: the claims are added up by
payer and date of service in the database, a few thousand rows however many claims there are, and dated here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from apps.billing.domain.filing import UNFILED, Urgency, days_left, urgency_of
from apps.billing.models import Claim
from apps.patients.models import Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.rules.ruleset import RuleSet

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Portion:
    """The unfiled claims of one payer with one date of service; `file_by_on` is their last day, None for unknown."""

    payer_id: int
    starts_on: date
    file_by_on: date | None
    urgency: Urgency
    claims: int
    charge: Decimal


@dataclass(frozen=True)
class PayerCountdown:
    """What hangs on one payer's time for filing; `file_by_on` is the next last day that is not past, None for none."""

    payer: Payer
    claims: int
    charge: Decimal
    file_by_on: date | None
    days: int | None
    late_claims: int
    late_charge: Decimal


@dataclass(frozen=True)
class Countdown:
    """All portions of a practice, by its rules, and today's date there."""

    portions: Sequence[Portion]
    rules: RuleSet
    today: date

    def sums(self, payer_id: int | None = None) -> dict[Urgency, tuple[int, Decimal]]:
        """Return claims and charges by urgency, of one payer or all."""
        found = dict.fromkeys(Urgency, (0, _NOTHING))
        for each in self._of(payer_id):
            claims, charge = found[each.urgency]
            found[each.urgency] = claims + each.claims, charge + each.charge
        return found

    def by_payer(self, payers: Iterable[Payer]) -> list[PayerCountdown]:
        """Return what hangs on each payer that has unfiled claims, the most money first."""
        mine: dict[int, list[Portion]] = defaultdict(list)
        for each in self.portions:
            mine[each.payer_id].append(each)
        rows = [_of_payer(payer, mine[payer.pk], self.today) for payer in payers if payer.pk in mine]
        return sorted(rows, key=lambda row: (-row.charge, row.payer.name))

    def condition(self, urgencies: Iterable[Urgency], payer_id: int | None = None) -> Q:
        """Return which claims are of `urgencies`: ranges of dates of service, payer by payer."""
        wanted = set(urgencies)
        found = Q(pk__in=[])
        ordered = sorted(self._of(payer_id), key=lambda each: (each.payer_id, each.starts_on))
        for (payer, is_wanted), run in groupby(
            ordered, key=lambda each: (each.payer_id, each.urgency in wanted)
        ):
            dates = [each.starts_on for each in run]
            if is_wanted:
                found |= Q(payer=payer, starts_on__range=(dates[0], dates[-1]))
        return found

    def file_by(self, claim: Claim) -> date | None:
        """Return the last day to file a claim that was read with its payer."""
        return self.rules.filing_deadline(claim.payer.profile, from_date=claim.starts_on)

    def _of(self, payer_id: int | None) -> Iterable[Portion]:
        return (each for each in self.portions if payer_id in (None, each.payer_id))


def countdown(actor: Actor, *, today: date) -> Countdown:
    """Return the practice's unfiled claims by payer and date of service, with the time left: two queries."""
    profiles = dict(rows_of(actor, Payer).values_list("pk", "profile"))
    rules = rules_in_force(actor.practice)
    rows = unfiled(actor).order_by().values("payer_id", "starts_on")
    sums = rows.annotate(claims=Count("pk"), charge=Sum("total_charge"))
    return Countdown([_portion(dict(row), profiles, rules, today) for row in sums], rules, today)


def unfiled(actor: Actor) -> QuerySet[Claim]:
    """Return the practice's claims that have not reached their payer."""
    return rows_of(actor, Claim).filter(state__in=UNFILED)


def by_money(actor: Actor, condition: Q) -> QuerySet[Claim]:
    """Return unfiled claims that fit, the most money first, then the oldest date of service."""
    claims = unfiled(actor).filter(condition).select_related("patient", "payer").defer("document")
    return claims.order_by("-total_charge", "starts_on", "pk")


def _portion(row: dict[str, Any], profiles: dict[int, str], rules: RuleSet, today: date) -> Portion:
    last = rules.filing_deadline(profiles[row["payer_id"]], from_date=row["starts_on"])
    return Portion(
        payer_id=row["payer_id"],
        starts_on=row["starts_on"],
        file_by_on=last,
        urgency=urgency_of(days_left(last, today=today)) if last else Urgency.LATER,
        claims=row["claims"],
        charge=row["charge"] or _NOTHING,
    )


def _of_payer(payer: Payer, portions: Sequence[Portion], today: date) -> PayerCountdown:
    late = [each for each in portions if each.urgency is Urgency.PAST]
    coming = [each.file_by_on for each in portions if each.file_by_on and each.file_by_on >= today]
    soonest = min(coming, default=None)
    return PayerCountdown(
        payer=payer,
        claims=sum(each.claims for each in portions),
        charge=sum((each.charge for each in portions), _NOTHING),
        file_by_on=soonest,
        days=days_left(soonest, today=today) if soonest else None,
        late_claims=sum(each.claims for each in late),
        late_charge=sum((each.charge for each in late), _NOTHING),
    )
