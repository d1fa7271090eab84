"""Bill another payer: end what the wrong payer denied or got back, and decide its days under today's coverage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from apps.billing.changes import counted_versions
from apps.billing.domain.correcting import PAID
from apps.billing.domain.lifecycle import ClaimState, Move, check_move
from apps.billing.facts import covered_part, facts_of, pinned_entries, practice_facts
from apps.billing.models import Claim, ClaimTask, Correction, Decision, ServicePeriod
from apps.billing.operations.books import locked_books
from apps.billing.operations.correcting import check_correction_reason, permit_correcting
from apps.billing.operations.coverages import take_todays_coverages
from apps.billing.operations.deciding import (
    UNSENT,
    current_decisions,
    follow,
    keep_decisions,
    live_claims,
)
from apps.billing.operations.decisions import decided, with_rows
from apps.billing.operations.denials import close_tasks
from apps.billing.operations.drafting import Desk
from apps.billing.operations.locked import locked_periods
from apps.billing.operations.moves import write_moves
from apps.billing.prices import prices_of
from apps.billing.rule_sets import keep_rule_set
from apps.billing.selectors.corrections import paid_back, paid_so_far
from apps.patients.models import Coverage, Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.problems import Problem, Refused, refuse_any
from apps.rules.facts_check import BASIS_WORDS
from apps.rules.periods import Window, fits


@dataclass(frozen=True, slots=True)
class Covered:
    """Who covers the days of a claim by today's records: None while that is nobody, or the claim's own payer.

    `days` are those of the period that the payer covers. `problems` keep the days from being billed to that payer.
    """

    payer: Payer | None
    problems: tuple[Problem, ...]
    days: str = ""


@dataclass(frozen=True, slots=True)
class BilledElsewhere:
    """The claims that were ended, who is billed instead, and the drafts: none where nothing is billable."""

    ended: tuple[Claim, ...]
    payer: Payer
    drafts: tuple[Claim, ...]


def may_end(claim: Claim) -> bool:
    """Say whether a claim is one that its payer denied, or that was paid and wholly paid back."""
    return not list(_against_end(claim))


def covered_today(claim: Claim) -> Covered:
    """Return which other payer covers the days of a claim by today's records, and what keeps it from being billed."""
    return _covered(claim, _period_of(claim))


@transaction.atomic
def bill_another_payer(
    actor: Actor, *, claim_id: int, reason: str, now: datetime, today: date
) -> BilledElsewhere:
    """End the claims of a period that the wrong payer denied or got back, and decide the period under today's coverage.

    What was sent and posted stays as it is; the minutes counted at the close are counted anew, once. Refuses without a
    reason, while money is with the practice or a correction is open, while no other payer covers the days, where that
    payer asks for other windows, and in a locked month.
    """
    permit_correcting(actor)
    claim, period, claims = _locked(actor, claim_id)
    ending = [claim, *(each for each in claims if each.state not in UNSENT and each.pk != claim.pk)]
    covered, before = _covered(claim, period), claim.period.coverage_id
    problems = [
        *check_correction_reason(reason),
        *locked_periods(actor.practice, [period]).get(period.pk, ()),
    ]
    against = [problem for each in ending for problem in _against_end(each)]
    refuse_any([*problems, *against, *covered.problems])
    assert covered.payer is not None  # or there would be a problem
    why = f"{covered.payer.name} covers these days: {reason.strip()}"
    write_moves(actor, ending, Move.BILL_ANOTHER_PAYER, now=now, reason=why)
    work = ClaimTask.objects.filter(claim__in=ending)
    close_tasks(actor, work, f"Ended: {covered.payer.name} is billed instead.", now=now)
    desk = Desk(actor, prices_of(actor.practice), now, today)
    _decide(desk, period, [each for each in claims if each.state in UNSENT], coverage_before=before)
    drafts = Claim.objects.filter(period=period, state=ClaimState.DRAFT, payer=covered.payer)
    return BilledElsewhere(tuple(ending), covered.payer, tuple(drafts.order_by("pk")))


def _locked(actor: Actor, claim_id: int) -> tuple[Claim, ServicePeriod, list[Claim]]:
    """Lock the book of the patient and all live claims of the period in one order; return the claim as it is then."""
    mine = Claim.objects.filter(practice=actor.practice, pk=claim_id)
    patient_ids = set(mine.values_list("patient_id", flat=True))
    if not patient_ids:
        raise Refused(Problem("claim_unknown", "There is no such claim in this practice.", "claim"))
    locked_books(actor.practice, patient_ids=patient_ids, waits=True)
    period = _period_of(mine.get())
    claims = live_claims([period]).get(period.pk, [])
    return next((each for each in claims if each.pk == claim_id), None) or mine.get(), period, claims


