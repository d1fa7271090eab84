"""A month of a practice: what is done of it and what is left, each count with where it is worked on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from apps.billing.models import Claim, ClaimPayment, Decision, ServicePeriod, Signal
from apps.billing.selectors.queue import ClaimFilter, Stage, stage_counts
from apps.practice.access import Actor, rows_of
from apps.timelog.domain.months import month_of
from apps.timelog.models import EntryVersion, LockedMonth

MONTHS_SHOWN = 18


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist: how many are left (0: done), how many there are in all, and where to go on.

    `stops` says that the month cannot be locked before; `amount` is what the ones left are worth, where that is known.
    """

    name: str
    words: str
    left: int
    of: int
    url: str
    label: str
    stops: bool = False
    amount: Decimal | None = None

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left."""
        return not self.left


def checklist(actor: Actor, month: date) -> list[Step]:
    """Return the checklist of the month that begins on `month`: a constant number of queries."""
    return list(_steps(actor, month))


def _steps(actor: Actor, month: date) -> Iterator[Step]:
    periods, claims = periods_in(actor, month), claims_in(actor, month)
    counted = periods.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(state="open")),
        changed=Count("pk", filter=Q(pin__late_length__isnull=False)),
    )
    stages = stage_counts(actor, ClaimFilter(month=f"{month:%Y-%m}"))
    charges = {row["state"]: row["sum"] for row in claims.values("state").annotate(sum=Sum("total_charge"))}
    all_claims = sum(stages.values())

    def claim_step(name: str, words: str, stage: Stage, place: str, label: str) -> Step:
        url = f"{reverse(place)}?{urlencode({'stage': stage.value, 'month': f'{month:%Y-%m}'})}"
        state = "draft" if stage in (Stage.READY, Stage.INCOMPLETE) else stage.value
        is_draft = state == "draft" and stages[Stage.READY] and stages[Stage.INCOMPLETE]
        amount = None if is_draft else charges.get(state)
        return Step(name, words, stages[stage], all_claims, url, label, amount=amount)

    yield Step(
        "Periods closed",
        "still open",
        counted["open"],
        counted["all"],
        reverse("billing:runs"),
        "Closings",
        stops=True,
    )
    yield Step(
        "Changes after the close answered", "changed since the close", counted["changed"], counted["all"],
        reverse("billing:changed"), "What changed",
    )  # fmt: skip
    decisions = rows_of(actor, Decision).filter(is_current=True, period__in=periods.values("pk"))
    blocked = decisions.aggregate(
        n=Count("pk", filter=Q(outcome="blocked")),
        all=Count("pk"),
        amount=Sum("expected_amount", filter=Q(outcome="blocked")),
    )
    yield Step(
        "Nothing blocked", "blocked for want of a fact", blocked["n"], blocked["all"],
        reverse("billing:not_billed"), "Not billed, and why", amount=blocked["amount"],
    )  # fmt: skip
    signals = rows_of(actor, Signal).filter(stands=True, period__in=periods.values("pk"))
    seen = signals.aggregate(n=Count("pk", filter=Q(reviewed_at__isnull=True)), all=Count("pk"))
    yield Step(
        "Signals looked at", "to look at", seen["n"], seen["all"], reverse("billing:signals"), "Signals"
    )
    review, listed = "billing:review", "billing:claims"
    yield claim_step("Drafts complete", "lacking a fact", Stage.INCOMPLETE, review, "Drafts that lack a fact")
    yield claim_step("Nothing held", "held", Stage.HELD, review, "Held drafts")
    yield claim_step(
        "Nothing returned", "returned to the physician", Stage.RETURNED, review, "Returned drafts"
    )
    yield claim_step("Drafts approved", "waiting for approval", Stage.READY, review, "Drafts to approve")
    yield claim_step(
        "Approved claims in a file", "approved, in no file yet", Stage.APPROVED, listed, "Approved claims"
    )
    yield claim_step("Files sent", "in a file that was not sent", Stage.BATCHED, listed, "Claims in a file")
    yield claim_step("Rejections worked on", "rejected", Stage.REJECTED, listed, "Rejected claims")
    yield _money(actor)


def _money(actor: Actor) -> Step:
    """Count the payments that wait for a person: which month they belong to is often what is not known."""
    rows = rows_of(actor, ClaimPayment)
    found = rows.filter(state=ClaimPayment.State.WAITING).aggregate(n=Count("pk"), amount=Sum("paid"))
    words = "to be posted, of any month"
    return Step(
        "Money posted", words, found["n"], rows.count(), reverse("billing:waiting"), "Waiting payments",
        amount=found["amount"],
    )  # fmt: skip


def periods_in(actor: Actor, month: date) -> QuerySet[ServicePeriod]:
    """Return the periods whose window ends in the month that begins on `month`."""
    return rows_of(actor, ServicePeriod).filter(window_ends_on__range=month_of(month)).order_by()


def claims_in(actor: Actor, month: date) -> QuerySet[Claim]:
    """Return the claims of these periods, all that ever were."""
    return rows_of(actor, Claim).filter(period__window_ends_on__range=month_of(month)).order_by()


def time_in(actor: Actor, month: date) -> QuerySet[EntryVersion]:
    """Return what the entries on the days of the month say now, voided ones left out."""
    return (
        rows_of(actor, EntryVersion)
        .filter(performed_on__range=month_of(month), current_of__isnull=False, is_void=False)
        .order_by()
    )


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month in the list: its periods, the sum of its claims, and its lock, if it has one."""

    starts_on: date
    periods: int
    still_open: int
    claims: int
    charged: Decimal | None
    lock: LockedMonth | None


def months(actor: Actor) -> list[MonthRow]:
    """Return the months in which periods end, the newest of those that have ended first: three queries."""
    last = month_of(actor.today)[1]
    by_month: dict[date, dict[str, Any]] = {}
    periods = rows_of(actor, ServicePeriod).filter(window_ends_on__lte=last).order_by()
    rows = periods.values("window_ends_on__year", "window_ends_on__month").annotate(
        n=Count("pk"), open=Count("pk", filter=Q(state="open"))
    )
    for row in rows:
        by_month[_first(row, "window_ends_on")] = {"periods": row["n"], "still_open": row["open"]}
    claims = rows_of(actor, Claim).exclude(state__in=("voided", "replaced")).order_by()
    name = "period__window_ends_on"
    for row in claims.values(f"{name}__year", f"{name}__month").annotate(
        n=Count("pk"), sum=Sum("total_charge")
    ):
        by_month.setdefault(_first(row, name), {"periods": 0, "still_open": 0}).update(
            claims=row["n"], charged=row["sum"]
        )
    locks = {
        lock.starts_on: lock
        for lock in rows_of(actor, LockedMonth)
        .filter(unlocked_at__isnull=True)
        .select_related("locked_by")
        .defer("statement")
    }
    empty = {"claims": 0, "charged": None}
    return [
        MonthRow(starts_on=first, lock=locks.get(first), **{**empty, **by_month[first]})
        for first in sorted(by_month, reverse=True)[:MONTHS_SHOWN]
    ]


def _first(row: Mapping[str, Any], name: str) -> date:
    return date(row[f"{name}__year"], row[f"{name}__month"], 1)


def locks_of(actor: Actor, month: date) -> list[LockedMonth]:
    """Return every lock of a month there ever was, the newest first."""
    rows = rows_of(actor, LockedMonth).filter(starts_on=month).select_related("locked_by", "unlocked_by")
    return list(rows.order_by("-locked_at", "-pk"))
