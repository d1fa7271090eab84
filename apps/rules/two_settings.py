"""Two settings of one payer reached a code in one period: what may be billed.

Source: exactly one oversight code in a period (AAFP, Care plan oversight codes, 1998-10); whether Medicare
pays for home health and hospice in one month is not settled, so a person decides.
"""

from collections.abc import Sequence

from apps.rules.answer import BILLABLE, Decision, Tried
from apps.rules.ruleset import RuleSet


def settle(decisions: Sequence[Decision], rule_set: RuleSet) -> tuple[Decision, ...]:
    """The decisions of a period with more than one stretch, with at most one claim a payer."""
    if len(decisions) == 1:
        return tuple(decisions)
    settled = list(decisions)
    by_payer: dict[str, list[int]] = {}
    for index, decision in enumerate(decisions):
        if decision.reached and decision.reasons in ((), (_stop(decision, rule_set),)):
            by_payer.setdefault(decision.payer, []).append(index)
    for payer, rivals in by_payer.items():
        if len(rivals) > 1:
            _settle_rivals(settled, rivals, payer, rule_set)
    return tuple(settled)


def _stop(decision: Decision, rule_set: RuleSet) -> str:
    resolved = rule_set.resolved(decision.payer, decision.program, on=decision.starts_on)
    return resolved.stop if resolved is not None else ""


def _settle_rivals(settled: list[Decision], rivals: list[int], payer: str, rule_set: RuleSet) -> None:
    resolved = rule_set.resolved(payer, settled[rivals[0]].program, on=settled[rivals[0]].starts_on)
    assert resolved is not None  # a decision that reached a code had its rows
    leader = max(rivals, key=lambda index: (settled[index].seconds, -index))
    for index in rivals:
        decision = settled[index]
        if resolved.two_settings == "hold":
            settled[index] = _blocked(decision, "both_settings_reached", rule_set)
        elif index != leader:
            settled[index] = _blocked(decision, "one_code_per_period", rule_set)
        else:
            tried = Tried("reason.setting_changed_in_period", "setting_changed_in_period", ())
            warnings = (*decision.warnings, "setting_changed_in_period")
            settled[index] = decision._replace(warnings=warnings, trace=(*decision.trace, tried))


def _blocked(decision: Decision, reason: str, rule_set: RuleSet) -> Decision:
    outcome = rule_set.outcomes[reason] if decision.outcome == BILLABLE else decision.outcome
    return decision._replace(
        outcome=outcome,
        lines=(),
        alternatives=(),
        reasons=(*decision.reasons, reason),
        trace=(*decision.trace, Tried(f"reason.{reason}", reason, ())),
    )
