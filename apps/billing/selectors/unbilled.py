"""Closed stretches without a claim: the month's to-do, by the money that hangs on each and the last day to file it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, overload

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


@dataclass(frozen=True, slots=True)
class Heap:
    """Lines that are alike, how many they are, and the last day to file them."""

    value: Decimal | None
    payer_id: int | None
    first_day: date
    file_by_on: date | None
    count: int


class Lines(Sequence[Line]):
    """Every line that fits, in order: all are counted and added up, only those asked for are read.

    The database heaps up what is worth the same, of one payer and with one first day: some hundred heaps however many
    lines there are. Each has one place in the order, so a slice is looked for in the few heaps that it reaches.
    """

    def __init__(self, actor: Actor, wanted: UnbilledFilter) -> None:
        self._last_day = _last_days(actor)
        self._place = _by_value if wanted.sort == "value" else _by_deadline
        self._rows = _narrowed(actor, wanted).order_by()
        rows = self._rows.values_list("expected_amount", "payer", "period__starts_on").annotate(Count("pk"))
        heaps = (
            Heap(value, payer, first, self._last_day(payer, first), n) for value, payer, first, n in rows
        )
        self._heaps = sorted(heaps, key=self._place)

    def __len__(self) -> int:
        return sum(heap.count for heap in self._heaps)

    def __iter__(self) -> Iterator[Line]:
        return iter(self[:])

    @overload
    def __getitem__(self, asked: int) -> Line: ...
    @overload
    def __getitem__(self, asked: slice) -> list[Line]: ...
    def __getitem__(self, asked: int | slice) -> Line | list[Line]:
        if isinstance(asked, slice):
            start, stop, _ = asked.indices(len(self))
            return self._between(start, stop)
        at = range(len(self))[asked]
        return self._between(at, at + 1)[0]

    @property
    def total(self) -> Decimal:
        """The money expected of all lines whose money is known."""
        known = (heap.value * heap.count for heap in self._heaps if heap.value is not None)
        return sum(known, Decimal("0.00"))

    def _between(self, start: int, stop: int) -> list[Line]:
        heaps, before = self._reached(start, stop)
        if not heaps:
            return []
        rows = self._rows if len(heaps) == len(self._heaps) else self._rows.filter(_in_any(heaps))
        return self._read(rows)[start - before : stop - before]

    def _reached(self, start: int, stop: int) -> tuple[list[Heap], int]:
        """Return the heaps in whose places the lines from `start` to before `stop` are, and how many come before."""
        found: list[Heap] = []
        before = seen = 0
        for _, alike in groupby(self._heaps, key=self._place):
            heaps = list(alike)
            seen += sum(heap.count for heap in heaps)
            if seen <= start:
                before = seen
            else:
                found += heaps
            if seen >= stop:
                break
        return (found, before) if start < stop else ([], 0)

    def _read(self, rows: QuerySet[Decision]) -> list[Line]:
        said = rows.values_list("pk", "expected_amount", "payer", "period__starts_on")
        lines = [Line(pk, value, self._last_day(payer, first)) for pk, value, payer, first in said]
        return sorted(lines, key=lambda line: (self._place(line), line.decision_id))


def unbilled(actor: Actor, wanted: UnbilledFilter) -> Lines:
    """Return every line that fits: the most money first and the nearest deadline among equals, or the other way round.

    The last day to file comes from the payer's profile by the first day of the period, the earliest that the claim
    can name: what is filed by then is never late.
    """
    return Lines(actor, wanted)


def _last_days(actor: Actor) -> Callable[[int | None, date], date | None]:
    """Return what tells the last day to file, by payer and first day; each is worked out once."""
    profiles = dict(rows_of(actor, Payer).values_list("pk", "profile"))
    rules = rules_in_force(actor.practice)

    @cache
    def last_day(payer_id: int | None, first_day: date) -> date | None:
        profile = profiles.get(payer_id or 0, "")
        return rules.filing_deadline(profile, from_date=first_day) if profile else None

    return last_day


def _by_value(each: Line | Heap) -> tuple[Any, ...]:
    return each.value is None, -(each.value or Decimal(0)), each.file_by_on or date.max


def _by_deadline(each: Line | Heap) -> tuple[Any, ...]:
    return each.file_by_on or date.max, each.value is None, -(each.value or Decimal(0))


def _in_any(heaps: Iterable[Heap]) -> Q:
    """Match the lines of these heaps: by money and payer, then by the first days."""
    first_days: dict[tuple[Decimal | None, int | None], list[date]] = defaultdict(list)
    for heap in heaps:
        first_days[heap.value, heap.payer_id].append(heap.first_day)
    found = Q()
    for (value, payer), days in first_days.items():
        found |= Q(expected_amount=value, payer=payer, period__starts_on__in=days)
    return found


def unbilled_counts(actor: Actor, since: date) -> dict[str, int]:
    """Return how many closed stretches have no claim, by why: three queries, from an index.

    A count of one outcome takes SQLite a third of the time that one grouped by outcome takes.
    """
    current = rows_of(actor, Decision).filter(is_current=True, window_ends_on__gte=since).order_by()
    counts = {kind: current.filter(outcome=kind).count() for kind in (BLOCKED, NOT_BILLABLE)}
    return {**counts, GIVEN_UP: current.filter(_given_up(actor)).count()}


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
