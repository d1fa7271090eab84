"""Codes of the standards in our own plain words: rows of data with their source; an unknown code has no words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


class Table(StrEnum):
    """A list of codes; the value is the name of its file."""

    REASONS = "adjustment_reasons"
    GROUPS = "adjustment_groups"
    REMARKS = "remarks"
    CLAIM_STATUSES = "claim_statuses"
    PROVIDER_ADJUSTMENTS = "provider_adjustments"
    CATEGORIES = "status_categories"
    STATUSES = "statuses"
    ENTITIES = "entities"
    INTERCHANGE_NOTES = "interchange_notes"
    SEGMENT_FAULTS = "segment_faults"
    ELEMENT_FAULTS = "element_faults"
    SET_ANSWERS = "set_answers"
    SEGMENT_FIELDS = "segment_fields"
    FURTHER = "remittance_segments"


@dataclass(frozen=True, slots=True)
class Row:
    """One code: its words, what it means for us, and who says so. Empty where the table has no such column."""

    code: str
    words: str
    source: str
    confidence: str
    kind: str = ""
    cause: str = ""
    do: str = ""
    field: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long there is to do something about a denial under one payer profile, from the day of the remittance."""

    profile: str
    step: str
    words: str
    days: int
    months: int
    source: str
    confidence: str


def row_of(table: Table, code: str) -> Row | None:
    """Return the row of `code`; None when we have no words for it."""
    return rows_of(table).get(code)


def words_for(table: Table, code: str) -> str:
    """Return the words of a code, or that there are none."""
    row = row_of(table, code)
    return row.words if row else "no words for it"


@cache
def rows_of(table: Table) -> Mapping[str, Row]:
    """Return every row of a table by its code."""
    content = _content(table)
    shared = {"source": content["source"], "confidence": content["confidence"]}
    return {str(each["code"]): Row(**{**shared, **each}) for each in content["code"]}


@cache
def clocks() -> tuple[Clock, ...]:
    """Return every appeal and reopening clock."""
    return tuple(Clock(**each) for each in _content("appeal_clocks")["clock"])


def clocks_of(profile: str, contract_days: int | None = None) -> tuple[Clock, ...]:
    """Return the clocks of a payer: its contract's term where the practice wrote one down, else its profile's.

    None of either leaves nothing known.
    """
    if contract_days is not None:
        return (_of_contract(profile, contract_days),)
    return tuple(clock for clock in clocks() if clock.profile == profile)


def _of_contract(profile: str, days: int) -> Clock:
    return Clock(
        profile, "contract", "Appeal under the contract", days, 0, "The practice's contract", "own row"
    )


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
