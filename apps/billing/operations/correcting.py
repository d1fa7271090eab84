"""Put right what a payer has: a replacement, a void, a new claim after a rejection, a reopening, a refund."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min

from apps.billing.chart_rows import charts_of
from apps.billing.domain.correcting import PAID
from apps.billing.domain.lifecycle import SENT_STATES, ClaimState, Move, check_reason
from apps.billing.models import ChangeAnswer, Claim, Correction, Decision, ServiceLine
from apps.billing.operations.books import locked_books
from apps.billing.operations.decisions import Decided
from apps.billing.operations.drafting import (
    Desk,
    check_draft,
    claim_of,
    draft_event,
    drafted,
    is_billable,
    lines_of,
    patient_control_number,
)
from apps.billing.operations.moves import locked_claims, write_moves
from apps.billing.prices import prices_of
from apps.billing.rule_sets import Terms, terms_of
from apps.billing.selectors.corrections import control_number_of
from apps.patients.models import Coverage
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.practice.audit import record, record_many
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused, refuse_any
from apps.rules.answer import Decision as Answer
from apps.rules.facts import PeriodFacts

Path = Correction.Path
FREQUENCY = {Path.REPLACEMENT: "7", Path.VOID: "8", Path.NEW_CLAIM: "1"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to put a claim right, and why. `amount` and `identified_on` are for a refund."""

    path: Correction.Path
    reason: str
    amount: Decimal | None = None
    identified_on: date | None = None


def permit_correcting(actor: Actor) -> None:
    """Raise PermissionDenied unless the actor reviews claims."""
    if not actor.may(Action.REVIEW_CLAIMS):
        raise PermissionDenied


@transaction.atomic
def open_correction(actor: Actor, *, claim_id: int, wanted: Wanted, now: datetime, today: date) -> Correction:
    """Begin to put right a claim that went out, by a path that its payer takes.

    A replacement, a void and a new claim are drafted for review; a refund and a reopening start their clocks. Refuses
    a claim that did not go out or is being corrected, and a path that the payer or the claim's state does not allow.
    """
    permit_correcting(actor)
    claim = _locked(actor, claim_id)
    terms = terms_of_claim(claim)
    refuse_any([*_against(claim, wanted, terms, today), *check_correction_reason(wanted.reason)])
    desk = Desk(actor, prices_of(actor.practice), now, today)
    return begin(desk, claim, wanted, current_decided(claim))


def paths_of(claim: Claim) -> tuple[Correction.Path, ...]:
    """Return the paths by which a claim that went out can be put right: by its state and its payer's profile."""
    state = ClaimState(claim.state)
    if not claim.stands or state not in SENT_STATES:
        return ()
    if state is ClaimState.REJECTED:
        return (Path.NEW_CLAIM,)
    takes = terms_of_claim(claim).accepts_replacement
    refund = (Path.REFUND,) if state in PAID else ()
    return (Path.REPLACEMENT, Path.VOID, *refund) if takes else (Path.REOPENING, *refund)


def terms_of_claim(claim: Claim) -> Terms:
    """Return what the payer's profile asks of a claim."""
    rules = rules_in_force(claim.practice)
    return terms_of(rules, claim.coverage.payer.profile, claim.code_family, claim.starts_on)


def begin(
    desk: Desk,
    claim: Claim,
    wanted: Wanted,
    each: Decided | None,
    *,
    answer: ChangeAnswer | None = None,
) -> Correction:
    """Open the case of a locked claim; `each` is the decision that a replacement or a new claim is drawn from."""
    new = None
    if wanted.path in FREQUENCY:
        new = _draft(desk, claim, wanted, each)
    identified_on = wanted.identified_on or desk.today
    due_on, rule = _deadline(claim, wanted.path, identified_on)
    case = Correction.objects.create(
        practice=desk.actor.practice,
        patient_id=claim.patient_id,
        claim=claim,
        new_claim=new,
        answer=answer,
        path=wanted.path,
        amount=wanted.amount if wanted.path == Path.REFUND else None,
        identified_on=identified_on,
        due_on=due_on,
        rule=rule[:200],
        reason=wanted.reason.strip()[:300],
        opened_by=desk.actor.user,
        opened_at=desk.now,
    )
    said = {
        "path": case.path,
        "amount": str(case.amount or ""),
        "due_on": str(due_on or ""),
        "reason": case.reason,
    }
    record(desk.actor, "correction.opened", case, patient_id=claim.patient_id, new=said, at=desk.now)
    if wanted.path == Path.NEW_CLAIM:
        _end_at_once(desk, case)
    return case


def _end_at_once(desk: Desk, case: Correction) -> None:
    """Settle the case of a rejected claim: it left its place when the new claim was drafted."""
    case.state, case.ended_at, case.ended_by = Correction.State.SETTLED, desk.now, desk.actor.user
    case.settled_on = desk.today
    case.save(update_fields=["state", "ended_at", "ended_by", "settled_on"])


def current_decided(claim: Claim) -> Decided | None:
    """Return the decision that stands for the claim's stretch, if there is something to bill."""
    row = Decision.objects.filter(
        period=claim.period_id, stretch=claim.decision.stretch, is_current=True
    ).first()
    if row is None:
        return None
    found = Decided(claim.period, row, Answer.from_json(row.result), PeriodFacts.from_json(row.facts))
    return found if is_billable(found) else None


def _locked(actor: Actor, claim_id: int) -> Claim:
    mine = Claim.objects.filter(practice=actor.practice, pk=claim_id)
    patient_ids = set(mine.values_list("patient_id", flat=True))
    if not patient_ids:
        raise Refused(Problem("claim_unknown", "There is no such claim in this practice.", "claim"))
    locked_books(actor.practice, patient_ids=patient_ids, waits=True)
    return locked_claims(actor, [claim_id])[0]


