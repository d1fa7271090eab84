"""The claims of a practice as a list: counted by stage, narrowed by filters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Case, CharField, Count, Q, QuerySet, Sum, Value, When

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import Claim, ClaimTag, ServiceLine, ServicePeriod
from apps.billing.selectors.searching import with_words
from apps.billing.selectors.signals import with_signal
from apps.practice.access import Actor, rows_of
from apps.rules.periods import add_months

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


UNSENT_STAGES = (Stage.READY, Stage.INCOMPLETE, Stage.HELD, Stage.RETURNED)
CLAIM_STAGES = tuple(stage for stage in Stage if stage not in UNSENT_STAGES)
# Those that somebody looks for every day; the others are counted where there are any.
DAILY_STAGES = (
    *(Stage.INCOMPLETE, Stage.READY, Stage.HELD, Stage.RETURNED, Stage.APPROVED, Stage.BATCHED, Stage.SENT),
    *(Stage.ACCEPTED, Stage.REJECTED, Stage.PAID, Stage.DENIED),
)
RARE_STAGES = tuple(stage for stage in Stage if stage not in DAILY_STAGES)

_STAGE_OF_ROW = Case(
    When(state=ClaimState.DRAFT, problem_count=0, then=Value(Stage.READY.value)),
    When(state=ClaimState.DRAFT, then=Value(Stage.INCOMPLETE.value)),
    default="state",
    output_field=CharField(),
)


NOBODY = 0


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What a list of claims is narrowed to; an empty value does not narrow.

    `ended_before`: the days billed ended before that date. `least` and `most` bound the charge, both inclusive.
    `person_id` is who looks after it, NOBODY for nobody.
    """

    stage: Stage | None = None
    payer_id: int | None = None
    provider_id: int | None = None
    code: str = ""
    month: str = ""
    words: str = ""
    flag: str = ""
    setting: str = ""
    ended_before: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    person_id: int | None = None
    tag: str = ""
    hold_reason: str = ""


def claims_of(actor: Actor) -> QuerySet[Claim]:
    """Return the claims of the actor's practice with what one line of a list shows."""
    return rows_of(actor, Claim).select_related(
        "patient", "payer", "rendering_provider", "decision", "period"
    )


def shown_claims(actor: Actor) -> QuerySet[Claim]:
    """Return the claims of the actor's practice with the rows that the page of one shows."""
    return rows_of(actor, Claim).select_related(
        "practice",
        "patient",
        "payer",
        "coverage",
        "rendering_provider",
        "assigned_to",
        "corrects",
        "decision__episode__agency",
        "decision__period__coverage__payer",
        "period__pin",
    )


def filtered_claims(actor: Actor, wanted: ClaimFilter) -> QuerySet[Claim]:
    """Return the claims that fit `wanted`, the oldest period first."""
    claims = claims_of(actor).prefetch_related("lines")
    return _narrowed(actor, claims, wanted).order_by("period_starts_on", "pk")


def desk_claims(actor: Actor, wanted: ClaimFilter) -> QuerySet[Claim]:
    """Return the claims that fit with what a line of the desk and its export show; long texts are not read."""
    claims = filtered_claims(actor, wanted).select_related("assigned_to").prefetch_related("tags")
    return claims.defer("document", "decision__facts", "decision__result")


@dataclass(frozen=True, slots=True)
class Total:
    """How many claims, and the sum of the charges that are known."""

    count: int = 0
    charge: Decimal = Decimal("0.00")


def stage_totals(actor: Actor, wanted: ClaimFilter) -> dict[Stage, Total]:
    """Return what is in each stage of the claims that fit `wanted` (but for its stage): one query, from an index."""
    rows = (
        _narrowed(actor, rows_of(actor, Claim), replace(wanted, stage=None))
        .order_by()
        .values(stage=_STAGE_OF_ROW)
        .annotate(count=Count("pk"), charge=Sum("total_charge"))
    )
    found = {Stage(row["stage"]): Total(row["count"], row["charge"] or Decimal("0.00")) for row in rows}
    return {stage: found.get(stage, Total()) for stage in Stage}


