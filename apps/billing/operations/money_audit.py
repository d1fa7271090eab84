"""Compare all sums of the money that came back: raw bytes with rows, and rows with each other; name what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db.models import Count, Sum

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.domain.posting import NOTHING
from apps.billing.domain.remittance import ClaimPayment as ReadClaim
from apps.billing.domain.remittance import RemittanceSummary as Read
from apps.billing.domain.x12_835 import Reading
from apps.billing.models import (
    Adjustment,
    Claim,
    ClaimPayment,
    MoneyCheck,
    Posting,
    ProviderAdjustment,
    RemittanceAdvice,
    RemittanceFile,
    ServicePayment,
)
from apps.practice.access import Actor

POSTED = ClaimPayment.State.POSTED
UNDECIDED = (ClaimState.APPROVED, ClaimState.BATCHED, ClaimState.SENT, ClaimState.ACCEPTED)
Figure = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two figures that should be one: where, what it is, and both."""

    where: str
    what: str
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.one}, but {self.other}."


def audit_money(actor: Actor, *, now: datetime) -> MoneyCheck:
    """Recompute every sum of a practice and keep the result; nothing is put right here."""
    found = [*_files(actor), *_postings(actor), *_claims(actor), *_payers(actor)]
    return MoneyCheck.objects.create(
        practice=actor.practice,
        at=now,
        files=RemittanceFile.objects.filter(practice=actor.practice).count(),
        claim_payments=ClaimPayment.objects.filter(practice=actor.practice).count(),
        disagreements=[str(each) for each in found],
    )


def _files(actor: Actor) -> Iterator[Disagreement]:
    files = RemittanceFile.objects.filter(practice=actor.practice).exclude(
        state=RemittanceFile.State.RECEIVED
    )
    for file in files.order_by("pk").iterator(chunk_size=1):
        content = bytes(file.content)
        where = f"File {file.file_name} (no. {file.pk})"
        if sha256(content).hexdigest() != file.sha256:
            yield Disagreement(where, "its bytes have another hash", sha256(content).hexdigest(), file.sha256)
        reading = Reading(content)
        tallies: dict[int, _Tally] = {}
        for number, claim in reading.claims():
            tallies.setdefault(number, _Tally()).add(claim)
        advices, rows = reading.summaries, list(file.remittances.order_by("number"))
        if len(advices) != len(rows):
            yield Disagreement(where, "payments", f"{len(advices)} in the bytes", f"{len(rows)} in the rows")
        is_done = file.state == RemittanceFile.State.POSTED
        for number, (advice, row) in enumerate(zip(advices, rows, strict=False), start=1):
            place, tally = f"{where}, payment {advice.trace_number}", tallies.get(number, _Tally())
            yield from _advice(place, advice, tally, row, is_done=is_done)


@dataclass(slots=True)
class _Tally:
    """What the lines and adjustments of a remittance come to in its bytes."""

    lines: int = 0
    paid_for_lines: Decimal = NOTHING
    adjustments: int = 0
    adjusted: Decimal = NOTHING

    def add(self, claim: ReadClaim) -> None:
        self.lines += len(claim.services)
        self.paid_for_lines += _sum(each.paid for each in claim.services)
        self.adjustments += len(claim.all_adjustments)
        self.adjusted += _sum(each.amount for each in claim.all_adjustments)


def _advice(
    where: str, read: Read, tally: _Tally, row: RemittanceAdvice, *, is_done: bool
) -> Iterator[Disagreement]:
    """Compare one payment: what it says of itself always, its claims once the whole file is posted."""
    yield from _same(where, "payment", read.payment, row.payment)
    yield from _same(where, "paid for claims, as written down", read.sums.claims_paid, row.claims_paid)
    for what, in_bytes, in_rows in _figures(read, tally, row) if is_done else ():
        yield from _same(where, what, in_bytes, in_rows)


