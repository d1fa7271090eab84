"""The rule set: every row, checked, with a content hash; and what a practice adds to it."""

import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.problems import Problem, refuse_any
from apps.rules import canonical, periods
from apps.rules.columns import VERDICT_TABLES
from apps.rules.schema import OWN_TABLES, Row, Tables, check_tables, plain_row

if TYPE_CHECKING:
    from apps.rules.resolved import Resolved

DATA = Path(__file__).parent / "data"
_CELL_TABLES = ("activity", "counterpart", "channel", "meeting", "person")
_MONEY_TABLES = frozenset(
    ("facility_place", "schedule", "fee", "locality", "benchmark", "contracted", "capitation")
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A rule with its words and its source. `valid_through`: `None` while no end is known.

    `sentence`: its own, else its label, else the section of the source that says it.
    """

    rule: str
    sentence: str
    source: str
    section: str
    dated: str
    confidence: str
    valid_from: date
    valid_through: date | None

    @property
    def citation(self) -> str:
        """Document, section, date and confidence in one line."""
        return f"{self.source}, {self.section} ({self.dated}; {self.confidence})"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of an act, inclusive, and the rule that sets it."""

    last_day: date
    cited: Cited


class RuleSet:
    """All rows, by table, as plain values. Two rule sets with the same rows have the same `content_hash`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = {name: tuple(rows) for name, rows in tables.items()}
        self._text = canonical.dump(self.tables)
        self.content_hash = canonical.digest(self._text)
        self._resolved: dict[tuple[str, str, int], Resolved | None] = {}
        self._changes = _change_dates(self.tables)
        self._sources = {row["id"]: row for row in self.tables["source"]}
        self.outcomes = {row["id"]: row["outcome"] for row in self.tables["reason"]}
        self.setting_order = {row["id"]: int(row["precedence"]) for row in self.tables["setting"]}
        self.needs_setting = {row["id"]: bool(row["needs_setting"]) for row in self.tables["program"]}
        self.offered = tuple((row["id"], tuple(row["alternative_needs"])) for row in self.tables["program"])
        self.paid: dict[Any, tuple[str, Decimal] | None] = {}  # filled by apps.rules.money

    @staticmethod
    def shipped() -> "RuleSet":
        """The rules the product ships; raises Refused with every problem of the rows."""
        return _shipped()

    @staticmethod
    def from_json(text: str) -> "RuleSet":
        """Rebuild the very rule set that `to_json` wrote, without any file."""
        return RuleSet({name: tuple(rows) for name, rows in json.loads(text).items()})

    def to_json(self) -> str:
        """Canonical JSON of every row; its SHA-256 is `content_hash`."""
        return self._text

    def with_own(self, own: Mapping[str, Sequence[Mapping[str, Any]]]) -> "tuple[RuleSet, list[Problem]]":
        """This rule set with a practice's own rows, or itself with all the problems of those rows.

        `own` may hold profiles, contracted amounts, capitations, localities and benchmarks, in the same shape as the
        shipped rows; a row of its own cites `practice_contract` or any known source.
        """
        strange = [
            Problem("not_yours", f"A practice cannot add to {name!r}.", name)
            for name in own
            if name not in OWN_TABLES
        ]
        added = {
            name: tuple(plain_row(row) for row in rows) for name, rows in own.items() if name in OWN_TABLES
        }
        tables = dict(self.tables)
        for name, rows in added.items():
            tables[name] = tables.get(name, ()) + rows
        problems = strange + check_tables(tables)
        return (self, problems) if problems else (RuleSet(tables), [])

    def rows(self, table: str, *, on: date | None = None) -> Iterator[Row]:
        """The rows of a table, all versions or those valid on a date."""
        for row in self.tables.get(table, ()):
            if on is None or holds(row, on):
                yield row

    def row(self, table: str, row_id: str, *, on: date | None = None) -> Row | None:
        """The row with that id, valid on the date; without a date the latest version."""
        found = [row for row in self.rows(table, on=on) if row["id"] == row_id]
        return max(found, key=lambda row: str(row.get("valid_from", ""))) if found else None

    def ids(self, table: str) -> frozenset[str]:
        """Every id of a table."""
        return frozenset(row["id"] for row in self.rows(table))

    def limit(self, limit_id: str, *, on: date | None = None) -> int:
        """A single number of the rules, on a date or in its latest version."""
        row = self.row("limit", limit_id, on=on)
        if row is None:
            raise LookupError(f"No limit {limit_id!r} is in force.")
        return int(row["value"])

    def resolved(self, payer: str, program: str, *, on: date) -> "Resolved | None":
        """What holds for a payer and a program on a date, ready for deciding; `None` without a profile."""
        key = (payer, program, bisect_right(self._changes, on))
        try:
            return self._resolved[key]
        except KeyError:
            from apps.rules.resolved import resolve

            return self._resolved.setdefault(key, resolve(self, payer, program, on=on))

    def filing_deadline(self, payer: str, *, from_date: date) -> date | None:
        """The last day on which the payer takes a claim whose From date is `from_date`; `None` without a profile."""
        profile = self.row("profile", payer, on=from_date)
        if profile is None:
            return None
        months, days = int(profile["timely_filing_months"]), int(profile["timely_filing_days"])
        return periods.add_months(from_date, months) + timedelta(days=days)

    def deadline(self, act: str, *, indicator: str, started_on: date) -> Deadline | None:
        """The last day of an act towards a kind of payer, by the day its clock starts; `None` where no rule sets one.

        `indicator` is the claim filing indicator. A row that names it goes before one for every other payer.
        """
        rows = [row for row in self.rows("deadline", on=started_on) if row["act"] == act]
        named = [row for row in rows if indicator in row["payers"]] or [
            row for row in rows if not row["payers"]
        ]
        if not named:
            return None
        row = named[0]
        last_day = periods.add_months(started_on, int(row["months"])) + timedelta(days=int(row["days"]))
        return Deadline(last_day, self._cite(f"deadline.{row['id']}", row, row))

    def cited(self, rule: str, *, on: date | None = None) -> Cited:
        """The words and the source of a rule id of a trace: `table.id`, or `table.id.verdict_table` for a cell."""
        table, _, row_id = rule.partition(".")
        cell = None
        if table in _CELL_TABLES:
            row_id, _, verdict_table = row_id.rpartition(".")
            cell = verdict_table
        row = self.row(table, row_id, on=on) or self.row(table, row_id)
        if row is None:
            raise LookupError(f"{rule!r} is no rule of this rule set.")
        return self._cite(rule, row, row.get(cell, row.get("every_table")) if cell else row)

    def reason(self, code: str, *, verdict_table: str = "") -> Cited:
        """The words and the source of a reason, a warning or an exclusion."""
        if self.row("reason", code) is not None:
            return self.cited(f"reason.{code}")
        for table in _CELL_TABLES:
            if self.row(table, code) is not None:
                return self.cited(f"{table}.{code}.{verdict_table or VERDICT_TABLES[0]}")
        return self.cited(f"barred.{code}")

    def rules(self) -> Iterator[str]:
        """The id of every rule that a decision can try: what cases must exercise."""
        for table, rows in self.tables.items():
            for row in rows:
                if table in _CELL_TABLES:
                    yield from (f"{table}.{row['id']}.{each}" for each in VERDICT_TABLES)
                elif table not in _MONEY_TABLES | {"source", "deadline"}:
                    yield f"{table}.{row['id']}"

    def _cite(self, rule: str, row: Row, words: Row) -> Cited:
        source = self._sources[words["source"]]
        through = row.get("valid_through")
        return Cited(
            rule=rule,
            sentence=words.get("sentence") or words.get("label") or words["section"],
            source=source["document"],
            section=words["section"],
            dated=source["dated"],
            confidence=words["confidence"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_through=date.fromisoformat(through) if through else None,
        )


def holds(row: Row, on: date) -> bool:
    """Say whether the row is in force on the date; both ends inclusive."""
    day = on.isoformat()
    return bool(row.get("valid_from", "") <= day <= row.get("valid_through", "9999-12-31"))


def read_tables(folder: Path) -> Tables:
    """The rows of every TOML file of a folder, as plain values."""
    tables: dict[str, tuple[Row, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            tables[name] = tables.get(name, ()) + tuple(plain_row(row) for row in rows)
    return tables


@cache
def _shipped() -> RuleSet:
    tables = read_tables(DATA)
    refuse_any(check_tables(tables))
    return RuleSet(tables)


def _change_dates(tables: Tables) -> tuple[date, ...]:
    """Every day on which a row that decides begins to hold or has ceased to."""
    days = set()
    for name, rows in tables.items():
        for row in rows if name not in _MONEY_TABLES else ():
            if "valid_from" in row:
                days.add(date.fromisoformat(row["valid_from"]))
            if "valid_through" in row:
                days.add(date.fromisoformat(row["valid_through"]) + timedelta(days=1))
    return tuple(sorted(days))
