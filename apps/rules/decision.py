"""What is this time worth, and why? `decide` answers for one period under one rule set.

The order is the one an auditor follows: cut the period by coverage and setting, count the seconds, see
which code they reach, try what else must hold, then dates, money and other lawful ways. Thresholds, codes
and deadlines are rows; nothing here repeats one. `decide` is total on facts that `check_facts` passes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.rules import periods
from apps.rules.alternatives import other_pathways, with_better_marked
from apps.rules.answer import BILLABLE, BLOCKED, NOT_BILLABLE, Alternative, Decision, LeftOut, Tried
from apps.rules.cautions import add_warnings
from apps.rules.conditions import (
    Case,
    Facts,
    Findings,
    check_other_services,
    check_prerequisites,
    episodes_with_time,
)
from apps.rules.counting import Time, beside, count
from apps.rules.facts import PeriodFacts
from apps.rules.reaching import Reach, reach
from apps.rules.resolved import Resolved
from apps.rules.ruleset import RuleSet
from apps.rules.service_dates import dates_of_service, earliest_submit_on
from apps.rules.stretches import NO_SETTING, Stretch, cut
from apps.rules.totals import line_amounts, total
from apps.rules.two_settings import settle

_new = tuple.__new__


def decide(facts: PeriodFacts, rule_set: RuleSet) -> tuple[Decision, ...]:
    """One Decision for each stretch of the period with the same coverage and setting, in date order."""
    decisions = _decide_program(facts, rule_set)
    offers = _other_programs(facts, rule_set)
    if not offers:
        return decisions
    return tuple(
        _with_offers(decision, offers.get(decision.coverage_key + decision.payer, ()))
        for decision in decisions
    )


def _decide_program(facts: PeriodFacts, rule_set: RuleSet) -> tuple[Decision, ...]:
    stretches = cut(facts, rule_set, needs_setting=rule_set.needs_setting[facts.program])
    decisions = tuple([_decide_stretch(facts, stretch, rule_set) for stretch in stretches])
    return decisions if len(decisions) == 1 else settle(decisions, rule_set)


def _decide_stretch(facts: PeriodFacts, stretch: Stretch, rule_set: RuleSet) -> Decision:
    resolved = (
        rule_set.resolved(stretch.payer, facts.program, on=stretch.starts_on) if stretch.payer else None
    )
    if resolved is None or not resolved.persons:
        return _unpaid(facts, stretch, rule_set)
    time, reached = _count_and_reach(facts, stretch, resolved)
    provider_type = _type_of(facts.rendering_provider, facts)
    case = Case(facts, stretch, resolved, time, reached, provider_type, episodes_with_time(stretch, time))
    findings = Findings()
    seconds = time.seconds
    _trace_time(time, resolved, findings)
    _check_minutes(case, findings, seconds)
    if facts.overlapping_coverages:
        named = (("coverages", " and ".join(facts.overlapping_coverages)),)
        findings.blocks("coverages_overlap", "reason.coverages_overlap", named)
    check_prerequisites(case, findings)
    if facts.other_services:
        check_other_services(case, findings)
    return _decision(case, findings, seconds, rule_set)


def _type_of(provider: str, facts: PeriodFacts) -> str:
    for each in facts.providers:
        if each.id == provider:
            return each.type
    return ""


def _count_and_reach(facts: PeriodFacts, stretch: Stretch, resolved: Resolved) -> tuple[Time, Reach]:
    """Count the time; where consent came too late for any code, show what it would have been without."""
    consent_on = _consent_on(facts, resolved)
    time = count(facts, stretch, resolved, consent_on=consent_on)
    reached = reach(time, resolved, setting=stretch.setting, decision_making=facts.medical_decision_making)
    if reached.first is None and consent_on is not None:
        whole = count(facts, stretch, resolved)
        would = reach(whole, resolved, setting=stretch.setting, decision_making=facts.medical_decision_making)
        if would.first is not None:
            return whole, would
    return time, reached


def _consent_on(facts: PeriodFacts, resolved: Resolved) -> date | None:
    return min(facts.consents_on) if facts.consents_on and resolved.asks_consent else None


def _trace_time(time: Time, resolved: Resolved, findings: Findings) -> None:
    trace, kinds = findings.trace, time.kinds
    trace.append((resolved.rule, "applies", (("basis", resolved.basis),)))
    for kind in sorted(kinds) if len(kinds) > 1 else kinds:
        rule, said, counterpart, channel = kind
        spent = ("seconds", kinds[kind])
        if counterpart and channel:
            used: Facts = (("counterpart", counterpart), ("channel", channel), spent)
        elif counterpart or channel:
            used = (("counterpart", counterpart) if counterpart else ("channel", channel), spent)
        else:
            used = (spent,)
        trace.append((rule, said, used))


def _check_minutes(case: Case, findings: Findings, seconds: int) -> None:
    """What the minutes reached, or why they reached nothing, and the payer's own stop."""
    resolved, stretch, first = case.resolved, case.stretch, case.reach.first
    if resolved.stop:
        findings.blocks(resolved.stop, resolved.rule, (("payer", resolved.payer),))
    if first is not None:
        findings.trace.append((first.pathway.rule, "leads", ()))
        for units in first.lines:
            findings.trace.append((units.rule, "reached", (("seconds", seconds), ("units", units.units))))
        findings.trace += [(other.pathway.rule, "also lawful", ()) for other in case.reach.others]
    elif case.reach.nearest is not None:
        tier = case.reach.nearest
        used = (
            ("minutes", seconds // 60),
            ("needed", tier.minutes),
            ("code", tier.code),
            ("short_by", case.reach.short_by),
        )
        findings.blocks("below_threshold", tier.rule, used)
    elif not resolved.pathways:
        findings.blocks("program_not_covered", resolved.rule, (("payer", resolved.payer),))
    elif stretch.setting == NO_SETTING:
        findings.blocks("no_oversight_setting", f"setting.{NO_SETTING}", ())
    else:
        where = (("payer", resolved.payer), ("setting", stretch.setting))
        findings.blocks("setting_not_covered", f"setting.{stretch.setting}", where)


def _decision(case: Case, findings: Findings, seconds: int, rule_set: RuleSet) -> Decision:
    facts, stretch, resolved, time = case.facts, case.stretch, case.resolved, case.time
    first = case.reach.first
    from_date, through_date = dates_of_service(first, time, stretch, facts, resolved)
    lines, fees = line_amounts(first, case, from_date, rule_set)
    findings.trace += fees
    add_warnings(case, findings)
    outcome = _outcome(findings.reasons, rule_set)
    amount = total(lines)
    episode_key, agency_npi = _main_episode(stretch, time)
    offers = other_pathways(case, from_date, rule_set) if case.reach.others and outcome == BILLABLE else ()
    return Decision(
        program=facts.program,
        pathway=first.pathway.name if first else "",
        payer=stretch.payer,
        setting=stretch.setting,
        starts_on=stretch.starts_on,
        ends_on=stretch.ends_on,
        rendering_provider=facts.rendering_provider,
        coverage_key=stretch.coverage_key,
        episode_key=episode_key,
        minutes=seconds // 60,
        seconds=seconds,
        outcome=outcome,
        lines=lines if outcome == BILLABLE else (),
        reached=lines,
        short_by_seconds=case.reach.short_by,
        reasons=tuple(findings.reasons),
        warnings=tuple(findings.warnings),
        excluded=_excluded(time.left_out),
        from_date=from_date,
        through_date=through_date,
        would_have_been=first.tier.code if first and resolved.stop else None,
        alternatives=with_better_marked(offers, amount),
        expected_amount=amount,
        earliest_submit_on=earliest_submit_on(first, facts, resolved),
        care_plan_oversight_number=agency_npi if resolved.needs_agency_number else "",
        counted=tuple(time.counted),
        left_out=tuple(time.left_out),
        trace=tuple([_new(Tried, step) for step in findings.trace]),
        rule_set=rule_set.content_hash,
    )


def _unpaid(facts: PeriodFacts, stretch: Stretch, rule_set: RuleSet) -> Decision:
    """The answer for dates without coverage, or without a profile in force that knows the program."""
    reason = "program_not_covered" if stretch.payer else "no_coverage"
    left_out = sorted(LeftOut(entry.key, entry.seconds, reason) for entry in stretch.entries)
    left_out += beside(stretch)
    return Decision(
        program=facts.program,
        pathway="",
        payer=stretch.payer,
        setting=stretch.setting,
        starts_on=stretch.starts_on,
        ends_on=stretch.ends_on,
        rendering_provider=facts.rendering_provider,
        coverage_key=stretch.coverage_key,
        episode_key="",
        minutes=0,
        seconds=0,
        outcome=NOT_BILLABLE,
        lines=(),
        reached=(),
        short_by_seconds=0,
        reasons=(reason,),
        warnings=(),
        excluded=_excluded(left_out),
        from_date=None,
        through_date=None,
        would_have_been=None,
        alternatives=(),
        expected_amount=None,
        earliest_submit_on=None,
        care_plan_oversight_number="",
        counted=(),
        left_out=tuple(left_out),
        trace=(Tried(f"reason.{reason}", reason, (("payer", stretch.payer or "none"),)),),
        rule_set=rule_set.content_hash,
    )


def _outcome(reasons: Sequence[str], rule_set: RuleSet) -> str:
    if not reasons:
        return BILLABLE
    for reason in reasons:
        if rule_set.outcomes[reason] == NOT_BILLABLE:
            return NOT_BILLABLE
    return BLOCKED


def _excluded(left_out: Sequence[LeftOut]) -> tuple[tuple[str, int], ...]:
    if not left_out:
        return ()
    sums: dict[str, int] = {}
    for each in left_out:
        sums[each.reason] = sums.get(each.reason, 0) + each.seconds
    return tuple(sorted(sums.items()))


def _main_episode(stretch: Stretch, time: Time) -> tuple[str, str]:
    """Key and agency number of the episode with most of the counted time."""
    if not stretch.episodes:
        return "", ""
    used = time.by_episode
    most = max(sorted(used), key=lambda index: used[index]) if used else 0
    episode = stretch.episodes[most]
    return episode.key, episode.agency_npi


def _other_programs(facts: PeriodFacts, rule_set: RuleSet) -> dict[str, tuple[Alternative, ...]]:
    """By coverage: what the same minutes would be worth under another program, where that is lawful."""
    offers: dict[str, tuple[Alternative, ...]] = {}
    for program, needs in rule_set.offered:
        if program == facts.program or not _are_recorded(needs, facts):
            continue
        if not _fits(facts, program, rule_set):
            continue
        for each in _decide_program(replace(facts, program=program), rule_set):
            if each.outcome == BILLABLE:
                key = each.coverage_key + each.payer
                offer = Alternative(
                    each.program, each.pathway, each.lines, each.expected_amount, is_better=False
                )
                offers[key] = (*offers.get(key, ()), offer, *_worth_more(each, rule_set))
    return offers


def _are_recorded(needs: Sequence[str], facts: PeriodFacts) -> bool:
    return all(getattr(facts, need) for need in needs)


def _worth_more(decision: Decision, rule_set: RuleSet) -> Iterator[Alternative]:
    """Yield a pathway of the same program that pays more than its leading one, without joining minutes.

    Readings that are lawful but disputed (personal minutes as staff minutes) stay with that program's own decision.
    """
    also = [tried.rule.partition(".")[2] for tried in decision.trace if tried.said == "also lawful"]
    rows = (rule_set.row("pathway", rule, on=decision.starts_on) for rule in also)
    names = {row["name"] for row in rows if row is not None and not row["only_alternative"]}
    amount = decision.expected_amount
    for offer in decision.alternatives:
        if offer.pathway not in names:
            continue
        names.remove(offer.pathway)
        if amount is not None and offer.expected_amount is not None and offer.expected_amount > amount:
            yield offer


def _fits(facts: PeriodFacts, program: str, rule_set: RuleSet) -> bool:
    """Whether every payer of the period could be asked about these dates in that program."""
    window = periods.Window(facts.starts_on, facts.ends_on)
    for coverage in facts.coverages:
        part = window.clipped(from_on=coverage.from_on, through_on=coverage.through_on)
        if part is None:
            continue
        resolved = rule_set.resolved(coverage.payer, program, on=part.starts_on)
        if resolved is None or not resolved.pathways:
            return False
        if not periods.fits(window, part, basis=resolved.basis, anchor=facts.enrolled_on):
            return False
    return True


def _with_offers(decision: Decision, offers: tuple[Alternative, ...]) -> Decision:
    if not offers:
        return decision
    amount = decision.expected_amount if decision.outcome == BILLABLE else Decimal(0)
    return replace(decision, alternatives=with_better_marked((*decision.alternatives, *offers), amount))
