"""Sums over slices: one aggregate each, grouped by what the report divides by, months folded from days."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Count, DateField, F, Func, Q, Sum
from django.db.models.expressions import Combinable

from apps.billing.models import Submission
from apps.practice.access import Actor
from apps.practice.prepared import Question, Slot
from apps.practice.prepared_lists import Among
from apps.reports.domain.flow import PAID, SENT
from apps.reports.domain.slices import NONE, Slice, Source
from apps.reports.prepared_sums import rows_added_up
from apps.reports.sliced import Rows

MONTH, IN_MONTH = "month", "in_month"
NO_NAME = {
    "payer": "No coverage", "setting": "No setting", "agency": "No agency", "code": "No code reached",
    "provider": "Nobody", "activity": "Nothing", "program": "None",
}  # fmt: skip


class InMonth(Func):
    """The first day of a date's month; on SQLite the date itself, which the index has in order.

    PostgreSQL makes far fewer groups of months with something else than of days with it; of days alone it makes few.
    """

    template = "%(expressions)s"
    arity = 1
    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Sequence[Any]]:
        """Write it for PostgreSQL; the zone of a session has no part in it."""
        return self.as_sql(
            compiler, connection, template="date_trunc('month', %(expressions)s::timestamp)::date", **context
        )


# How the rows of a source are told apart when they are added up.
# (a condition is told apart as true or false)
KEYS: Mapping[Source, Mapping[str, Any]] = {
    Source.ENTRIES: {
        "day": F("performed_on"),
        IN_MONTH: InMonth("performed_on"),
        "provider": F("provider"),
        "activity": F("activity"),
        "late": F("is_late"),
    },
    Source.PERIODS: {
        "day": F("window_ends_on"),
        "provider": F("rendering_provider"),
        "payer": F("payer"),
        "setting": F("setting"),
        "agency": F("episode__agency"),
        "code": F("procedure_code"),
        "program": F("program"),
        "outcome": F("outcome"),
        "obstacle": F("obstacle"),
        "stage": F("live__state"),
    },
    Source.TIMES: {
        "day": F("decision__window_ends_on"),
        "provider": F("decision__rendering_provider"),
        "payer": F("decision__payer"),
        "setting": F("decision__setting"),
        "agency": F("decision__episode__agency"),
        "code": F("decision__procedure_code"),
        "program": F("decision__program"),
        "outcome": F("decision__outcome"),
        "obstacle": F("decision__obstacle"),
        "stage": F("live__state"),
        "activity": F("activity"),
        "reason": F("reason"),
    },
    Source.CLAIMS: {
        "day": F("window_ends_on"),
        "provider": F("rendering_provider"),
        "payer": F("payer"),
        "setting": F("setting"),
        "agency": F("episode__agency"),
        "code": F("decision__procedure_code"),
        "program": F("decision__program"),
        "state": F("state"),
        "sent_at": F("submission"),
    },
    Source.PAYMENTS: {
        "day": F("claim__window_ends_on"),
        "provider": F("claim__rendering_provider"),
        "payer": F("claim__payer"),
        "setting": F("claim__setting"),
        "agency": F("claim__episode__agency"),
        "code": F("claim__decision__procedure_code"),
        "program": F("claim__decision__program"),
        "paid_on": F("claim_payment__remittance__paid_on"),
        "sent_at": F("claim__submission"),
    },
    Source.DENIALS: {
        "payer": F("claim__payer"),
        "provider": F("claim__rendering_provider"),
        "reason": F("reason_code"),
        "group": F("adjustment_group"),
        "task": F("state"),
        "claim_state": F("claim__state"),
    },
}
MEASURES: Mapping[Source, Mapping[str, Any]] = {
    Source.ENTRIES: {
        "rows": Count("*"),
        "seconds": Sum("seconds"),
        "programme_time": Sum("seconds", filter=Q(patient__isnull=True)),
    },
    Source.PERIODS: {
        "rows": Count("*"),
        "counted": Sum("counted_seconds"),
        "billed": Sum("counted_seconds", filter=Q(live__state__in=SENT)),
        "paid_for": Sum("counted_seconds", filter=Q(live__state__in=PAID)),
        "left_out": Sum("excluded_seconds"),
        "expected": Sum("expected_amount"),
    },
    Source.TIMES: {"seconds": Sum("seconds")},
    Source.CLAIMS: {"rows": Count("*"), "charge": Sum("total_charge")},
    Source.PAYMENTS: {"rows": Count("*"), "paid": Sum("paid")},
    Source.DENIALS: {"rows": Count("*"), "amount": Sum("amount")},
}
# What is the same for all claims of a submission is looked up for the submissions, few as they are.
SENT_AT = "sent_at"
_SENT_AT = Question(
    lambda: (
        Submission.objects.filter(Among("pk", "ids"), practice=Slot("practice"))
        .order_by()
        .values_list("pk", "sent_at")
    )
)
MONEY = ("expected", "charge", "paid", "amount")


@dataclass(slots=True)
class Group:
    """What one group of rows has in common, and what its rows add up to; nothing adds up to zero."""

    keys: Mapping[str, Any]
    sums: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.sums[name]


def groups(
    actor: Actor,
    wanted: Slice,
    *by: str,
    measures: Sequence[str] = (),
    told: Mapping[str, Callable[[Any], Any]] = MappingProxyType({}),
) -> list[Group]:
    """Add up the rows of a slice, grouped: one query, and one by `sent_at`. `month` is that of the source's day.

    Where entries are divided by more than the month, `in_month` makes fewer groups of them.

    `told` makes of the values of a key what the groups are told apart by instead.
    """
    source = wanted.source
    names = tuple(measures or MEASURES[source])
    rows = rows_added_up(actor, wanted, by, names, add=_added_up)
    columns = [_told(actor, name, [row[place] for row in rows]) for place, name in enumerate(by)]
    columns = [_folded(values, told.get(name)) for name, values in zip(by, columns, strict=True)]
    nothing: list[Any] = [_nothing(name) for name in names]
    found: dict[tuple[Any, ...], list[Any]] = {}
    for key, row in zip(zip(*columns, strict=True), rows, strict=True):
        sums = zip(found.get(key, nothing), row[len(by) :], strict=True)
        found[key] = [so_far + (value or 0) for so_far, value in sums]
    return [
        Group(dict(zip(by, key, strict=True)), dict(zip(names, sums, strict=True)))
        for key, sums in found.items()
    ]


def _added_up(rows: Rows, source: Source, by: Sequence[str], measures: Sequence[str]) -> Rows:
    known, sums = KEYS[source], MEASURES[source]
    keys: dict[str, Combinable] = {f"by_{name}": known["day" if name == MONTH else name] for name in by}
    chosen = {f"sum_{name}": sums[name] for name in measures}
    found: Rows = rows.order_by().values(**keys).annotate(**chosen).values_list(*keys, *chosen)
    return found


def _told(actor: Actor, name: str, values: list[Any]) -> list[Any]:
    """Return what groups are told apart by: of days their month, of submissions when they were sent, None where not."""
    if name in (MONTH, IN_MONTH):
        return [day.replace(day=1) for day in values]
    if name == SENT_AT:
        ids = {value for value in values if value is not None}
        sent = dict(_SENT_AT.all(ids=sorted(ids), practice=actor.practice.pk))
        return [sent.get(value) for value in values]
    return values


def _folded(values: list[Any], fold: Callable[[Any], Any] | None) -> list[Any]:
    if fold is None:
        return values
    known = {value: fold(value) for value in set(values)}
    return [known[value] for value in values]


def _nothing(name: str) -> int | Decimal:
    return Decimal("0.00") if name in MONEY else 0


def added(
    found: Iterable[Group], name: str, keep: Callable[[Mapping[str, Any]], bool] = lambda _: True
) -> Any:
    """Add one measure of the groups that are kept."""
    return sum((group[name] for group in found if keep(group.keys)), _nothing(name))


def by_key(found: Iterable[Group], key: str, name: str) -> dict[Any, Any]:
    """Add one measure of the groups by one of their keys."""
    sums: dict[Any, Any] = defaultdict(lambda: _nothing(name))
    for group in found:
        sums[group.keys[key]] += group[name]
    return dict(sums)


def name_in(names: Mapping[Any, str], dimension: str, key: Any) -> str:
    """Return the name of one of them; words for none."""
    if key in (None, "", NONE):
        return NO_NAME.get(dimension, "None")
    return names.get(key) or in_words(str(key))


def in_words(code: str) -> str:
    """Return a reason or a state as people read it."""
    return code.replace("_", " ").capitalize()
