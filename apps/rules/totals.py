"""Service lines with their expected amounts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from apps.rules.answer import Line, Tried
from apps.rules.conditions import Case
from apps.rules.money import expected_amount
from apps.rules.reaching import Reached
from apps.rules.ruleset import RuleSet


def line_amounts(
    reached: Reached | None, case: Case, on: date | None, rule_set: RuleSet
) -> tuple[tuple[Line, ...], list[Tried]]:
    """The lines of what was reached, priced for the date of service, and the fee rows that priced them."""
    lines: list[Line] = []
    fees: list[Tried] = []
    if reached is None or on is None:
        return (), fees
    resolved = case.resolved
    for units in reached.lines:
        paid = expected_amount(
            units.code,
            payer=resolved.payer,
            fee_basis=resolved.fee_basis,
            place_of_service=resolved.place_of_service,
            provider_type=case.provider_type,
            locality=case.facts.locality,
            on=on,
            rule_set=rule_set,
        )
        amount = paid[1] * units.units if paid is not None else None
        if paid is not None:
            fees.append(Tried(paid[0], "prices", (("amount", str(amount)),)))
        modifiers = resolved.modifiers.get(units.code, ())
        lines.append(Line(units.code, units.units, modifiers, units.reached_on, amount))
    return tuple(lines), fees


def total(lines: Sequence[Line]) -> Decimal | None:
    """The sum of all lines; `None` when there is none or one has no amount."""
    if len(lines) == 1:
        return lines[0].expected_amount
    amounts = [line.expected_amount for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None
