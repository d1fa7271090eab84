"""Signals: those of some periods, the list of a practice, how often each kind is seen, and the rows behind one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.billing.domain.signals import KindRow, SignalKind, kinds
from apps.billing.models import Claim, Decision, ServicePeriod, Signal
from apps.patients.models import OutsideService, Stay
from apps.practice.access import Actor, rows_of
from apps.timelog.models import EntryVersion

# What a list of claims may be narrowed to besides one kind.
ANY, NONE = "any", "none"


@dataclass(frozen=True, slots=True)
class HowOften:
    """How often a kind stands in the closed periods of a practice since a day."""

    row: KindRow
    periods: int
    of_periods: int
    waiting: int

    @property
    def percent(self) -> str:
        """The share of periods, to a tenth of a percent; a dash where none is closed."""
        return f"{100 * self.periods / self.of_periods:.1f}%" if self.of_periods else "–"


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The rows that a signal was seen in, each kind of row in the order it was kept."""

    entries: tuple[EntryVersion, ...] = ()
    claims: tuple[Claim, ...] = ()
    stays: tuple[Stay, ...] = ()
    outside: tuple[OutsideService, ...] = ()
    decisions: tuple[Decision, ...] = ()


def signals_of(actor: Actor, period_ids: Collection[int]) -> dict[int, list[Signal]]:
    """Return the signals that stand in some periods, by period: one query."""
    rows = rows_of(actor, Signal).filter(period__in=period_ids, stands=True).select_related("reviewed_by")
    found: dict[int, list[Signal]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.period_id].append(row)
    return found


def with_signal(actor: Actor, flag: str) -> Q:
    """Return the condition on claims that a flag waits on their period: of any kind, of none, or of one kind.

    The flags of each claim's own period are asked for: there may be a hundred times as many as claims in a queue. A
    period that was not looked through yet has no flag, and is not without one either.
    """
    here = OuterRef("period")
    waiting = rows_of(actor, Signal).filter(stands=True, reviewed_at__isnull=True, period=here)
    if flag == NONE:
        closed = rows_of(actor, ServicePeriod).filter(state=ServicePeriod.State.CLOSED)
        unseen = closed.filter(looked_at__isnull=True, pk=here)
        return Q(~Exists(waiting)) & Q(~Exists(unseen.order_by()))
    if flag != ANY:
        waiting = waiting.filter(kind=flag)
    return Q(Exists(waiting))


def listed_signals(actor: Actor, *, kind: str = "", reviewed: bool = False) -> QuerySet[Signal]:
    """Return the signals that stand, of one kind or all, looked at or not, the newest first."""
    rows = rows_of(actor, Signal).filter(stands=True, reviewed_at__isnull=not reviewed)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("patient", "period__enrollment__rendering_provider", "reviewed_by").order_by(
        "-period__ends_on", "pk"
    )


def how_often(actor: Actor, *, since: date) -> list[HowOften]:
    """Return how often each kind stands in periods that ended on `since` or later: two queries."""
    closed = (
        rows_of(actor, ServicePeriod).filter(state=ServicePeriod.State.CLOSED, ends_on__gte=since).count()
    )
    rows = rows_of(actor, Signal).filter(stands=True, period__ends_on__gte=since).order_by()
    counts = {
        row["kind"]: row
        for row in rows.values("kind").annotate(
            periods=Count("pk"), waiting=Count("pk", filter=Q(reviewed_at__isnull=True))
        )
    }
    none = {"periods": 0, "waiting": 0}
    return [
        HowOften(row, counts.get(kind, none)["periods"], closed, counts.get(kind, none)["waiting"])
        for kind, row in kinds().items()
    ]


def rows_behind(actor: Actor, signal: Signal) -> RowsBehind:
    """Return the rows that a signal was seen in: a query for each kind of row, however many there are."""
    ids: dict[str, list[int]] = defaultdict(list)
    for what, pk in signal.behind:
        ids[what].append(pk)
    entries = EntryVersion.objects.select_related("patient", "provider", "recorded_by")
    claims = Claim.objects.select_related("patient", "payer", "rendering_provider").prefetch_related("lines")
    return RowsBehind(
        entries=_in_order(actor, entries, ids["entry"]),
        claims=_in_order(actor, claims, ids["claim"]),
        stays=_in_order(actor, Stay.objects.all(), ids["stay"]),
        outside=_in_order(actor, OutsideService.objects.select_related("provider"), ids["outside"]),
        decisions=_in_order(actor, Decision.objects.defer("facts", "result"), ids["decision"]),
    )


def _in_order(actor: Actor, rows: QuerySet[Any], ids: list[int]) -> tuple[Any, ...]:
    found = rows.filter(practice=actor.practice, pk__in=ids).in_bulk() if ids else {}
    return tuple(found[pk] for pk in ids if pk in found)


def kind_of(value: str) -> SignalKind | None:
    """Return the kind that `value` names, None for anything else."""
    return SignalKind(value) if value in {each.value for each in SignalKind} else None
