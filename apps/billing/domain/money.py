"""Dollars and cents, exactly."""

from collections.abc import Iterable
from decimal import Decimal

_CENT = Decimal("0.01")


def dollars(value: Decimal | int | str) -> Decimal:
    """Return `value` as an amount with exactly two decimals.

    Refuses (ValueError) what is not a finite number or has a fraction of a cent: nothing is rounded here.
    """
    try:
        amount = Decimal(value)
        exact = amount.quantize(_CENT)
    except ArithmeticError as error:
        raise ValueError(f"{value!r} is not an amount in dollars. Give a number such as 125.50.") from error
    if exact != amount:
        raise ValueError(f"{value} has a fraction of a cent. Give an amount with at most two decimals.")
    return exact or Decimal("0.00")


def is_whole_cents(amount: Decimal) -> bool:
    """Say whether `amount` is finite and has no fraction of a cent."""
    _, digits, exponent = amount.as_tuple()
    return isinstance(exponent, int) and (exponent >= -2 or not any(digits[exponent + 2 :]))


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of `amounts`, 0.00 for none."""
    return dollars(sum(amounts, Decimal(0)))
