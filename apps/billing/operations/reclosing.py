"""Answer changes after a close: close the period again, or leave it as it is. Nothing happens by itself."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from apps.billing.changes import deltas_of, with_needed
from apps.billing.delta import ClaimWay, Delta
from apps.billing.domain.correcting import Way
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import ChangeAnswer, Claim, Correction, Decision, ServicePeriod
from apps.billing.operations.approval import FROZEN
from apps.billing.operations.books import locked_books
from apps.billing.operations.correcting import Wanted, begin, check_correction_reason, permit_correcting
from apps.billing.operations.deciding import UNSENT, current_decisions, follow, keep_decisions
from apps.billing.operations.decisions import Decided, decided, with_rows
from apps.billing.operations.drafting import Desk, is_billable
from apps.billing.operations.locked import locked_periods
from apps.billing.operations.moves import locked_claims, write_moves
from apps.billing.prices import prices_of
from apps.billing.rule_sets import keep_rule_set
from apps.billing.selectors.corrections import paid_back, paid_so_far
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.practice.audit import record
from apps.problems import Problem, Refused, refuse_any
from apps.rules.money import cents
from apps.timelog.models import Book, ClosedSpan

PATHS = {
    Way.REPLACEMENT: Correction.Path.REPLACEMENT,
    Way.VOID: Correction.Path.VOID,
    Way.NEW_CLAIM: Correction.Path.NEW_CLAIM,
    Way.REOPENING: Correction.Path.REOPENING,
    Way.REFUND: Correction.Path.REFUND,
}
WITH_PAYER = (ClaimState.BATCHED, ClaimState.SENT, ClaimState.ACCEPTED)


@transaction.atomic
def close_again(
    actor: Actor, *, period_id: int, based_on: int, reason: str, now: datetime, today: date
) -> ChangeAnswer:
    """Close a period again over what the book supports now: a new pin, new decisions, and claims that follow.

    `based_on` is the length of the book that the person looked at; when it changed meanwhile it is refused. Unsent
    claims are drawn anew (an approval is withdrawn first); what a payer has gets a correction case. Old pin, old
    decisions and old claims stay readable. Time written down after the payer's limit is never billed, but takes away.
    """
    permit_correcting(actor)
    book, period, delta = _looked_at(actor, period_id, based_on=based_on, reason=reason)
    claims = _locked_claims(actor, period)
    refuse_any([*locked_periods(actor.practice, [period]).get(period.pk, ()), *_in_the_way(claims)])
    desk = Desk(actor, prices_of(actor.practice), now, today)
    _give_up_unsent_corrections(desk, claims)
    old_pin = period.pin
    assert old_pin is not None  # it is closed
    new_pin = _pin_again(book, period)
    answers = _decide(desk, period, delta)
    answer = _keep_answer(
        desk, period, delta, old_pin, new_pin, answers[0].row.number, ChangeAnswer.Kind.CLOSED_AGAIN, reason
    )
    _move_claims(desk, delta, {claim.pk: claim for claim in claims}, answers, answer)
    return answer


@transaction.atomic
def take_off(actor: Actor, *, period_id: int, now: datetime) -> None:
    """Take a period off the list of changed ones when nothing is left of the change, such as an entry added and voided.

    Refused while something is left. Time that waits for a confirmation puts the period on the list again.
    """
    permit_correcting(actor)
    _book, period = _locked_period(actor, period_id)
    if deltas_of(actor.practice, [period]):
        said = "The entries of this period say something else than was counted. Close it again or leave it."
        raise Refused(Problem("still_changed", said, "period"))
    spans = ClosedSpan.objects.filter(service_period=period)
    old = {"changed_up_to": spans.values_list("late_length", flat=True).first()}
    spans.update(late_length=None)
    new = {"changed_up_to": None}
    record(actor, "period.taken_off", period, patient_id=period.patient_id, old=old, new=new, at=now)


@transaction.atomic
def leave_as_it_is(
    actor: Actor, *, period_id: int, based_on: int, reason: str, now: datetime, today: date
) -> ChangeAnswer:
    """Leave a closed period as it was counted although its entries changed; needs a reason.

    Refused while the book supports less than stands billed: money that is not owed to the practice cannot be left.
    """
    permit_correcting(actor)
    book, period, delta = _looked_at(actor, period_id, based_on=based_on, reason=reason)
    if delta.is_less and delta.claims:
        said = f"The book supports {delta.after.code or 'nothing'} where {delta.before.code} stands billed."
        raise Refused(Problem("less_supported", f"{said} Close the period again.", "period"))
    assert period.pin is not None  # it is closed
    number = max(row.number for row in period.decisions.filter(is_current=True))
    desk = Desk(actor, prices_of(actor.practice), now, today)
    kind = ChangeAnswer.Kind.LEFT
    ClosedSpan.objects.filter(pk=period.pin.pk).update(late_length=None)
    ServicePeriod.objects.filter(pk=period.pk).update(answered_length=book.length)
    return _keep_answer(desk, period, delta, period.pin, None, number, kind, reason)


def _looked_at(
    actor: Actor, period_id: int, *, based_on: int, reason: str
) -> tuple[Book, ServicePeriod, Delta]:
    """Lock the patient's book and read the delta again; refuses what the person did not look at."""
    book, period = _locked_period(actor, period_id)
    delta = deltas_of(actor.practice, [period]).get(period.pk)
    problems = check_correction_reason(reason)
    if delta is None:
        said = "Nothing changed in this period since it was last looked at. Look at it again."
        problems.append(Problem("nothing_changed", said, "period"))
    elif delta.length != based_on:
        said = "The entries of this period changed again meanwhile. Look at the change again and decide anew."
        problems.append(Problem("changed_meanwhile", said, "based_on"))
    refuse_any(problems)
    assert delta is not None  # refused before
    return book, period, delta


