"""Decide closed periods again after facts were put right."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max

from apps.billing.changes import counted_versions
from apps.billing.domain.claim import ClaimFrequency
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.facts import facts_of, pinned_entries, practice_facts
from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.operations.books import locked_books
from apps.billing.operations.coverages import take_todays_coverages
from apps.billing.operations.decisions import (
    Decided,
    decided,
    first_of_each,
    insert_decisions,
    with_rows,
)
from apps.billing.operations.drafting import Desk, draft_again, draft_claims, drafted, is_billable
from apps.billing.operations.locked import locked_periods
from apps.billing.operations.moves import write_moves
from apps.billing.operations.signals import look_again
from apps.billing.prices import prices_of
from apps.billing.rule_sets import keep_rule_set
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.practice.audit import event, record_many
from apps.practice.domain.roles import Action
from apps.practice.models import AuditEvent
from apps.problems import Problem, Refused

UNSENT = (ClaimState.DRAFT, ClaimState.HELD, ClaimState.RETURNED)
NOTHING_TO_BILL = "Decided again: nothing to bill."
GONE = (ClaimState.VOIDED, ClaimState.REPLACED)
VOID = ClaimFrequency.VOID.value


@dataclass(frozen=True, slots=True)
class Redecided:
    """What deciding again did: periods whose answer changed or stayed, and those left alone with the reason.

    `wrong_facts` is why the rules could not judge some of those left alone.
    """

    changed: tuple[int, ...]
    unchanged: tuple[int, ...]
    left_out: tuple[tuple[int, tuple[Problem, ...]], ...]
    wrong_facts: tuple[Problem, ...]


@transaction.atomic
def decide_again(actor: Actor, *, period_ids: Collection[int], now: datetime, today: date) -> Redecided:
    """Decide closed periods anew from today's facts and coverages and the entries pinned at the close.

    Where somebody left a change as it was, what it took away does not count any more; what it added does not either.

    Drafts follow the new answer: made, changed or voided. A period with a claim that is approved or further on is
    left alone, and so is one that is open, one of a locked month, and one whose facts the rules cannot judge.
    """
    if not actor.may(Action.CLOSE_PERIODS):
        raise PermissionDenied
    keep_rule_set(rules_in_force(actor.practice))
    mine = ServicePeriod.objects.filter(practice=actor.practice, pk__in=period_ids)
    patient_ids = set(mine.values_list("patient_id", flat=True))
    locked_books(actor.practice, patient_ids=patient_ids, waits=True)
    periods = list(with_rows(mine).order_by("due_on", "pk"))
    claims = live_claims(periods)
    left_out = dict(_left_out(period_ids, periods, claims)) | locked_periods(actor.practice, periods)
    desk = Desk(actor, prices_of(actor.practice), now, today)
    changed: list[int] = []
    not_judged: dict[int, tuple[Problem, ...]] = {}
    waiting = [period for period in periods if period.pk not in left_out]
    while waiting:
        together = first_of_each(waiting)
        changed += _decide_round(desk, together, claims, not_judged)
        waiting = [period for period in waiting if period not in together]
    left_out |= not_judged
    unchanged = (period.pk for period in periods if period.pk not in left_out and period.pk not in changed)
    wrong = dict.fromkeys(problem for problems in not_judged.values() for problem in problems)
    return Redecided(tuple(changed), tuple(unchanged), tuple(left_out.items()), tuple(wrong))


def live_claims(periods: Sequence[ServicePeriod]) -> dict[int, list[Claim]]:
    """Lock the claims of the periods that are neither voided nor replaced nor a void; return them by period."""
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Claim.objects.filter(period__in=periods).exclude(state__in=GONE).exclude(claim_frequency=VOID)
    for claim in rows.select_related("decision").order_by("pk").select_for_update(of=("self",)):
        found[claim.period_id].append(claim)
    return found


def _left_out(
    period_ids: Collection[int], periods: Sequence[ServicePeriod], claims: Mapping[int, Sequence[Claim]]
) -> Iterator[tuple[int, tuple[Problem, ...]]]:
    known = {period.pk for period in periods}
    for pk in period_ids:
        if pk not in known:
            yield pk, (Problem("period_unknown", "There is no such period in this practice.", "period"),)
    for period in periods:
        if period.state != ServicePeriod.State.CLOSED:
            said = (
                f"This period is open until {period.window_ends_on:%-d %b %Y}. It is decided when it closes."
            )
            yield period.pk, (Problem("period_open", said, "period"),)
        further = [claim for claim in claims.get(period.pk, ()) if claim.state not in UNSENT]
        if further:
            state = ClaimState(further[0].state).label.lower()
            said = f"Claim {further[0].patient_control_number} of this period is {state}; what was approved stands."
            yield period.pk, (Problem("claim_is_further", said, "period"),)


def _decide_round(
    desk: Desk,
    periods: Sequence[ServicePeriod],
    claims: Mapping[int, Sequence[Claim]],
    not_judged: dict[int, tuple[Problem, ...]],
) -> list[int]:
    """Decide these periods, one of each patient; return those whose answer or facts changed.

    Those whose facts the rules cannot judge are put among `not_judged` and stay as they are.
    """
    current = current_decisions(periods)
    moved = take_todays_coverages(periods)
    pinned = counted_versions(desk.actor.practice, periods, current)
    facts = facts_of(periods, practice=practice_facts(desk.actor.practice), entries=pinned_entries(pinned))
    numbers = dict(Decision.objects.filter(period__in=periods).values_list("period").annotate(Max("number")))
    rules = rules_in_force(desk.actor.practice)
    fresh: dict[int, list[Decided]] = {}
    for period in periods:
        number = numbers[period.pk] + 1
        try:
            fresh[period.pk] = decided(period, facts[period.pk], rules, now=desk.now, number=number)
        except Refused as refused:
            not_judged[period.pk] = refused.problems
    changed = [
        pk for pk, answers in fresh.items() if _said(each.row for each in answers) != _said(current[pk])
    ]
    taken = [period for period in periods if period.pk in moved and period.pk in fresh]
    ServicePeriod.objects.bulk_update(taken, ["coverage"])
    answers = [each for pk in changed for each in fresh[pk]]
    keep_decisions(desk, answers, before=current, coverages_before=moved)
    follow(desk, {pk: fresh[pk] for pk in changed}, claims)
    return changed


def _said(rows: Iterable[Decision]) -> list[tuple[str, str]]:
    """Give the very bytes of decisions."""
    return [(row.facts, row.result) for row in rows]


def keep_decisions(
    desk: Desk,
    answers: Sequence[Decided],
    *,
    before: Mapping[int, Sequence[Decision]],
    coverages_before: Mapping[int, int | None] = MappingProxyType({}),
) -> None:
    """Keep new decisions as the current ones; the earlier ones, `before` by period, stay as they were.

    `coverages_before` are those of periods that were given another one.
    """
    Decision.objects.filter(period__in={each.period.pk for each in answers}, is_current=True).update(
        is_current=False
    )
    insert_decisions(answers)
    earlier = {(row.period_id, row.stretch): row for rows in before.values() for row in rows}
    record_many(
        _redecided(desk, each, earlier.get((each.period.pk, each.row.stretch)), coverages_before)
        for each in answers
    )
    look_again(ServicePeriod.objects.filter(pk__in={each.period.pk for each in answers}))


def _redecided(
    desk: Desk, each: Decided, earlier: Decision | None, coverages_before: Mapping[int, int | None]
) -> AuditEvent:
    period = each.period
    old, new = _in_short(earlier) if earlier else {}, _in_short(each.row)
    if period.pk in coverages_before:
        old, new = {**old, "coverage": coverages_before[period.pk]}, {**new, "coverage": period.coverage_id}
    return event(
        desk.actor,
        "period.decided_again",
        period,
        patient_id=period.patient_id,
        old=old or None,
        new=new,
        at=desk.now,
    )


def _in_short(row: Decision) -> dict[str, Any]:
    return {"outcome": row.outcome, "minutes": row.minutes, "reasons": row.reasons}


def follow(desk: Desk, fresh: Mapping[int, Sequence[Decided]], claims: Mapping[int, Sequence[Claim]]) -> None:
    """Let the drafts follow the new decisions: changed where there is one, made where there is none, else voided."""
    again: list[tuple[Claim, Decided]] = []
    new: list[Decided] = []
    for period_id, answers in fresh.items():
        drafts = {claim.decision.stretch: claim for claim in claims.get(period_id, ())}
        for each in answers:
            if is_billable(each) and each.row.stretch in drafts:
                again.append((drafts.pop(each.row.stretch), each))
            elif is_billable(each):
                new.append(each)
        write_moves(
            desk.actor,
            list(drafts.values()),
            Move.VOID,
            now=desk.now,
            reason=NOTHING_TO_BILL,
        )
    draft_again(desk, again)
    counts = Claim.objects.filter(period__in=fresh).values_list("period").annotate(Count("pk"))
    record_many(drafted(desk, claim) for claim in draft_claims(desk, new, claims_so_far=dict(counts)))


def current_decisions(periods: Sequence[ServicePeriod]) -> dict[int, list[Decision]]:
    """Return the decisions that stand, by period, the stretches in their order: one query."""
    found: dict[int, list[Decision]] = defaultdict(list)
    for row in Decision.objects.filter(period__in=periods, is_current=True).order_by("stretch"):
        found[row.period_id].append(row)
    return found
