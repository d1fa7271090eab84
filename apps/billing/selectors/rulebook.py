"""The book of rules as pages show it: every row in one line with its source, what counts, and the matrix."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.billing.domain.conditions import CONDITIONS
from apps.billing.selectors.rules import spoken, words_of
from apps.patients.models import OwnRule
from apps.patients.rule_sets import rules_in_force
from apps.practice.domain.dates import in_words
from apps.practice.models import Practice
from apps.rules.columns import VERDICT_TABLES
from apps.rules.ruleset import RuleSet
from apps.rules.schema import Row

_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the book: its id, words and source, and what else its row says."""

    id: str
    table: str
    sentence: str
    source: str
    valid: str
    is_own: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CellRow:
    """One kind of time with its cell for every verdict table, in the order of `VERDICT_TABLES`."""

    id: str
    label: str
    component: int
    cells: tuple["Cell", ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a kind of time counts in one verdict table, why, and where that is written."""

    rule: str
    state: str
    sentence: str
    source: str


_WORDS_AND_SOURCE = (
    "id",
    "label",
    "sentence",
    "source",
    "section",
    "confidence",
    "valid_from",
    "valid_through",
)
CELL_TABLES = ("activity", "counterpart", "channel", "meeting", "person")


def book(practice: Practice, tables: Sequence[str]) -> list[Rule]:
    """Return every rule of some tables of the practice's rules, own ones included."""
    rule_set = rules_in_force(practice)
    own = {(row.table, row.key) for row in OwnRule.objects.filter(practice=practice)}
    return [
        rule_of(rule_set, table, row, is_own=(table, row["id"]) in own)
        for table in tables
        for row in rule_set.rows(table)
    ]


def _valid(row: Row) -> str:
    """Return from when on a row holds, and through when where it ends; empty for one without days."""
    words = (("from", row.get("valid_from")), ("through", row.get("valid_through")))
    return " ".join(f"{word} {in_words(date.fromisoformat(str(day)))}" for word, day in words if day)


def rule_of(rule_set: RuleSet, table: str, row: Row, *, is_own: bool = False) -> Rule:
    """Return one row as a rule of the book."""
    cited = rule_set.cited(f"{table}.{row['id']}") if "source" in row else None
    return Rule(
        id=f"{table}.{row['id']}",
        table=table,
        sentence=_sentence(rule_set, table, row),
        source=cited.citation if cited else "",
        valid=_valid(row),
        is_own=is_own,
        facts=tuple(
            (words_of(name), in_general(_of_mapping(value) if isinstance(value, Mapping) else spoken(value)))
            for name, value in row.items()
            if name not in _WORDS_AND_SOURCE and name not in (*VERDICT_TABLES, "every_table")
        ),
    )


def _sentence(rule_set: RuleSet, table: str, row: Row) -> str:
    """Say a row in one line: codes with their minutes, pairs with what they mean, else its own words."""
    words = in_general(str(row.get("sentence") or row.get("label") or words_of(row["id"]).capitalize()))
    match table:
        case "tier":
            return f"{row['code']} from {row['minutes']} min: {words}"
        case "addon":
            most = f", at most {row['most']}" if row["most"] else ""
            return f"{row['code']} after {row['to']}{most}: {words}"
        case "fee":
            return f"{row['code']}, {row['valid_from'][:4]}: {row['total_rvu']} units, status {row['status']}"
        case "contracted":
            return f"{row['code']}, {row['payer']}: ${row['amount']}"
        case "exclusion":
            return _pair(rule_set, row)
        case "prerequisite":
            return CONDITIONS.get(row["id"], words)  # an earlier version may have had others
        case "source":
            return f"{row['document']} ({row['dated']})"
    return words


def in_general(sentence: str) -> str:
    """Say a sentence that a case fills in as it stands for all: "[minutes] minutes count"."""
    return _GAP.sub(lambda gap: f"[{words_of(gap[1])}]", sentence)


def _pair(rule_set: RuleSet, row: Row) -> str:
    program, family = rule_set.row("program", row["program"]), rule_set.row("family", row["family"])
    whose = {"own": "of the same practitioner", "other": "of another practitioner", "any": "of anybody"}[
        row["of"]
    ]
    names = (program or {}).get("label", row["program"]), (family or {}).get("label", row["family"])
    return f"{names[0]} beside {names[1][:1].lower()}{names[1][1:]} {whose}: {row['effect']}"


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of the matrix: what a family of codes in the same period means; empty where no row speaks."""

    head: str
    word: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A family of codes and what each programme says to it, of the same and of another practitioner."""

    label: str
    cells: tuple[Beside, ...]


def matrix(practice: Practice, *, on: date) -> tuple[list[str], list[MatrixRow]]:
    """Return the heads and rows of what may not stand together on a date: programme and whose against family."""
    rule_set = rules_in_force(practice)
    programs = list(rule_set.rows("program", on=on))
    rows = list(rule_set.rows("exclusion", on=on))
    columns = [(program, of) for program in programs for of in ("own", "other")]
    heads = [f"{program['id'].upper()}, {'same' if of == 'own' else 'other'}" for program, of in columns]
    return heads, [
        MatrixRow(
            family["label"],
            tuple(
                Beside(head, _beside(rows, program["id"], family["id"], of))
                for head, (program, of) in zip(heads, columns, strict=True)
            ),
        )
        for family in rule_set.rows("family", on=on)
    ]


def _beside(rows: Sequence[Row], program: str, family: str, of: str) -> str:
    for row in rows:
        if (row["program"], row["family"]) == (program, family) and row["of"] in (of, "any"):
            return {"blocks": "not together", "warns": "with a warning", "allowed": "allowed"}[row["effect"]]
    return ""


def _of_mapping(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{words_of(key)}: {spoken(item)}" for key, item in value.items()) or "none"


def verdict_rows(practice: Practice, table: str) -> list[CellRow]:
    """Return the table of what counts: a row for each kind of time, a cell for each verdict table."""
    rule_set = rules_in_force(practice)
    return [
        CellRow(
            row["id"],
            row["label"],
            int(row.get("component", 0)),
            tuple(_cell(rule_set, table, row, name) for name in VERDICT_TABLES),
        )
        for row in rule_set.rows(table)
    ]


def _cell(rule_set: RuleSet, table: str, row: Row, verdict_table: str) -> Cell:
    rule = f"{table}.{row['id']}.{verdict_table}"
    counts = (row.get(verdict_table) or row["every_table"])["counts"]
    cited = rule_set.cited(rule)
    state = "counted" if counts else "not_counted"
    return Cell(rule, state, in_general(cited.sentence), cited.citation)
