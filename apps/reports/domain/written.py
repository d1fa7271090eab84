"""How a value of a report is written: one way for the page, the files and the paper."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from apps.reports.domain.report import Unit, Value

NOTHING, MINUS = "–", "−"  # the minus of a text; files have the hyphen that spreadsheets calculate with


def written(value: Value, unit: Unit) -> str:
    """Return a value as people read it, with its unit."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    if unit is Unit.MINUTES:
        return f"{plain_number(_minutes(value))} min"
    if unit in (Unit.MONEY, Unit.RATE):
        amount = Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return f"{MINUS if amount < 0 else ''}${abs(amount):,.2f}"
    if unit is Unit.SHARE:
        return f"{plain_number(percent(Decimal(value)))}%"
    if unit is Unit.DAYS:
        return f"{plain_number(value)} day{'' if value == 1 else 's'}"
    return plain_number(value)


def _minutes(seconds: int | Decimal) -> int:
    """Return whole minutes: what is begun counts neither as time nor as time too much."""
    return -(-int(seconds) // 60) if seconds < 0 else int(seconds) // 60


def percent(part: Decimal) -> Decimal:
    """Return a share of one in percent to one place."""
    return (part * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def plain_number(value: int | Decimal) -> str:
    """Return a number with its thousands set apart."""
    return f"{MINUS if value < 0 else ''}{abs(value):,}"


def change(value: Value, before: Value, unit: Unit) -> str:
    """Say what became of a value since the period before, in words."""
    if not isinstance(value, int | Decimal) or not isinstance(before, int | Decimal):
        return "nothing to compare with before" if before is None else f"{written(before, unit)} before"
    said = f"{written(before, unit)} before"
    if unit is Unit.SHARE or not before:
        return said
    moved = ((Decimal(value) - Decimal(before)) / abs(Decimal(before)) * 100).quantize(
        Decimal("1"), rounding=ROUND_HALF_UP
    )
    return f"{said}, {'+' if moved > 0 else ''}{plain_number(moved)}%"


# What adds up: no rows are nothing of it, so that a row of one period alone has a difference too.
ADDED = (Unit.COUNT, Unit.MINUTES, Unit.MONEY)


def difference(value: Value, before: Value, unit: Unit) -> int | Decimal | None:
    """Return what a value moved by since the period before, between the two as they are written; None where unknown."""
    if unit in ADDED and not (value is None and before is None):
        value, before = (nothing_of(unit) if each is None else each for each in (value, before))
    now, then = in_file(value, unit), in_file(before, unit)
    if not isinstance(now, int | Decimal) or not isinstance(then, int | Decimal):
        return None
    return Decimal(now) - then if isinstance(then, Decimal) else now - then


def nothing_of(unit: Unit) -> int | Decimal | None:
    """Return what no rows are of a unit: nothing of what adds up, in the one form it has; unknown of anything else."""
    if unit not in ADDED:
        return None
    return Decimal("0.00") if unit is Unit.MONEY else 0


def moved(value: Value, before: Value, unit: Unit) -> str:
    """Return the difference as people read it."""
    found = difference(value, before, unit)
    if found is None:
        return NOTHING
    if not found:
        return "same"
    sign = "+" if found > 0 else MINUS
    if unit is Unit.SHARE:
        return f"{sign}{abs(found)} points"
    size = found if found > 0 else -found
    return sign + written(int(size) * 60 if unit is Unit.MINUTES else size, unit)


def in_file(value: Value, unit: Unit) -> int | Decimal | date | str | None:
    """Return a value as a spreadsheet takes it: minutes floored, shares in percent, amounts to the cent."""
    if value is None or isinstance(value, str | date):
        return value
    if unit is Unit.MINUTES:
        return _minutes(value)
    if unit in (Unit.MONEY, Unit.RATE):
        return Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if unit is Unit.SHARE:
        return percent(Decimal(value))
    return value


HEADS = {Unit.MINUTES: "min", Unit.MONEY: "$", Unit.RATE: "$", Unit.SHARE: "%", Unit.DAYS: "days"}


def head_in_file(head: str, unit: Unit) -> str:
    """Return the head of a column with the unit that its bare numbers are in."""
    said = HEADS.get(unit)
    return f"{head} ({said})" if said else head
