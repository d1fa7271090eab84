"""The claims of a practice as a list: counted by stage, narrowed by filters."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import Claim, ServiceLine
from apps.billing.selectors.signals import with_signal
from apps.practice.access import Actor, rows_of

MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


class Stage(StrEnum):
    """What a list of claims is counted by: the states, and drafts parted by whether a problem stands against them."""

    READY = "ready"
    INCOMPLETE = "incomplete"
    HELD = "held"
    RETURNED = "returned"
    APPROVED = "approved"
    BATCHED = "batched"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    DENIED = "denied"
    REPLACED = "replaced"
    VOIDED = "voided"
    REFUNDED = "refunded"


REVIEW_STAGES = (Stage.READY, Stage.INCOMPLETE, Stage.HELD, Stage.RETURNED)
CLAIM_STAGES = tuple(stage for stage in Stage if stage not in REVIEW_STAGES)

_STAGE_OF_ROW = Case(
    When(state=ClaimState.DRAFT, problems=[], then=Value(Stage.READY.value)),
    When(state=ClaimState.DRAFT, then=Value(Stage.INCOMPLETE.value)),
    default="state",
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What a list of claims is narrowed to; an empty value does not narrow."""

    stage: Stage | None = None
    payer_id: int | None = None
    provider_id: int | None = None
    code: str = ""
    month: str = ""
    words: str = ""
    flag: str = ""


def claims_of(actor: Actor) -> QuerySet[Claim]:
    """Return the claims of the actor's practice with what one line of a list shows."""
    return rows_of(actor, Claim).select_related(
        "patient", "payer", "rendering_provider", "decision", "period"
    )


def filtered_claims(actor: Actor, wanted: ClaimFilter) -> QuerySet[Claim]:
    """Return the claims that fit `wanted`, the oldest period first."""
    claims = claims_of(actor).prefetch_related("lines")
    return _narrowed(actor, claims, wanted).order_by("period_starts_on", "pk")


def stage_counts(actor: Actor, wanted: ClaimFilter) -> dict[Stage, int]:
    """Return how many claims that fit `wanted` (but for its stage) are in each stage: one query."""
    others = replace(wanted, stage=None)
    rows = (
        _narrowed(actor, rows_of(actor, Claim), others)
        .order_by()
        .values(stage=_STAGE_OF_ROW)
        .annotate(count=Count("pk"))
    )
    found = {Stage(row["stage"]): row["count"] for row in rows}
    return {stage: found.get(stage, 0) for stage in Stage}


def neighbours(actor: Actor, claim: Claim) -> tuple[int | None, int | None]:
    """Return the ids of the drafts before and after `claim` in the review queue."""
    queue = rows_of(actor, Claim).filter(state=ClaimState.DRAFT).order_by("period_starts_on", "pk")
    here = Q(period_starts_on=claim.period_starts_on)
    after = queue.filter(Q(period_starts_on__gt=claim.period_starts_on) | here & Q(pk__gt=claim.pk))
    before = queue.filter(
        Q(period_starts_on__lt=claim.period_starts_on) | here & Q(pk__lt=claim.pk)
    ).reverse()
    return before.values_list("pk", flat=True).first(), after.values_list("pk", flat=True).first()


def _narrowed(actor: Actor, claims: QuerySet[Claim], wanted: ClaimFilter) -> QuerySet[Claim]:
    if wanted.stage is Stage.READY:
        claims = claims.filter(state=ClaimState.DRAFT, problems=[])
    elif wanted.stage is Stage.INCOMPLETE:
        claims = claims.filter(state=ClaimState.DRAFT).exclude(problems=[])
    elif wanted.stage is not None:
        claims = claims.filter(state=wanted.stage.value)
    if wanted.payer_id is not None:
        claims = claims.filter(payer=wanted.payer_id)
    if wanted.provider_id is not None:
        claims = claims.filter(rendering_provider=wanted.provider_id)
    if wanted.code:
        claims = claims.filter(
            Exists(ServiceLine.objects.filter(claim=OuterRef("pk"), procedure_code=wanted.code))
        )
    if wanted.month:
        first = date.fromisoformat(f"{wanted.month}-01")
        claims = claims.filter(
            period__window_ends_on__year=first.year, period__window_ends_on__month=first.month
        )
    if wanted.flag:
        claims = claims.filter(with_signal(actor, wanted.flag))
    for word in wanted.words.split():
        claims = claims.filter(_says(word))
    return claims


def _says(word: str) -> Q:
    return (
        Q(patient__last_name__istartswith=word)
        | Q(patient__first_name__istartswith=word)
        | Q(patient_control_number__iexact=word)
        | Q(coverage__member_id__iexact=word)
        | Q(patient__medical_record_number__iexact=word)
    )