def _locked_period(actor: Actor, period_id: int) -> tuple[Book, ServicePeriod]:
    mine = ServicePeriod.objects.filter(practice=actor.practice, pk=period_id)
    patient_id = mine.values_list("patient_id", flat=True).first()
    if patient_id is None:
        raise Refused(Problem("period_unknown", "There is no such period in this practice.", "period"))
    book = locked_books(actor.practice, patient_ids=[patient_id], waits=True)[patient_id]
    return book, with_rows(with_needed(mine)).get()


def _locked_claims(actor: Actor, period: ServicePeriod) -> list[Claim]:
    live = Claim.objects.filter(period=period).exclude(state__in=(ClaimState.VOIDED, ClaimState.REPLACED))
    return locked_claims(actor, list(live.values_list("pk", flat=True)))


def _in_the_way(claims: Sequence[Claim]) -> list[Problem]:
    """Return the files and corrections that have to be ended first."""
    problems = []
    for claim in claims:
        if claim.state == ClaimState.BATCHED:
            said = (
                f"Claim {claim.patient_control_number} is in a file that was not sent. Undo the file first."
            )
            problems.append(Problem("claim_in_file", said, "claim"))
        elif not claim.stands and claim.state in WITH_PAYER:
            said = f"Correction {claim.patient_control_number} is with the payer."
            problems.append(Problem("correction_with_payer", f"{said} Wait for its answer.", "claim"))
        elif claim.stands and claim.cases.filter(state="open", new_claim__isnull=True).exists():
            said = f"Claim {claim.patient_control_number} has an open refund or reopening."
            problems.append(Problem("correction_open", f"{said} Settle or withdraw it first.", "claim"))
    return problems


def _give_up_unsent_corrections(desk: Desk, claims: Sequence[Claim]) -> None:
    """Give up replacements and voids that no payer has or that none took: they are drawn anew where still needed."""
    reason = "The period was closed again."
    given_up = [claim for claim in claims if not claim.stands]
    approved = [claim for claim in given_up if claim.state == ClaimState.APPROVED]
    withdraw(desk, approved, reason=reason)
    write_moves(desk.actor, given_up, Move.VOID, now=desk.now, reason=reason)
    Correction.objects.filter(new_claim__in=given_up, state=Correction.State.OPEN).update(
        state=Correction.State.WITHDRAWN, ended_at=desk.now, ended_by=desk.actor.user, ended_reason=reason
    )


def withdraw(desk: Desk, approved: Sequence[Claim], *, reason: str) -> None:
    """Make approved claims drafts again, for a reason."""
    write_moves(desk.actor, approved, Move.WITHDRAW_APPROVAL, now=desk.now, reason=reason, fields=FROZEN)


