"""What came back, as lists: files, payments, what waits, which claims money may belong to, answers, open work."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from apps.billing.domain.lifecycle import SENT_STATES
from apps.billing.domain.posting import NOTHING, Candidate, resemblance
from apps.billing.models import (
    Acknowledgement,
    AcknowledgementFile,
    Claim,
    ClaimPayment,
    ClaimTask,
    MoneyCheck,
    ProviderAdjustment,
    RemittanceFile,
)
from apps.practice.access import Actor, rows_of

PROPOSED, LOOKED_AT = 5, 50
WAITING, POSTED = ClaimPayment.State.WAITING, ClaimPayment.State.POSTED


@dataclass(frozen=True, slots=True)
class Sums:
    """How much of a file's, or a practice's, money is where: what payers paid is the sum of the others."""

    claims: int
    paid: Decimal
    posted: Decimal
    waiting: Decimal
    waiting_count: int
    elsewhere: Decimal


@dataclass(frozen=True, slots=True)
class PayerSum:
    """What one payer paid and left to the patients, as far as it is posted."""

    name: str
    claims: int
    paid: Decimal
    owed: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim that money may belong to: points of 100, and what agrees."""

    claim: Claim
    points: int
    agrees: str


def files_of(actor: Actor) -> QuerySet[RemittanceFile]:
    """Return the files of the practice, the newest first, without their bytes."""
    return (
        rows_of(actor, RemittanceFile)
        .defer("content", "findings")
        .select_related("received_by")
        .prefetch_related("remittances")
        .annotate(waiting=Count("remittances__claims", filter=Q(remittances__claims__state=WAITING)))
        .order_by("-received_at", "-pk")
    )


def payments_in(actor: Actor, file: RemittanceFile) -> QuerySet[ClaimPayment]:
    """Return the claim payments of a file in its order."""
    rows = rows_of(actor, ClaimPayment).filter(remittance__file=file)
    return rows.select_related("claim__patient", "remittance").order_by("remittance__number", "number")


def waiting_payments(actor: Actor) -> QuerySet[ClaimPayment]:
    """Return what waits for a person, the oldest first."""
    rows = rows_of(actor, ClaimPayment).filter(state=WAITING)
    return rows.select_related("claim__patient", "remittance__file").order_by("pk")


def sums_of(rows: QuerySet[ClaimPayment]) -> Sums:
    """Return the sums of claim payments by where they stand: one query."""
    by_state = {
        state: (count, cents(paid))
        for state, count, paid in rows.order_by().values_list("state").annotate(Count("pk"), Sum("paid"))
    }
    posted, waiting = by_state.get(POSTED, (0, NOTHING)), by_state.get(WAITING, (0, NOTHING))
    paid = sum((amount for _, amount in by_state.values()), NOTHING)
    count = sum(number for number, _ in by_state.values())
    return Sums(count, paid, posted[1], waiting[1], waiting[0], paid - posted[1] - waiting[1])


def cents(amount: Decimal | None) -> Decimal:
    """Return a sum of the database as dollars and cents: SQLite adds numbers that are not decimal."""
    return NOTHING if amount is None else amount.quantize(NOTHING)


def payments_of(claim: Claim) -> QuerySet[ClaimPayment]:
    """Return every payment for a claim, the newest first, with its reasons."""
    rows = claim.payments.select_related("remittance__file").prefetch_related("adjustments")
    return rows.order_by("-pk")


def taken_for(claim: Claim) -> QuerySet[ProviderAdjustment]:
    """Return the money outside claims whose reference names this one, the newest first."""
    rows = ProviderAdjustment.objects.filter(practice=claim.practice_id, claim=claim)
    return rows.select_related("claim", "remittance").order_by("-pk")


def sums_by_payer(actor: Actor) -> list[PayerSum]:
    """Return what is posted to the claims of each payer, and what the patients owe of it, the most first: one query."""
    rows = rows_of(actor, ClaimPayment).filter(state=POSTED).order_by()
    grouped = rows.values_list("claim__payer__name").annotate(
        Count("claim", distinct=True), Sum("paid"), Sum("patient_responsibility")
    )
    found = [PayerSum(name, claims, cents(paid), cents(owed)) for name, claims, paid, owed in grouped]
    return sorted(found, key=lambda each: (-each.paid, each.name))


