"""Check drafts, approve them and freeze what will go out; take an approval back."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from apps.billing.assemble import Assembled, assembled
from apps.billing.domain.claim_json import to_json
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import Claim, Decision, ServiceLine, ServicePeriod
from apps.billing.operations.books import locked_books
from apps.billing.operations.double_billing import billed_beside
from apps.billing.operations.drafting import say_problems, total_of
from apps.billing.operations.locked import locked_claims_of
from apps.billing.operations.moves import (
    NO_SOURCE,
    Moved,
    Source,
    locked_claims,
    moving,
    permit,
    sorted_out,
    write_moves,
)
from apps.billing.operations.signals import look_again
from apps.billing.prices import prices_of
from apps.billing.selectors.attestations import attested_periods
from apps.billing.selectors.persons import persons_of
from apps.practice.access import Actor
from apps.problems import Problem
from apps.timelog.models import EntryVersion
from apps.timelog.operations.months import keep_months

CHECKED = ("total_charge", "problems", "problem_count")
FROZEN = ("document", "document_hash", "approved_by", "approved_at")

OWN_TIME = Problem(
    "own_time",
    "This claim bills time that you logged yourself. Somebody else has to approve it.",
    "approved_by",
)
NOT_ATTESTED = Problem(
    "not_attested",
    "The rendering provider has not signed this period, or something changed since. Ask them to sign it.",
    "attestation",
)


@transaction.atomic
def approve(
    actor: Actor, *, claim_ids: Collection[int], now: datetime, today: date, source: Source = NO_SOURCE
) -> Moved:
    """Approve the drafts that nothing stands against, and freeze each as the document that will go out.

    Left out: whatever is no draft, has a problem, has another charge than at its last check, must not stand beside
    what is billed for the patient, or bills time that the actor logged (unless the practice allows it).
    """
    permit(actor, Move.APPROVE)
    persons = lock_books_of(actor, claim_ids)
    claims = locked_claims(actor, claim_ids)
    found = _checked(actor, [claim for claim in claims if claim.state == ClaimState.DRAFT], today=today)
    own = set() if actor.practice.allows_own_approval else _with_own_time(actor, claims)
    unsigned = _unsigned(actor, claims) if actor.practice.approval_needs_attestation else set()
    in_table = moving(Move.APPROVE)

    def so_far(claim: Claim) -> list[Problem]:
        mine = [OWN_TIME] if claim.pk in own else []
        mine += [NOT_ATTESTED] if claim.pk in unsigned else []
        return [*in_table(claim), *found.get(claim.pk, _NOTHING).problems, *mine]

    closed = locked_claims_of(actor.practice, claims)
    beside = billed_beside(actor, [claim for claim in claims if claim.state == ClaimState.DRAFT], persons)

    def against(claim: Claim) -> list[Problem]:
        return [*so_far(claim), *beside.get(claim.pk, ()), *closed.get(claim.pk, ())]

    good, left_out = sorted_out(claims, claim_ids, against)
    for claim in good:
        _freeze(claim, found[claim.pk], actor=actor, now=now)
    write_moves(actor, good, Move.APPROVE, now=now, fields=(*CHECKED, *FROZEN), source=source)
    return Moved(tuple(claim.pk for claim in good), tuple(left_out))


def lock_books_of(actor: Actor, claim_ids: Collection[int]) -> dict[int, int]:
    """Lock the books of the claims' patients and of who is the same person: one at a time looks at what is billed.

    Return the patients, each with the lowest id of the person.
    """
    mine = Claim.objects.filter(practice=actor.practice, pk__in=claim_ids)
    patient_ids = set(mine.values_list("patient_id", flat=True))
    persons = persons_of(actor.practice, patient_ids)
    locked_books(actor.practice, patient_ids=set(persons), waits=True)
    return persons


@transaction.atomic
def withdraw_approval(
    actor: Actor,
    *,
    claim_ids: Collection[int],
    reason: str,
    now: datetime,
    today: date,
    source: Source = NO_SOURCE,
) -> Moved:
    """Make approved claims that are in no batch drafts again; needs a reason."""
    permit(actor, Move.WITHDRAW_APPROVAL)
    keep_months(actor.practice)
    claims = locked_claims(actor, claim_ids)
    closed, in_table = locked_claims_of(actor.practice, claims), moving(Move.WITHDRAW_APPROVAL, reason=reason)
    good, left_out = sorted_out(
        claims, claim_ids, lambda claim: [*in_table(claim), *closed.get(claim.pk, ())]
    )
    write_moves(actor, good, Move.WITHDRAW_APPROVAL, now=now, reason=reason, fields=FROZEN, source=source)
    _checked(actor, good, today=today)
    return Moved(tuple(claim.pk for claim in good), tuple(left_out))


@transaction.atomic
def check_again(actor: Actor, *, claim_ids: Collection[int] | None = None, today: date) -> int:
    """Price and check drafts anew from today's rows (all drafts of the practice for None); return how many changed."""
    permit(actor, Move.APPROVE)
    drafts = Claim.objects.filter(practice=actor.practice, state=ClaimState.DRAFT)
    wanted = drafts if claim_ids is None else drafts.filter(pk__in=claim_ids)
    claims = locked_claims(actor, list(wanted.values_list("pk", flat=True)))
    before = {claim.pk: (claim.total_charge, claim.problems) for claim in claims}
    _checked(actor, [claim for claim in claims if claim.state == ClaimState.DRAFT], today=today)
    if claim_ids is None:
        look_again(ServicePeriod.objects.filter(pk__in=drafts.values("period")))
    return sum(before[claim.pk] != (claim.total_charge, claim.problems) for claim in claims)


