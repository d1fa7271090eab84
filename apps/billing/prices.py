"""What the practice charges for a code on a date."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from apps.billing.models import Charge
from apps.practice.models import Practice


class Prices:
    """The charges of one practice, read once."""

    def __init__(self, charges: Iterable[Charge]) -> None:
        self._of: dict[str, list[Charge]] = defaultdict(list)
        for charge in charges:
            self._of[charge.procedure_code].append(charge)

    def amount(self, code: str, *, on: date, units: int) -> Decimal | None:
        """Return the charge for all units of `code` on a date of service; None when the practice has none."""
        valid = [each for each in self._of.get(code, ()) if each.starts_on <= on <= (each.ends_on or on)]
        latest = max(valid, key=lambda each: each.starts_on, default=None)
        return latest.amount * units if latest else None


def prices_of(practice: Practice) -> Prices:
    """Read the charges of a practice."""
    return Prices(Charge.objects.filter(practice=practice))
