"""What a service line is expected to be paid: fee rows, locality, provider type, contracted amounts."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from apps.rules.ruleset import RuleSet
from apps.rules.schema import Row

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)

# The ids of what a practice says in place of shipped rows.
OWN_LOCALITY = "own"
OWN_BENCHMARK = "own."


def expected_amount(
    code: str,
    *,
    payer: str,
    fee_basis: str,
    place_of_service: str,
    provider_type: str,
    locality: str,
    on: date,
    rule_set: RuleSet,
) -> tuple[str, Decimal] | None:
    """The rule id and the amount of one unit on a date of service; `None` where no row covers it.

    A contracted amount comes before the profile's schedule. Never a guess: a code that the schedule's
    payer does not pay, a locality without a row or a year without a fee file has no amount.
    """
    key = (code, payer, fee_basis, place_of_service, provider_type, locality, on)
    try:
        return rule_set.paid[key]
    except KeyError:
        found = _contracted(code, payer, on, rule_set)
        found = found or _scheduled(code, fee_basis, place_of_service, provider_type, locality, on, rule_set)
        return rule_set.paid.setdefault(key, found)


def percent_of_charge(charge: Decimal, *, benchmark: str, on: date, rule_set: RuleSet) -> Decimal | None:
    """A planning figure: the charge times one named benchmark; benchmarks are never multiplied together."""
    row = benchmark_row(benchmark, on=on, rule_set=rule_set)
    return cents(charge * Decimal(row["value"])) if row is not None else None


def benchmark_row(benchmark: str, *, on: date, rule_set: RuleSet) -> Row | None:
    """The assumption of that name on a date: the practice's own before the shipped one."""
    own = rule_set.row("benchmark", OWN_BENCHMARK + benchmark, on=on)
    return own or rule_set.row("benchmark", benchmark, on=on)


def cents(amount: Decimal) -> Decimal:
    """Round half up to the cent, once, at the end."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def _contracted(code: str, payer: str, on: date, rule_set: RuleSet) -> tuple[str, Decimal] | None:
    for row in rule_set.rows("contracted", on=on):
        if row["payer"] == payer and row["code"] == code:
            return f"contracted.{row['id']}", cents(Decimal(row["amount"]))
    return None


def _scheduled(
    code: str, name: str, place: str, provider_type: str, locality: str, on: date, rule_set: RuleSet
) -> tuple[str, Decimal] | None:
    schedule = next((row for row in rule_set.rows("schedule", on=on) if row["name"] == name), None)
    fee = next((row for row in rule_set.rows("fee", on=on) if row["code"] == code), None)
    area = _area(locality, on, rule_set)
    if schedule is None or fee is None or area is None or fee["status"] not in schedule["statuses"]:
        return None
    in_facility = any(place in row["codes"] for row in rule_set.rows("facility_place", on=on))
    units = fee.get("total_rvu_facility") if in_facility else fee["total_rvu"]
    if units is None:
        return None
    amount = Decimal(units) * Decimal(schedule["conversion_factor"]) * Decimal(area["factor"])
    if schedule["pays_by_provider_type"]:
        amount = amount * _percent(provider_type, on, rule_set) / _HUNDRED
    return f"fee.{fee['id']}", cents(amount)


def _area(locality: str, on: date, rule_set: RuleSet) -> Row | None:
    """The locality asked for; where none is, the practice's own factor before the national one."""
    own = rule_set.row("locality", OWN_LOCALITY, on=on) if not locality else None
    return own or rule_set.row("locality", locality, on=on)


def _percent(provider_type: str, on: date, rule_set: RuleSet) -> Decimal:
    row = rule_set.row("provider_type", provider_type, on=on)
    return Decimal(row["paid_percent"]) if row is not None else Decimal(0)