def _figures(read: Read, tally: _Tally, row: RemittanceAdvice) -> Iterator[tuple[str, Figure, Figure]]:
    claims = row.claims.aggregate(count=Count("pk"), paid=Sum("paid"), owed=Sum("patient_responsibility"))
    lines = ServicePayment.objects.filter(claim_payment__remittance=row).aggregate(
        count=Count("pk"), paid=Sum("paid")
    )
    reasons = Adjustment.objects.filter(claim_payment__remittance=row).aggregate(
        count=Count("pk"), amount=Sum("amount")
    )
    taken = ProviderAdjustment.objects.filter(remittance=row).aggregate(
        count=Count("pk"), amount=Sum("amount")
    )
    yield "claims", read.sums.claim_count, claims["count"]
    yield "paid", read.sums.claims_paid, cents(claims["paid"])
    yield "patients' part", read.sums.patient_responsibility, cents(claims["owed"])
    yield "lines", tally.lines, lines["count"]
    yield "paid for lines", tally.paid_for_lines, cents(lines["paid"])
    yield "adjustments", tally.adjustments, reasons["count"]
    yield "adjusted", tally.adjusted, cents(reasons["amount"])
    yield "provider adjustments", len(read.provider_adjustments), taken["count"]
    yield "adjusted outside claims", read.provider_adjusted, cents(taken["amount"])


def _same(where: str, what: str, in_bytes: Figure, in_rows: Figure) -> Iterator[Disagreement]:
    if in_bytes != in_rows:
        yield Disagreement(where, what, f"{in_bytes} in the bytes", f"{in_rows} in the rows")


def cents(amount: Decimal | None) -> Decimal:
    """Return a sum of the database as dollars and cents: SQLite adds numbers that are not decimal."""
    return NOTHING if amount is None else amount.quantize(NOTHING)


def _sum(amounts: Iterator[Decimal | None]) -> Decimal:
    return sum((each for each in amounts if each is not None), NOTHING)


def _postings(actor: Actor) -> Iterator[Disagreement]:
    """Compare what stands in the book for each claim payment with where the payment is."""
    mine = ClaimPayment.objects.filter(practice=actor.practice)
    booked = mine.annotate(booked=Sum("postings__paid")).order_by("pk")
    for pk, state, paid, total in booked.values_list("pk", "state", "paid", "booked").iterator():
        wanted = cents(paid) if state == POSTED else NOTHING
        if cents(total) != wanted or (state == POSTED and total is None):
            told = f"{cents(total)} in the book"
            yield Disagreement(f"Claim payment {pk}, {state}", "posted", told, f"{wanted} in its row")
    elsewhere = Posting.objects.filter(claim_payment__in=mine.filter(state=POSTED), number__gt=0)
    newest: dict[int, tuple[int, int]] = {}
    for payment, claim, on in elsewhere.order_by("number").values_list(
        "claim_payment", "claim", "claim_payment__claim"
    ):
        newest[payment] = (claim, on)
    for payment, (claim, on) in newest.items():
        if claim != on:
            yield Disagreement(
                f"Claim payment {payment}", "its claim", f"{claim} in the book", f"{on} in its row"
            )


def _claims(actor: Actor) -> Iterator[Disagreement]:
    """Compare the book with the payments for each claim, and both with what the claim says of itself."""
    mine = Posting.objects.filter(practice=actor.practice)
    booked = dict(mine.values_list("claim").annotate(total=Sum("paid")).order_by())
    rows = ClaimPayment.objects.filter(practice=actor.practice, state=POSTED)
    paid = dict(rows.values_list("claim").annotate(total=Sum("paid")).order_by())
    numbers = dict(
        Claim.objects.filter(pk__in=booked.keys() | paid.keys()).values_list("pk", "patient_control_number")
    )
    for pk in sorted(booked.keys() | paid.keys()):
        one, other = cents(booked.get(pk)), cents(paid.get(pk))
        if one != other:
            yield Disagreement(
                f"Claim {numbers[pk]}", "paid", f"{one} in the book", f"{other} in its payments"
            )
    states = Claim.objects.filter(
        pk__in=[pk for pk, total in paid.items() if cents(total) > 0], state__in=UNDECIDED
    )
    for claim in states.order_by("pk"):
        said = f"Claim {claim.patient_control_number}"
        yield Disagreement(
            said, "its state", f"{cents(paid[claim.pk])} stands as paid", f"the claim says {claim.state}"
        )


def _payers(actor: Actor) -> Iterator[Disagreement]:
    """Compare the sums by the payers of the claims, taken from the book and from the payments."""
    book = Posting.objects.filter(practice=actor.practice).values_list("claim__payer__name")
    rows = ClaimPayment.objects.filter(practice=actor.practice, state=POSTED).values_list(
        "claim__payer__name"
    )
    booked = dict(book.annotate(total=Sum("paid")).order_by())
    paid = dict(rows.annotate(total=Sum("paid")).order_by())
    for name in sorted(booked.keys() | paid.keys()):
        one, other = cents(booked.get(name)), cents(paid.get(name))
        if one != other:
            yield Disagreement(f"Payer {name}", "paid", f"{one} in the book", f"{other} in its payments")
