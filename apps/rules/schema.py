"""What a row of the rule set must look like, and every way in which one does not."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.problems import Problem
from apps.rules import periods
from apps.rules.columns import FIELDS, VERDICT_TABLES

Row = Mapping[str, Any]
Tables = Mapping[str, tuple[Row, ...]]

DATE_OF_SERVICE = ("threshold_date", "month_end", "first_last_documented", "window_span")
NO_SCHEDULE = ("contracted",)

_CELL = {
    "counts": "bool",
    "sentence": "text",
    "source": "source",
    "section": "text",
    "confidence": "confidence",
}
_CONFIDENCE = frozenset(f"{level}/{basis}" for level in "HML" for basis in "RK")

# ASC X12 005010X222A1, SBR09, data element 1032: what kind of plan a claim is filed under.
FILING_INDICATORS = "11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ".split()

OWN_TABLES = ("profile", "contracted", "capitation", "locality", "benchmark")


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with dates and decimals as text, so that it is the same value after a trip through JSON."""
    return {key: _plain(value) for key, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return plain_row(value)
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def check_tables(tables: Tables) -> list[Problem]:
    """Everything that is wrong with the rows: fields, kinds, references, overlapping versions of one id."""
    problems: list[Problem] = []
    for table, rows in tables.items():
        if table not in FIELDS:
            problems.append(Problem("unknown_table", f"{table!r} is not a table of the rule set.", table))
            continue
        for row in rows:
            problems += _check_row(row, FIELDS[table], f"{table}[{row.get('id', '?')}]", tables)
        problems += _check_versions(table, rows)
    return problems


def _check_row(row: Row, fields: Mapping[str, str], where: str, tables: Tables) -> list[Problem]:
    problems = [
        Problem(
            "unknown_field", f"{where} has a field {name!r} that no rule reads. Remove it.", f"{where}.{name}"
        )
        for name in row
        if name not in fields
    ]
    for name, kind in fields.items():
        if name not in row:
            if not kind.endswith("?"):
                problems.append(
                    Problem("missing_field", f"{where} has no {name}. Add it.", f"{where}.{name}")
                )
            continue
        wanted = _wrong(row[name], kind.removesuffix("?"), tables)
        if wanted:
            said = f"{where}.{name} is {row[name]!r}; it must be {wanted}."
            problems.append(Problem("wrong_field", said, f"{where}.{name}"))
    if fields is not FIELDS["source"] and "every_table" in fields:
        problems += _check_cells(row, where)
    return problems


def _check_cells(row: Row, where: str) -> list[Problem]:
    if "every_table" in row or all(table in row for table in VERDICT_TABLES):
        return []
    return [Problem("missing_cell", f"{where} must say for every verdict table whether it counts.", where)]


def _wrong(value: Any, kind: str, tables: Tables) -> str:
    """What the value must be, or nothing when it is that."""
    if kind.startswith("by program "):
        return _wrong_by_program(value, kind.removeprefix("by program "), tables)
    allowed = _allowed(kind, tables)
    if allowed is not None:
        return "" if isinstance(value, str) and value in allowed else f"one of: {', '.join(sorted(allowed))}"
    if kind == "cell":
        return _wrong_cell(value, tables)
    if kind == "modifiers":
        good = isinstance(value, Mapping) and all(_is_modifiers(item) for item in value.values())
        return "" if good else "a list of modifiers of two letters or digits by code"
    if kind == "counterparts":
        known = _ids("counterpart", tables)
        good = isinstance(value, Mapping) and all(
            k in known and isinstance(v, bool) for k, v in value.items()
        )
        return "" if good else f"true or false by counterpart ({', '.join(sorted(known))})"
    if kind == "prerequisites":
        known = _ids("prerequisite", tables)
        return "" if _is_texts(value) and set(value) <= known else f"a list of: {', '.join(sorted(known))}"
    return _wrong_plain(value, kind)


def _wrong_plain(value: Any, kind: str) -> str:
    is_good, wanted = _PLAIN[kind]
    return "" if is_good(value) else wanted


def _wrong_by_program(value: Any, kind: str, tables: Tables) -> str:
    if not isinstance(value, Mapping) or not value:
        return "a value by program"
    strange = set(value) - _ids("program", tables)
    if strange:
        return f"given for known programs; {', '.join(sorted(strange))} is not one"
    wrong = [said for item in value.values() if (said := _wrong(item, kind, tables))]
    return wrong[0] if wrong else ""


def _wrong_cell(value: Any, tables: Tables) -> str:
    if not isinstance(value, Mapping) or set(value) != set(_CELL):
        return f"a cell with {', '.join(_CELL)}"
    wrong = [
        f"a cell whose {name} is {said}"
        for name, kind in _CELL.items()
        if (said := _wrong(value[name], kind, tables))
    ]
    return wrong[0] if wrong else ""


def _allowed(kind: str, tables: Tables) -> frozenset[str] | None:
    """The words that a field of this kind may hold; `None` where it is no word of a list."""
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _LISTED:
        return frozenset(
            str(row.get(field)) for table, field in _LISTED[kind] for row in tables.get(table, ())
        )
    if kind == "reason or empty":
        return _ids("reason", tables) | {""}
    if kind == "fee_basis":
        return frozenset(row["name"] for row in tables.get("schedule", ())) | set(NO_SCHEDULE)
    return None


def _check_versions(table: str, rows: Iterable[Row]) -> list[Problem]:
    """Two versions of one id may not be valid on the same date."""
    problems = []
    by_id: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        spans = by_id.setdefault(str(row.get("id")), [])
        span = (str(row.get("valid_from", "")), str(row.get("valid_through", "9999-12-31")))
        if any(span[0] <= other[1] and other[0] <= span[1] for other in spans):
            where = f"{table}[{row.get('id')}]"
            problems.append(
                Problem("overlapping_versions", f"Two versions of {where} are valid at once.", where)
            )
        spans.append(span)
    return problems


def _ids(table: str, tables: Tables) -> frozenset[str]:
    return frozenset(str(row.get("id")) for row in tables.get(table, ()))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_modifiers(value: Any) -> bool:
    return _is_texts(value) and all(
        len(item) == 2 and item.isalnum() and item.isupper() | item.isdigit() for item in value
    )


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_decimal(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite() and Decimal(value) >= 0
    except InvalidOperation:
        return False


def _is_between(low: str, high: str) -> Callable[[Any], bool]:
    """Above the one and up to the other."""
    return lambda value: _is_decimal(value) and Decimal(low) < Decimal(value) <= Decimal(high)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_place(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 2 and value.isascii() and value.isdigit()


# What a value of each plain kind must be, and how that is said.
_PLAIN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda value: isinstance(value, str) and bool(value.strip()), "some text"),
    "any text": (lambda value: isinstance(value, str), "text"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "int": (_is_count, "a whole number"),
    "texts": (_is_texts, "a list of text"),
    "date": (_is_date, "a date"),
    "decimal": (_is_decimal, "a decimal number, not negative"),
    "amount": (_is_between("0", "100000"), "an amount above zero in dollars"),
    "factor": (_is_between("0", "10"), "a factor above 0 and up to 10, as 1.023"),
    "share": (_is_between("0", "1"), "a share above 0 and up to 1, as 0.26"),
    "place": (_is_place, "a place of service of two digits"),
}
# Words that stand in no table, and those that do: the tables and their columns.
_FIXED: dict[str, frozenset[str]] = {
    "confidence": _CONFIDENCE,
    "basis": frozenset(periods.BASES),
    "verdict_table": frozenset(VERDICT_TABLES),
    "date_of_service": frozenset(DATE_OF_SERVICE),
    "two_settings": frozenset(("larger", "hold")),
    "filing_indicator": frozenset(FILING_INDICATORS),
}
_LISTED: dict[str, tuple[tuple[str, str], ...]] = {
    "source": (("source", "id"),),
    "reason": (("reason", "id"),),
    "code_set": (("tier", "code_set"),),
    "payer": (("profile", "id"),),
    "known_code": (("tier", "code"), ("addon", "code"), ("fee", "code")),
}