def _against(claim: Claim, wanted: Wanted, terms: Terms, today: date) -> list[Problem]:
    problems = []
    possible = paths_of(claim)
    if wanted.path not in possible:
        problems.append(_not_possible(claim, wanted.path, possible))
    if claim.cases.filter(state=Correction.State.OPEN).exists():
        said = (
            f"Claim {claim.patient_control_number} is being corrected already. Settle or withdraw that first."
        )
        problems.append(Problem("correction_open", said, "claim"))
    if wanted.path in (Path.REPLACEMENT, Path.NEW_CLAIM) and current_decided(claim) is None:
        said = "The decision that stands has nothing to bill, so there is nothing to replace the claim with."
        problems.append(Problem("nothing_to_bill", f"{said} Void it or refund it instead.", "path"))
    return [*problems, *_against_refund(wanted, today)]


def _not_possible(claim: Claim, path: Correction.Path, possible: Sequence[Correction.Path]) -> Problem:
    state = ClaimState(claim.state).label.lower()
    ways = ", ".join(each.label.lower() for each in possible)
    remedy = f"Possible: {ways}." if ways else "It did not go out; change or give up the draft."
    said = f"{path.label} is not open to a claim that is {state} with {claim.coverage.payer.name}."
    return Problem("path_not_possible", f"{said} {remedy}", "path")


def _against_refund(wanted: Wanted, today: date) -> list[Problem]:
    if wanted.path != Path.REFUND:
        return []
    problems = []
    if wanted.amount is None or wanted.amount <= 0:
        said = "Say how much is owed back, in dollars and cents, more than 0.00."
        problems.append(Problem("amount_missing", said, "amount"))
    if wanted.identified_on is not None and wanted.identified_on > today:
        said = f"{wanted.identified_on:%-d %b %Y} is in the future. Give the day on which the overpayment was found."
        problems.append(Problem("identified_in_future", said, "identified_on"))
    return problems


def check_correction_reason(reason: str) -> list[Problem]:
    """Return what is wrong with the reason of a correction."""
    if reason.strip():
        return check_reason(reason)
    return [Problem("reason_missing", "Say in a few words why.", "reason")]


def _deadline(claim: Claim, path: Correction.Path, identified_on: date) -> tuple[date | None, str]:
    """Return the last day of the act and the rule that sets it; a reopening runs from the payer's first decision."""
    started_on = identified_on if path == Path.REFUND else None
    if path == Path.REOPENING:
        paid = claim.payments.filter(remittance__paid_on__isnull=False)
        started_on = paid.aggregate(first=Min("remittance__paid_on"))["first"]
    if started_on is None:
        return None, ""
    rules = rules_in_force(claim.practice)
    indicator = terms_of_claim(claim).claim_filing_indicator
    found = rules.deadline(str(path), indicator=indicator, started_on=started_on)
    if found is None:
        return None, ""
    return max(found.last_day, identified_on), f"{found.cited.sentence}: {found.cited.citation}"


def _draft(desk: Desk, old: Claim, wanted: Wanted, each: Decided | None) -> Claim:
    """Draft the claim that corrects `old`, checked, with its history begun and both bound together."""
    count = Claim.objects.filter(period=old.period_id).count() + 1
    number = patient_control_number(old.period_id, count)
    frequency = FREQUENCY[wanted.path]
    if wanted.path == Path.VOID:
        new, lines = _same_again(desk, old, number)
    else:
        assert each is not None  # looked at before
        new = claim_of(desk, each, number)
        lines = lines_of(desk, new, each.answer)
    new.period_starts_on, new.corrects, new.claim_frequency = old.period_starts_on, old, frequency
    new.state_reason = wanted.reason.strip()[:300]
    new.prior_authorization_number = old.prior_authorization_number
    if frequency == "1":
        reason = f"A new claim, {number}, takes its place."
        write_moves(desk.actor, [old], Move.REPLACE, now=desk.now, reason=reason)
    else:
        new.stands, new.payer_claim_control_number = False, control_number_of(old)
    check_draft(desk, new, lines, charts_of({old.patient_id})[old.patient_id])
    new.save(force_insert=True)
    for line in lines:
        line.claim = new
    ServiceLine.objects.bulk_create(lines)
    draft_event(desk, new).save(force_insert=True)
    record_many([drafted(desk, new)])
    return new


def _same_again(desk: Desk, old: Claim, number: str) -> tuple[Claim, list[ServiceLine]]:
    """Return an unsaved claim that says what `old` says, for its void."""
    coverage: Coverage = old.coverage
    new = Claim(
        practice=old.practice,
        patient=old.patient,
        period=old.period,
        decision=old.decision,
        coverage=coverage,
        payer=old.payer,
        rendering_provider=old.rendering_provider,
        code_family=old.code_family,
        setting=old.setting,
        period_ends_on=old.period_ends_on,
        window_ends_on=old.window_ends_on,
        episode_id=old.episode_id,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
        patient_control_number=number,
        care_plan_oversight_number=old.care_plan_oversight_number,
        created_at=desk.now,
    )
    lines = [
        ServiceLine(
            practice=old.practice,
            claim=new,
            number=line.number,
            procedure_code=line.procedure_code,
            modifiers=line.modifiers,
            units=line.units,
            charge=line.charge,
            expected_amount=line.expected_amount,
        )
        for line in old.lines.order_by("number")
    ]
    return new, lines