def _decide(
    desk: Desk, period: ServicePeriod, drafts: Sequence[Claim], *, coverage_before: int | None
) -> None:
    """Decide a period under its new coverage over the entries it counted, whether or not the answer is another."""
    rules = rules_in_force(desk.actor.practice)
    keep_rule_set(rules)
    current = current_decisions([period])
    entries = pinned_entries(counted_versions(desk.actor.practice, [period], current))
    facts = facts_of([period], practice=practice_facts(desk.actor.practice), entries=entries)
    last = Decision.objects.filter(period=period).aggregate(last=Max("number"))["last"] or 0
    answers = decided(period, facts[period.pk], rules, now=desk.now, number=last + 1)
    moved = {} if coverage_before == period.coverage_id else {period.pk: coverage_before}
    period.save(update_fields=["coverage"])
    keep_decisions(desk, answers, before=current, coverages_before=moved)
    follow(desk, {period.pk: answers}, {period.pk: drafts})


def _period_of(claim: Claim) -> ServicePeriod:
    return with_rows(ServicePeriod.objects.filter(pk=claim.period_id)).get()


def _against_end(claim: Claim) -> Iterator[Problem]:
    """Yield what keeps a claim from being ended: it is neither denied nor paid back, or it is being corrected."""
    number = claim.patient_control_number
    state = ClaimState(claim.state)
    if not claim.stands:
        said = f"Claim {number} corrects another one and does not stand. Look at the one that it corrects."
        yield Problem("claim_not_denied", said, "claim")
        return
    if check_move(state, Move.BILL_ANOTHER_PAYER, reason="asked"):
        said = f"Claim {number} is {state.label.lower()}. Another payer can be billed once it is denied or paid back."
        yield Problem("claim_not_denied", said, "claim")
        return
    if claim.cases.filter(state=Correction.State.OPEN).exists():
        said = f"Claim {number} is being corrected. Settle or withdraw that first."
        yield Problem("correction_open", said, "claim")
    back = paid_back(claim)
    kept = paid_so_far(claim) - back
    if kept > 0:
        said = f"${kept:,.2f} that was paid for claim {number} did not go back. Record the refund first."
        yield Problem("money_not_back", said, "claim")
    elif state in PAID and not back:
        said = f"The payer of claim {number} settled it and nothing was paid back, so it stands."
        yield Problem("claim_settled", f"{said} Appeal, or ask for a reopening.", "claim")


def _covered(claim: Claim, period: ServicePeriod) -> Covered:
    """Give the period the coverage of today, unsaved, and look whether that is another payer's whose windows fit."""
    take_todays_coverages([period])
    coverage = period.coverage
    if coverage is None or coverage.payer_id == claim.payer_id:
        return Covered(None, (_record_first(claim, period, coverage),))
    part = covered_part(period, coverage)
    days = _days(part) if part else ""
    return Covered(coverage.payer, tuple(_against_windows(period, coverage)), days)


def _record_first(claim: Claim, period: ServicePeriod, coverage: Coverage | None) -> Problem:
    days = _days(Window(period.starts_on, period.ends_on))
    if coverage is None:
        said = f"No coverage is recorded for {days}. Record first the coverage of the payer that covers these days."
        return Problem("coverage_first", said, "coverage")
    part, name = covered_part(period, coverage), claim.payer.name
    if part == Window(period.starts_on, period.ends_on):
        said = f"By our record {name} still covers {days}. End that coverage, and record that of the right payer first."
        return Problem("coverage_first", said, "coverage")
    covers = _days(part) if part else "none"
    said = f"By our record {name} covers {covers} of {days}. A closed period is billed to one payer"
    return Problem(
        "coverage_first", f"{said}: correct the dates of the coverage, or leave the claim.", "coverage"
    )


def _against_windows(period: ServicePeriod, coverage: Coverage) -> Iterator[Problem]:
    """Yield that the payer asks for other windows than the one that was closed."""
    window = Window(period.window_starts_on, period.window_ends_on)
    part = window.clipped(from_on=coverage.starts_on, through_on=coverage.ends_on)
    if part is None:
        return
    rules = rules_in_force(period.practice)
    found = rules.resolved(coverage.payer.profile, period.enrollment.program, on=part.starts_on)
    if found is None or not found.basis:
        return  # the decision says what is not known of the payer
    bases = (found.basis, *found.other_bases)
    if not any(fits(window, part, basis=each, anchor=None) for each in bases):
        asked = " or ".join(BASIS_WORDS[each] for each in bases)
        said = f"{coverage.payer.name} asks for {asked}, and this period was closed as {_days(window)}."
        remedy = "Its minutes cannot be billed to that payer as they stand, so the claim stays as it is."
        yield Problem("period_does_not_fit_payer", f"{said} {remedy}", "period")


def _days(window: Window) -> str:
    return f"{window.starts_on:%-d %b} to {window.ends_on:%-d %b %Y}"
