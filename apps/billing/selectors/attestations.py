"""What providers signed, what waits for them, and whether a signature still says what stands."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from apps.billing.models import Attestation, AttestationText, Decision, ServicePeriod
from apps.practice.access import Actor, rows_of
from apps.practice.models import Practice
from apps.timelog.models import EntryVersion

SHIPPED_STATEMENT = (
    "I personally performed, or supervised as the rules of this service allow, the care plan oversight and care"
    " management recorded for this period. The entries listed are true and complete, the minutes are those actually"
    " spent, and none of them was counted twice or for another service."
)


@dataclass(frozen=True, slots=True)
class Statement:
    """The words in force; number 0 is the shipped text."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest signature under a period, and whether anything changed since."""

    attestation: Attestation
    is_stale: bool


def statement_of(practice: Practice) -> Statement:
    """Return the statement that is signed here today."""
    found = AttestationText.objects.filter(practice=practice).order_by("-number").first()
    return Statement(found.number, found.text) if found else Statement(0, SHIPPED_STATEMENT)


def contents_of(periods: Collection[ServicePeriod], *, statement: str) -> dict[int, str]:
    """Return what a signature under each closed period would cover, as canonical JSON: two queries for any number."""
    counted: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in Decision.objects.filter(period__in=periods, is_current=True).order_by("period_id", "stretch"):
        ids = sorted(int(each[0]) for each in json.loads(row.result)["counted"])
        counted[row.period_id].append(
            {"stretch": row.stretch, "minutes": row.minutes, "code": row.procedure_code, "counted": ids}
        )
    hashes = _hashes(each["counted"] for rows in counted.values() for each in rows)
    return {
        period.pk: json.dumps(_content(period, counted[period.pk], hashes, statement), sort_keys=True)
        for period in periods
        if period.pin is not None
    }


def hash_of(content: str) -> str:
    """Return the hash that a signature keeps of what it covers."""
    return sha256(content.encode()).hexdigest()


def entries_in(contents: Mapping[int, str]) -> dict[int, list[EntryVersion]]:
    """Return the counted versions that each content covers, by the day of the act: one query for any number."""
    ids = {
        pk: [each[0] for decision in json.loads(content)["decisions"] for each in decision["counted"]]
        for pk, content in contents.items()
    }
    wanted = {each for group in ids.values() for each in group}
    rows = EntryVersion.objects.filter(pk__in=wanted).select_related("provider")
    found = {row.pk: row for row in rows}
    return {
        pk: sorted((found[each] for each in group), key=lambda row: (row.performed_on, row.pk))
        for pk, group in ids.items()
    }


def awaiting(actor: Actor, *, since: date, billable: bool = False) -> QuerySet[ServicePeriod]:
    """Return the actor's closed periods with counted time that no valid signature stands under, oldest first.

    `billable` leaves out those of which no claim can come.
    """
    decided = Decision.objects.filter(period=OuterRef("pk"), is_current=True, counted_seconds__gt=0)
    if billable:
        decided = decided.exclude(outcome=Decision.Outcome.NOT_BILLABLE)
    return (
        closed_periods(actor)
        .filter(enrollment__rendering_provider=actor.provider, window_ends_on__gte=since)
        .filter(Exists(decided), ~Exists(_standing()))
        .order_by("window_ends_on", "pk")
    )


def closed_periods(actor: Actor) -> QuerySet[ServicePeriod]:
    """Return the practice's closed periods with what their pages show."""
    rows = rows_of(actor, ServicePeriod).filter(state=ServicePeriod.State.CLOSED)
    return rows.select_related("patient", "pin", "coverage__payer", "enrollment__rendering_provider")


def attested_periods(practice: Practice, period_ids: Collection[int]) -> set[int]:
    """Return which of the periods have a signature that still says what stands."""
    rows = ServicePeriod.objects.filter(practice=practice, pk__in=period_ids).filter(Exists(_standing()))
    return set(rows.values_list("pk", flat=True))


def signatures(actor: Actor, period_ids: Collection[int]) -> dict[int, Signed]:
    """Return the newest signature under each period, by its id; periods without one are left out. Two queries."""
    standing = attested_periods(actor.practice, period_ids)
    rows = rows_of(actor, Attestation).filter(period__in=period_ids).select_related("signer", "provider")
    newest: dict[int, Attestation] = {}
    for row in rows.order_by("period_id", "-pk"):
        newest.setdefault(row.period_id, row)
    return {pk: Signed(row, pk not in standing) for pk, row in newest.items()}


def _standing() -> "QuerySet[Attestation]":
    """Return signatures of the outer period that nothing changed after: not its pin, its book, nor its decisions."""
    changed = Decision.objects.filter(
        period=OuterRef("period"), is_current=True, decided_at__gt=OuterRef("signed_at")
    )
    return Attestation.objects.filter(
        period=OuterRef("pk"),
        pin=OuterRef("pin"),
        late_length=Coalesce(OuterRef("pin__late_length"), 0),
    ).filter(~Exists(changed))


def _hashes(groups: Iterable[list[int]]) -> dict[int, str]:
    ids = {pk for group in groups for pk in group}
    return dict(EntryVersion.objects.filter(pk__in=ids).order_by().values_list("pk", "hash"))


def _content(
    period: ServicePeriod, decisions: list[dict[str, Any]], hashes: dict[int, str], statement: str
) -> dict[str, Any]:
    assert period.pin is not None  # asked for closed ones only
    return {
        "statement": statement,
        "period": [period.pk, period.starts_on.isoformat(), period.ends_on.isoformat()],
        "provider": period.enrollment.rendering_provider_id,
        "book": [period.pin.length, period.pin.head, period.pin.late_length or 0],
        "decisions": [
            {**each, "counted": [[pk, hashes.get(pk, "")] for pk in each["counted"]]} for each in decisions
        ],
    }