def proposals(actor: Actor, payment: ClaimPayment) -> list[Proposal]:
    """Return the claims that a payment may belong to, the likeliest first; nobody is matched by this alone."""
    wanted = Candidate(
        charge=abs(payment.charge) if payment.charge is not None else None,
        starts_on=_first_day(payment),
        ends_on=payment.ends_on,
        member_id=payment.member_id,
        name=payment.patient_name,
        npi=payment.rendering_npi,
        payer_claim_control_number=payment.payer_claim_control_number,
    )
    found = [(claim, *resemblance(wanted, _candidate(claim))) for claim in _near(actor, payment, wanted)]
    ranked = sorted((each for each in found if each[1]), key=lambda each: (-each[1], each[0].pk))
    return [Proposal(claim, points, ", ".join(words)) for claim, points, words in ranked[:PROPOSED]]


def _first_day(payment: ClaimPayment) -> date | None:
    lines = [line.starts_on for line in payment.services.all() if line.starts_on]
    return payment.starts_on or min(lines, default=None)


def _candidate(claim: Claim) -> Candidate:
    return Candidate(
        charge=claim.total_charge,
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        member_id=claim.coverage.member_id,
        name=f"{claim.patient.first_name} {claim.patient.last_name}",
        npi=claim.rendering_provider.npi,
        payer_claim_control_number=claim.control_number_given,
    )


def _near(actor: Actor, payment: ClaimPayment, wanted: Candidate) -> list[Claim]:
    """Return claims that agree in something that is looked up quickly: a few bounded queries."""
    sent = rows_of(actor, Claim).filter(state__in=SENT_STATES)
    claims = sent.select_related("patient", "coverage", "payer", "rendering_provider")
    ways = [Q(patient__last_name__iexact=word) for word in payment.patient_name.split()[-2:]]
    if wanted.member_id:
        ways.append(Q(coverage__member_id__iexact=wanted.member_id))
    if wanted.payer_claim_control_number:
        ways.append(Q(control_number_given=wanted.payer_claim_control_number))
    if wanted.starts_on and wanted.charge is not None:
        near = timedelta(days=3)
        days = (wanted.starts_on - near, wanted.starts_on + near)
        ways.append(Q(total_charge=wanted.charge, starts_on__range=days))
    found = {claim.pk: claim for way in ways for claim in claims.filter(way).order_by("-pk")[:LOOKED_AT]}
    return list(found.values())


def acknowledgement_files_of(actor: Actor) -> QuerySet[AcknowledgementFile]:
    """Return the acknowledgement files of the practice, the newest first, without their bytes."""
    rows = rows_of(actor, AcknowledgementFile).defer("content", "findings").select_related("received_by")
    return rows.order_by("-received_at", "-pk")


def unmatched_acknowledgements(actor: Actor) -> QuerySet[Acknowledgement]:
    """Return the answers that name nothing of ours, the newest first."""
    rows = rows_of(actor, Acknowledgement).filter(submission=None, claim=None)
    return rows.select_related("file").order_by("-pk")


def tasks_of(
    actor: Actor, *, state: str, kind: str = "", reason: str = "", mine: bool = False
) -> QuerySet[ClaimTask]:
    """Return the work on claims that came back: what runs out first, first. `reason` is a group and code, CO-16."""
    rows = rows_of(actor, ClaimTask).filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if reason:
        group, _, code = reason.partition("-")
        rows = rows.filter(adjustment_group=group, reason_code=code)
    if mine:
        rows = rows.filter(assigned_to=actor.user)
    shown = rows.select_related("claim__patient", "claim__payer", "assigned_to", "claim_payment")
    return shown.order_by(F("due_on").asc(nulls_last=True), "pk")


def reasons_of(actor: Actor, *, state: str, kind: str = "") -> list[tuple[str, str, int, Decimal]]:
    """Return the groups and codes of the work with how many claims and how much money each holds, the most first."""
    rows = rows_of(actor, ClaimTask).filter(state=state)
    rows = rows.filter(kind=kind) if kind else rows
    grouped = (
        rows.order_by().values_list("adjustment_group", "reason_code").annotate(Count("pk"), Sum("amount"))
    )
    found = [(group, code, count, cents(amount)) for group, code, count, amount in grouped]
    return sorted(found, key=lambda each: (-each[3], each[0], each[1]))


def last_check(actor: Actor) -> MoneyCheck | None:
    """Return the newest comparison of all sums."""
    return rows_of(actor, MoneyCheck).first()
