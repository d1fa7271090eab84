"""What a small sample practice agreed on, its capitation and locality, and what earlier rules would have said."""

from datetime import date, datetime, timedelta
from typing import Any

from apps.billing.kept_rules import earlier_rule_sets
from apps.billing.models import Trial
from apps.billing.operations.own_rules import apply_own_rule, save_own_rule
from apps.billing.operations.trials import ask, run_trial
from apps.patients.models import OwnRule
from apps.practice.access import Actor

# In force for the newest months only, so that the older ones were decided by other rules.
AGREED = timedelta(days=45)
INVENTED = {"source": "practice_contract", "section": "Invented for this sample", "confidence": "H/R"}


def agree(biller: Actor, *, now: datetime, today: date) -> None:
    """Write down what the capitated plan pays from the year's beginning on, and a locality factor from `today` on."""
    year = date(today.year - 1, 1, 1)
    _apply(biller, OwnRule.Table.CAPITATION, "capitated", year, now, today, payer="capitated", amount="14.50")
    _apply(biller, OwnRule.Table.LOCALITY, "own", today, now, today, label="Columbus", factor="0.957")


def ask_of_earlier_rules(biller: Actor, *, now: datetime) -> None:
    """Ask what the rules before the newest ones would have made of everything."""
    earlier = earlier_rule_sets(biller.practice).first()
    if earlier is not None:
        trial = ask(biller, question=Trial.Question.KEPT, version=earlier.content_hash, now=now)
        run_trial(trial.pk, now=now)


def _apply(
    biller: Actor, table: OwnRule.Table, key: str, starts_on: date, now: datetime, today: date, **content: Any
) -> None:
    rule = OwnRule(
        practice=biller.practice, table=table, key=key, starts_on=starts_on, content={**content, **INVENTED}
    )
    save_own_rule(rule, actor=biller, today=today)
    apply_own_rule(biller, rule_id=rule.pk, now=now, today=today)
