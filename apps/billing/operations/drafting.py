"""Draft claims from decisions: in bulk, and one again after a new decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from apps.billing.assemble import Assembled, assemble
from apps.billing.chart_rows import Chart, charts_of
from apps.billing.domain.lifecycle import ClaimState
from apps.billing.domain.money import sum_of
from apps.billing.models import Claim, ClaimEvent, Decision, ServiceLine, ServicePeriod
from apps.billing.operations.decisions import Decided
from apps.billing.prices import Prices
from apps.patients.models import Coverage
from apps.practice.access import Actor
from apps.practice.audit import event, record_many
from apps.practice.bulk import insert
from apps.practice.models import AuditEvent
from apps.problems import Problem
from apps.rules.answer import Decision as Answer

DRAFTED = "draft"
REDRAFTED = (
    "decision",
    "coverage",
    "payer",
    "rendering_provider",
    "period_ends_on",
    "window_ends_on",
    "episode",
    "starts_on",
    "ends_on",
    "care_plan_oversight_number",
    "prior_authorization_number",
    "total_charge",
    "problems",
    "problem_count",
    "setting",
)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Desk:
    """What drafting needs besides the decisions: who drafts, when, at which charges."""

    actor: Actor
    prices: Prices
    now: datetime
    today: date


def draft_claims(
    desk: Desk, decided: Iterable[Decided], *, claims_so_far: Mapping[int, int] | None = None
) -> list[Claim]:
    """Draft a claim for every billable decision, checked and with its history begun.

    `claims_so_far` counts the claims that a period had before: their control numbers are never used again.
    """
    billable = [
        each for each in decided if each.row.outcome == Decision.Outcome.BILLABLE and each.answer.lines
    ]
    if not billable:
        return []
    charts = charts_of({each.period.patient_id for each in billable})
    counts = dict(claims_so_far or {})
    claims: list[Claim] = []
    lines: list[ServiceLine] = []
    for each in billable:
        counts[each.period.pk] = counts.get(each.period.pk, 0) + 1
        claim = claim_of(desk, each, patient_control_number(each.period.pk, counts[each.period.pk]))
        own = lines_of(desk, claim, each.answer)
        check_draft(desk, claim, own, charts[claim.patient_id])
        claims.append(claim)
        lines += own
    insert(claims)
    for line in lines:
        line.claim_id = line.claim.pk
    insert(lines)
    insert([draft_event(desk, claim) for claim in claims])
    return claims


def is_billable(decided: Decided) -> bool:
    """Say whether there is something to put on a claim."""
    return decided.row.outcome == Decision.Outcome.BILLABLE and bool(decided.answer.lines)


def draft_again(desk: Desk, drafts: Iterable[tuple[Claim, Decided]]) -> None:
    """Let locked drafts say what a new decision says, checked anew; state, number and history stay."""
    pairs = list(drafts)
    charts = charts_of({claim.patient_id for claim, _ in pairs})
    lines: list[ServiceLine] = []
    trail: list[AuditEvent] = []
    for claim, each in pairs:
        old = {"decision": claim.decision_id, "total_charge": claim.total_charge}
        _take_over(claim, each)
        own = lines_of(desk, claim, each.answer)
        check_draft(desk, claim, own, charts[claim.patient_id])
        lines += own
        new = {"decision": claim.decision_id, "total_charge": claim.total_charge}
        trail.append(
            event(
                desk.actor,
                "claim.redrafted",
                claim,
                patient_id=claim.patient_id,
                old=old,
                new=new,
                at=desk.now,
            )
        )
    ServiceLine.objects.filter(claim__in=[claim for claim, _ in pairs]).delete()
    ServiceLine.objects.bulk_create(lines)
    Claim.objects.bulk_update([claim for claim, _ in pairs], REDRAFTED)
    record_many(trail)


def _take_over(claim: Claim, decided: Decided) -> None:
    period = decided.period
    claim.decision = decided.row
    claim.practice, claim.patient, claim.period = period.practice, period.patient, period
    claim.coverage = _coverage(period)
    if claim.payer_id != claim.coverage.payer_id:
        claim.prior_authorization_number = ""  # another payer gave it
    claim.payer = claim.coverage.payer
    claim.rendering_provider = period.enrollment.rendering_provider
    claim.period_ends_on = decided.answer.ends_on
    claim.window_ends_on, claim.episode_id = decided.row.window_ends_on, decided.row.episode_id
    _say_dates(claim, decided.answer)


def _coverage(period: ServicePeriod) -> Coverage:
    assert period.coverage is not None  # nothing is billable without a payer
    return period.coverage


def patient_control_number(period_id: int, count: int) -> str:
    """Return the number of a period's claim: 14 letters and digits, never used twice.

    "C", the period's id in base 36 to eleven places, and which claim of the period it is, to two.
    """
    return f"C{_base36(period_id).zfill(11)}{_base36(count).zfill(2)}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def claim_of(desk: Desk, decided: Decided, number: str) -> Claim:
    """Return the unsaved claim that a billable decision asks for."""
    period, answer = decided.period, decided.answer
    is_first = decided.row.stretch == 1
    claim = Claim(
        code_family=answer.program,
        period_starts_on=period.starts_on if is_first else answer.starts_on,
        patient_control_number=number,
        created_at=desk.now,
    )
    _take_over(claim, decided)
    return claim


def _say_dates(claim: Claim, answer: Answer) -> None:
    """Write the dates of service and the agency's number of an answer on a claim."""
    assert answer.from_date is not None
    assert answer.through_date is not None
    claim.starts_on = answer.from_date
    claim.ends_on = answer.through_date
    claim.care_plan_oversight_number = answer.care_plan_oversight_number
    claim.setting = answer.setting


