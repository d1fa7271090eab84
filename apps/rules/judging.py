"""One stretch judged: what its time reaches, what stands in the way, and the answer with every rule that was tried."""

from collections.abc import Sequence
from datetime import date

from apps.rules.alternatives import other_pathways, with_better_marked
from apps.rules.answer import BILLABLE, BLOCKED, NOT_BILLABLE, Decision, LeftOut, Tried
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
from apps.rules.stretches import NO_SETTING, Stretch
from apps.rules.totals import line_amounts, total

_new = tuple.__new__


def resolved_for(stretch: Stretch, program: str, rule_set: RuleSet) -> Resolved | None:
    """What holds for a stretch; `None` without coverage, or without a profile in force that knows the program."""
    resolved = rule_set.resolved(stretch.payer, program, on=stretch.starts_on) if stretch.payer else None
    return resolved if resolved is not None and resolved.persons else None


def case_of(facts: PeriodFacts, stretch: Stretch, resolved: Resolved) -> Case:
    """A stretch with its time counted and what that reaches: everything the rules are tried on."""
    time, reached = _count_and_reach(facts, stretch, resolved)
    provider_type = _type_of(facts.rendering_provider, facts)
    return Case(facts, stretch, resolved, time, reached, provider_type, episodes_with_time(stretch, time))


def findings_of(case: Case) -> Findings:
    """Try every rule: the time, the code, the payer's own stop, what else must hold, the other services."""
    findings, facts = Findings(), case.facts
    _trace_time(case.time, case.resolved, findings)
    _check_minutes(case, findings)
    if facts.overlapping_coverages:
        named = (("coverages", " and ".join(facts.overlapping_coverages)),)
        findings.blocks("coverages_overlap", "reason.coverages_overlap", named)
    check_prerequisites(case, findings)
    if facts.other_services:
        check_other_services(case, findings)
    return findings


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
    if reached.first is None and any(each.reason == "before_consent" for each in time.left_out):
        whole = count(facts, stretch, resolved)
        would = reach(whole, resolved, setting=stretch.setting, decision_making=facts.medical_decision_making)
        if would.first is not None:
            return whole, would
    return time, reached


def _consent_on(facts: PeriodFacts, resolved: Resolved) -> date | None:
    return min(facts.consents_on) if facts.consents_on and resolved.asks_consent else None


def _trace_time(time: Time, resolved: Resolved, findings: Findings) -> None:
    trace, kinds = findings.trace, time.kinds
    trace.append(resolved.applies)
    for kind in sorted(kinds) if len(kinds) > 1 else kinds:
        rule, said, counterpart, channel = kind
        spent = ("seconds", kinds[kind])
        if counterpart and channel:
            used: Facts = (("counterpart", counterpart), ("channel", channel), spent)
        elif counterpart or channel:
            used = (("counterpart", counterpart) if counterpart else ("channel", channel), spent)
        else:
            used = (spent,)
        trace.append(_new(Tried, (rule, said, used)))


def _check_minutes(case: Case, findings: Findings) -> None:
    """What the minutes reached, or why they reached nothing, and the payer's own stop."""
    resolved, stretch, first, seconds = case.resolved, case.stretch, case.reach.first, case.time.seconds
    if resolved.stop:
        findings.blocks(resolved.stop, resolved.rule, (("payer", resolved.payer),))
    if first is not None:
        trace = findings.trace
        trace.append(first.pathway.leads)
        for units in first.lines:
            used: Facts = (("seconds", seconds), ("units", units.units))
            trace.append(_new(Tried, (units.rule, "reached", used)))
        for other in case.reach.others:
            trace.append(other.pathway.is_also_lawful)
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


def answer_of(case: Case, findings: Findings, rule_set: RuleSet) -> Decision:
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
        program=resolved.program,
        pathway=first.pathway.name if first else "",
        payer=stretch.payer,
        setting=stretch.setting,
        starts_on=stretch.starts_on,
        ends_on=stretch.ends_on,
        rendering_provider=facts.rendering_provider,
        coverage_key=stretch.coverage_key,
        episode_key=episode_key,
        minutes=time.seconds // 60,
        seconds=time.seconds,
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
        trace=tuple(findings.trace),
        rule_set=rule_set.content_hash,
    )


def unpaid(facts: PeriodFacts, stretch: Stretch, rule_set: RuleSet) -> Decision:
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