def stage_counts(actor: Actor, wanted: ClaimFilter) -> dict[Stage, int]:
    """Return how many claims that fit `wanted` (but for its stage) are in each stage: one query."""
    return {stage: total.count for stage, total in stage_totals(actor, wanted).items()}


def count_of(actor: Actor, wanted: ClaimFilter) -> int:
    """Return how many claims fit, its stage included: only that stage is looked at."""
    return _narrowed(actor, rows_of(actor, Claim), wanted).order_by().count()


def ids_of(actor: Actor, wanted: ClaimFilter) -> list[int]:
    """Return the ids of all claims that fit, in the order of the list."""
    rows = _narrowed(actor, rows_of(actor, Claim), wanted).order_by("period_starts_on", "pk")
    return list(rows.values_list("pk", flat=True))


def neighbours(
    actor: Actor, claim: Claim, wanted: ClaimFilter | None = None
) -> tuple[int | None, int | None]:
    """Return the ids of the claims before and after `claim` in a list: that of all drafts for None."""
    asked = wanted or ClaimFilter()
    queue = _narrowed(actor, rows_of(actor, Claim), asked).order_by("period_starts_on", "pk")
    if wanted is None:
        queue = queue.filter(state=ClaimState.DRAFT)
    here = Q(period_starts_on=claim.period_starts_on)
    after = queue.filter(Q(period_starts_on__gt=claim.period_starts_on) | here & Q(pk__gt=claim.pk))
    before = queue.filter(
        Q(period_starts_on__lt=claim.period_starts_on) | here & Q(pk__lt=claim.pk)
    ).reverse()
    return before.values_list("pk", flat=True).first(), after.values_list("pk", flat=True).first()


def _narrowed(actor: Actor, claims: QuerySet[Claim], wanted: ClaimFilter) -> QuerySet[Claim]:
    for condition in (*_by_stage(wanted.stage), *_by_rows(actor, wanted), *with_words(actor, wanted.words)):
        claims = claims.filter(condition)
    said = {
        "payer": wanted.payer_id,
        "rendering_provider": wanted.provider_id,
        "setting": wanted.setting or None,
        "period_ends_on__lt": wanted.ended_before,
        "total_charge__gte": wanted.least,
        "total_charge__lte": wanted.most,
        "hold_reason": wanted.hold_reason or None,
    }
    return claims.filter(**{name: value for name, value in said.items() if value is not None})


def _by_stage(stage: Stage | None) -> Iterator[Q]:
    if stage is Stage.READY:
        yield Q(state=ClaimState.DRAFT, problem_count=0)
    elif stage is Stage.INCOMPLETE:
        yield Q(state=ClaimState.DRAFT, problem_count__gt=0)
    elif stage is not None:
        yield Q(state=stage.value)


def _by_rows(actor: Actor, wanted: ClaimFilter) -> Iterator[Q]:
    """Yield the conditions that other tables answer, each by an index of its own."""
    if wanted.code:
        lines = rows_of(actor, ServiceLine).filter(procedure_code=wanted.code).order_by()
        yield Q(pk__in=lines.values("claim"))
    if wanted.month:
        first = date.fromisoformat(f"{wanted.month}-01")
        days = (first, add_months(first, 1) - timedelta(days=1))
        periods = rows_of(actor, ServicePeriod).filter(window_ends_on__range=days).order_by()
        yield Q(period__in=periods.values("pk"))
    if wanted.flag:
        yield with_signal(actor, wanted.flag)
    if wanted.person_id is not None:
        yield Q(assigned_to=wanted.person_id or None)
    if wanted.tag:
        yield Q(pk__in=rows_of(actor, ClaimTag).filter(name=wanted.tag).order_by().values("claim"))