def lines_of(desk: Desk, claim: Claim, answer: Answer) -> list[ServiceLine]:
    """Return the unsaved lines of a claim, charged as on its date of service."""
    return [
        ServiceLine(
            practice=desk.actor.practice,
            claim=claim,
            number=number,
            procedure_code=line.code,
            modifiers=list(line.modifiers),
            units=line.units,
            charge=desk.prices.amount(line.code, on=claim.starts_on, units=line.units),
            expected_amount=line.expected_amount,
        )
        for number, line in enumerate(answer.lines, start=1)
    ]


def check_draft(desk: Desk, claim: Claim, lines: Sequence[ServiceLine], chart: Chart) -> Assembled:
    """Assemble the claim and write its total and its problems on it."""
    found = assemble(claim, lines, chart, today=desk.today)
    claim.total_charge = total_of(lines)
    say_problems(claim, found.problems)
    return found


def total_of(lines: Iterable[ServiceLine]) -> Decimal | None:
    """Return the sum of the charges; None while one is missing."""
    charges = [line.charge for line in lines]
    known = [charge for charge in charges if charge is not None]
    return sum_of(known) if len(known) == len(charges) else None


def say_problems(claim: Claim, problems: Iterable[Problem]) -> None:
    """Write on a claim what stands against it, and how much that is."""
    claim.problems = as_rows(problems)
    claim.problem_count = len(claim.problems)


def as_rows(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems as they are kept with a claim."""
    return [{"code": each.code, "message": each.message, "field": each.field} for each in problems]


def draft_event(desk: Desk, claim: Claim) -> ClaimEvent:
    """Return the unsaved beginning of a draft's history."""
    return ClaimEvent(
        practice=desk.actor.practice,
        claim=claim,
        move=DRAFTED,
        to_state=ClaimState.DRAFT,
        actor=desk.actor.user,
        reason=claim.state_reason,
        at=desk.now,
    )


def drafted(desk: Desk, claim: Claim) -> AuditEvent:
    """Return the audit event of a new draft."""
    new = {"state": claim.state, "patient_control_number": claim.patient_control_number}
    return event(desk.actor, "claim.drafted", claim, patient_id=claim.patient_id, new=new, at=desk.now)