def _pin_again(book: Book, period: ServicePeriod) -> ClosedSpan:
    """Pin the book as it is now; the old pin stays with the answer."""
    new = ClosedSpan.objects.create(
        practice_id=period.practice_id,
        book=book,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        length=book.length,
        head=book.head,
    )
    ClosedSpan.objects.filter(service_period=period).update(late_length=None)
    period.pin, period.answered_length = new, book.length
    period.save(update_fields=["pin", "answered_length"])
    return new


def _decide(desk: Desk, period: ServicePeriod, delta: Delta) -> list[Decided]:
    rules = rules_in_force(desk.actor.practice)
    keep_rule_set(rules)
    last = Decision.objects.filter(period=period).aggregate(last=Max("number"))["last"] or 0
    answers = decided(period, delta.facts, rules, now=desk.now, number=last + 1)
    keep_decisions(desk, answers, before=current_decisions([period]))
    return answers


def _keep_answer(
    desk: Desk,
    period: ServicePeriod,
    delta: Delta,
    old_pin: ClosedSpan,
    new_pin: ClosedSpan | None,
    number: int,
    kind: ChangeAnswer.Kind,
    reason: str,
) -> ChangeAnswer:
    answer = ChangeAnswer.objects.create(
        practice=desk.actor.practice,
        patient_id=period.patient_id,
        period=period,
        kind=kind,
        length=delta.length,
        old_pin=old_pin,
        new_pin=new_pin,
        decision_number=number,
        change=delta.as_kept(),
        reason=reason.strip()[:300],
        answered_by=desk.actor.user,
        answered_at=desk.now,
    )
    old = {"changed_up_to": old_pin.late_length}
    new = {"kind": str(kind), "reason": answer.reason, "changed_up_to": None, **answer.change}
    record(desk.actor, f"period.{kind}", period, patient_id=period.patient_id, old=old, new=new, at=desk.now)
    return answer


def _move_claims(
    desk: Desk,
    delta: Delta,
    locked: dict[int, Claim],
    answers: Sequence[Decided],
    answer: ChangeAnswer,
) -> None:
    """Let unsent claims follow the new decisions, and open a case for each that a payer has."""
    reason = f"Closed again: {answer.reason}"[:300]
    ours = [locked[each.claim.pk] for each in delta.claims]
    withdraw(desk, [claim for claim in ours if claim.state == ClaimState.APPROVED], reason=reason)
    theirs = [each for each in delta.claims if locked[each.claim.pk].state not in UNSENT]
    taken = {each.claim.decision.stretch for each in theirs}
    period = delta.period
    follow(
        desk,
        {period.pk: [each for each in answers if each.row.stretch not in taken]},
        {period.pk: [claim for claim in ours if claim.state in UNSENT]},
    )
    for each in theirs:
        _correct(desk, locked[each.claim.pk], each, answers, answer, reason)


def _correct(
    desk: Desk,
    claim: Claim,
    found: ClaimWay,
    answers: Sequence[Decided],
    answer: ChangeAnswer,
    reason: str,
) -> None:
    """Begin what the way of a sent claim asks for."""
    mine = next((each for each in answers if each.row.stretch == found.claim.decision.stretch), None)
    supported = mine if mine is not None and is_billable(mine) else None
    if found.way is Way.GIVE_UP:
        write_moves(desk.actor, [claim], Move.VOID, now=desk.now, reason=reason)
    elif found.way in PATHS:
        owed = _owed(claim, supported) if found.way is Way.REFUND else None
        if owed is None or owed > 0:
            begin(desk, claim, Wanted(PATHS[found.way], reason, owed, desk.today), supported, answer=answer)


def _owed(claim: Claim, supported: Decided | None) -> Decimal:
    """Return what was paid beyond what the book supports and did not go back yet; not above zero when all of it did.

    A payer pays its share of what it allows (Medicare 80 percent), so the share of what it paid is owed that is not
    supported any more, by the rules' expected amounts; all of it where one of them is not known.
    """
    before, still = claim.decision.expected_amount, Decimal(0)
    paid = paid_so_far(claim) or before or claim.total_charge or Decimal(0)
    if supported and before:
        still = supported.answer.expected_amount or still
    return (cents(paid * (before - still) / before) if before else paid) - paid_back(claim)
