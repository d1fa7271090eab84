"""Claims that are being put right, and what is owed and due of them."""

from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from apps.billing.models import ChangeAnswer, Claim, ClaimPayment, Correction, ServicePeriod
from apps.practice.access import Actor, rows_of


def open_corrections(actor: Actor) -> QuerySet[Correction]:
    """Return the cases that wait for somebody, the one due first on top."""
    return corrections_of(actor).filter(state=Correction.State.OPEN)


def corrections_of(actor: Actor) -> QuerySet[Correction]:
    """Return every case of the practice with what a line of a list shows, what is due first on top."""
    rows = rows_of(actor, Correction).select_related(
        "patient", "claim__payer", "claim__period", "new_claim", "opened_by", "ended_by"
    )
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def refunds_owed(actor: Actor) -> QuerySet[Correction]:
    """Return the refunds that were not paid back yet, the one due first on top."""
    return open_corrections(actor).filter(path=Correction.Path.REFUND)


def corrections_about(claim: Claim) -> QuerySet[Correction]:
    """Return the cases that a claim is part of, as what is corrected or as what corrects, the oldest first."""
    rows = Correction.objects.filter(practice=claim.practice_id)
    mine = rows.filter(Q(claim=claim) | Q(new_claim=claim))
    return mine.select_related("claim", "new_claim", "opened_by", "ended_by").order_by("opened_at", "pk")


def answers_of(period: ServicePeriod) -> QuerySet[ChangeAnswer]:
    """Return what people did about changes of a period after its close, the newest first."""
    rows = ChangeAnswer.objects.filter(period=period, practice=period.practice_id)
    return rows.select_related("answered_by", "old_pin", "new_pin").order_by("-answered_at", "-pk")


def control_number_of(claim: Claim) -> str:
    """Return the number that the payer gave a claim; empty while it is not known."""
    if claim.control_number_given:
        return claim.control_number_given
    named = ClaimPayment.objects.filter(claim=claim).exclude(payer_claim_control_number="")
    newest = named.order_by("-pk").values_list("payer_claim_control_number", flat=True).first()
    return (newest or "")[:50]


def paid_back(claim: Claim) -> Decimal:
    """Return what the practice paid back of a claim itself, by refunds that are settled."""
    settled = claim.cases.filter(path=Correction.Path.REFUND, state=Correction.State.SETTLED)
    return settled.aggregate(sum=Sum("settled_amount"))["sum"] or Decimal(0)


def paid_so_far(claim: Claim) -> Decimal:
    """Return what payers paid for a claim, take-backs taken off."""
    posted = ClaimPayment.objects.filter(claim=claim, state=ClaimPayment.State.POSTED)
    return posted.aggregate(sum=Sum("paid"))["sum"] or Decimal(0)
