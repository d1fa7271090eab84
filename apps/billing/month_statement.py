"""What stands in a month when it is locked: counts, minutes, money, and the hashes of the books and the decisions."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q, Sum

from apps.billing.models import ClaimPayment, Decision
from apps.billing.selectors.months import checklist, claims_in, periods_in, time_in
from apps.practice.access import Actor, rows_of
from apps.timelog.domain.months import month_of
from apps.timelog.models import Anchor, Book

GONE = ("voided", "replaced")


def statement_of(actor: Actor, month: date) -> dict[str, Any]:
    """Return what stands in the month that begins on `month`, ready for canonical JSON."""
    first, last = month_of(month)
    return {
        "statement": "careminutes month end, version 1",
        "practice": {"id": actor.practice.pk, "name": actor.practice.name, "npi": actor.practice.npi},
        "starts_on": first,
        "ends_on": last,
        "time": _time(actor, month),
        "periods": _periods(actor, month),
        "claims": _claims(actor, month),
        "money": _money(actor, month),
        "left": [{"name": each.name, "count": each.left} for each in checklist(actor, month) if each.left],
        "decisions": decisions_hash(actor, month),
        "ledger": ledger_heads(actor),
    }


def _time(actor: Actor, month: date) -> dict[str, Any]:
    rows = time_in(actor, month).aggregate(
        entries=Count("pk"),
        patients=Count("patient", distinct=True),
        seconds=Sum("seconds", default=0),
        unconfirmed=Count("pk", filter=Q(is_confirmed=False)),
        late=Count("pk", filter=Q(is_late=True)),
    )
    return dict(rows)


def _periods(actor: Actor, month: date) -> dict[str, Any]:
    periods = periods_in(actor, month)
    by_state = {row["state"]: row["n"] for row in periods.values("state").annotate(n=Count("pk"))}
    decisions = rows_of(actor, Decision).filter(is_current=True, period__in=periods.values("pk")).order_by()
    outcomes = decisions.values("outcome").annotate(
        n=Count("pk"), seconds=Sum("counted_seconds"), expected=Sum("expected_amount")
    )
    return {
        "by_state": by_state,
        "by_outcome": {
            row["outcome"]: {
                "decisions": row["n"],
                "counted_seconds": row["seconds"],
                "expected": _dollars(row["expected"]),
            }
            for row in outcomes
        },
    }


def _claims(actor: Actor, month: date) -> dict[str, Any]:
    rows = claims_in(actor, month).values("state").annotate(n=Count("pk"), charged=Sum("total_charge"))
    return {row["state"]: {"claims": row["n"], "charged": _dollars(row["charged"])} for row in rows}


def _money(actor: Actor, month: date) -> dict[str, Any]:
    charged = claims_in(actor, month).exclude(state__in=GONE).aggregate(sum=Sum("total_charge"))["sum"]
    paid = rows_of(actor, ClaimPayment).filter(
        state=ClaimPayment.State.POSTED, claim__period__window_ends_on__range=month_of(month)
    )
    sums = paid.aggregate(paid=Sum("paid"), patient=Sum("patient_responsibility"), n=Count("pk"))
    return {
        "charged": _dollars(charged),
        "paid": _dollars(sums["paid"]),
        "patient_responsibility": _dollars(sums["patient"]),
        "payments": sums["n"],
    }


def decisions_hash(actor: Actor, month: date) -> dict[str, Any]:
    """Return one hash over the bytes of every decision of the month's periods, the earlier ones too."""
    rows = rows_of(actor, Decision).filter(period__in=periods_in(actor, month).values("pk"))
    found, count = sha256(), 0
    ordered = rows.order_by("period_id", "stretch", "number").values_list(
        "pk", "is_current", "facts", "result"
    )
    for pk, is_current, facts, result in ordered.iterator(chunk_size=500):
        said = sha256(f"{facts}\n{result}".encode()).hexdigest()
        found.update(f"{pk}:{int(is_current)}:{said}\n".encode())
        count += 1
    return {"count": count, "sha256": found.hexdigest()}


def ledger_heads(actor: Actor) -> dict[str, Any]:
    """Return one hash over the heads of all books of the practice, and the last anchor."""
    found, books, versions = sha256(), 0, 0
    rows = rows_of(actor, Book).filter(length__gt=0).order_by("pk").values_list("pk", "length", "head")
    for pk, length, head in rows.iterator(chunk_size=5000):
        found.update(f"{pk}:{length}:{head}\n".encode())
        books, versions = books + 1, versions + length
    anchor = rows_of(actor, Anchor).first()
    return {
        "books": books,
        "versions": versions,
        "sha256": found.hexdigest(),
        "last_anchor": anchor.hash if anchor else "",
        "anchored_on": anchor.anchored_on if anchor else None,
    }


def _dollars(amount: Decimal | None) -> str | None:
    """Write an amount to the cent, None where there is none."""
    return None if amount is None else f"{amount:.2f}"
