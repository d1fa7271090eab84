"""Amounts and days as files write them: read exactly, or not at all."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from apps.billing.domain.money import is_whole_cents

_CENT = Decimal("0.01")
_MOST = Decimal("1e15")  # an amount beyond this is a damaged one


@lru_cache(maxsize=16384)
def cents(text: str) -> Decimal | None:
    """Return an amount in dollars and whole cents; None for anything else."""
    try:
        amount = Decimal(text.strip()) if text.isascii() and "_" not in text else None
    except InvalidOperation:
        return None
    if amount is None or not is_whole_cents(amount) or not -_MOST < amount < _MOST:
        return None
    return amount.quantize(_CENT)


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """Return the day of CCYYMMDD; None for anything else."""
    digits = text.strip()
    try:
        return (
            date.fromisoformat(digits) if len(digits) == 8 and digits.isascii() and digits.isdigit() else None
        )
    except ValueError:
        return None
