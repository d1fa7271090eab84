"""Other lawful ways to bill the same minutes, each with its lines and its worth."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from apps.rules.answer import Alternative
from apps.rules.conditions import Case
from apps.rules.ruleset import RuleSet
from apps.rules.totals import line_amounts, total


def other_pathways(case: Case, on: date | None, rule_set: RuleSet) -> tuple[Alternative, ...]:
    """The pathways of the same program that the minutes reach besides the leading one."""
    offers: list[Alternative] = []
    for reached in case.reach.others:
        lines, _ = line_amounts(reached, case, on, rule_set)
        offer = Alternative(case.resolved.program, reached.pathway.name, lines, total(lines), is_better=False)
        if offer not in offers:
            offers.append(offer)
    return tuple(offers)


def with_better_marked(offers: Sequence[Alternative], amount: Decimal | None) -> tuple[Alternative, ...]:
    """Mark the one most valuable offer that is worth more than `amount`; none when a worth is unknown."""
    if not offers:
        return ()
    worth = [offer.expected_amount for offer in offers if offer.expected_amount is not None]
    best = max(worth, default=None)
    if amount is None or best is None or best <= amount:
        return tuple(_marked(offer, is_better=False) for offer in offers)
    leader = next(index for index, offer in enumerate(offers) if offer.expected_amount == best)
    return tuple(_marked(offer, is_better=index == leader) for index, offer in enumerate(offers))


def _marked(offer: Alternative, *, is_better: bool) -> Alternative:
    return Alternative(offer.program, offer.pathway, offer.lines, offer.expected_amount, is_better)