def check_incomplete(actor: Actor, *, today: date) -> int:
    """Check again the drafts that something stood against, and return how many of them changed."""
    drafts = Claim.objects.filter(practice=actor.practice, state=ClaimState.DRAFT, problem_count__gt=0)
    claim_ids = list(drafts.values_list("pk", flat=True))
    return check_again(actor, claim_ids=claim_ids, today=today) if claim_ids else 0


_NOTHING = Assembled(None, ())


def _checked(actor: Actor, drafts: Sequence[Claim], *, today: date) -> Mapping[int, Assembled]:
    """Price, assemble and check locked drafts; keep what was found with them."""
    repriced = _reprice(actor, drafts)
    found = assembled(Claim.objects.filter(pk__in=[claim.pk for claim in drafts]), today=today)
    for claim in drafts:
        say_problems(claim, found[claim.pk].problems)
    Claim.objects.bulk_update(drafts, CHECKED, batch_size=500)
    return {
        pk: Assembled(each.document, (*each.problems, *repriced.get(pk, ()))) for pk, each in found.items()
    }


def _reprice(actor: Actor, drafts: Sequence[Claim]) -> dict[int, list[Problem]]:
    """Charge the lines as of today; return the claims whose total is another than at the last check."""
    prices = prices_of(actor.practice)
    by_pk = {claim.pk: claim for claim in drafts}
    lines: dict[int, list[ServiceLine]] = {pk: [] for pk in by_pk}
    for line in ServiceLine.objects.filter(claim__in=by_pk).order_by("claim_id", "number"):
        on = by_pk[line.claim_id].starts_on
        line.charge = prices.amount(line.procedure_code, on=on, units=line.units)
        lines[line.claim_id].append(line)
    ServiceLine.objects.bulk_update(
        [line for own in lines.values() for line in own], ["charge"], batch_size=500
    )
    changed: dict[int, list[Problem]] = {}
    for claim in drafts:
        old, claim.total_charge = claim.total_charge, total_of(lines[claim.pk])
        if None not in (old, claim.total_charge) and old != claim.total_charge:
            said = f"The charge was {old} when this draft was last checked and is {claim.total_charge} now."
            changed[claim.pk] = [
                Problem("charge_changed", f"{said} Look at it and approve again.", "total_charge")
            ]
    return changed


def _with_own_time(actor: Actor, claims: Iterable[Claim]) -> set[int]:
    """Return the claims that bill time which the actor did or wrote down."""
    if actor.user is None:
        return set()
    claim_of = {claim.decision_id: claim.pk for claim in claims}
    results = Decision.objects.filter(pk__in=claim_of).values_list("pk", "result")
    counted = {claim_of[pk]: {int(each[0]) for each in json.loads(text)["counted"]} for pk, text in results}
    every = {version_id for ids in counted.values() for version_id in ids}
    by_actor = Q(provider__user=actor.user) | Q(recorded_by=actor.user)
    own = set(EntryVersion.objects.filter(by_actor, pk__in=every).values_list("pk", flat=True))
    return {claim_id for claim_id, ids in counted.items() if ids & own}


def _unsigned(actor: Actor, claims: Iterable[Claim]) -> set[int]:
    """Return the claims whose period has no signature that still says what stands."""
    periods = {claim.pk: claim.period_id for claim in claims}
    signed = attested_periods(actor.practice, set(periods.values()))
    return {claim_id for claim_id, period_id in periods.items() if period_id not in signed}


def _freeze(claim: Claim, found: Assembled, *, actor: Actor, now: datetime) -> None:
    assert found.document is not None  # a claim without a document has a problem
    claim.document = to_json(found.document)
    claim.document_hash = sha256(claim.document.encode()).hexdigest()
    claim.approved_by = actor.user
    claim.approved_at = now
