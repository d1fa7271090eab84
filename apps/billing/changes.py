"""What changed in closed periods since their close: the book then and now, and the rules' answer to both."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from apps.billing.book_since import book_since, versions_of
from apps.billing.delta import ClaimWay, Delta, Stood
from apps.billing.domain.changes import (
    Change,
    changes,
    in_time_only,
    last_day_for_late_time,
    never_more,
    without_left,
)
from apps.billing.domain.closes import standing
from apps.billing.domain.correcting import Way, way_of
from apps.billing.domain.lifecycle import ClaimState
from apps.billing.facts import facts_of, kept_apart, pinned_entries, practice_facts
from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.rule_sets import Terms, terms_of
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.practice.models import Practice
from apps.rules.answer import BILLABLE
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.ruleset import RuleSet
from apps.timelog.models import EntryVersion

NEEDED = ("patient", "enrollment__rendering_provider", "coverage__payer", "pin")


def changed_periods(actor: Actor) -> QuerySet[ServicePeriod]:
    """Return the closed periods whose entries changed since anybody looked, the longest closed first."""
    changed = rows_of(actor, ServicePeriod).filter(
        pin__practice=actor.practice, pin__late_length__isnull=False
    )
    return changed.order_by("window_ends_on", "pk")


def with_needed(periods: QuerySet[ServicePeriod]) -> QuerySet[ServicePeriod]:
    """Read with closed periods what their deltas need."""
    return periods.select_related(*NEEDED)


def deltas_of(practice: Practice, periods: Sequence[ServicePeriod]) -> dict[int, Delta]:
    """Return the delta of each closed period that changed, by its id: as many queries for one as for fifty."""
    decisions = _current_decisions(periods)
    known = [period for period in periods if period.pin is not None and decisions.get(period.pk)]
    pinned_ids = {period.pk: _counted_versions(decisions[period.pk][0]) for period in known}
    book = book_since(practice, known, pinned_ids)
    found: dict[int, _Found] = {}
    rule_set = rules_in_force(practice)
    for period in known:
        pinned = [book.by_version[pk] for pk in pinned_ids[period.pk]]
        last_day = _last_day(period, rule_set)
        mine = changes(
            pinned,
            book.now[period.pk],
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            answered=_answered(period),
            last_day=last_day,
        )
        if mine:
            choices = (in_time_only(pinned, mine), never_more(pinned, mine))
            found[period.pk] = _Found(mine, choices, last_day)
    changed = [period for period in known if period.pk in found]
    answers = _answers(practice, changed, found, rule_set)
    claims = _claims(changed)
    return {
        period.pk: _delta(
            period, found[period.pk], book.rows, decisions[period.pk], answers[period.pk], claims, rule_set
        )
        for period in changed
    }


def counted_versions(
    practice: Practice, periods: Sequence[ServicePeriod], decisions: Mapping[int, Sequence[Decision]]
) -> dict[int, list[int]]:
    """Return the versions that closed periods count, by their standing `decisions`; less where less was left.

    What was written down after somebody looked waits for an answer and changes nothing.
    """
    found = {pk: _counted_versions(rows[0]) for pk, rows in decisions.items()}
    answered = [each for each in periods if each.pk in found and each.answered_length]
    if not answered:
        return found
    entries = EntryVersion.objects.filter(pk__in={pk for each in answered for pk in found[each.pk]}).values(
        "entry"
    )
    versions = versions_of(practice, {each.patient_id for each in answered}, of_entries=entries)
    for period in answered:
        mine, counted = versions[period.patient_id], set(found[period.pk])
        found[period.pk] = without_left(
            [each for each in mine if each.version in counted],
            standing(mine, period.answered_length or 0),
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )
    return found


_Supported = tuple[Sequence[int], PeriodFacts, Sequence[Answer]]


class _Found(NamedTuple):
    """What changed in a period, the versions it could count in two ways, and the last day for late time."""

    changes: tuple[Change, ...]
    choices: tuple[list[int], list[int]]
    last_day: date | None


def _answered(period: ServicePeriod) -> int:
    assert period.pin is not None  # only closed periods are looked at
    return max(period.pin.length, period.answered_length or 0)


def _last_day(period: ServicePeriod, rule_set: RuleSet) -> date | None:
    terms = _terms(period, rule_set)
    if terms is None:
        return None
    return last_day_for_late_time(period.window_ends_on, late_entry_days=terms.late_entry_days)


def _terms(period: ServicePeriod, rule_set: RuleSet) -> Terms | None:
    if period.coverage is None:
        return None
    return terms_of(rule_set, period.coverage.payer.profile, period.enrollment.program, period.starts_on)


def _current_decisions(periods: Iterable[ServicePeriod]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    for row in Decision.objects.filter(period__in=periods, is_current=True).order_by("stretch"):
        found[row.period_id].append(row)
    return found


def _counted_versions(decision: Decision) -> list[int]:
    """Return every version that the decision looked at: all stretches of a period have the same facts."""
    entries = json.loads(decision.facts)["entries"]
    return [int(each["key"]) for each in entries if not kept_apart(each["key"])]


def _answers(
    practice: Practice,
    periods: Sequence[ServicePeriod],
    found: Mapping[int, _Found],
    rule_set: RuleSet,
) -> dict[int, _Supported]:
    """Decide what each period supports: with everything in time, and never more for what came too late."""
    about = practice_facts(practice)
    ways = []
    for number in range(2):
        counted = {period.pk: found[period.pk].choices[number] for period in periods}
        facts = facts_of(periods, practice=about, entries=pinned_entries(counted))
        ways.append({pk: (counted[pk], each, decide(each, rule_set)) for pk, each in facts.items()})
    return {
        period.pk: min((way[period.pk] for way in ways), key=lambda each: _seconds(each[2]))
        for period in periods
    }


def _seconds(answers: Iterable[Answer]) -> int:
    return sum(answer.seconds for answer in answers)


def _claims(periods: Iterable[ServicePeriod]) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    rows = Claim.objects.filter(period__in=periods, stands=True).exclude(
        state__in=(ClaimState.VOIDED, ClaimState.REPLACED)
    )
    for claim in rows.select_related("decision", "payer").prefetch_related("lines").order_by("pk"):
        found[claim.period_id].append(claim)
    return found


def _delta(
    period: ServicePeriod,
    found: _Found,
    rows: Mapping[int, EntryVersion],
    decisions: Sequence[Decision],
    supported: _Supported,
    claims: Mapping[int, Sequence[Claim]],
    rule_set: RuleSet,
) -> Delta:
    versions, facts, answers = supported
    before = [Answer.from_json(decision.result) for decision in decisions]
    terms = _terms(period, rule_set)
    return Delta(
        period=period,
        changes=found.changes,
        entries=rows,
        before=_stood(before),
        after=_stood(answers),
        answers=tuple(answers),
        facts=facts,
        versions=tuple(versions),
        length=max(change.written.sequence for change in found.changes),
        last_day=found.last_day,
        claims=tuple(ClaimWay(claim, way_for(claim, answers, terms)) for claim in claims.get(period.pk, ())),
    )


def way_for(claim: Claim, answers: Sequence[Answer], terms: Terms | None) -> Way:
    """Return what to do with a claim where the rules now answer `answers` for its period."""
    billed = [(line.procedure_code, tuple(line.modifiers), line.units) for line in claim.lines.all()]
    stretch = claim.decision.stretch
    mine = answers[stretch - 1] if stretch <= len(answers) else None
    supported = [] if mine is None or mine.outcome != BILLABLE else mine.lines
    return way_of(
        ClaimState(claim.state),
        billed=billed,
        supported=[(line.code, tuple(line.modifiers), line.units) for line in supported],
        is_less=not supported or (mine is not None and mine.seconds < claim.decision.counted_seconds),
        takes_corrections=bool(terms and terms.accepts_replacement),
    )


def _stood(answers: Sequence[Answer]) -> Stood:
    outcomes = [answer.outcome for answer in answers]
    lines = [line for answer in answers if answer.outcome == BILLABLE for line in answer.lines]
    amounts = [answer.expected_amount for answer in answers if answer.outcome == BILLABLE]
    known = [amount for amount in amounts if amount is not None]
    outcome = next((each for each in ("billable", "blocked") if each in outcomes), "not_billable")
    return Stood(
        outcome=outcome,
        minutes=sum(answer.minutes for answer in answers),
        seconds=_seconds(answers),
        codes=tuple(f"{line.code} × {line.units}" if line.units > 1 else line.code for line in lines),
        expected_amount=sum(known, Decimal(0)) if len(known) == len(amounts) else None,
    )
